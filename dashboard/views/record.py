"""One record: everything known about it, by subject, with sources and disputes."""

from __future__ import annotations

from functools import partial

import streamlit as st

from credgraph.catalogue import Question
from credgraph.errors import UnknownRecord
from credgraph.formats import in_words, one_line
from credgraph.graph import Description
from credgraph.table import Table
from credgraph.terms import expand
from dashboard.choices import choose
from dashboard.links import record_named, slug
from dashboard.questions import questions_about
from dashboard.session import ask, everything, graph, sentence
from dashboard.text import plain
from dashboard.widgets import file_downloads, labels, show

_SUBJECTS = {
    "Content": ("modules", "competenc", "versions", "changes", "standards", "learning", "centers"),
    "Exam": ("exam", "renewal"),
    "Cost and time": ("cost", "time"),
    "Who pays": ("fund",),
    "Employers": ("employer", "apprenticeship", "role", "recogniz", "issuer"),
    "Pay": ("pay", "wage", "band"),
    "Next steps": ("next", "build", "prerequisite", "pathway", "provider"),
    "Pitfalls": ("pitfall", "advice"),
    "Reviews and lists": ("review", "official"),
}
_FIGURES = (
    ("Price, USD", "min_price", "max_price"),
    ("Preparation", "min_duration", "max_duration"),
    ("Modules required", "required_modules", ""),
    ("Employers", "employers", ""),
    ("Funding programs", "programs", ""),
)
_KINDS = {expand("rdf:type"), expand("skos:inScheme")}
_TYPE = expand("rdf:type")


def page() -> None:
    """Show the page."""
    picked = choose("Record", "id", everything(), quiet=True)
    name = picked.iri if picked else st.query_params.get("id", "")
    if not name:
        st.title("One record", anchor=False)
        st.info("Choose a record above, or search on the start page.")
        return
    found = None
    with sentence():
        found = _described(name)
    if found:
        with sentence():
            _everything(found)
    else:
        st.title("No such record", anchor=False)


def _described(name: str) -> Description:
    try:
        return graph().describe(record_named(name))
    except UnknownRecord:
        tail = name.rpartition("/")[2]
        raise UnknownRecord(name, "record", _nearest(tail)) from None


def _nearest(name: str) -> tuple[str, ...]:
    try:
        return (graph().describe(name).label,)
    except UnknownRecord as error:
        return error.nearest


def _everything(found: Description) -> None:
    kinds = {row["value"]: row["value_label"] for row in found.facts if row["property"] in _KINDS}
    types = [r["value_label"] for r in found.facts if r["property"] == _TYPE]
    st.title(plain(found.label), anchor=False)
    st.markdown(" ".join(f":blue-badge[{plain(str(label))}]" for label in types))
    for row in found.facts:
        if row["property"] == expand("dcterms:description"):
            st.text(one_line(str(row["value"])))
    _actions(found, list(kinds))
    if len(found.disputes):
        _disputes(found.disputes)
    if expand("cg:Credential") in kinds:
        with sentence():
            _figures(found.iri)
    _subjects(found, list(kinds))


def _actions(found: Description, kinds: list[str]) -> None:
    name = slug(found.iri)
    with st.container(horizontal=True):
        st.page_link(
            "views/graph.py",
            label="See it in the graph",
            icon=":material/hub:",
            query_params={"id": name},
            width="content",
        )
        if expand("cg:Credential") in kinds:
            st.page_link(
                "views/compare.py",
                label="Compare it",
                icon=":material/compare_arrows:",
                query_params={"c": [name.rpartition("/")[2], "smscp-level-1"]},
                width="content",
            )
        st.page_link(
            "views/export.py",
            label="For other registries",
            icon=":material/ios_share:",
            query_params={"id": name},
            width="content",
        )
        file_downloads(
            {end: partial(_exported, found.iri, end) for end in (".ttl", ".jsonld")},
            name.rpartition("/")[2],
            "record",
        )


def _exported(iri: str, ending: str) -> bytes:
    return graph().export("turtle", records=[iri]).content(ending)


def _disputes(disputes: Table) -> None:
    count = len(set(disputes.column("dispute")))
    title = f"{count} disputed fact{'s' * (count != 1)}: both claims"
    with st.expander(title, icon=":material/warning:", expanded=count < 3):
        seen = ""
        for row in disputes:
            if row["dispute"] != seen:
                seen = row["dispute"]
                st.markdown(
                    f":orange-badge[⚠ {plain(row['kind_label'])}] "
                    f"**{plain(row['dispute_label'])}** ({plain(row['property_label'])})"
                )
                source = labels([(row["claim_source"], row["claim_source_label"])])
                st.markdown(f"- Claim: {plain(row['claim'])} — {source}")
            if row["counter_claim"]:
                source = labels([(row["counter_source"], row["counter_source_label"])])
                st.markdown(f"- Against it: {plain(row['counter_claim'])} — {source}")


def _figures(iri: str) -> None:
    overview = ask("credential_overview", credential=iri)
    names = [column.name for column in overview.columns]
    cells = dict(zip(names, overview.rows[0], strict=True)) if len(overview) else {}
    for place, (label, low, high) in zip(st.columns(len(_FIGURES)), _FIGURES, strict=True):
        words = [in_words(cells.get(name)) for name in (low, high) if name]
        ends = dict.fromkeys(word for word in words if word)
        place.caption(label)
        place.markdown(f"**{plain(' to '.join(ends) or 'not stated')}**")


def _subjects(found: Description, kinds: list[str]) -> None:
    by_subject: dict[str, list[Question]] = {}
    for question in questions_about(kinds):
        if question.name != "credential_overview":
            by_subject.setdefault(_subject(question), []).append(question)
    for questions in by_subject.values():
        questions.sort(key=_place)
    names = [name for name in (*_SUBJECTS, "More") if name in by_subject]
    names += ["All facts", "What points here", "Sources"]
    tabs = st.tabs(names, on_change="rerun", key="part", bind="query-params")
    for name, tab in zip(names, tabs, strict=True):
        if tab.open:
            with tab:
                _part(name, found, by_subject)


def _part(name: str, found: Description, by_subject: dict[str, list[Question]]) -> None:
    if name == "All facts":
        show(found.facts, "The graph states nothing about it.", key="facts", file="facts")
    elif name == "What points here":
        show(found.links, "Nothing points at it.", key="links", file="links", grid=True)
    elif name == "Sources":
        show(found.sources, "No source is stated.", key="sources", file="sources")
    else:
        _answers(found, by_subject[name])


def _answers(found: Description, questions: list[Question]) -> None:
    silent = []
    for question in questions:
        with sentence():
            table = ask(question.name, **{question.parameters[0].name: found.iri})
            if not len(table):
                silent.append(question.summary)
                continue
            st.header(plain(question.summary), anchor=False)
            show(table, "", key=question.name, file=question.name)
    if silent:
        st.caption(plain("Not stated in the graph: " + " · ".join(silent)))


def _subject(question: Question) -> str:
    for subject, words in _SUBJECTS.items():
        if any(word in question.name for word in words):
            return subject
    return "More"


def _place(question: Question) -> int:
    """Put the questions of a subject in the order of its words."""
    words = _SUBJECTS.get(_subject(question), ())
    return next((i for i, word in enumerate(words) if word in question.name), len(words))


page()
