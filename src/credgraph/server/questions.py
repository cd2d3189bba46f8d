"""The question library over HTTP: one operation for each question, made from its header."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Iterable
from typing import Any

from fastapi import APIRouter, Request
from starlette.exceptions import HTTPException
from starlette.responses import Response

from credgraph.questions import Catalogue, Question
from credgraph.questions.addresses import Addresses
from credgraph.questions.listing import as_table, as_triples
from credgraph.results import GRAPHS, TABLES, Format, content
from credgraph.server.answers import Answered, answered
from credgraph.server.models import answer_schema, parameters_of, responses
from credgraph.server.negotiation import content_type, negotiate
from credgraph.server.representations import (
    KeptRoute,
    addresses_of,
    respond_with,
    service_of,
    with_graph,
)

__all__ = ["ANSWERS", "ask", "format_parameter", "respond_with_answer", "router_of", "values_of"]

ANSWERS = (
    Format.JSON,
    Format.CSV,
    Format.JSONLD,
    *(f for f in TABLES if f not in (Format.JSON, Format.CSV)),
)
_LISTS = (Format.JSON, Format.CSV, *GRAPHS)


def format_parameter(forms: Iterable[Format]) -> dict[str, Any]:
    """Return the parameter `format` as OpenAPI describes it."""
    named = [str(form) for form in forms]
    about = f"The format of the answer, in place of Accept; {named[0]} if neither says"
    schema = {"type": "string", "enum": named, "default": named[0]}
    return {"name": "format", "in": "query", "description": about, "schema": schema}


def router_of(questions: Catalogue) -> APIRouter:
    """Return the routes below /api/questions."""
    router = APIRouter(prefix="/api/questions", tags=["Questions"], route_class=KeptRoute)
    router.add_api_route(
        "",
        _listed,
        summary="List the questions",
        operation_id="questions",
        response_class=Response,
        responses=responses(*_LISTS, model=list[dict[str, Any]]),
        openapi_extra={"parameters": [format_parameter(_LISTS)]},
    )
    for question in questions.values():
        router.add_api_route(f"/{question.name}", _operation(question), **_described(question))
    router.add_api_route("/{name}", _unknown, include_in_schema=False)
    return router


def _described(question: Question) -> dict[str, Any]:
    return {
        "summary": question.summary,
        "description": question.description,
        "operation_id": question.name,
        "response_class": Response,
        "responses": responses(*ANSWERS, schema=answer_schema(question)),
        "openapi_extra": {"parameters": [*parameters_of(question), format_parameter(ANSWERS)]},
    }


def _operation(question: Question) -> Callable[[Request], Awaitable[Response]]:
    async def operation(request: Request) -> Response:
        form = negotiate(request, ANSWERS)
        found = await ask(request, question.name, values_of(request, question))
        return respond_with_answer(found, form, addresses_of(request))

    return operation


async def _unknown(request: Request, name: str) -> Response:
    """Refuse a question that is not in the library; raises UnknownQuestion."""
    service_of(request).graph.questions[name]
    raise HTTPException(404)


async def _listed(request: Request) -> Response:
    form = negotiate(request, _LISTS)
    questions, addresses = service_of(request).graph.questions, addresses_of(request)
    if form is Format.JSON:
        entries = [_entry(question, addresses) for question in questions.values()]
        return Response(json.dumps(entries, indent=1), media_type="application/json")
    listed = as_triples(questions) if form in GRAPHS else as_table(questions)
    return respond_with(listed, form, {"Vary": "Accept"})


def _entry(question: Question, addresses: Addresses) -> dict[str, Any]:
    return {
        "name": question.name,
        "folder": question.folder,
        "summary": question.summary,
        "description": question.description,
        "tags": question.tags,
        "parameters": [parameter._asdict() for parameter in question.parameters],
        "columns": [column._asdict() for column in question.columns],
        "examples": question.examples,
        "iri": question.iri,
        "example": addresses.answer(question, question.samples),
    }


def values_of(request: Request, question: Question) -> dict[str, str]:
    """Return the value of each parameter of a question; raises HTTPException 400 for others."""
    given = [pair for pair in request.query_params.multi_items() if pair[0] != "format"]
    names = [parameter.name for parameter in question.parameters]
    takes = f"it takes {', '.join(names) or 'no parameters'}"
    for name, _ in given:
        if name not in names:
            raise HTTPException(400, f"{question.name} has no parameter {name[:80]!r}; {takes}")
    for name in names:
        if sum(key == name for key, _ in given) != 1:
            raise HTTPException(400, f"{question.name} needs one value for {name}; {takes}")
    return dict(given)


async def ask(request: Request, name: str, values: dict[str, str]) -> Answered:
    """Answer a question; raises what `answered` raises."""
    return await with_graph(request, lambda graph: answered(graph, name, values))


def respond_with_answer(
    found: Answered, form: Format, addresses: Addresses, **more: Any
) -> Response:
    """Return an answer: all of it in JSON and JSON-LD, the rows alone in other formats."""
    values = {name: str(getattr(term, "value", term)) for name, term in found.terms.items()}
    whole = addresses.answer(found.question, values, "json")
    about = f'<{found.question.iri}>; rel="describedby"'
    links = f'<{whole}>; rel="alternate"; type="application/json", {about}'
    headers = {"Vary": "Accept", "Link": links}
    if form is Format.JSON:
        return Response(found.to_json(more), 200, headers, "application/json")
    if form is Format.JSONLD:
        return Response(found.to_json_ld(), 200, headers, content_type(form))
    if form in (Format.CSV, Format.CSV_SAFE, Format.TSV, Format.PARQUET):
        headers["Content-Disposition"] = (
            f'inline; filename="{found.question.name}.{_ENDINGS.get(form, form)}"'
        )
    return Response(content(found.rows, form), 200, headers, content_type(form))


_ENDINGS = {Format.CSV_SAFE: "csv"}
