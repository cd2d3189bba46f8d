"""Texts from data in Markdown, which Streamlit reads in most places, and what marks a dispute."""

from __future__ import annotations

import re
from functools import lru_cache

from credgraph.results import one_line

__all__ = ["DISPUTED", "dispute_badge", "escape", "flagged"]

DISPUTED = "⚠"

_MARKS = re.compile(r"([!-/:-@\[-`{-~])")  # any ASCII punctuation can be escaped in Markdown
_LONGEST = 500  # characters of a text that is worth caching


def escape(text: str) -> str:
    r"""Escape a text so that Markdown shows it as it is, on one line.

    >>> escape("![x](http://a.example/p.png)")
    '\\!\\[x\\]\\(http\\:\\/\\/a\\.example\\/p\\.png\\)'
    """
    return _cached(text) if len(text) <= _LONGEST else _escaped(text)


def _escaped(text: str) -> str:
    return _MARKS.sub(r"\\\1", one_line(text))


def flagged(words: str, disputed: object) -> str:
    """Return the words, with a mark behind them if anything is disputed about what they name."""
    return f"{words} {DISPUTED}" if disputed else words


def dispute_badge(words: str) -> str:
    """Return Markdown that says what is disputed, or how; the words are Markdown too."""
    return f":orange-badge[{DISPUTED}\u00a0{words}]"  # the mark stays with the first word


_cached = lru_cache(maxsize=20_000)(_escaped)  # the same names on every run of every page
