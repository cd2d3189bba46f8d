"""The two components, where their build is there; without it the views keep their tables."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import streamlit as st

from credgraph.errors import BadQuery
from dashboard.graph.neighbourhood import Drawing, Edge, edges_of, kind, kinds
from dashboard.state import escape

if TYPE_CHECKING:
    from dashboard.components.graph_canvas import Edge as Drawn
    from dashboard.components.graph_canvas import Node

__all__ = ["canvas_is_there", "draw_graph", "edge_id", "edit_sparql", "editor_is_there"]

Happened = dict[str, Any] | None


def draw_graph(drawing: Drawing, key: str, *, omitted: str = "", **options: Any) -> Happened:
    """Draw nodes and edges; return what the person did there, if anything.

    `options` are those of `graph_canvas`.
    """
    if not canvas_is_there():
        words = "The drawing is not part of this installation; the table below holds it all."
        st.caption(escape(f"{words} {omitted}"))
        return None
    from dashboard.components.graph_canvas import graph_canvas

    event = graph_canvas(
        _nodes(drawing),
        _edges(drawing),
        key=key,
        kinds={name: {"label": name} for name in kinds()},
        omitted=omitted,
        label="Graph. The same edges are in the table below.",
        **options,
    )
    return dict(event) if event else None


def _nodes(drawing: Drawing) -> list[Node]:
    shown: dict[str, set[str]] = {iri: set() for iri in drawing.nodes}
    for edge in drawing.edges:
        shown[edge.source].add(edge.target)
        shown[edge.target].add(edge.source)
    return [
        {
            "id": iri,
            "label": label,
            "kind": kind(iri),
            "more": len({edge.other(iri) for edge in edges_of(iri)} - shown[iri]),
        }
        for iri, label in drawing.nodes.items()
    ]


def _edges(drawing: Drawing) -> list[Drawn]:
    """Draw one line from one record to another, with the names of all that it stands for."""
    lines: dict[str, list[Edge]] = {}
    for edge in drawing.edges:
        lines.setdefault(edge_id(edge), []).append(edge)
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


def edge_id(edge: Edge) -> str:
    """Return the name of the line that stands for an edge on the canvas."""
    return f"{edge.source} {edge.target}"


def edit_sparql(text: str, key: str, error: Exception | None = None) -> tuple[str, bool]:
    """Let a person edit a query; return the text and whether they asked to run it."""
    if not editor_is_there():
        return _plain_editor(text, key)
    from dashboard.components.sparql_editor import Mark, sparql_editor
    from dashboard.editor.completion import vocabulary

    marks: Sequence[Mark] = ()
    if isinstance(error, BadQuery) and error.line:
        marks = [{"line": error.line, "column": error.column, "message": error.problem}]
    event = sparql_editor(text, key=key, vocabulary=vocabulary(), errors=marks)
    if event is None:
        return text, False
    return event["text"], event["type"] == "run"


def canvas_is_there() -> bool:
    """Tell whether the canvas, which brings its own buttons, is part of this installation."""
    try:
        from dashboard.components.graph_canvas import _component

        return bool(_component())
    except Exception:  # not built, or of another Streamlit: the views keep their tables
        return False


def editor_is_there() -> bool:
    """Tell whether the editor, which brings its own button to run, is part of this installation."""
    try:
        from dashboard.components.sparql_editor import _component

        return bool(_component())
    except Exception:
        return False


def _plain_editor(text: str, key: str) -> tuple[str, bool]:
    typed = st.text_area("Query", value=text, height=320, max_chars=200_000, key=f"{key}-plain")
    return str(typed), False
