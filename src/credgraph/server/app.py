"""The application: its routes, what surrounds them, and how it runs."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from errno import EADDRINUSE
from importlib.metadata import version
from socket import AF_INET, AF_INET6, create_server, socket

from fastapi import FastAPI
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.middleware.gzip import GZipMiddleware

from credgraph import snapshot
from credgraph.errors import BadParameter, PortTaken
from credgraph.server import (
    api,
    assets,
    assistants,
    dump,
    editor,
    exports,
    graph_store,
    health,
    home,
    metrics,
    openapi,
    question_pages,
    questions,
    records,
    reference,
    sitemap,
    sparql,
    vocabulary,
    void,
)
from credgraph.server.access_log import AccessLog, log_to
from credgraph.server.answering import Service
from credgraph.server.heads import Heads
from credgraph.server.limits import RequestLimits
from credgraph.server.metrics import Metrics
from credgraph.server.refusals import add_refusals
from credgraph.server.settings import Settings
from credgraph.store import connect

__all__ = ["create_app", "serve"]

_ROUTERS = (
    sparql.router,
    editor.router,
    assets.router,
    graph_store.router,
    health.router,
    metrics.router,
    api.router,
    exports.router,
    home.router,
    records.router,
    question_pages.router,
    vocabulary.router,
    void.router,
    dump.router,
    sitemap.router,
    reference.router,
    assistants.router,
)
_CONNECTIONS = 1000  # at once; more are refused with 503
_LONGEST_HEAD = 512 * 2**10  # bytes; the longest query takes 300 kB in an address
_READABLE = ("ETag", "Link", "Retry-After", "X-SPARQL-MaxRows")  # by scripts of other origins


def create_app(settings: Settings) -> FastAPI:
    """Return the application; its service starts and ends with it.

    Its start raises StoreUnavailable if the store cannot be opened.
    """

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        service = app.state.service = Service(settings)
        try:
            await service.start()
            app.state.metrics.watch(service)
            app.state.health = health.Health(service)
            yield
            app.state.health.close()
        finally:
            await service.close()

    counts = Metrics()
    app = FastAPI(
        title="CredGraph",
        version=version("credgraph"),
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        middleware=_middleware(settings, counts),
    )
    app.state.settings, app.state.metrics = settings, counts
    for router in (*_ROUTERS, questions.router_of(snapshot.shipped()[1])):
        app.include_router(router)
    add_refusals(app)
    openapi.describe(app)
    return app


def _middleware(settings: Settings, counts: Metrics) -> list[Middleware]:
    """Return what surrounds the routes, the outermost first."""
    shared = Middleware(
        CORSMiddleware,
        allow_origins=[*settings.cors],
        allow_methods=["GET", "HEAD", "POST"],
        allow_headers=["*"],
        expose_headers=[*_READABLE],
        max_age=86400,
    )
    return [
        Middleware(AccessLog, metrics=counts),
        *([shared] if settings.cors else []),
        Middleware(RequestLimits, rate=settings.rate, request_bytes=settings.request_bytes),
        Middleware(Heads),
        Middleware(GZipMiddleware, minimum_size=1000, compresslevel=4),
    ]


def serve(settings: Settings, listening: Callable[[str], None]) -> None:
    """Serve until the process is told to end, and then answer what was asked before.

    `listening` is called with the address once there is one. Raises PortTaken, and StoreUnavailable
    if the store cannot be opened.
    """
    import uvicorn

    if settings.log:
        log_to(sys.stderr)
    if settings.store is not None:
        connect(settings.store)  # a bad store is told here rather than in the log
    place = _listening(settings)
    listening(f"http://{settings.host}:{settings.port}")
    config = uvicorn.Config(
        create_app(settings),
        access_log=False,
        server_header=False,
        log_level="warning",
        forwarded_allow_ips=settings.proxy,
        timeout_graceful_shutdown=int(settings.seconds) + 2,
        timeout_keep_alive=30,
        limit_concurrency=_CONNECTIONS,
        h11_max_incomplete_event_size=_LONGEST_HEAD,
    )
    uvicorn.Server(config).run(sockets=[place])


def _listening(settings: Settings) -> socket:
    family = AF_INET6 if ":" in settings.host else AF_INET
    try:
        return create_server((settings.host, settings.port), family=family, backlog=2048)
    except OSError as error:
        if error.errno == EADDRINUSE:
            raise PortTaken(settings.port) from None
        raise BadParameter("host", settings.host, f"cannot be listened at ({error})") from None
