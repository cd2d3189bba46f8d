"""The SPARQL 1.1 Protocol at /sparql."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.exceptions import HTTPException
from starlette.responses import Response

from credgraph.rdf.query_form import query_form
from credgraph.results import GRAPHS, TABLES, Format
from credgraph.server.answering import Service
from credgraph.server.negotiation import content_type, negotiate

__all__ = ["router"]

router = APIRouter()

_OF_TABLES = (Format.SRJ, *(form for form in TABLES if form != Format.SRJ))
_OF_GRAPHS = (*GRAPHS, *(form for form in TABLES if form not in (*GRAPHS, Format.SRJ, Format.SRX)))


@router.get("/sparql")
async def get(request: Request) -> Response:
    """Answer the query of a GET request."""
    queries = request.query_params.getlist("query")
    if len(queries) != 1:
        raise HTTPException(400, "give one query: /sparql?query=…")
    return await _answered(request, queries[0])


async def _answered(request: Request, text: str) -> Response:
    service: Service = request.app.state.service
    is_graph = query_form(text) in ("CONSTRUCT", "DESCRIBE")
    form = negotiate(request, _OF_GRAPHS if is_graph else _OF_TABLES)
    written = await service.query(text, form)
    headers = {"X-SPARQL-MaxRows": str(service.settings.rows)} if written.truncated else {}
    return Response(written.body, 200, headers, media_type=content_type(form))
