"""The canvas that draws a subgraph, where it is built; without it the pages keep their tables."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from dashboard.graph.edges import Edge, Subgraph, edges_of
from dashboard.graph.kinds import kind_label, kind_labels
from dashboard.state import escape

if TYPE_CHECKING:
    from dashboard.components.graph_canvas import Edge as Drawn
    from dashboard.components.graph_canvas import Node

__all__ = ["draw_graph", "has_canvas", "line_id"]

Event = dict[str, Any]  # what the user did on the canvas, see `graph_canvas`


def draw_graph(subgraph: Subgraph, key: str, *, omitted: str = "", **options: Any) -> Event | None:
    """Draw nodes and edges; return what the user did there, if anything.

    `options` are those of `graph_canvas`.
    """
    if not has_canvas():
        words = "The drawing is not part of this installation; the table below holds it all."
        st.caption(escape(f"{words} {omitted}"))
        return None
    from dashboard.components.graph_canvas import graph_canvas

    event = graph_canvas(
        _nodes(subgraph),
        _edges(subgraph),
        key=key,
        kinds={name: {"label": name} for name in kind_labels()},
        omitted=omitted,
        label="Graph. The same edges are in the table below.",
        **options,
    )
    return dict(event) if event else None


def _nodes(subgraph: Subgraph) -> list[Node]:
    shown: dict[str, set[str]] = {iri: set() for iri in subgraph.nodes}
    for edge in subgraph.edges:
        shown[edge.source].add(edge.target)
        shown[edge.target].add(edge.source)
    return [
        {
            "id": iri,
            "label": label,
            "kind": kind_label(iri),
            "more": len({edge.other(iri) for edge in edges_of(iri)} - shown[iri]),
        }
        for iri, label in subgraph.nodes.items()
    ]


def _edges(subgraph: Subgraph) -> list[Drawn]:
    """Return one line from one record to another for all edges between them, with their labels."""
    lines: dict[str, list[Edge]] = {}
    for edge in subgraph.edges:
        lines.setdefault(line_id(edge), []).append(edge)
    return [
        {
            "id": name,
            "source": edges[0].source,
            "target": edges[0].target,
            "label": ", ".join(edge.relation_label for edge in edges),
            "upward": any(edge.upward for edge in edges),
        }
        for name, edges in lines.items()
    ]


def line_id(edge: Edge) -> str:
    """Return the id of the line on the canvas that an edge is part of."""
    return f"{edge.source} {edge.target}"


def has_canvas() -> bool:
    """Tell whether the canvas, which has its own buttons, is part of this installation."""
    try:
        from dashboard.components.graph_canvas import _component

        return bool(_component())
    except Exception:  # not built, or for another Streamlit
        return False
