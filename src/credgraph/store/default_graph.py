"""Which graph an endpoint reads where a query names none: the union of its graphs, or not.

Our questions read the union of all named graphs. The default graph of an endpoint may be another
one, often an empty one, and then everything seems to be missing. One cheap query finds out.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, islice
from typing import Any

import pyoxigraph as ox

from credgraph.store.protocol import Answer, Solutions, Statements

__all__ = ["GRAPHS_OUTSIDE", "HAS_JENA_UNION", "JENA_UNION", "LISTED", "MOST_GRAPHS", "peeked"]

MOST_GRAPHS = 1000  # each is named twice in the query
_SAMPLE = 50  # statements

GRAPHS_OUTSIDE = (
    f"ASK {{ {{ SELECT ?s ?p ?o {{ GRAPH ?g {{ ?s ?p ?o }} }} LIMIT {_SAMPLE} }} "
    "FILTER NOT EXISTS { ?s ?p ?o } }"
)  # is a statement of the named graphs missing from the default graph?
JENA_UNION = "urn:x-arq:UnionGraph"  # by which Jena calls the union, and finds more quickly in it
HAS_JENA_UNION = f"ASK FROM <{JENA_UNION}> {{ ?s ?p ?o }}"
LISTED = f"SELECT DISTINCT ?g {{ GRAPH ?g {{ ?s ?p ?o }} }} LIMIT {MOST_GRAPHS + 1}"


def peeked(answer: Answer) -> tuple[Answer, bool]:
    """Return the answer, still unread, and whether it is empty: nothing, false or a count of 0."""
    if isinstance(answer, ox.QueryBoolean):
        return answer, not answer
    if isinstance(answer, ox.QuerySolutions | Solutions):
        first, rows = _first_two(iter(answer))
        notes = getattr(answer, "notes", ())
        return Solutions(answer.variables, rows, notes), _hold_nothing(first)
    statements, triples = _first_two(iter(answer))
    return Statements(triples, getattr(answer, "notes", ())), not statements


def _first_two(found: Iterator[Any]) -> tuple[list[Any], Iterator[Any]]:
    first = list(islice(found, 2))
    return first, chain(first, found)


def _hold_nothing(rows: list[Any]) -> bool:
    if len(rows) > 1:
        return False
    return all(cell is None or _is_zero(cell) for row in rows for cell in row)


def _is_zero(cell: Any) -> bool:
    return isinstance(cell, ox.Literal) and cell.value == "0"
