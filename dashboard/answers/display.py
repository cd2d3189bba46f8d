"""The answer to any query: a table with labels, a graph of its edges, a chart of its numbers."""

from __future__ import annotations

from collections import Counter

import pyoxigraph as ox
import streamlit as st

from credgraph.results import Column, Table, Triples, display_value
from dashboard.answers.default_chart import default_chart
from dashboard.charts import show_chart
from dashboard.graph import Edge, Subgraph, draw_graph, edge_table, edges_of
from dashboard.state import show_record_link, slug
from dashboard.tables import show_table, triples_downloads, with_labels

__all__ = ["show_answer"]

_EDGES = 300  # edges in one drawing


def show_answer(answer: Table | Triples | bool, key: str) -> None:
    """Show an answer in every form it allows."""
    if getattr(answer, "truncated", False):
        st.warning("The answer was cut at its bound; ask for less, or add a LIMIT.")
    if isinstance(answer, bool):
        st.metric("Answer", "Yes" if answer else "No")
    elif isinstance(answer, Triples):
        _show_triples(answer, key)
    else:
        _show_table(answer, key)


def _show_triples(answer: Triples, key: str) -> None:
    edges = _edges_of_triples(answer)
    parts = ["Table", *(["Graph"] if edges else []), "Turtle"]
    tabs = dict(zip(parts, st.tabs(parts), strict=True))
    with tabs["Table"]:
        show_table(_triples_table(answer), "No triple matches.", key=key, file="triples", grid=True)
        with st.container(horizontal=True):
            triples_downloads(answer, "triples", key)
    if edges:
        with tabs["Graph"]:
            _draw(edges, key)
    with tabs["Turtle"]:
        text = answer.to_turtle()
        st.code(text[:50_000], language=None)
        if len(text) > 50_000:
            st.caption("Cut short here; the download holds everything.")


def _show_table(answer: Table, key: str) -> None:
    shown = with_labels(answer)
    edges, chart = _edges_of_rows(shown), default_chart(shown)
    parts = ["Table", *(["Graph"] if edges else []), *(["Chart"] if chart else [])]
    tabs = dict(zip(parts, st.tabs(parts), strict=True))
    with tabs["Table"]:
        show_table(
            shown, "The query has no answer in this graph.", key=key, file="answer", grid=True
        )
    if edges:
        with tabs["Graph"]:
            _draw(edges, key)
    if chart:
        with tabs["Chart"]:
            show_chart(chart, alt="The numbers of the table")


def _triples_table(answer: Triples) -> Table:
    names = ("subject", "predicate", "object")
    columns = tuple(Column(name, name.capitalize(), "term") for name in names)
    return with_labels(Table(columns, [tuple(triple) for triple in answer]))


def _edges_of_triples(answer: Triples) -> list[Edge]:
    table = _triples_table(answer)
    return [
        Edge(*(str(getattr(cell, "value", cell)) for cell in row))
        for row in table.rows
        if len(row) == 6 and isinstance(row[0], ox.NamedNode) and isinstance(row[4], ox.NamedNode)
    ][:_EDGES]


def _edges_of_rows(table: Table) -> list[Edge]:
    """Return an edge from the first record of each row to every other, named by its column."""
    names = [column.name for column in table.columns]
    labelled = [
        (i, names.index(f"{n}_label")) for i, n in enumerate(names) if f"{n}_label" in names
    ]
    found: dict[Edge, None] = {}
    for row in table.rows:
        nodes = [
            (i, cell.value, display_value(row[label]))
            for i, label in labelled
            if isinstance(cell := row[i], ox.NamedNode)
        ]
        for i, iri, label in nodes[1:]:
            head = table.columns[i].label
            found[Edge(*nodes[0][1:], f"urn:column:{names[i]}", head, iri, label)] = None
    return list(found)[:_EDGES]


def _draw(edges: list[Edge], key: str) -> None:
    nodes = {e.source: e.source_label for e in edges} | {e.target: e.target_label for e in edges}
    event = draw_graph(Subgraph(edges, nodes, Counter()), f"drawn-{key}")
    picked = event.get("id") if event else None
    if event and event["type"] == "expand" and picked:
        st.switch_page("views/graph.py", query_params={"id": slug(picked)})
    if event and event["type"] == "select":
        st.session_state[f"picked-{key}"] = picked
    chosen = st.session_state.get(f"picked-{key}")
    if chosen in nodes and edges_of(chosen):  # a node of an uploaded file has no page
        show_record_link(chosen, nodes[chosen], icon=":material/description:")
    with st.expander("The same as a table"):
        show_table(edge_table(edges), "", key=f"edges-{key}", file="edges", grid=True)
