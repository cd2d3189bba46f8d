"""Start: find anything by name, the questions people ask first, what the graph holds."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from credgraph.errors import BadParameter
from credgraph.questions import terms_for
from credgraph.rdf import BASE
from dashboard.choices import text
from dashboard.links import open_record, slug
from dashboard.questions import ask_form
from dashboard.session import FRESH, Named, ask, everything, graph, sentence
from dashboard.text import plain
from dashboard.widgets import answer

_MOST = 8  # names shown of one kind
_WIDTH = 210  # pixels of a card: four fit beside each other on a desk
_ALIKE = 0.8  # how much of a name must be spelt as it was typed, for it to be meant
_LEAST_PAY, _MOST_PAY = 10_000, 999_999_999  # numbers below are codes; no pay is above
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
    typed = text(
        "Search every name and synonym",
        "q",
        live=True,
        hint="A credential, employer, state, grant, job, topic … such as CPT, Toyota, WIOA",
    )
    if typed:
        with sentence():
            _found(typed)
    elif "ask" in st.query_params:
        st.page_link("views/start.py", label="All questions", icon=":material/arrow_back:")
        ask_form(st.query_params["ask"])
    else:
        _jobs()
        with sentence():
            _asked()
        with sentence():
            _holds()


def _found(typed: str) -> None:
    pay = _pay(typed)
    if pay:
        values = {"pay": str(pay)}
        label = f"Plan a route to {pay:,} USD a year"
        st.page_link("views/plan.py", label=label, icon=":material/route:", query_params=values)
    rows = list(ask("search_by_name", text=typed))
    if not rows:
        if not pay:
            _nothing(typed)
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


def _pay(typed: str) -> int:
    """Return the yearly pay that somebody typed, such as $65K; 0 where there is none."""
    found, question = graph(), graph().questions["stacks_reaching_pay"]
    for word in typed.split():
        with suppress(BadParameter):
            term: Any = terms_for(question, {"pay": word}, found.records)["pay"]
            if _LEAST_PAY <= float(term.value) <= _MOST_PAY:
                return int(float(term.value))
    return 0


def _nothing(typed: str) -> None:
    """Say that nothing is called so, what may have been meant, and where else to look."""
    st.info(plain(f"Nothing in the graph is called anything like “{typed}”."))
    meant = _meant(typed)
    if meant:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown("Did you mean", width="content")
            for record in meant:
                open_record(record.iri, record.label)
    _jobs()


@st.cache_resource(show_spinner=False, max_entries=500, ttl=FRESH)
def _meant(typed: str) -> list[Named]:
    """List the records whose names are spelt much like what was typed."""
    short = dict.fromkeys(map(slug, graph().records.nearest(typed, similarity=_ALIKE).values()))
    return [everything()[name] for name in short if name in everything()]


def _groups(rows: Sequence[dict[str, str]], typed: str) -> None:
    """Show the records by kind: what is called exactly so, then what people look for most."""
    groups: dict[str, list[dict[str, str]]] = {}
    for row in rows:
        groups.setdefault(row["kind_label"] or "", []).append(row)
    exact = {row["kind_label"] for row in rows if _is_called(typed, row)}
    order = sorted(groups, key=lambda kind: (kind not in exact, kind not in _MAIN))
    places = st.columns(2)
    for i, kind in enumerate(order):
        with places[i % 2], st.container(border=True):
            _group(kind, groups[kind])


def _is_called(typed: str, row: dict[str, str]) -> bool:
    return row["matched"].lower() == " ".join(typed.split()).lower()


def _group(kind: str, found: list[dict[str, str]]) -> None:
    st.markdown(f"**{plain(kind)}** · {len(found)}")
    for row in found[:_MOST]:
        other = row["matched"].lower() != row["record_label"].lower()
        also = f" ({row['matched']})" if other else ""
        open_record(row["record"], row["record_label"] + also)
    if len(found) > _MOST:
        with st.expander(f"{len(found) - _MOST} more"):
            for row in found[_MOST:]:
                open_record(row["record"], row["record_label"])


def _jobs() -> None:
    with st.container(horizontal=True, key="cards-jobs"):
        for stem, title, about, icon in _JOBS:
            with _card():
                label = f"**{title}**"
                st.page_link(f"views/{stem}.py", label=label, icon=f":material/{icon}:")
                st.caption(about)


def _card() -> DeltaGenerator:
    return st.container(border=True, width=_WIDTH, height="stretch")


def _asked() -> None:
    st.header("Questions people ask first", anchor=False)
    with st.container(horizontal=True, key="cards-questions"):
        for row in ask("questions_people_ask"):
            name = row["answered_by"].removeprefix(f"{BASE}/query/explore/")
            with _card():
                label = plain(row["question_label"])
                st.page_link("views/start.py", label=label, query_params={"ask": name})
                st.caption(plain(row["about"]))


def _holds() -> None:
    st.header("What the graph holds", anchor=False)
    graphs = ask("graphs_counted")
    kinds = {row["kind_label"]: row["records"] for row in ask("records_by_kind")}
    dates = sorted(row["as_of"] for row in graphs if row["as_of"])
    shown = ("Credential", "Competency", "Organization", "Funding program", "Wage observation")
    told = [f"{kind}s **{kinds.get(kind, 0):,}**" for kind in (*shown, "Source")]
    st.markdown(" · ".join(told).replace("ys ", "ies "))
    st.caption(
        f"{sum(graphs.column('triples')):,} statements in {len(graphs)} parts, "
        f"{len(graph().questions)} questions; the newest part is as of {dates[-1]}, "
        f"the oldest as of {dates[0]}."
    )
    drawer = st.expander("Every part with its source and date", on_change="rerun", key="parts")
    if drawer.open:
        with drawer:
            answer("graphs_counted", "The graph is empty.")


page()
