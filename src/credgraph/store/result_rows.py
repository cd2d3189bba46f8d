"""Rows of an answer in any syntax, as terms; what is no term is left out and named."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Any

from credgraph.errors import quoted
from credgraph.store.protocol import Note
from credgraph.store.terms import NoTerm, Term, read_term

__all__ = ["Notes", "Results", "in_order", "read_rows"]

_MOST_NAMED = 5  # values left out that are named one by one

RawRow = Mapping[str, Any]


@dataclass
class Results:
    """What a syntax holds: names of columns with rows of raw terms, or a boolean.

    `caution` is what the syntax cannot tell. `warnings`, `total`, the number of rows that there
    should be, and `is_cut_short` are known at the end of the rows.
    """

    names: Sequence[str]
    rows: Iterator[RawRow]
    boolean: bool | None = None
    read: Callable[[Any], Term | None] = read_term
    caution: str = ""
    warnings: list[str] = field(default_factory=list)
    total: int | None = None
    is_cut_short: bool = False


class Notes:
    """The notes on one answer, few of them however many values are left out."""

    def __init__(self, notes: Iterable[Note] = ()) -> None:
        self._notes, self._left_out = list(notes), 0

    def __iter__(self) -> Iterator[Note]:
        yield from self._notes
        more = self._left_out - _MOST_NAMED
        if more > 0:
            yield Note(f"{more:,} more values were left out", partial=True)

    def add(self, text: str, *, partial: bool = True) -> None:
        """Add a note."""
        self._notes.append(Note(text, partial))

    def left_out(self, row: int, column: str, value: object, problem: str) -> None:
        """Name a value that was left out."""
        self._left_out += 1
        if self._left_out <= _MOST_NAMED:
            shown = quoted(str(value.get("value", value) if isinstance(value, dict) else value))
            self.add(f"row {row:,}, column {column}: {shown} {problem}, and was left out")

    def triple_left_out(self, number: int, role: str, value: object, problem: str) -> None:
        """Name the part of a triple for which the triple was left out."""
        self._left_out += 1
        if self._left_out <= _MOST_NAMED:
            self.add(f"triple {number:,}, {role}: {quoted(str(value))} {problem}; it was left out")

    def named(self, names: Sequence[str]) -> list[str]:
        """Return a name that SPARQL allows for each column."""
        found: dict[str, None] = {}
        for name in names:
            plain = re.sub(r"\W", "_", name) or "_"
            while plain in found:
                plain += "_"
            if plain != name:
                self.add(f"the column {quoted(name)} is called {plain} here", partial=False)
            found[plain] = None
        return [*found]


def in_order(names: Sequence[str], rows: Iterator[RawRow]) -> tuple[list[str], Iterator[RawRow]]:
    """Return the names of the columns and the rows; without names, those that occur in rows."""
    if names:
        return [*dict.fromkeys(name.lstrip("?$") for name in names)], rows
    read = list(rows)
    return [*dict.fromkeys(name for row in read for name in row)], iter(read)


def read_rows(results: Results, notes: Notes, most: int = 0) -> Iterator[tuple[Term | None, ...]]:
    """Yield each row as terms in the order of the names.

    `most` is the number of rows at which the endpoint says that it stops, 0 if it does not.
    """
    keys = [(name, f"?{name}") for name in results.names]
    known = set(chain.from_iterable(keys))
    number = 0
    for number, row in enumerate(results.rows, 1):
        for other in row.keys() - known:
            notes.left_out(number, other, row[other], "stands in a column that is not announced")
        yield tuple(
            _cell(results, row.get(name, row.get(marked)), number, name, notes)
            for name, marked in keys
        )
    for warning in results.warnings:
        notes.add(f"the endpoint says: {warning}")
    if results.total is not None and results.total > number:
        notes.add(f"the endpoint sends {number:,} of {results.total:,} rows")
    elif results.is_cut_short:
        notes.add("the endpoint says that it sends a part of the rows only")
    elif most and number >= most:
        notes.add(f"the endpoint stops at {most:,} rows, so there may be more")


def _cell(results: Results, raw: Any, row: int, column: str, notes: Notes) -> Term | None:
    if raw is None:
        return None
    try:
        return results.read(raw)
    except NoTerm as problem:
        notes.left_out(row, column, raw, str(problem))
        return None
