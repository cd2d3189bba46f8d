"""Quality: what the shapes find, what is disputed, what is stale, and what is missing."""

from __future__ import annotations

import streamlit as st

from credgraph.results import Table
from credgraph.validation import as_table, summary
from dashboard.answers import ask_and_show
from dashboard.cards import dispute_list
from dashboard.state import ask, enter_text, escape, graph, report_errors
from dashboard.tables import markdown_table, show_table, with_labels

_PARTS = ("Counts", "Shape findings", "Disputed facts", "Stale facts", "What is missing")


def page() -> None:
    """Show the page."""
    st.title("Quality", anchor=False)
    shown = (_counts, _findings, _disputed, _stale, _missing)
    tabs = st.tabs(_PARTS, on_change="rerun", key="quality", bind="query-params")
    for tab, show_part in zip(tabs, shown, strict=True):
        if tab.open:
            with tab, report_errors():
                show_part()


@st.cache_resource(show_spinner="Checking the graph against its shapes …")
def _shape_findings() -> tuple[str, Table]:
    findings = graph().validate()
    return summary(findings), with_labels(as_table(findings))


def _findings() -> None:
    words, table = _shape_findings()
    st.caption(escape(words))
    show_table(table, "No findings: everything conforms.", key="findings", file="findings")


def _disputed() -> None:
    table = ask("disputed_facts")
    facts = len(set(table.column("dispute")))
    st.caption(f"{facts} disputed facts, each with its claim and every source against it.")
    st.markdown(dispute_list(table))
    drawer = st.expander("The same as a table", on_change="rerun", key="claims")
    if drawer.open:
        with drawer:
            show_table(table, "No fact is disputed.", key="disputed", file="disputed_facts")


def _stale() -> None:
    before = enter_text("Rests on a source from before", "before", default="2020-01-01")
    with report_errors():
        ask_and_show("stale_source", "No source is older.", before=before)
    with report_errors():
        st.header("Records that rest on them", anchor=False)
        ask_and_show("facts_older_than", "No record is older.", before=before)


@st.cache_resource(show_spinner=False)
def _gaps() -> str:
    rows = []
    for question in graph().questions.values():
        if question.folder == "quality":
            found = len(ask(question.name, **question.samples))
            name = f"[{question.name}](sparql?ask={question.name})"
            rows.append((escape(question.summary), found, escape(question.solution), name))
    rows.sort(key=lambda row: -row[1])
    heads = ["What is missing or odd", "Records", "What to do", "Query"]
    return markdown_table(heads, [(what, f"{found:,}", *rest) for what, found, *rest in rows])


def _missing() -> None:
    st.caption("Each number is the count of one query; its name opens it with its rows.")
    st.markdown(_gaps())


def _counts() -> None:
    kinds, facts = ask("records_by_kind"), set(ask("disputed_facts").column("dispute"))
    figures = (
        ("Records", sum(kinds.column("records")), "records_by_kind"),
        ("Statements", sum(ask("graphs_counted").column("triples")), "graphs_counted"),
        ("Sources", len(ask("sources_listed")), "sources_listed"),
        ("Disputed facts", len(facts), "disputed_facts"),
    )
    shown = [
        f"{label} **{count:,}** ([query](sparql?ask={name}))" for label, count, name in figures
    ]
    st.markdown(" · ".join(shown))
    st.header("Records by kind", anchor=False)
    show_table(kinds, "The graph is empty.", key="kinds", file="records_by_kind", grid=True)
    drawer = st.expander("Every source, with its date", on_change="rerun", key="sources")
    if drawer.open:
        with drawer:
            ask_and_show("sources_listed", "The graph names no source.")


page()
