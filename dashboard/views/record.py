"""One record: everything known about it, by subject, with sources and disputes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial

import streamlit as st

from credgraph.errors import UnknownRecord
from credgraph.questions import Description, Question
from credgraph.rdf import expand
from credgraph.results import Table, one_line
from dashboard.answers import questions_about
from dashboard.cards import competencies_by_module, dispute_list, show_figures, show_kinds
from dashboard.state import (
    PRINT,
    TTL,
    all_records,
    ask,
    choose,
    choose_option,
    escape,
    expand_slug,
    graph,
    is_print_version,
    report_errors,
    served_at,
    slug,
)
from dashboard.tables import file_downloads, show_table

_SUBJECTS = {
    "Steps": ("pathway_steps",),
    "Content": (
        "modules",
        "with_module",
        "competenc",
        "versions",
        "changes",
        "standards",
        "learning",
    ),
    "Exam": ("exam", "renewal", "centers"),
    "Cost and time": ("cost", "time"),
    "Who pays": ("fund", "program", "pocket"),
    "Employers": ("employer", "apprenticeship", "role", "recogniz", "issuer"),
    "Pay": ("pay", "wage", "band"),
    "Next steps": ("next", "first", "build", "prerequisite", "pathway", "provider"),
    "Pitfalls": ("pitfall", "advice"),
    "Reviews and lists": ("review", "official"),
}
_KINDS = {expand("rdf:type"), expand("skos:inScheme")}
_TYPE = expand("rdf:type")
_ALL_FACTS = "All facts"
_SHOWN_AT_ONCE = 2  # answers of a subject that need no click
_MANY = 3  # disputed facts; a page with so many opens with their list closed


def page() -> None:
    """Show the page."""
    heading = st.container()
    with st.container(key="choices"):
        picked = choose("Record", "id", all_records(), quiet=True)
    name = picked.iri if picked else st.query_params.get("id", "")
    if not name:
        heading.title("One record", anchor=False)
        with report_errors():
            show_kinds()
        return
    found = None
    with report_errors():
        found = _described(name)
    heading.title(escape(found.label) if found else "No such record", anchor=False)
    if found:
        with report_errors():
            _show_record(found)


@st.cache_resource(show_spinner=False, max_entries=200, ttl=TTL)
def _described(name: str) -> Description:
    try:
        return graph().describe(expand_slug(name))
    except UnknownRecord:
        tail = name.rpartition("/")[2]
        raise UnknownRecord(name, "record", _nearest(tail)) from None


def _nearest(name: str) -> tuple[str, ...]:
    try:
        return (graph().describe(name).label,)
    except UnknownRecord as error:
        return error.nearest


def _show_record(found: Description) -> None:
    kinds = {row["value"]: row["value_label"] for row in found.facts if row["property"] in _KINDS}
    types = [_kind(row) for row in found.facts if row["property"] == _TYPE]
    st.markdown(" ".join(f":blue-badge[{escape(label)}]" for label in types))
    for row in found.facts:
        if row["property"] == expand("dcterms:description"):
            st.text(one_line(str(row["value"])))
    _actions(found, list(kinds))
    if expand("cg:Credential") in kinds:
        with report_errors():
            show_figures(found.iri)
    if len(found.disputes):
        _disputes(found.disputes)
    _subjects(found, list(kinds))


def _kind(row: Mapping[str, object]) -> str:
    """Return the name of a kind, marked where no source states that the record is of it."""
    return f"{row['value_label']} ({row['judged']})" if row["judged"] else str(row["value_label"])


def _actions(found: Description, kinds: list[str]) -> None:
    name = slug(found.iri)
    links: list[tuple[str, str, str, dict[str, str | list[str]]]] = [
        ("graph", "See it in the graph", "hub", {"id": name})
    ]
    if expand("cg:Credential") in kinds:
        pair = [name.rpartition("/")[2], "mssc-cpt" if "smscp" in name else "smscp-level-1"]
        links.append(("compare", "Compare it", "compare_arrows", {"c": pair}))
    links.append(("export", "For other registries", "ios_share", {"id": name}))
    links.append(("record", "Everything on one page", "print", {"id": name, PRINT: "1"}))
    with st.container(horizontal=True, vertical_alignment="center"):
        for view, label, icon, values in links:
            st.page_link(
                f"views/{view}.py",
                label=label,
                icon=f":material/{icon}:",
                query_params=values,
                width="content",
            )
        file_downloads(
            {end: partial(_exported, found.iri, end) for end in (".ttl", ".jsonld")},
            name.rpartition("/")[2],
            "record",
        )
    _address(found)


def _address(found: Description) -> None:
    """Show where a server that is known answers for this record, as a page and as data."""
    served = served_at()
    if not served or not served.path(found.iri):
        return
    forms = {"Link to this record": "", "as Turtle": ".ttl", "as JSON-LD": ".jsonld"}
    links = [f"[{name}](<{served.data(found.iri, suffix)}>)" for name, suffix in forms.items()]
    st.markdown(" · ".join(links))


def _exported(iri: str, ending: str) -> bytes:
    return graph().export("turtle", records=[iri]).content(ending)


def _disputes(disputes: Table) -> None:
    count = len(set(disputes.column("dispute")))
    title = f"{count} disputed fact{'s' * (count != 1)}: both claims"
    opened = count < _MANY or is_print_version()
    drawer = st.expander(
        title,
        icon=":material/warning:",
        expanded=opened,
        on_change="rerun",
        key=f"disputes-{opened}",
    )
    if drawer.open:
        drawer.markdown(dispute_list(disputes))


def _subjects(found: Description, kinds: list[str]) -> None:
    by_subject = _by_subject(kinds)
    names = [*by_subject, _ALL_FACTS, "What points here", "Sources"]
    if is_print_version():
        for name in names:
            st.header(name, anchor=False)
            _part(name, found, by_subject)
        return
    # tabs would be slower: each costs the browser as much as six texts
    options = {name: name for name in names}
    _part(choose_option("Show", "part", options, _first_told(found, by_subject)), found, by_subject)


def _first_told(found: Description, by_subject: Mapping[str, Sequence[Question]]) -> str:
    """Return the first subject of which the graph states something, else all facts."""
    for name, questions in by_subject.items():
        with report_errors():
            if any(len(_asked(question, found)) for question in questions):
                return name
    return _ALL_FACTS


def _asked(question: Question, found: Description) -> Table:
    return ask(question.name, **{question.parameters[0].name: found.iri})


def _by_subject(kinds: list[str]) -> dict[str, list[Question]]:
    """Return the questions about a record of these kinds, by subject and in reading order."""
    found: dict[str, list[Question]] = {name: [] for name in (*_SUBJECTS, "More")}
    if expand("cg:Employer") in kinds:  # first what it asks for, then what it pays for
        found = {"Employers": [], **found}
    for question in questions_about(kinds):
        if question.name != "credential_overview":
            found[_subject(question)].append(question)
    return {name: sorted(asked, key=_position) for name, asked in found.items() if asked}


def _part(name: str, found: Description, by_subject: dict[str, list[Question]]) -> None:
    if name == _ALL_FACTS:
        show_table(found.facts, "The graph states nothing about it.", key="facts", file="facts")
    elif name == "What points here":
        show_table(found.links, "Nothing points at it.", key="links", file="links", grid=True)
    elif name == "Sources":
        show_table(found.sources, "No source is stated.", key="sources", file="sources")
    else:
        _answers(found, by_subject[name])


def _answers(found: Description, questions: list[Question]) -> None:
    answered, empty = list[tuple[Question, Table]](), list[tuple[Question, Table]]()
    for question in questions:
        with report_errors():
            table = _asked(question, found)
            (answered if len(table) else empty).append((question, table))
    for i, (question, table) in enumerate(answered):
        with report_errors(), _drawer(_heading(question, found.label), i, question.name) as is_open:
            if is_open:
                _answer(question, table)
    if empty:
        said = [_heading(question, found.label) for question, _ in empty]
        st.caption(escape("Not stated in the graph: " + " · ".join(said)))


@contextmanager
def _drawer(title: str, place: int, name: str) -> Iterator[bool]:
    """Show the title of an answer: the first ones open, the others after a click."""
    if place < _SHOWN_AT_ONCE or is_print_version():
        st.markdown(f"{'###' if is_print_version() else '##'} {escape(title)}")
        yield True
    else:
        drawer = st.expander(escape(title), on_change="rerun", key=f"room-{name}")
        with drawer:
            yield bool(drawer.open)


def _answer(question: Question, table: Table) -> None:
    if question.name != "competencies_of_credential":
        show_table(table, "", key=question.name, file=question.name)
        return
    st.markdown(competencies_by_module(table))
    drawer = st.expander("The same as a table", on_change="rerun", key=f"drawer-{question.name}")
    if drawer.open:
        with drawer:
            show_table(table, "", key=question.name, file=question.name)


def _heading(question: Question, label: str) -> str:
    """Return the summary of a question with the label of the record in place of any record."""
    name = re.escape(question.parameters[0].label.lower())
    anything = rf"\b(?:an?|the) {name}\b(?: such as [\w ]+)?"
    return re.sub(anything, lambda _: label, question.summary, count=1)


def _subject(question: Question) -> str:
    for subject, words in _SUBJECTS.items():
        if any(word in question.name for word in words):
            return subject
    return "More"


def _position(question: Question) -> int:
    """Return the position of a question in its subject, by the words of the subject."""
    words = _SUBJECTS.get(_subject(question), ())
    return next((i for i, word in enumerate(words) if word in question.name), len(words))


page()
