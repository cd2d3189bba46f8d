"""The store protocol: anything that answers SPARQL queries with pyoxigraph terms."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple, Protocol

import pyoxigraph as ox

__all__ = ["Answer", "Dataset", "Note", "Row", "Solutions", "Statements", "Store"]


Row = Iterable[Any]  # a term or None for each variable


class Dataset(NamedTuple):
    """The graphs of the protocol, by IRI, in place of those that a query names."""

    default_graphs: Sequence[str] = ()
    named_graphs: Sequence[str] = ()


class Note(NamedTuple):
    """What the reader of an answer must know; `partial` if some of the answer is missing."""

    text: str
    partial: bool = False


class Solutions:
    """The rows of an answer, read once and when they are wanted.

    `notes` is complete when the last row has been read.
    """

    def __init__(
        self, variables: list[ox.Variable], rows: Iterator[Row], notes: Iterable[Note] = ()
    ) -> None:
        self.variables, self._rows, self.notes = variables, rows, notes

    def __iter__(self) -> Iterator[Row]:
        return self._rows


class Statements(Iterator[ox.Triple]):
    """The triples of an answer, read once and when they are wanted; `notes` as of Solutions."""

    def __init__(self, triples: Iterator[ox.Triple], notes: Iterable[Note] = ()) -> None:
        self._triples, self.notes = triples, notes

    def __next__(self) -> ox.Triple:
        return next(self._triples)


Answer = ox.QuerySolutions | Solutions | ox.QueryBoolean | ox.QueryTriples | Iterator[ox.Triple]


class Store(Protocol):
    """Anything that answers SPARQL queries; `name` describes it to people."""

    name: str

    def query(self, text: str) -> Answer:
        """Answer a SPARQL 1.1 query; raises BadQuery or EndpointUnavailable."""
        ...
