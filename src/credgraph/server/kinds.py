"""The kinds of records, their members some at a time, and the members with names like another."""

from __future__ import annotations

from difflib import get_close_matches

import pyoxigraph as ox

from credgraph.graph import CredentialGraph
from credgraph.rdf import GRAPHS, RECORDS, bind_parameters, split_iri, split_parameters
from credgraph.store import read_rows

__all__ = ["classes_of", "exists", "members", "nearest"]

_PATTERN = """PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
SELECT DISTINCT ?record ?label WHERE {
  ?record a ?class ; rdfs:label ?label . VALUES ?class { ?_these_iri }
  FILTER(STRSTARTS(STR(?record), ?_space_string))
}"""
_LIMITS = "LIMIT ?_most_integer OFFSET ?_from_integer"
_IN_ORDER = split_parameters(f"{_PATTERN} ORDER BY ?label ?record {_LIMITS}")
_ANY = split_parameters(f"{_PATTERN} {_LIMITS}")  # which is quick in a large store
_EXISTS = split_parameters("""PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
ASK { { ?_record_iri a|skos:inScheme ?class } UNION { GRAPH ?_record_iri { ?s ?p ?o } } }""")
_COMPARED = 2000  # records of a kind whose names are compared with one that is unknown
_LONGEST = 80  # characters of a name that are compared
_MOST, _ALIKE = 3, 0.6


def classes_of(graph: CredentialGraph, segment: str) -> list[str]:
    """Return the IRIs of the classes whose records have this segment in their paths."""
    return [kind.iri for kind in graph.records.kinds.values() if kind.segment == segment]


def members(graph: CredentialGraph, segment: str, start: int, most: int) -> list[tuple[str, str]]:
    """Return so many records of a kind from `start` on, as IRI and label in order of labels."""
    return _members(graph, _IN_ORDER, segment, start, most)


def _members(
    graph: CredentialGraph, query: tuple[str, ...], segment: str, start: int, most: int
) -> list[tuple[str, str]]:
    terms = {
        "?_these_iri": " ".join(str(ox.NamedNode(iri)) for iri in classes_of(graph, segment)),
        "?_space_string": str(ox.Literal(f"{RECORDS}{segment}/")),
        "?_most_integer": str(most),
        "?_from_integer": str(start),
    }
    wanted = {"record": ox.NamedNode, "label": ox.Literal}
    found = read_rows(graph.store, bind_parameters(query, terms), wanted)
    return [(record.value, label.value) for record, label in found]


def exists(graph: CredentialGraph, iri: str) -> bool:
    """Tell whether the graph says of what kind the thing with this IRI is, or it is a graph."""
    try:
        node = ox.NamedNode(iri)
    except ValueError:
        return False
    return bool(graph.store.query(bind_parameters(_EXISTS, {"?_record_iri": str(node)})))


def nearest(graph: CredentialGraph, iri: str) -> dict[str, str]:
    """Return what has a name like the end of an IRI and is of its kind: IRIs by their labels."""
    space, name = split_iri(iri)
    if space == GRAPHS:
        rows = graph.ask("graphs_counted")
        known = [*zip(rows.column("graph"), rows.column("graph_label"), strict=True)]
    else:
        segment = space.removeprefix(RECORDS).strip("/")
        known = sorted(_members(graph, _ANY, segment, 0, _COMPARED))
    typed = name[:_LONGEST].lower().replace("-", " ")
    spelt = {label.lower(): (label, other) for other, label in known}
    spelt |= {split_iri(other)[1].replace("-", " "): (label, other) for other, label in known}
    return dict(spelt[found] for found in get_close_matches(typed, spelt, _MOST, _ALIKE))
