"""How files spell values that an engine writes otherwise: 160 hours as PT160H, a price as 40.00.

Oxigraph keeps numbers, dates and durations as values and writes each value in one way: PT160H
comes back as P6DT16H, 40.00 as 40. So the spellings that stand in the files are kept beside the
store and put back into its answers, and into those of an endpoint. Where two files spell one value
differently (P12M and P1Y), the statement decides or, in a table, the record that stands in the same
row.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any

import pyoxigraph as ox

__all__ = ["Spellings", "as_written", "has_spellings"]

_XSD = "http://www.w3.org/2001/XMLSchema#"
_PLACE = ox.NamedNode("x:spelt")
# Of each value that the engine writes otherwise, and its datatype: the one spelling in the files
# or, where they have several, the statements as subject, predicate and spelling.
_Spelt = dict[str, dict[str, str | list[tuple[str, str, str]]]]


class Spellings:
    """The spellings of values, by the text and the datatype that the engine writes.

    They are kept as JSON holds them, so that a cold start need not convert each of them.
    """

    def __init__(self, spelt: _Spelt | None = None) -> None:
        self._spelt = spelt or {}

    @classmethod
    def of(cls, quads: Sequence[ox.Quad]) -> Spellings:
        """Collect the spellings that differ from what the engine would write."""
        literals = {quad.object for quad in quads if has_spellings(quad.object)}
        written = _as_written(literals)  # type: ignore[arg-type]
        ways: dict[ox.Literal, set[ox.Literal]] = {}
        for literal, canonical in written.items():
            ways.setdefault(canonical, set()).add(literal)
        several: dict[ox.Literal, list[tuple[str, str, str]]] = {}
        spelt: _Spelt = {}
        for canonical, found in ways.items():
            if found != {canonical}:
                one = next(iter(found)).value
                stated = several.setdefault(canonical, []) if len(found) > 1 else one
                spelt.setdefault(canonical.value, {})[canonical.datatype.value] = stated
        for quad in quads:
            statements = several.get(written.get(quad.object))  # type: ignore[arg-type]
            if statements is not None:
                statements.append((str(quad.subject), str(quad.predicate), quad.object.value))  # type: ignore[union-attr]
        return cls(spelt)

    def row(self, cells: Sequence[Any]) -> tuple[Any, ...]:
        """Return the terms of a row of an answer, spelt as in the files."""
        spelt = self._spelt
        return tuple(
            self._restored(cell, cells)
            if type(cell) is ox.Literal and cell.value in spelt
            else cell
            for cell in cells
        )

    def triple(self, triple: ox.Triple) -> ox.Triple:
        """Return a triple whose object is spelt as in the files."""
        if type(triple.object) is not ox.Literal or triple.object.value not in self._spelt:
            return triple
        value = self._restored(triple.object, (triple.subject,), str(triple.predicate))
        return ox.Triple(triple.subject, triple.predicate, value)

    def _restored(
        self, literal: ox.Literal, nearby: Iterable[Any], predicate: str | None = None
    ) -> ox.Literal:
        spelt = self._spelt[literal.value].get(literal.datatype.value)
        if isinstance(spelt, list):
            records = {str(term) for term in nearby if isinstance(term, ox.NamedNode)}
            found = {
                spelling
                for subject, stated, spelling in spelt
                if subject in records and predicate in (None, stated)
            }
            spelt = found.pop() if len(found) == 1 else None
        return literal if spelt is None else ox.Literal(spelt, datatype=literal.datatype)

    @property
    def spelt(self) -> _Spelt:
        """Everything, to make the same again."""
        return self._spelt

    def to_json(self) -> str:
        """Return everything as JSON, for `from_json`."""
        import json

        return json.dumps(self._spelt)

    @classmethod
    def from_json(cls, text: str) -> Spellings:
        """Return the spellings that `to_json` wrote."""
        import json

        return cls(json.loads(text))


def has_spellings(term: object) -> bool:
    """Return whether a term is of a datatype of XML Schema whose values have several spellings."""
    if not isinstance(term, ox.Literal):
        return False
    datatype = term.datatype.value
    return datatype.startswith(_XSD) and datatype != f"{_XSD}string"


@lru_cache(maxsize=10_000)
def as_written(literal: ox.Literal) -> ox.Literal:
    """Return what our own engine writes for the value of a literal.

    >>> as_written(ox.Literal("40.0", datatype=ox.NamedNode(f"{_XSD}decimal"))).value
    '40'
    """
    return _as_written([literal])[literal] if has_spellings(literal) else literal


def _as_written(literals: Iterable[ox.Literal]) -> dict[ox.Literal, ox.Literal]:
    """Return what the engine writes for each literal."""
    numbered = {f"x:{number}": literal for number, literal in enumerate(literals)}
    store = ox.Store()
    store.extend(ox.Quad(ox.NamedNode(iri), _PLACE, each) for iri, each in numbered.items())
    return {numbered[quad.subject.value]: quad.object for quad in store}
