"""The SPARQL 1.1 Protocol at /sparql: a query by GET, as a form, or as the body of a POST."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Coroutine, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from fastapi import APIRouter, Request
from starlette.exceptions import HTTPException
from starlette.responses import Response

from credgraph.rdf.query_form import UPDATE, query_form
from credgraph.results import GRAPHS, TABLES, Format
from credgraph.server.addresses import base_of
from credgraph.server.answering import Question, Service, Written
from credgraph.server.caching import NOT_KEPT, is_current, not_modified, validators
from credgraph.server.limits import client_of
from credgraph.server.negotiation import content_type, follows_link, negotiate, prefers_page
from credgraph.store import Dataset

__all__ = ["answered", "checked_iri", "router", "whole"]

router = APIRouter()

_OF_TABLES = (Format.SRJ, *(form for form in TABLES if form != Format.SRJ))
_OF_GRAPHS = (*GRAPHS, *(form for form in TABLES if form not in (*GRAPHS, Format.SRJ, Format.SRX)))
_FORM, _QUERY, _UPDATE = (
    f"application/{kind}" for kind in ("x-www-form-urlencoded", "sparql-query", "sparql-update")
)
_ANEW = re.compile(r"\b(?:NOW|RAND|UUID|STRUUID|BNODE)\s*\(", re.IGNORECASE)
_IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20<>\"{}|^`\\]*")
_PATIENCE = 1.0  # seconds after which a client is asked now and then whether it still listens
_READ_ONLY = "this graph is read-only: updates are refused"


@dataclass
class _Asked:
    """What a request asks, from its address and its body."""

    query: Sequence[str]
    default_graphs: Sequence[str]
    named_graphs: Sequence[str]
    form: str | None

    @classmethod
    def by(cls, parameters: Sequence[tuple[str, str]], body: str | None = None) -> _Asked:
        """Read the parameters of the protocol; the query is the body where one is given."""
        given: dict[str, list[str]] = {}
        for name, value in parameters:
            given.setdefault(name, []).append(value)
        if "update" in given:
            raise HTTPException(403, _READ_ONLY)
        queries = [*given.get("query", ()), *([] if body is None else [body])]
        return cls(
            queries,
            given.get("default-graph-uri", ()),
            given.get("named-graph-uri", ()),
            given.get("format", [None])[-1],
        )

    def is_empty(self) -> bool:
        """Tell whether nothing is asked, at most a format named."""
        return not (self.query or self.default_graphs or self.named_graphs)

    def dataset(self) -> Dataset | None:
        """Return the graphs that are named, None where none is; refuses what is no IRI."""
        for iri in (*self.default_graphs, *self.named_graphs):
            checked_iri(iri)
        given = self.default_graphs or self.named_graphs
        return Dataset(self.default_graphs, self.named_graphs) if given else None


def checked_iri(name: str) -> str:
    """Return the name of a graph; refuses what is no absolute IRI."""
    if not _IRI.fullmatch(name):
        raise HTTPException(400, "the name of a graph is an absolute IRI")
    return name


async def sparql(request: Request) -> Response:
    """Answer a query; a person who follows a link to one, or to none, gets the editor.

    A program that asks nothing gets the description of the service.
    """
    request.scope["credgraph.route"] = "/sparql"
    asked = await _read(request)
    if request.method != "POST" and asked.is_empty():
        return await _described(request)
    if len(asked.query) != 1:
        raise HTTPException(400, "give one query, as query=…")
    if follows_link(request):
        return await _page(request, asked.query[0])
    return await _answered(request, asked)


async def _read(request: Request) -> _Asked:
    parameters = _pairs(request.scope["query_string"])
    if request.method != "POST":
        return _Asked.by(parameters)
    kind, _, rest = request.headers.get("content-type", "").partition(";")
    kind = kind.strip().lower()
    if kind == _UPDATE:
        raise HTTPException(403, _READ_ONLY)
    if not kind and not await request.body():  # as httr of R sends its `query`
        return _Asked.by(parameters)
    if kind not in (_FORM, _QUERY):
        raise HTTPException(415, f"send {_FORM} or {_QUERY}")
    if "charset" in rest.lower() and "utf-8" not in rest.lower():
        raise HTTPException(415, "queries are sent in UTF-8")
    body = await request.body()
    if kind == _FORM:
        return _Asked.by([*parameters, *_pairs(body)])
    return _Asked.by(parameters, _decoded(body))


def _pairs(encoded: bytes) -> list[tuple[str, str]]:
    try:
        return parse_qsl(
            encoded.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=1000
        )
    except ValueError:
        raise HTTPException(400, "this is not text in UTF-8, or has too many fields") from None


def _decoded(body: bytes) -> str:
    try:
        return body.decode()
    except UnicodeDecodeError:
        raise HTTPException(400, "a query is text in UTF-8") from None


async def _described(request: Request) -> Response:
    from credgraph.server.service_description import described

    return await (_page(request) if prefers_page(request) else described(request))


async def _page(request: Request, text: str | None = None) -> Response:
    """Return the page for a person, with a query to start from."""
    from credgraph.server.editor import editor

    return await editor(request, text)


async def _answered(request: Request, asked: _Asked) -> Response:
    [text], form_of_query = asked.query, query_form(asked.query[0])
    request.scope["credgraph.query"] = {"kind": form_of_query or "unknown", "length": len(text)}
    if form_of_query == UPDATE:
        raise HTTPException(400, _READ_ONLY)
    is_graph = form_of_query in ("CONSTRUCT", "DESCRIBE")
    form = negotiate(request, _OF_GRAPHS if is_graph else _OF_TABLES, asked.form)
    question = Question(
        text,
        form,
        asked.dataset(),
        "gzip" in request.headers.get("accept-encoding", ""),
        client_of(request.scope),
        f"{base_of(request)}/sparql",
    )
    return await answered(request, question, kept=not _ANEW.search(text))


async def answered(request: Request, question: Question, *, kept: bool = True) -> Response:
    """Return the answer to a question; 304 where the client holds it, unless it is not `kept`."""
    service: Service = request.app.state.service
    headers = validators(service.release, question.form, service.settings.rows)
    if not kept:
        headers |= NOT_KEPT
        del headers["ETag"], headers["Last-Modified"]
    elif is_current(request, headers):
        return not_modified(headers)
    written = await _while_wanted(request, service.query(question))
    request.scope["credgraph.rows"] = written.size
    headers |= _about(written, service.settings.rows)
    return whole(request, written.body, headers, content_type(question.form))


def whole(request: Request, body: bytes, headers: dict[str, str], media_type: str) -> Response:
    """Return a body with its length; the length alone to HEAD."""
    headers["Content-Length"] = str(len(body))
    sent = b"" if request.method == "HEAD" else body
    return Response(sent, 200, headers, media_type=media_type)


def _about(written: Written, rows: int) -> dict[str, str]:
    """Return the headers on an answer's bytes, and on what was left out."""
    cut = {"X-SPARQL-MaxRows": str(rows)} if written.truncated else {}
    return cut | ({"Content-Encoding": "gzip"} if written.compressed else {})


async def _while_wanted(request: Request, work: Coroutine[Any, Any, Written]) -> Written:
    """Return what comes of some work, which is cancelled if the client goes away meanwhile."""
    loop, own = asyncio.get_running_loop(), asyncio.current_task()
    watches = list[asyncio.Task[None]]()
    timer = loop.call_later(
        _PATIENCE, lambda: watches.append(loop.create_task(_cancel_if_gone(request, own)))
    )
    try:
        return await work
    except asyncio.CancelledError:
        if watches and watches[0].done():
            raise HTTPException(499, "the client went away") from None
        raise
    finally:
        timer.cancel()
        for watch in watches:
            watch.cancel()


async def _cancel_if_gone(request: Request, task: asyncio.Task[Any] | None) -> None:
    while not await request.is_disconnected():
        await asyncio.sleep(_PATIENCE)
    if task is not None:
        task.cancel()


_METHODS = ["GET", "HEAD", "POST"]
router.add_route("/sparql", sparql, _METHODS)
router.add_route("/sparql/", sparql, _METHODS)
