"""Whatever a request asks of the graph, answered within bounds by a pool of worker processes."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime
from typing import NamedTuple, TypeVar

from credgraph.errors import TooLarge
from credgraph.graph import CredentialGraph
from credgraph.results import BoundedTable, Format
from credgraph.sandbox.worker import BoundedTriples, Upload, Worker, Written
from credgraph.server.settings import Settings
from credgraph.store import Answer, Solutions
from credgraph.validation import BoundedFindings

__all__ = ["Release", "Service"]

Result = TypeVar("Result")


class Release(NamedTuple):
    """Which data is served: a short name that changes with it, and since when it is so."""

    name: str
    modified: datetime


class Service:
    """What all routes ask: `request.app.state.service`.

    Raises whatever the work raises, as CredGraphError: Busy where too many requests wait, TimedOut
    at the deadline, TooLarge, BadQuery, EndpointUnavailable.
    """

    def __init__(self, settings: Settings) -> None:
        from credgraph.snapshot import store_folder

        self.settings = settings
        self._worker = Worker(
            settings.store or store_folder(),
            seconds=settings.seconds,
            rows=settings.rows,
            memory=settings.memory,
            processes=settings.workers,
        )
        self.release = Release("unknown", datetime.now(UTC))
        self.graph = CredentialGraph(_WorkerStore(self._worker))

    async def query(self, text: str, form: Format) -> Written:
        """Answer a SPARQL query, written in a format."""
        return await asyncio.to_thread(self._worker.written, text, form)

    async def run(self, work: Callable[[CredentialGraph], Result]) -> Result:
        """Return what some work with the graph gives, done in a thread.

        >>> # await service.run(lambda graph: graph.ask("funders_of_credential", credential=slug))
        """
        return await asyncio.to_thread(work, self.graph)

    async def validate(self, content: bytes, name: str) -> BoundedFindings:
        """Check a file as an addition to the graph; the ending of its name gives its syntax."""

        def work() -> BoundedFindings:
            upload: Upload = self._worker.read(content, name)
            return self._worker.validate_with(upload)

        return await asyncio.to_thread(work)

    async def close(self) -> None:
        """End the workers."""
        self._worker.close()


class _WorkerStore:
    """A store whose queries are answered by the workers."""

    name = "the served graph"

    def __init__(self, worker: Worker) -> None:
        self._worker = worker

    def query(self, text: str) -> Answer:
        """Answer a query; raises TooLarge for an answer that the bounds would cut."""
        import pyoxigraph as ox

        found = self._worker.query(text)
        if isinstance(found, bool):
            return found  # type: ignore[return-value]
        if found.truncated:
            raise TooLarge(16 * 2**20, "an answer")
        if isinstance(found, BoundedTriples):
            return iter(found)
        assert isinstance(found, BoundedTable)  # noqa: S101
        return Solutions([ox.Variable(column.name) for column in found.columns], iter(found.rows))
