"""The OpenAPI document: what FastAPI writes from the routes, and the protocols of SPARQL."""

from __future__ import annotations

from functools import partial
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from credgraph.results import GRAPHS, TABLES
from credgraph.server.negotiation import MEDIA_TYPES
from credgraph.server.refusals import PROBLEM, PROBLEM_TYPE

__all__ = ["describe"]

_TEXT = {"type": "string"}
_IRIS = {"type": "array", "items": {"type": "string", "format": "iri"}}
_REFUSALS = {
    400: "A query that is malformed, not allowed, or asks too much",
    406: "No such format; the sentence lists those there are",
    413: "A query or request that is too long",
    429: "Too many requests a second; Retry-After says when to ask again",
    502: "The endpoint behind this server gives no answer, or only a part of it",
    503: "Too many requests wait; Retry-After says when to ask again",
    504: "No answer within the deadline",
}


def describe(app: FastAPI) -> None:
    """Have the application's document describe the routes of the protocols as well."""
    app.openapi = partial(_document, app)  # type: ignore[method-assign]


def _document(app: FastAPI) -> dict[str, Any]:
    if app.openapi_schema is None:
        made = get_openapi(
            title=app.title, version=app.version, description=app.description, routes=app.routes
        )
        made["paths"] = _PROTOCOLS | made["paths"]
        app.openapi_schema = made
    return app.openapi_schema


def _parameter(name: str, about: str, schema: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"name": name, "in": "query", "description": about, "schema": schema, **more}


def _responses(forms: tuple[Any, ...], *others: int) -> dict[str, Any]:
    written: dict[str, Any] = {MEDIA_TYPES[form]: {} for form in forms}
    refusals = {
        str(status): {
            "description": about,
            "content": {PROBLEM_TYPE: {"schema": PROBLEM}, "text/plain": {}},
        }
        for status, about in (_REFUSALS | _OTHERS).items()
        if status in _REFUSALS or status in others
    }
    return {
        "200": {"description": "The answer", "content": written},
        "304": {"description": "The client holds the current answer"},
        **refusals,
    }


_OTHERS = {
    403: "An update: this graph is read-only",
    404: "No such graph",
    415: "A body that is neither a form nor a query",
}
_FORMAT = _parameter(
    "format", "The format, instead of Accept", {"enum": [str(each) for each in MEDIA_TYPES]}
)
_DATASET = [
    _parameter("default-graph-uri", "A graph to read as the default graph", _IRIS),
    _parameter("named-graph-uri", "A graph to read as a named graph", _IRIS),
]
_QUERY = _parameter(
    "query",
    "A query; without one, the service is described",
    _TEXT,
    example="SELECT ?credential { ?credential a cg:Credential } LIMIT 10",
)
_ANY = (*TABLES, *(form for form in GRAPHS if form not in TABLES))
_FORM = {
    "type": "object",
    "required": ["query"],
    "properties": {
        "query": _TEXT,
        "default-graph-uri": _IRIS,
        "named-graph-uri": _IRIS,
        "format": _FORMAT["schema"],
    },
}
_PROTOCOLS: dict[str, Any] = {
    "/sparql": {
        "get": {
            "summary": "Answer a SPARQL query",
            "operationId": "query",
            "parameters": [_QUERY, *_DATASET, _FORMAT],
            "responses": _responses(_ANY, 403),
        },
        "post": {
            "summary": "Answer a SPARQL query that is sent as a form or as it is",
            "operationId": "query_by_post",
            "parameters": [*_DATASET, _FORMAT],
            "requestBody": {
                "required": True,
                "content": {
                    "application/x-www-form-urlencoded": {"schema": _FORM},
                    "application/sparql-query": {"schema": _TEXT},
                },
            },
            "responses": _responses(_ANY, 403, 415),
        },
    },
    "/graph-store": {
        "get": {
            "summary": "Read one graph, by the Graph Store Protocol",
            "operationId": "graph",
            "parameters": [
                _parameter("graph", "The graph to read", {"type": "string", "format": "iri"}),
                _parameter("default", "Read the union of all graphs", {"type": "string"}),
                _FORMAT,
            ],
            "responses": _responses(GRAPHS, 404),
        },
    },
}
