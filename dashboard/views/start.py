"""Start: find anything by name or in words, what people ask first, what the graph holds."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from credgraph.errors import BadParameter
from credgraph.questions import terms_for
from credgraph.rdf import BASE
from dashboard.answers import ask_and_show, show_asked_in_words, show_question_form
from dashboard.state import (
    TTL,
    Named,
    all_records,
    ask,
    enter_text,
    escape,
    graph,
    report_errors,
    show_record_link,
    slug,
)

_MOST = 8  # names shown of one kind
_WIDTH = 210  # pixels of a card: four fit in a row on a desktop
_ALIKE = 0.8  # share of a name that must match what was typed for it to be suggested
_LEAST_PAY, _MOST_PAY = 10_000, 999_999_999  # smaller numbers are codes; no pay is larger
_MAIN = ("Credential", "Module", "Funding program")  # the kinds that people look for most
_JOBS: tuple[tuple[str, str, str, str], ...] = (
    ("plan", "Plan a route", "From what I hold to the pay I want", "route"),
    ("funding", "Find the money", "Who pays, for whom, in which state", "savings"),
    ("pay", "See the pay", "What each stack earns against a state's wages", "payments"),
    ("employers", "See who asks for it", "Employers by industry and use", "factory"),
)


def page() -> None:
    """Show the page."""
    st.title("Find the money, the next step and the pay", anchor=False)
    typed = enter_text(
        "Search every name and synonym, or ask in words",
        "q",
        live=True,
        hint="CPT, Toyota, WIOA, South Carolina … or: who pays for the CPT for a veteran?",
    )
    if typed:
        with report_errors():
            _results(typed)
    elif "ask" in st.query_params:
        st.page_link("views/start.py", label="All questions", icon=":material/arrow_back:")
        show_question_form(st.query_params["ask"])
    else:
        _jobs()
        with report_errors():
            _first_questions()
        with report_errors():
            _contents()


def _results(typed: str) -> None:
    pay = _typed_pay(typed)
    if pay:
        values = {"pay": str(pay)}
        label = f"Plan a route to {pay:,} USD a year"
        st.page_link("views/plan.py", label=label, icon=":material/route:", query_params=values)
    rows = list(ask("search_by_name", text=typed))
    is_answered = not _is_name(typed, rows) and show_asked_in_words(typed)
    if not rows:
        if not pay and not is_answered:
            _no_hit(typed)
        return
    st.caption(f"{len(rows):,} record{'s' * (len(rows) != 1)}")
    others = [row for row in rows if row["about_others"] and not _is_called(typed, row)]
    main = rows[: len(rows) - len(others)]  # the others come last
    _groups(main or others, typed)
    if main and others:
        title = f"{len(others)} more that only speak of others, such as recognitions and claims"
        drawer = st.expander(title, on_change="rerun", key="others")
        if drawer.open:
            with drawer:
                _groups(others, typed)


def _typed_pay(typed: str) -> int:
    """Return the yearly pay among the words that were typed, such as $65K; 0 if there is none."""
    found, question = graph(), graph().questions["stacks_reaching_pay"]
    for word in typed.split():
        with suppress(BadParameter):
            term: Any = terms_for(question, {"pay": word}, found.records)["pay"]
            if _LEAST_PAY <= float(term.value) <= _MOST_PAY:
                return int(float(term.value))
    return 0


def _no_hit(typed: str) -> None:
    """Say that nothing has this name, what may have been meant, and where else to look."""
    st.info(escape(f"Nothing in the graph is called anything like “{typed}”."))
    similar = _similar(typed)
    if similar:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown("Did you mean", width="content")
            for record in similar:
                show_record_link(record.iri, record.label)
    _jobs()


@st.cache_resource(show_spinner=False, max_entries=500, ttl=TTL)
def _similar(typed: str) -> list[Named]:
    """List the records whose names are similar to what was typed."""
    short = dict.fromkeys(map(slug, graph().records.nearest(typed, similarity=_ALIKE).values()))
    return [all_records()[name] for name in short if name in all_records()]


def _groups(rows: Sequence[dict[str, str]], typed: str) -> None:
    """Show the records by kind: exact names first, then the kinds that people look for most."""
    groups: dict[str, list[dict[str, str]]] = {}
    for row in rows:
        groups.setdefault(row["kind_label"] or "", []).append(row)
    exact = {row["kind_label"] for row in rows if _is_called(typed, row)}
    order = sorted(groups, key=lambda kind: (kind not in exact, kind not in _MAIN))
    places = st.columns(2)
    for i, kind in enumerate(order):
        with places[i % 2], st.container(border=True):
            _group(kind, groups[kind])


def _is_name(typed: str, rows: Sequence[dict[str, str]]) -> bool:
    """Tell whether all that was typed stands in one name."""
    parts = typed.lower().split()
    return any(all(part in row["matched"].lower() for part in parts) for row in rows)


def _is_called(typed: str, row: dict[str, str]) -> bool:
    return row["matched"].lower() == " ".join(typed.split()).lower()


def _group(kind: str, found: list[dict[str, str]]) -> None:
    st.markdown(f"**{escape(kind)}** · {len(found)}")
    for row in found[:_MOST]:
        other = row["matched"].lower() != row["record_label"].lower()
        also = f" ({row['matched']})" if other else ""
        show_record_link(row["record"], row["record_label"] + also)
    if len(found) > _MOST:
        with st.expander(f"{len(found) - _MOST} more"):
            for row in found[_MOST:]:
                show_record_link(row["record"], row["record_label"])


def _jobs() -> None:
    with st.container(horizontal=True, key="cards-jobs"):
        for stem, title, about, icon in _JOBS:
            with _card():
                label = f"**{title}**"
                st.page_link(f"views/{stem}.py", label=label, icon=f":material/{icon}:")
                st.caption(about)


def _card() -> DeltaGenerator:
    return st.container(border=True, width=_WIDTH, height="stretch")


def _first_questions() -> None:
    st.header("Questions people ask first", anchor=False)
    with st.container(horizontal=True, key="cards-questions"):
        for row in ask("questions_people_ask"):
            name = row["answered_by"].removeprefix(f"{BASE}/query/explore/")
            with _card():
                label = escape(row["question_label"])
                st.page_link("views/start.py", label=label, query_params={"ask": name})
                st.caption(escape(row["about"]))


def _contents() -> None:
    st.header("What the graph holds", anchor=False)
    graphs = ask("graphs_counted")
    kinds = {row["kind_label"]: row["records"] for row in ask("records_by_kind")}
    dates = sorted(row["as_of"] for row in graphs if row["as_of"])
    shown = ("Credential", "Competency", "Organization", "Funding program", "Wage observation")
    counts = [f"{kind}s **{kinds.get(kind, 0):,}**" for kind in (*shown, "Source")]
    st.markdown(" · ".join(counts).replace("ys ", "ies "))
    st.caption(
        f"{sum(graphs.column('triples')):,} statements in {len(graphs)} parts, "
        f"{len(graph().questions)} questions; the newest part is as of {dates[-1]}, "
        f"the oldest as of {dates[0]}."
    )
    drawer = st.expander("Every part with its source and date", on_change="rerun", key="parts")
    if drawer.open:
        with drawer:
            ask_and_show("graphs_counted", "The graph is empty.")


page()
