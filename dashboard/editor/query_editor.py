"""The editor of queries where it is built, and a plain text box elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import streamlit as st

from credgraph.errors import BadQuery
from dashboard.editor.completion import vocabulary

if TYPE_CHECKING:
    from dashboard.components.sparql_editor import Mark

__all__ = ["edit_query", "has_editor"]


def edit_query(
    text: str, key: str, error: Exception | None = None, anew: bool = False
) -> tuple[str, bool]:
    """Let the user edit a query; return the text and whether they asked to run it.

    An error of the query that was run last is marked at its place in the text. `anew` puts the
    text in place of what the user wrote.
    """
    if not has_editor():
        return _plain_editor(text, key, anew)
    from dashboard.components.sparql_editor import sparql_editor

    marks: Sequence[Mark] = ()
    if isinstance(error, BadQuery) and error.line:
        marks = [{"line": error.line, "column": error.column, "message": error.problem}]
    event = sparql_editor(text, key=key, vocabulary=vocabulary(), errors=marks, anew=anew)
    if event is None:
        return text, False
    return event["text"], event["type"] == "run"


def has_editor() -> bool:
    """Tell whether the editor, which has its own button to run, is part of this installation."""
    try:
        from dashboard.components.sparql_editor import _component

        return bool(_component())
    except Exception:  # not built, or for another Streamlit
        return False


def _plain_editor(text: str, key: str, anew: bool) -> tuple[str, bool]:
    box = f"{key}-plain"
    if anew or box not in st.session_state:
        st.session_state[box] = text
    typed = st.text_area("Query", height=320, max_chars=200_000, key=box)
    return str(typed), False
