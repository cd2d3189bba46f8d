"""What a query computes with too large numbers: the engine gives no value, and no error."""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from itertools import pairwise

from credgraph.rdf.parts import Part, parts_of

__all__ = ["arithmetic_notes"]

_LARGEST, _LARGE = 2**63 - 1, 10**18
_MAX_DIGITS = 1000  # of a number that is looked at
_OPERATORS = {"+", "-", "*", "/"}
_COMPUTING = {"SUM", "AVG", "ABS"}
_CASTS = {"xsd:integer", "xsd:int", "xsd:long", "xsd:decimal"}
_ROOM = f"integers have 64 bits here, up to {_LARGEST:,}"


def arithmetic_notes(text: str, valueless: Container[str]) -> list[str]:
    """Return a sentence for each number that may be why a query computes nothing.

    `valueless` names the variables that have no value in any row of its answer.

    >>> arithmetic_notes("SELECT (SUM(?n) AS ?sum) { ?s ?p ?n }", ["sum"])[0][:43]
    '?sum is computed, and it fails in every row'
    """
    parts = parts_of(text)
    return [*_large_numbers(parts), *_failing(parts, valueless)]


def _large_numbers(parts: Sequence[Part]) -> Iterator[str]:
    for number in dict.fromkeys(part.text for part in parts if part.kind == "number"):
        digits = number.lstrip("+-")
        if digits.isdecimal() and len(digits) <= _MAX_DIGITS and int(digits) >= _LARGE:
            is_beyond = int(digits) > _LARGEST
            fault = (
                "is beyond" if is_beyond else "is near it, and what is computed of it may be beyond"
            )
            yield f"{_ROOM}: {number} {fault}; write {number}e0, a double"


def _failing(parts: Sequence[Part], valueless: Container[str]) -> Iterator[str]:
    for place, (part, after) in enumerate(pairwise(parts)):
        is_empty = after.kind == "variable" and after.text[1:] in valueless
        if part.word == "AS" and is_empty and any(map(_computes, _expression(parts, place))):
            yield (
                f"?{after.text[1:]} is computed, and it fails in every row: a variable without a "
                f"value, a value that is no number, or one too large ({_ROOM}; xsd:double(…) holds "
                "more)"
            )


def _computes(part: Part) -> bool:
    is_signed = part.kind == "number" and part.text[0] in "+-"
    return part.text in _OPERATORS or part.word in _COMPUTING or part.text in _CASTS or is_signed


def _expression(parts: Sequence[Part], place: int) -> Sequence[Part]:
    """Return the parts from the bracket that is open at this place."""
    depth, start = 0, place
    while start and depth >= 0:
        start -= 1
        depth += (parts[start].text == ")") - (parts[start].text == "(")
    return parts[start:place]
