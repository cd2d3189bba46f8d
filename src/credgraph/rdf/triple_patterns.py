"""Triple patterns, read loosely for what is missing in them: a dot, a property, an object."""

from __future__ import annotations

from collections.abc import Sequence

from credgraph.rdf.parts import TERMS, Part, close_of

__all__ = ["pattern_fault"]

_OUTSIDE, _SUBJECT, _PROPERTY, _OBJECT, _END = range(5)
_CLAUSES = ("SELECT", "GROUP", "ORDER", "HAVING", "LIMIT", "OFFSET")  # outside up to a brace
_AFTER_TERM = ("*", "+", "?")


def pattern_fault(parts: Sequence[Part]) -> tuple[Part, str, str] | None:
    """Return where a triple pattern is unfinished or runs into the next, and how to mend it."""
    place = next((i for i, part in enumerate(parts) if part.text == "{"), len(parts))
    state, before = _SUBJECT, None
    while place < len(parts):
        part = parts[place]
        if part.word == "VALUES":
            place = _after_values(parts, place)
            state = _SUBJECT
            continue
        fault, state = _step(part, before, state)
        if fault:
            return fault
        if part.text in ("(", "["):
            place = close_of(parts, place)
        before = parts[place] if place < len(parts) else None
        place += 1
    return None


def _step(part: Part, before: Part | None, state: int) -> tuple[tuple[Part, str, str] | None, int]:
    """Return the fault at this part, if there is one, and what is expected after it."""
    if part.text in ("{", "}"):
        alone = before is not None and before.text == "]"  # what is in brackets may be all
        if part.text == "}" and state in (_PROPERTY, _OBJECT) and not alone:
            lacks = "a property and a value are" if state == _PROPERTY else "a value is"
            place = before or part
            return (place, f"this triple ends with {place.text}: {lacks} missing", ""), state
        return None, _SUBJECT
    if state == _OUTSIDE or part.word in _CLAUSES:
        return None, _OUTSIDE
    if part.kind == "mark":
        return None, {".": _SUBJECT, ";": _PROPERTY, ",": _OBJECT}[part.text]
    if part.kind == "word" and part.text != "a" and part.word not in ("TRUE", "FALSE"):
        return None, _SUBJECT  # a keyword, whose brackets are skipped as a term is
    if part.kind == "tag" or (before is not None and before.text == "^^"):
        return None, state
    if part.kind == "operator":
        goes_on = part.text not in _AFTER_TERM and state == _OBJECT
        return None, _PROPERTY if goes_on else state
    return _after_term(part, before, state)


def _after_term(
    part: Part, before: Part | None, state: int
) -> tuple[tuple[Part, str, str] | None, int]:
    if state == _END and before is not None and before.kind in (*TERMS, "tag", "bracket", "word"):
        problem = f"a dot or a semicolon is missing before {part.text}"
        return (part, problem, "a new triple starts after '.', another property after ';'"), state
    if state == _SUBJECT and before is not None and before.kind == "word" and part.text == "(":
        return None, _SUBJECT  # what a keyword or a function takes
    if state == _SUBJECT and before is not None and before.word in ("GRAPH", "SERVICE", "SILENT"):
        return None, _SUBJECT
    return None, min(state + 1, _END)


def _after_values(parts: Sequence[Part], place: int) -> int:
    """Return the place after the braces of VALUES."""
    for opening in range(place, len(parts)):
        if parts[opening].text == "{":
            return close_of(parts, opening) + 1
    return len(parts)
