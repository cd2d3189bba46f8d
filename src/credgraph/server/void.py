"""The description of the served dataset in VoID: what it holds, and the ways to it."""

from __future__ import annotations

from collections.abc import Iterator

import pyoxigraph as ox
from fastapi import APIRouter, Request
from starlette.responses import Response

from credgraph.graph import CredentialGraph
from credgraph.questions.addresses import Addresses
from credgraph.rdf import BASE, GRAPHS, RECORDS, term
from credgraph.resources import root
from credgraph.results import Triples
from credgraph.server.keeping import kept
from credgraph.server.pages import LICENCE
from credgraph.server.representations import (
    DATA,
    KeptRoute,
    addresses_of,
    respond_with,
    wanted_form,
)
from credgraph.store import read_triples

__all__ = ["description", "router"]

router = APIRouter(include_in_schema=False, route_class=KeptRoute)

_DATASET = ox.NamedNode(f"{GRAPHS}catalog")
_EXAMPLE = f"{RECORDS}credential/mssc-cpt"
_FORMATS = "http://www.w3.org/ns/formats/"
_COUNTS = "queries/export/dcat/partition_of_everything.rq"


@router.api_route("/.well-known/void", methods=["GET", "HEAD"])
async def void(request: Request) -> Response:
    """Return the description, in the form that Accept or ?format= names."""
    addresses = addresses_of(request)
    form = wanted_form(request, DATA) or DATA[0]
    counted = await kept(request, "void", _counted)
    described = Triples(tuple(sorted({*counted, *description(addresses)}, key=str)))
    headers = {"Vary": "Accept", "Link": f'<{LICENCE}>; rel="license"'}
    return respond_with(described, form, headers)


def description(addresses: Addresses) -> Iterator[ox.Triple]:
    """Yield what the dataset is and where it is found on this server."""
    document = ox.NamedNode(f"{addresses.base}/.well-known/void")
    facts: list[tuple[str, ox.NamedNode | ox.Literal]] = [
        ("rdf:type", term("void:Dataset")),
        ("dcterms:title", ox.Literal("CredGraph", language="en")),
        ("dcterms:license", ox.NamedNode(LICENCE)),
        ("foaf:homepage", ox.NamedNode(f"{addresses.base}/")),
        ("void:sparqlEndpoint", ox.NamedNode(f"{addresses.base}/sparql")),
        ("void:dataDump", ox.NamedNode(f"{addresses.base}/dump.nq.gz")),
        ("void:uriSpace", ox.Literal(RECORDS)),
        ("void:exampleResource", ox.NamedNode(_EXAMPLE)),
        ("void:vocabulary", ox.NamedNode(f"{BASE}/ns#")),
    ]
    facts += [
        ("void:feature", ox.NamedNode(_FORMATS + name))
        for name in ("Turtle", "JSON-LD", "N-Triples", "RDF_XML", "N-Quads")
    ]
    yield from (ox.Triple(_DATASET, term(name), value) for name, value in facts)
    yield ox.Triple(document, term("rdf:type"), term("void:DatasetDescription"))
    yield ox.Triple(document, term("foaf:primaryTopic"), _DATASET)


def _counted(graph: CredentialGraph) -> list[ox.Triple]:
    """Return how much of what the graph holds, as a whole and by named graph."""
    counts = (root() / _COUNTS).read_text("utf-8")
    found = [*read_triples(graph.store, counts)]
    graphs = graph.ask("graphs_counted")
    for row in graphs.rows:
        cells = dict(zip((column.name for column in graphs.columns), row, strict=True))
        part, title, triples = cells["graph"], cells["graph_label"], cells["triples"]
        if isinstance(part, ox.NamedNode) and title is not None and triples is not None:
            found += [
                ox.Triple(_DATASET, term("void:subset"), part),
                ox.Triple(part, term("rdf:type"), term("void:Dataset")),
                ox.Triple(part, term("dcterms:title"), title),
                ox.Triple(part, term("void:triples"), triples),
            ]
    return found
