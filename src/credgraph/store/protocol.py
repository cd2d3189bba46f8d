"""The store protocol: anything that answers SPARQL queries with pyoxigraph terms."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Protocol

import pyoxigraph as ox

__all__ = ["Answer", "Row", "Solutions", "Store"]


Row = Iterable[Any]  # a term or None for each variable


class Solutions:
    """The rows of an answer, read once and when they are wanted."""

    def __init__(self, variables: list[ox.Variable], rows: Iterator[Row]) -> None:
        self.variables, self._rows = variables, rows

    def __iter__(self) -> Iterator[Row]:
        return self._rows


Answer = ox.QuerySolutions | Solutions | ox.QueryBoolean | ox.QueryTriples | Iterator[ox.Triple]


class Store(Protocol):
    """Anything that answers SPARQL queries; `name` describes it to people."""

    name: str

    def query(self, text: str) -> Answer:
        """Answer a SPARQL 1.1 query; raises BadQuery or EndpointUnavailable."""
        ...
