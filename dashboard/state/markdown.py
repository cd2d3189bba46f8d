"""Text from data made harmless: Streamlit reads most of its texts as Markdown."""

from __future__ import annotations

import re
from functools import lru_cache

from credgraph import CredGraphError
from credgraph.errors import BadQuery, UnknownQuestion
from credgraph.results import one_line

__all__ = ["in_plain_words", "plain"]

_MARKS = re.compile(r"([!-/:-@\[-`{-~])")  # any ASCII punctuation can be escaped in Markdown
_LONGEST = 500  # characters of a text that is worth remembering
_OPTION = re.compile(r"--(\w+)")


def plain(text: str) -> str:
    r"""Escape a text so that Markdown shows it as it is, on one line.

    >>> plain("![x](http://a.example/p.png)")
    '\\!\\[x\\]\\(http\\:\\/\\/a\\.example\\/p\\.png\\)'
    """
    return _remembered(text) if len(text) <= _LONGEST else _escaped(text)


def _escaped(text: str) -> str:
    return _MARKS.sub(r"\\\1", one_line(text))


_remembered = lru_cache(maxsize=20_000)(_escaped)  # the same names on every run of every page


def in_plain_words(error: CredGraphError) -> str:
    """Return what went wrong as one sentence for a page rather than for a terminal."""
    if isinstance(error, UnknownQuestion):
        nearest = f" Did you mean {' or '.join(error.nearest)}?" if error.nearest else ""
        return f"The library holds no question called “{error.name}”.{nearest}"
    if isinstance(error, BadQuery):  # the text stands in the editor; here only where and what
        error = BadQuery(error.problem, error.line, error.column)
    words = _OPTION.sub(r"“\1”", one_line(str(error)))
    if words.partition(" ")[0].isalpha():  # a file or an address keeps its spelling
        words = words[:1].upper() + words[1:]
    return words + ("" if words.endswith(("?", ".")) else ".")
