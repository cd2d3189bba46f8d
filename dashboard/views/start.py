"""Start: find anything by name, the questions people ask first, what the graph holds."""

from __future__ import annotations

from itertools import groupby

import streamlit as st

from credgraph.terms import BASE
from dashboard.choices import text
from dashboard.links import open_record
from dashboard.questions import ask_form
from dashboard.session import ask, graph, sentence
from dashboard.text import plain
from dashboard.widgets import answer

_MOST = 8  # names shown of one kind
_ABREAST = 4  # cards in a row
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
    rows = sorted(ask("search_by_name", text=typed), key=lambda row: row["kind_label"] or "")
    if not rows:
        st.info(plain(f"Nothing in the graph is called anything like “{typed}”."))
        return
    st.caption(f"{len(rows):,} record{'s' * (len(rows) != 1)}")
    places = st.columns(2)
    groups = [(kind, list(found)) for kind, found in groupby(rows, lambda r: r["kind_label"])]
    groups.sort(key=lambda group: group[0] not in ("Credential", "Module", "Funding program"))
    for i, (kind, found) in enumerate(groups):
        with places[i % 2], st.container(border=True):
            _group(kind, found)


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
    for place, (stem, title, about, icon) in zip(st.columns(4), _JOBS, strict=True):
        with place, st.container(border=True, height="stretch"):
            st.page_link(
                f"views/{stem}.py",
                label=f"**{title}**",
                icon=f":material/{icon}:",
            )
            st.caption(about)


def _asked() -> None:
    st.header("Questions people ask first", anchor=False)
    for i, row in enumerate(ask("questions_people_ask")):
        if i % _ABREAST == 0:
            places = st.columns(_ABREAST)
        name = row["answered_by"].removeprefix(f"{BASE}/query/explore/")
        with places[i % _ABREAST], st.container(border=True, height="stretch"):
            label = plain(row["question_label"])
            st.page_link("views/start.py", label=label, query_params={"ask": name})
            st.caption(plain(row["about"]))


def _holds() -> None:
    st.header("What the graph holds", anchor=False)
    graphs = ask("graphs_counted")
    kinds = {row["kind_label"]: row["records"] for row in ask("records_by_kind")}
    dates = sorted(row["as_of"] for row in graphs if row["as_of"])
    shown = ("Credential", "Competency", "Organization", "Funding program", "Wage observation")
    for place, kind in zip(st.columns(6), (*shown, "Source"), strict=True):
        place.metric(plain(f"{kind}s".replace("ys", "ies")), f"{kinds.get(kind, 0):,}")
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
