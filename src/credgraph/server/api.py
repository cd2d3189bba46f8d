"""The rest of the API: asking in words, plans, search, records, checking a file, exports."""

from __future__ import annotations

import json
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response

from credgraph.graph import CredentialGraph
from credgraph.planning import render_plan
from credgraph.questions import Description as Described
from credgraph.questions.interpretation import Interpretation
from credgraph.results import GRAPHS, TABLES, Format
from credgraph.server import models
from credgraph.server.models import responses
from credgraph.server.negotiation import content_type, negotiate
from credgraph.server.questions import ANSWERS, ask, respond_with_answer
from credgraph.server.refusals import PROBLEM_TYPE
from credgraph.server.representations import (
    KeptRoute,
    addresses_of,
    links_of,
    respond_with,
    service_of,
    with_graph,
)
from credgraph.server.uploads import upload_of
from credgraph.validation import as_table, summary

__all__ = ["router"]

router = APIRouter(prefix="/api", tags=["The graph"], route_class=KeptRoute)

_PLANS = (Format.JSON, Format.MARKDOWN, Format.TABLE)
_RECORDS = (Format.JSON, *GRAPHS, Format.CSV)
_FINDINGS = (Format.JSON, *(form for form in TABLES if form is not Format.JSON))
Form = Annotated[
    str | None, Query(alias="format", description="The format of the answer, in place of Accept")
]


@router.get(
    "/ask",
    summary="Ask in words",
    response_class=Response,
    responses=responses(*ANSWERS, model=models.AnswerModel, also=(422,)),
)
async def ask_in_words(
    request: Request,
    words: Annotated[str, Query(max_length=1000, examples=["who pays for the CPT"])],
    format_: Form = None,  # noqa: ARG001 - for the document; `negotiate` reads it
) -> Response:
    """Answer the question of the library that the words ask.

    Where it is not clear which, the answer is 422 with the nearest questions and their addresses.
    """
    form, addresses = negotiate(request, ANSWERS), addresses_of(request)
    meant = await with_graph(request, lambda graph: graph.interpret(words))
    if not meant.is_sure:
        return _unclear(request, words, meant)
    found = await ask(request, meant.question, meant.values)
    more = {"words": words, "ignored": meant.ignored}
    return respond_with_answer(found, form, addresses, **more)


def _unclear(request: Request, words: str, meant: Interpretation) -> Response:
    addresses, questions = addresses_of(request), service_of(request).graph.questions
    nearest = [
        {
            "question": name,
            "summary": questions[name].summary,
            "values": values,
            "address": addresses.answer(questions[name], values),
        }
        for name, values in meant.nearest
    ]
    problem = {
        "title": "Unprocessable Content",
        "status": 422,
        "detail": f"it is not clear what {words[:80]!r} asks; nearest says what it may be",
        "nearest": nearest,
    }
    return JSONResponse(problem, 422, media_type=PROBLEM_TYPE)


@router.get(
    "/plan",
    summary="Plan the routes from what a person holds to jobs that pay enough",
    response_class=Response,
    responses=responses(*_PLANS, model=dict[str, Any]),
)
async def plan(
    request: Request,
    hold: Annotated[
        list[str], Query(description="A credential or module", examples=[["mssc-cpt"]])
    ] = [],  # noqa: B006
    audience: Annotated[
        str | None, Query(description="A kind of person", examples=["veterans"])
    ] = None,
    state: Annotated[str | None, Query(description="A state", examples=["Ohio"])] = None,
    pay: Annotated[str | None, Query(description="USD a year", examples=["65000"])] = None,
    format_: Form = None,  # noqa: ARG001 - for the document; `negotiate` reads it
) -> Response:
    """Return each route step by step: prices, times, who pays, what is disputed, the sources."""
    form = negotiate(request, _PLANS)
    held = [name for name in hold if name]  # a form sends what is left empty too
    if len(held) > _MOST_HELD:
        raise HTTPException(400, f"hold may be given {_MOST_HELD} times")

    def work(graph: CredentialGraph) -> str:
        made = graph.plan(
            hold=held, audience=audience or None, state=state or None, pay=pay or None
        )
        return render_plan(made, form)

    return Response(await with_graph(request, work), 200, {"Vary": "Accept"}, content_type(form))


_MOST_HELD = 20


@router.get(
    "/search",
    summary="Find records by name",
    response_class=Response,
    responses=responses(*ANSWERS, model=models.AnswerModel),
)
async def search(
    request: Request,
    text: Annotated[str, Query(max_length=300, examples=["mechatronics"])],
    format_: Form = None,  # noqa: ARG001 - for the document; `negotiate` reads it
) -> Response:
    """Return the records whose label, other name or code has the words of a text."""
    form = negotiate(request, ANSWERS)
    found = await ask(request, "search_by_name", {"text": text})
    return respond_with_answer(found, form, addresses_of(request))


@router.get(
    "/describe",
    summary="Everything about one record",
    response_class=Response,
    responses=responses(*_RECORDS, model=models.Description),
)
async def describe(
    request: Request,
    what: Annotated[
        str,
        Query(
            description="A slug, a label, a code or an IRI", max_length=2000, examples=["mssc-cpt"]
        ),
    ],
    format_: Form = None,  # noqa: ARG001 - for the document; `negotiate` reads it
) -> Response:
    """Return its facts, what links to it, its sources and its disputes, or its triples."""
    form = negotiate(request, _RECORDS)
    found = await with_graph(request, lambda graph: graph.describe(what))
    headers = links_of(found.iri, addresses_of(request))
    if form is Format.JSON:
        return Response(_description(found), 200, headers, "application/json")
    return respond_with(found.triples if form in GRAPHS else found.facts, form, headers)


def _description(found: Described) -> str:
    parts = {"iri": json.dumps(found.iri), "label": json.dumps(found.label)}
    for name in ("facts", "links", "sources", "disputes"):
        parts[name] = getattr(found, name).to_json().strip()
    members = (f'"{name}": {text}' for name, text in parts.items())
    return f"{{{', '.join(members)}}}\n"


@router.post(
    "/validate",
    summary="Check a file against the rules of the graph",
    response_class=Response,
    responses=responses(*_FINDINGS, model=models.Findings, also=(413, 415)),
    openapi_extra={
        "requestBody": {
            "required": True,
            "description": "RDF in any syntax, as the body or as the field file of a form",
            "content": {
                "text/turtle": {
                    "schema": {"type": "string"},
                    "example": "<https://w3id.org/credgraph/id/credential/mine> a "
                    "<https://w3id.org/credgraph/ns#Credential> .",
                },
                "multipart/form-data": {
                    "schema": {
                        "type": "object",
                        "required": ["file"],
                        "properties": {"file": {"type": "string", "format": "binary"}},
                    }
                },
            },
        }
    },
)
async def validate(
    request: Request,
    format_: Form = None,  # noqa: ARG001 - as above
) -> Response:
    """Return what the rules find in it, as an addition to the graph; nothing of it is kept."""
    form = negotiate(request, _FINDINGS)
    content, name = await upload_of(request)
    found = await service_of(request).validate(content, name)
    if form is not Format.JSON:
        return respond_with(as_table(found), form)
    body = {
        "conforms": not any(finding.severity == "Violation" for finding in found)
        and "Violation" in found.complete,
        "summary": summary(found),
        "complete": [str(severity) for severity in found.complete],
        "findings": [vars(finding) for finding in found],
    }
    return JSONResponse(body)
