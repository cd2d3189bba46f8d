"""The answer of any query: a table with names, a graph of its edges, a chart of its numbers."""

from __future__ import annotations

from collections import Counter

import pyoxigraph as ox
import streamlit as st

from credgraph.results import Column, Table, Triples, display_value, is_number, python_value
from dashboard.charts import Range, Spec, bar_chart, range_chart, show_chart
from dashboard.graph import Edge, Subgraph, draw_graph, edge_table, edges_of
from dashboard.state import show_record_link, slug
from dashboard.tables import grid_frame, show_table, triples_downloads, with_labels

__all__ = ["show_answer"]

_BARS = 60  # bars in one chart
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
    edges, chart = _edges_of_rows(shown), _chart(shown)
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
    """Join the first record of each row to the others in it, by the name of their column."""
    names = [column.name for column in table.columns]
    found: dict[Edge, None] = {}
    for row in table.rows:
        nodes = [
            (i, cell.value, display_value(row[names.index(f"{names[i]}_label")]))
            for i, cell in enumerate(row)
            if isinstance(cell, ox.NamedNode) and f"{names[i]}_label" in names
        ]
        for i, iri, label in nodes[1:]:
            head = table.columns[i].label
            found[Edge(nodes[0][1], nodes[0][2], f"urn:column:{names[i]}", head, iri, label)] = None
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
    if chosen in nodes and edges_of(chosen):  # a node of somebody's file has no page
        show_record_link(chosen, nodes[chosen], icon=":material/description:")
    with st.expander("The same as a table"):
        show_table(edge_table(edges), "", key=f"edges-{key}", file="edges", grid=True)


def _chart(table: Table) -> Spec | None:
    """Draw bars of the first number by the first text, or ranges where a min and a max are."""
    data = grid_frame(table)
    numbers = [
        column.name
        for i, column in enumerate(table.columns)
        if any(is_number(python_value(row[i])) for row in table.rows)
    ]
    if not numbers or len(table) < 2 or data.empty:
        return None
    labels = _labels(table, numbers)
    if labels is None:
        return None
    low = next((n for n in numbers if "min" in n.lower() or n.lower() in ("low", "p10")), "")
    high = next((n for n in numbers if "max" in n.lower() or n.lower() in ("high", "p90")), "")
    if low and high:
        return _ranges(table, labels, low, high)
    values = zip(labels, table.column(numbers[0]), strict=False)
    return bar_chart([(label, float(v)) for label, v in values if is_number(v)], numbers[0])


def _labels(table: Table, numbers: list[str]) -> list[str] | None:
    for column in table.columns:
        is_iri = any(
            isinstance(row[table.columns.index(column)], ox.NamedNode) for row in table.rows
        )
        if column.name not in numbers and not is_iri:
            return [display_value(row[table.columns.index(column)]) for row in table.rows][:_BARS]
    return None


def _ranges(table: Table, labels: list[str], low: str, high: str) -> Spec | None:
    ends = zip(labels, table.column(low), table.column(high), strict=False)
    rows = [
        Range(label, f"{low} to {high}", float(a), float(b))
        for label, a, b in ends
        if is_number(a) and is_number(b)
    ]
    return range_chart(rows, unit=f"{low} to {high}") if rows else None
