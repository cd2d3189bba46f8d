"""The graph as it is, as sorted Turtle: one file with everything and one per named graph."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pyoxigraph as ox

from credgraph.export.profile import PLAIN_DOCUMENTS, Document, Profile
from credgraph.rdf import GRAPHS, bind_parameters, split_parameters
from credgraph.rdf.turtle import turtle
from credgraph.store import read_rows, read_triples

if TYPE_CHECKING:
    from credgraph.export.mapping import MappedGraph

__all__ = ["PROFILE"]

_GRAPHS = "SELECT DISTINCT ?graph { GRAPH ?graph { ?s ?p ?o } } ORDER BY ?graph"

_TRIPLES_OF = split_parameters("CONSTRUCT { ?s ?p ?o } WHERE { GRAPH ?_graph_iri { ?s ?p ?o } }")


def _graphs(mapped: MappedGraph) -> Iterator[Document]:
    """Yield one file per named graph, with its exported triples."""
    exported = set(mapped.triples)
    for [graph] in read_rows(mapped.store, _GRAPHS, {"graph": ox.NamedNode}):
        query = bind_parameters(_TRIPLES_OF, {"?_graph_iri": str(graph)})
        found = read_triples(mapped.store, query)
        kept = sorted(exported.intersection(found), key=str)
        if kept:
            name = graph.value.removeprefix(GRAPHS)
            yield Document(f"graphs/{name}.ttl", turtle(kept))


PROFILE = Profile(
    name="turtle",
    title="Turtle, as it is",
    about="The graph in its own terms: nothing is lost.",
    whole=PLAIN_DOCUMENTS,
    each={},
    more=_graphs,
    mapped=False,
)
