"""What all routes ask: queries and other work with the graph, each within its bounds."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from functools import partial
from typing import TypeVar

from credgraph.graph import CredentialGraph
from credgraph.sandbox.crew import Busy
from credgraph.server.releases import Release
from credgraph.server.settings import Settings
from credgraph.server.sources import ASKER, Asker, Question, Source, Written
from credgraph.snapshot import shipped
from credgraph.validation import BoundedFindings

__all__ = ["Question", "Release", "Service", "Written"]

Result = TypeVar("Result")


class Service:
    """The service behind the routes: `request.app.state.service`.

    It is made while an event loop runs. Its methods raise what the work raises, as CredGraphError:
    Busy where too many requests wait, TimedOut at the deadline, TooLarge, BadQuery,
    EndpointUnavailable.
    """

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.source: Source = _source(settings)
        self.graph = CredentialGraph(self.source.store, shipped()[1])
        self._release = self.release
        self._threads = ThreadPoolExecutor(settings.workers + 2, "graph")
        self._working = 0

    async def start(self) -> None:
        """Make ready to answer; raises StoreUnavailable."""
        await self.source.start()

    @property
    def release(self) -> Release | None:
        """The release of the data; None for an endpoint."""
        return self.source.release

    async def query(self, question: Question) -> Written:
        """Answer a SPARQL query, written in the format that it asks for."""
        return await self.source.written(question)

    async def run(
        self,
        work: Callable[[CredentialGraph], Result],
        client: str = "",
        rows: int | None = None,
    ) -> Result:
        """Return what some work with the graph gives, done in a thread within the deadline.

        Where it reads no more than the first `rows` of an answer, no more are sent to it.

        `await service.run(lambda graph: graph.ask("funders_of_credential", credential=slug))`
        """
        if self._working >= self.settings.queue:
            raise Busy(f"{self._working} requests wait already", 1)
        self._working += 1
        context = copy_context()
        context.run(ASKER.set, Asker(client, time.monotonic() + self.settings.seconds, rows))
        try:
            return await asyncio.get_running_loop().run_in_executor(
                self._threads, partial(context.run, work, self._current_graph())
            )
        finally:
            self._working -= 1

    async def validate(self, content: bytes, name: str, client: str = "") -> BoundedFindings:
        """Check a file as an addition to the graph; the ending of its name gives its syntax."""
        return await self.source.findings(content, name, client)

    async def close(self) -> None:
        """End what runs."""
        self._threads.shutdown(wait=False, cancel_futures=True)
        await self.source.close()

    def _current_graph(self) -> CredentialGraph:
        """Return the graph, which keeps nothing of a release that is served no more."""
        if self._release != self.release:
            self._release = self.release
            self.graph = CredentialGraph(self.source.store, self.graph.questions)
        return self.graph


def _source(settings: Settings) -> Source:
    if "://" in (settings.store or ""):
        from credgraph.server.elsewhere import Elsewhere

        return Elsewhere(settings)
    from credgraph.server.on_disk import OnDisk

    return OnDisk(settings)
