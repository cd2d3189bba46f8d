"""The queries that an editor starts from, in `queries/editor/`."""

from __future__ import annotations

from credgraph.resources import root

__all__ = ["example_query"]


def example_query(name: str) -> str:
    """Return the text of an example: `first`, or `of_a_file` for an uploaded file."""
    return (root() / "queries" / "editor" / f"{name}.rq").read_text("utf-8")
