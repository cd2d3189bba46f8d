"""The graph as it is: sorted Turtle, one file a named graph or everything in one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING

from credgraph.export.mapping import rows, triples
from credgraph.export.profile import Document, Profile
from credgraph.rdf.namespaces import GRAPHS
from credgraph.rdf.sparql import bind, split
from credgraph.rdf.turtle import json_ld, turtle

if TYPE_CHECKING:
    from credgraph.export.mapping import Mapped

__all__ = ["AS_IT_IS", "PROFILE"]

_NAMED = "SELECT DISTINCT ?graph { GRAPH ?graph { ?s ?p ?o } } ORDER BY ?graph"

_OF_GRAPH = split("CONSTRUCT { ?s ?p ?o } WHERE { GRAPH ?_graph_iri { ?s ?p ?o } }")


def _graphs(mapped: Mapped) -> Iterator[Document]:
    """Yield one file a named graph, of what is exported."""
    here = set(mapped.triples)
    for [graph] in rows(mapped.store, _NAMED):
        found = triples(mapped.store, bind(_OF_GRAPH, {"?_graph_iri": f"<{graph}>"}))
        kept = sorted(here.intersection(found), key=str)
        if kept:
            name = graph.removeprefix(GRAPHS).replace("/", "-").replace(":", "-")
            yield Document(f"graphs/{name}.ttl", turtle(kept))


# The whole of an export in documents that need no framing of their own.
AS_IT_IS: Mapping[str, Callable[[Mapped], bytes]] = {
    ".ttl": lambda mapped: turtle(mapped.triples),
    ".jsonld": lambda mapped: json_ld(mapped.triples),
}

PROFILE = Profile(
    name="turtle",
    title="Turtle, as it is",
    about="The graph in its own terms: nothing is lost.",
    whole=AS_IT_IS,
    each={},
    more=_graphs,
    mapped=False,
)
