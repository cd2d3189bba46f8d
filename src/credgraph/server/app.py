"""The application: its routes, what surrounds them, and how it runs."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.metadata import version

from fastapi import FastAPI

from credgraph import snapshot
from credgraph.server import (
    api,
    dump,
    exports,
    home,
    question_pages,
    questions,
    records,
    reference,
    sitemap,
    sparql,
    vocabulary,
    void,
)
from credgraph.server.answering import Service
from credgraph.server.refusals import add_refusals
from credgraph.server.settings import Settings

__all__ = ["create_app", "serve"]

_ROUTERS = (
    sparql.router,
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
)


def create_app(settings: Settings) -> FastAPI:
    """Return the application; its service starts and ends with it.

    Raises StoreUnavailable if the store cannot be opened.
    """

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        app.state.service = Service(settings)
        yield
        await app.state.service.close()

    app = FastAPI(
        title="CredGraph",
        version=version("credgraph"),
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
    )
    app.state.settings = settings
    for router in (*_ROUTERS, questions.router_of(snapshot.shipped()[1])):
        app.include_router(router)
    add_refusals(app)
    return app


def serve(settings: Settings) -> None:
    """Serve until the process is told to end."""
    import uvicorn

    uvicorn.run(
        create_app(settings),
        host=settings.host,
        port=settings.port,
        access_log=False,
        server_header=False,
    )
