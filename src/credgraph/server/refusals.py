"""Every error as a status and one sentence: a problem in JSON, or plain text, by Accept."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, PlainTextResponse, Response

from credgraph import errors
from credgraph.errors import CredGraphError
from credgraph.sandbox.crew import Busy

__all__ = [
    "PROBLEM",
    "PROBLEM_TYPE",
    "add_refusals",
    "headers_of",
    "refusal",
    "status_of",
    "told",
]

PROBLEM_TYPE = "application/problem+json"
PROBLEM = {  # the schema of what `refusal` writes in JSON
    "type": "object",
    "required": ["title", "status", "detail"],
    "properties": {
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string", "description": "What is wrong, in one sentence"},
        "line": {"type": "integer", "description": "Where in a query, from 1"},
        "column": {"type": "integer", "description": "Where in that line, from 1"},
    },
}

_STATUSES: dict[type[CredGraphError], int] = {
    Busy: 503,
    errors.EndpointUnavailable: 502,
    errors.UnexpectedAnswer: 502,
    errors.UnexpectedFacts: 502,
    errors.StoreUnavailable: 503,
    errors.TimedOut: 504,
    errors.UnknownQuestion: 404,
    errors.UnknownRecord: 404,
    errors.UnknownProfile: 404,
    errors.UnknownShapes: 404,
    errors.NotExpressible: 406,
    errors.EngineMissing: 501,
    errors.PackageMissing: 501,
}
_SENTENCES = {  # in place of the mere names of these statuses
    404: "there is nothing at this address",
    405: "this address takes {Allow}",
}
_BAD_REQUEST, _TOO_LONG, _GONE, _UNAVAILABLE, _GATEWAY_TIMEOUT = 400, 413, 499, 503, 504
_OF_ANSWERS = ("the memory of a query", "an answer", "one row of an answer")  # what TooLarge says


def status_of(error: CredGraphError) -> int:
    """Return the status that says the same as an error; 400 where the request is at fault."""
    if isinstance(error, errors.TooLarge):
        return _BAD_REQUEST if error.what in _OF_ANSWERS else _TOO_LONG
    if isinstance(error, errors.EndpointUnavailable) and _was_late(error):
        return _GATEWAY_TIMEOUT
    return _STATUSES.get(type(error), _BAD_REQUEST)


def _was_late(error: BaseException) -> bool:
    """Tell whether an endpoint was not reached or did not answer in time."""
    cause = error.__context__
    return isinstance(getattr(cause, "reason", cause), TimeoutError)


def headers_of(error: CredGraphError) -> dict[str, str]:
    """Return the headers that go with the status of an error: when to ask again."""
    seconds = getattr(error, "seconds", 1)
    return {"Retry-After": str(seconds)} if status_of(error) == _UNAVAILABLE else {}


def told(error: CredGraphError) -> str:
    """Return an error as strangers may read it: without the place of the store on our disk."""
    if isinstance(error, errors.StoreUnavailable):
        return f"the store: {error.problem}".replace(error.subject or "\n", "it")
    return str(error)


def refusal(
    request: Request,
    status: int,
    sentence: str,
    headers: Mapping[str, str] | None = None,
    more: Mapping[str, object] | None = None,
) -> Response:
    """Return one sentence as problem+json, or as plain text where the client asks for that.

    `more` are members of the problem besides what every problem says.
    """
    if "json" in request.headers.get("accept", ""):
        problem = {"title": _phrase(status), "status": status, "detail": sentence, **(more or {})}
        return JSONResponse(problem, status, headers, media_type=PROBLEM_TYPE)
    return PlainTextResponse(f"{sentence}\n", status, headers)


def _place(error: CredGraphError) -> dict[str, int]:
    """Return where in a query an error is, if it says."""
    if isinstance(error, errors.BadQuery) and error.line:
        return {"line": error.line, "column": error.column}
    return {}


def _phrase(status: int) -> str:
    return HTTPStatus(status).phrase if status != _GONE else "Client Closed Request"


def add_refusals(app: FastAPI) -> None:
    """Have the application answer errors with refusals."""

    async def refused(request: Request, error: Exception) -> Response:
        assert isinstance(error, CredGraphError)  # noqa: S101 - for the type checker
        status = status_of(error)
        return refusal(request, status, told(error), headers_of(error), _place(error))

    async def http_error(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)  # noqa: S101
        headers = dict(error.headers or {})
        if "Allow" in headers:  # from a set, whose order is not the same twice
            headers["Allow"] = ", ".join(sorted(headers["Allow"].split(", ")))
        sentence = _SENTENCES.get(error.status_code, "").format_map(headers)
        default = error.detail == _phrase(error.status_code)
        said = sentence if default and sentence else str(error.detail)
        return refusal(request, error.status_code, said, headers)

    async def malformed(request: Request, error: Exception) -> Response:
        assert isinstance(error, RequestValidationError)  # noqa: S101
        return refusal(request, 400, _first_fault(error))

    async def broken(request: Request, _error: Exception) -> Response:
        return refusal(request, 500, "this went wrong here, and not with you; it is in the log")

    app.add_exception_handler(Exception, broken)
    app.add_exception_handler(CredGraphError, refused)
    app.add_exception_handler(HTTPException, http_error)
    app.add_exception_handler(RequestValidationError, malformed)


def _first_fault(error: RequestValidationError) -> str:
    fault: dict[str, Any] = error.errors()[0]
    return f"{fault['loc'][-1]}: {fault['msg']}"
