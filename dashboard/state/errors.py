"""Errors on a page, each as one sentence."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from credgraph import CredGraphError
from credgraph.errors import BadQuery, UnknownQuestion
from credgraph.native_engines import is_panic
from credgraph.results import one_line
from dashboard.state.markdown import escape

__all__ = ["BROKEN", "in_plain_words", "report_errors"]

_LOG = logging.getLogger(__name__)
BROKEN = "This part of the page went wrong; the explorer's log says why. The rest works."
_OPTION = re.compile(r"--(\w+)")


@contextmanager
def report_errors() -> Iterator[None]:
    """Show an error as one sentence and let the rest of the page render."""
    try:
        yield
    except CredGraphError as error:
        st.warning(escape(in_plain_words(error)), icon=":material/info:")
    except BaseException as error:
        if not isinstance(error, Exception) and not is_panic(error):
            raise  # how Streamlit ends a run early
        _LOG.exception("A part of a page failed")
        st.error(BROKEN, icon=":material/error:")


def in_plain_words(error: CredGraphError) -> str:
    """Return what went wrong as one sentence for a page rather than for a terminal."""
    if isinstance(error, UnknownQuestion):
        nearest = f" Did you mean {' or '.join(error.nearest)}?" if error.nearest else ""
        return f"The library holds no question called “{error.name}”.{nearest}"
    if isinstance(error, BadQuery):  # the text stands in the editor; here only where and what
        error = BadQuery(error.problem, error.line, error.column, hint=error.hint)
    words = _OPTION.sub(r"“\1”", one_line(str(error)))
    if words.partition(" ")[0].isalpha():  # a file or an address keeps its spelling
        words = words[:1].upper() + words[1:]
    return words + ("" if words.endswith(("?", ".")) else ".")
