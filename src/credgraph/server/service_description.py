"""What the SPARQL service can do, as RDF: the SPARQL 1.1 Service Description."""

from __future__ import annotations

import pyoxigraph as ox
from starlette.requests import Request
from starlette.responses import Response

from credgraph.graph import CredentialGraph
from credgraph.rdf import term
from credgraph.results import GRAPHS, Format, Triples, content
from credgraph.server.addresses import base_of
from credgraph.server.answering import Service
from credgraph.server.caching import is_current, not_modified, validators
from credgraph.server.negotiation import content_type, negotiate
from credgraph.store import read_rows

__all__ = ["described", "description"]

_SD = "http://www.w3.org/ns/sparql-service-description#"
_FORMATS = {
    Format.SRJ: "SPARQL_Results_JSON",
    Format.SRX: "SPARQL_Results_XML",
    Format.CSV: "SPARQL_Results_CSV",
    Format.TSV: "SPARQL_Results_TSV",
    Format.TTL: "Turtle",
    Format.NT: "N-Triples",
    Format.NQ: "N-Quads",
    Format.TRIG: "TriG",
    Format.JSONLD: "JSON-LD",
    Format.RDFXML: "RDF_XML",
}
_NAMES = "SELECT DISTINCT ?graph { GRAPH ?graph { } } ORDER BY ?graph"


async def described(request: Request) -> Response:
    """Return the description in the RDF format that the client wants."""
    service: Service = request.app.state.service
    form, endpoint = negotiate(request, GRAPHS), f"{base_of(request)}/sparql"
    headers = validators(service.release, form, endpoint)
    if is_current(request, headers):
        return not_modified(headers)
    names = await service.run(_names_of_graphs)
    body = content(description(endpoint, names), form)
    return Response(body, 200, headers, media_type=content_type(form))


def _names_of_graphs(graph: CredentialGraph) -> list[ox.NamedNode]:
    return [name for (name,) in read_rows(graph.store, _NAMES, {"graph": ox.NamedNode})]


def description(endpoint: str, graphs: list[ox.NamedNode]) -> Triples:
    """Return the description of the service at an address, whose default graph is the union."""
    service, dataset, union = ox.NamedNode(endpoint), ox.BlankNode("dataset"), ox.BlankNode("union")
    triples = [
        _typed(service, "Service"),
        ox.Triple(service, _sd("endpoint"), service),
        ox.Triple(service, _sd("supportedLanguage"), _sd("SPARQL11Query")),
        ox.Triple(service, _sd("feature"), _sd("UnionDefaultGraph")),
        ox.Triple(service, _sd("defaultDataset"), dataset),
        _typed(dataset, "Dataset"),
        ox.Triple(dataset, _sd("defaultGraph"), union),
        _typed(union, "Graph"),
    ]
    for name in _FORMATS.values():
        written = ox.NamedNode(f"http://www.w3.org/ns/formats/{name}")
        triples.append(ox.Triple(service, _sd("resultFormat"), written))
    for number, graph in enumerate(graphs):
        named = ox.BlankNode(f"graph{number}")
        triples += [
            ox.Triple(dataset, _sd("namedGraph"), named),
            _typed(named, "NamedGraph"),
            ox.Triple(named, _sd("name"), graph),
        ]
    return Triples(tuple(triples))


def _typed(node: ox.NamedNode | ox.BlankNode, name: str) -> ox.Triple:
    return ox.Triple(node, term("rdf:type"), _sd(name))


def _sd(name: str) -> ox.NamedNode:
    return ox.NamedNode(_SD + name)
