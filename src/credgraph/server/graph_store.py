"""The reading half of the SPARQL 1.1 Graph Store Protocol at /graph-store."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.exceptions import HTTPException
from starlette.responses import Response

from credgraph.results import GRAPHS
from credgraph.server.answering import Question, Service
from credgraph.server.caching import is_current, not_modified, validators
from credgraph.server.limits import client_of
from credgraph.server.negotiation import content_type, negotiate
from credgraph.server.sparql import checked_iri, whole
from credgraph.store import Dataset

__all__ = ["router"]

router = APIRouter()

_ALL = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"


async def graph(request: Request) -> Response:
    """Return a named graph as ?graph=IRI names it, or with ?default the union of all."""
    request.scope["credgraph.route"] = "/graph-store"
    dataset = _dataset(request)
    service: Service = request.app.state.service
    form = negotiate(request, GRAPHS)
    headers = validators(service.release, form)
    if is_current(request, headers):
        return not_modified(headers)
    written = await service.query(Question(_ALL, form, dataset, client=client_of(request.scope)))
    if not written.size:
        raise HTTPException(404, "there is no such graph here")
    if written.truncated:
        sentence = f"this graph has more than {service.settings.rows:,} triples; ask for a part"
        raise HTTPException(400, sentence)
    return whole(request, written.body, headers, content_type(form))


def _dataset(request: Request) -> Dataset | None:
    given = request.query_params
    graphs = given.getlist("graph")
    if len(graphs) + ("default" in given) != 1:
        raise HTTPException(400, "name one graph, as ?graph=IRI, or say ?default")
    return Dataset([checked_iri(graphs[0])]) if graphs else None


router.add_route("/graph-store", graph, ["GET", "HEAD"])
