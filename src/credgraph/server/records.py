"""Linked data: each record and each named graph at its own address, as a page or as data."""

from __future__ import annotations

from typing import NamedTuple

import pyoxigraph as ox
from fastapi import APIRouter, Request
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from credgraph.errors import TimedOut, TooLarge, UnknownRecord
from credgraph.graph import CredentialGraph
from credgraph.questions import Description, answer
from credgraph.rdf import BASE, GRAPHS, bind_parameters, split_iri, split_parameters
from credgraph.results import Table, Triples
from credgraph.server.kinds import exists, nearest
from credgraph.server.markup import element, link, text_of
from credgraph.server.pages import page, respond
from credgraph.server.record_page import record_page
from credgraph.server.representations import (
    DATA,
    KeptRoute,
    addresses_of,
    links_of,
    respond_with,
    split_suffix,
    wanted_form,
    with_graph,
)
from credgraph.store import read_triples

__all__ = ["router"]

router = APIRouter(include_in_schema=False, route_class=KeptRoute)

_PREFIXES = """PREFIX cg: <https://w3id.org/credgraph/ns#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
"""
# A record with the names of what it links to, and what is disputed about it.
_RECORD = split_parameters(f"""{_PREFIXES}
CONSTRUCT {{
  ?_record_iri ?property ?value . ?value rdfs:label ?label .
  ?dispute ?of_dispute ?point . ?claim ?of_claim ?words
}} WHERE {{
  {{ ?_record_iri ?property ?value OPTIONAL {{ ?value rdfs:label ?label }} }} UNION
  {{ ?dispute cg:disputedRecord ?_record_iri ; ?of_dispute ?point }} UNION
  {{ ?dispute cg:disputedRecord ?_record_iri ; cg:claim|cg:counterClaim ?claim .
     ?claim ?of_claim ?words }}
}}""")
_GRAPH = split_parameters(
    "CONSTRUCT { ?s ?p ?o } WHERE { { GRAPH ?_record_iri { ?s ?p ?o } } "
    "UNION { ?_record_iri ?p ?o BIND(?_record_iri AS ?s) } }"
)


_SECTIONS = {  # what takes longest comes last
    "facts": "facts_of_record",
    "disputes": "disputes_of_record",
    "sources": "sources_of_record",
    "links": "links_to_record",
}


class _Missing(NamedTuple):
    """What was asked for and is not there, and the nearest names with their IRIs."""

    iri: str
    nearest: dict[str, str]


@router.api_route("/id/{kind}/{name:path}", methods=["GET", "HEAD"])
async def record(request: Request, kind: str, name: str) -> Response:
    """Return what the graph says about a record."""
    return await (_thing(request, f"/id/{kind}/{name}") if name else _list(request, f"/id/{kind}"))


@router.api_route("/graph/{name:path}", methods=["GET", "HEAD"])
async def named_graph(request: Request, name: str) -> Response:
    """Return what is said about a named graph, or as data all that it holds."""
    return await (_thing(request, f"/graph/{name}") if name else _list(request, "/graph"))


async def _list(request: Request, path: str) -> Response:
    """Lead from an address that ends with a slash to the list that it means."""
    asked = request.url.query
    return RedirectResponse(addresses_of(request).here(path) + (asked and f"?{asked}"))


async def _thing(request: Request, path: str) -> Response:
    plain, suffix = split_suffix(path)
    form, addresses = wanted_form(request, DATA, suffix), addresses_of(request)
    candidates = [BASE + plain, BASE + _as_written(request, plain, suffix)]
    if form is not None:
        iri, triples = await with_graph(request, lambda graph: _data(graph, candidates))
        return respond_with(triples, form, links_of(iri, addresses))
    found = await with_graph(request, lambda graph: _described(graph, candidates))
    if isinstance(found, _Missing):
        return _no_such(found, request)
    shown = await with_graph(request, lambda graph: record_page(graph, found, addresses))
    return respond(shown, headers=links_of(found.iri, addresses))


def _as_written(request: Request, path: str, suffix: str) -> str:
    """Return the path with its percent signs, which an IRI may have."""
    raw = request.scope.get("raw_path", b"").decode("latin-1").partition("?")[0]
    start = raw.find(f"/{path.split('/')[1]}/")
    return raw[start:].removesuffix(suffix) if start >= 0 else path


def _found(graph: CredentialGraph, candidates: list[str]) -> str | _Missing:
    for iri in dict.fromkeys(candidates):
        if exists(graph, iri):
            return iri
    return _Missing(candidates[0], nearest(graph, candidates[0]))


def _described(graph: CredentialGraph, candidates: list[str]) -> Description | _Missing:
    found = _found(graph, candidates)
    if isinstance(found, _Missing):
        return found
    node = ox.NamedNode(found)
    label = graph.records.names([node]).get(found, split_iri(found)[1])
    tables = {section: _section(graph, question, node) for section, question in _SECTIONS.items()}
    return Description(iri=found, label=label, triples=Triples(()), **tables)


def _section(graph: CredentialGraph, question: str, record: ox.NamedNode) -> Table:
    """Return the answer to a question about a record; none, with a note, where it is too long."""
    try:
        return answer(graph.store, graph.questions[question], {"record": record})
    except (TooLarge, TimedOut):
        empty = Table(graph.questions[question].columns, [])
        empty.notes, empty.partial = ("There is more than fits on a page.",), True
        return empty


def _data(graph: CredentialGraph, candidates: list[str]) -> tuple[str, Triples]:
    found = _found(graph, candidates)
    if isinstance(found, _Missing):
        raise UnknownRecord(found.iri, "record", tuple(found.nearest.values()))
    query = _GRAPH if found.startswith(GRAPHS) else _RECORD
    bound = bind_parameters(query, {"?_record_iri": str(ox.NamedNode(found))})
    try:
        triples = sorted(set(read_triples(graph.store, bound)), key=str)
    except TooLarge:
        raise HTTPException(413, f"{found} is too large for one answer; see /dump.nq.gz") from None
    return found, Triples(tuple(triples))


def _no_such(missing: _Missing, request: Request) -> Response:
    addresses = addresses_of(request)
    near = [
        element("li", link(addresses.path(iri) or iri, name))
        for name, iri in missing.nearest.items()
    ]
    advice = (
        text_of(element("p", "Did you mean one of these?"), element("ul", near)) if near else None
    )
    said = element("p", f"The graph holds nothing called {missing.iri}.", class_="lead")
    body = page("No such record", addresses, element("h1", "No such record"), said, advice)
    return respond(body, 404, {"Vary": "Accept"})
