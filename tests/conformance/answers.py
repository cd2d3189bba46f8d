"""Answers of SPARQL queries, read from the files of a suite and compared with what was answered.

Rows are compared as a bag, or in order where the query orders them; triples as a graph. Literals
are compared as values: Oxigraph writes each number, date and duration in one way.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from conformance.isomorphism import Row, same_in_order, same_rows
from conformance.manifests import Manifest, quads_of, term
from conformance.subjects import Difference

__all__ = ["Answer", "expected_answer", "hold"]

Answer = bool | list[ox.Triple] | tuple[list[str], list[Row]]

_TABLES = {
    ".srx": ox.QueryResultsFormat.XML,
    ".srj": ox.QueryResultsFormat.JSON,
    ".tsv": ox.QueryResultsFormat.TSV,
}
_ORDERED = re.compile(r"\}[^{}]*\bORDER\s+BY\b[^{}]*\Z", re.IGNORECASE)


def expected_answer(path: Path) -> Answer:
    """Return the answer that a file holds: a table, a boolean, or a graph."""
    if path.suffix in _TABLES:
        found = ox.parse_query_results(path=str(path), format=_TABLES[path.suffix])
        if isinstance(found, ox.QueryBoolean):
            return bool(found)
        return [v.value for v in found.variables], [tuple(row) for row in found]
    quads = quads_of(path)
    graph = Manifest(quads)
    result_set = graph.subject("rdf:type", term("rs:ResultSet"))
    if result_set is None:
        return [quad.triple for quad in quads]
    boolean = graph.value(result_set, "rs:boolean")
    return _table(graph, result_set) if boolean is None else bool(boolean.value == "true")


def _table(graph: Manifest, result_set: Any) -> tuple[list[str], list[Row]]:
    names = [name.value for name in graph.values(result_set, "rs:resultVariable")]
    solutions = graph.values(result_set, "rs:solution")
    indexes = [graph.value(solution, "rs:index") for solution in solutions]
    if all(indexes):
        numbered = sorted(range(len(indexes)), key=lambda at: int(indexes[at].value))
        solutions = [solutions[at] for at in numbered]
    rows = list[Row]()
    for solution in solutions:
        bound = {
            graph.value(binding, "rs:variable").value: graph.value(binding, "rs:value")
            for binding in graph.values(solution, "rs:binding")
        }
        rows.append(tuple(bound.get(name) for name in names))
    return names, rows


def hold(found: Answer, expected: Answer, query: str) -> None:
    """Compare an answer with the expected one; raises Difference."""
    if isinstance(found, tuple) and isinstance(expected, tuple):
        ours, theirs = map(_by_name, (found, expected))
        in_order = _ORDERED.search(query) is not None
        same = sorted(found[0]) == sorted(expected[0])
        same = same and (same_in_order if in_order else same_rows)(ours, theirs)
    elif isinstance(found, list) and isinstance(expected, list):
        ours, theirs = ([*map(_value, {*triples})] for triples in (found, expected))
        same = same_rows(ours, theirs)
    else:
        ours, theirs, same = [(found,)], [(expected,)], found is expected
    if not same:
        raise Difference(f"{_shown(ours)} for {_shown(theirs)}")


def _by_name(table: tuple[list[str], list[Row]]) -> list[Row]:
    """Return the rows in the order of the names of their columns, and as values."""
    names, rows = table
    order = sorted(range(len(names)), key=names.__getitem__)
    return [tuple(_value(row[i]) for i in order) for row in rows]


def _shown(rows: list[Row]) -> str:
    return f"{len(rows)}: " + "; ".join(" ".join(map(str, row)) for row in rows[:3])


def _value(cell: Any) -> Any:
    """Return a term with its literals as Oxigraph writes them."""
    if isinstance(cell, ox.Triple):
        return tuple(map(_value, cell))
    if not isinstance(cell, ox.Literal):
        return cell
    place = ox.NamedNode("x:value")
    store = ox.Store()
    store.add(ox.Quad(place, place, cell))
    return next(iter(store)).object
