"""The parts of a query that may not be SPARQL: strings without an end, brackets, words, marks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

__all__ = ["PAIRS", "TERMS", "Part", "Select", "close_of", "parts_of", "selects"]

TERMS = ("string", "iri", "variable", "blank", "name", "number")

_PART = re.compile(  # every pattern is linear
    r"""
    (?P<string>\"{3}(?:[^"\\]|\\.|"(?!""))*+\"{3}|'{3}(?:[^'\\]|\\.|'(?!''))*+'{3}
        |"(?:[^"\\\n\r]|\\.)*+"|'(?:[^'\\\n\r]|\\.)*+')
    |(?P<open>["'][^\n\r]*+)
    |(?P<iri><[^<>"{}|^`\\\x00-\x20]*+>)
    |(?P<spaced><[A-Za-z][\w+.-]{0,20}+:[^<>"{}\n\r]*+>)
    |(?P<comment>\#[^\n\r]*+)
    |(?P<variable>[?$]\w++)
    |(?P<tag>@[A-Za-z]++(?:-[A-Za-z0-9]++)*+|\^\^)
    |(?P<blank>_:\w++)
    |(?P<name>(?:[^\W\d_](?:[\w.-]{0,100}[\w-])?)?:(?:[\w:%]|\\.|[.-](?=[\w:%\\.-]))*+)
    |(?P<word>[^\W\d_]\w*+)
    |(?P<number>[+-]?\d++(?:\.\d++)?(?:[eE][+-]?\d++)?)
    |(?P<star><<|>>|\{\||\|\}|~)
    |(?P<bracket>[(){}\[\]])
    |(?P<mark>[.;,])
    |(?P<operator>==|!=|<=|>=|&&|\|\||[^\s\w])
    """,
    re.VERBOSE | re.DOTALL,
)
_ENDS = ("HAVING", "ORDER", "LIMIT", "OFFSET", "VALUES")
PAIRS = {"(": ")", "{": "}", "[": "]"}


class Part(NamedTuple):
    """A part of a query: its kind, its text, and where it starts."""

    kind: str
    text: str
    start: int

    @property
    def word(self) -> str:
        """A keyword in upper case; nothing for other parts."""
        return self.text.upper() if self.kind == "word" else ""


class Select(NamedTuple):
    """One SELECT of a query: what it selects, its pattern in braces, and what it groups by."""

    projection: Sequence[Part]
    pattern: Sequence[Part]
    groups: Sequence[Part] | None

    @property
    def variables(self) -> list[Part]:
        """The variables that are selected as they are, outside brackets."""
        depth, found = 0, []
        for part in self.projection:
            depth += (part.text == "(") - (part.text == ")")
            if part.kind == "variable" and not depth:
                found.append(part)
        return found


def parts_of(text: str) -> list[Part]:
    """Return the parts of a query, without its comments."""
    found = (Part(match.lastgroup or "", match[0], match.start()) for match in _PART.finditer(text))
    return [part for part in found if part.kind != "comment"]


def close_of(parts: Sequence[Part], opening: int) -> int:
    """Return the place of the bracket that closes this one; the end if none does."""
    mark, depth = parts[opening].text, 0
    for place in range(opening, len(parts)):
        depth += (parts[place].text == mark) - (parts[place].text == PAIRS[mark])
        if not depth:
            return place
    return len(parts)


def selects(parts: Sequence[Part]) -> Iterator[Select]:
    """Yield each SELECT that has a pattern in braces, the outermost first."""
    for place, part in enumerate(parts):
        if part.word == "SELECT":
            braces = (i for i in range(place, len(parts)) if parts[i].text == "{")
            opening = next(braces, None)
            if opening is not None:
                closing = close_of(parts, opening)
                pattern = parts[opening + 1 : closing]
                yield Select(parts[place + 1 : opening], pattern, _groups(parts[closing + 1 :]))


def _groups(rest: Sequence[Part]) -> Sequence[Part] | None:
    if len(rest) < 2 or (rest[0].word, rest[1].word) != ("GROUP", "BY"):
        return None
    depth = 0
    for place, part in enumerate(rest):
        depth += (part.text in PAIRS) - (part.text in PAIRS.values())
        if part.word in _ENDS or depth < 0:
            return rest[2:place]
    return rest[2:]
