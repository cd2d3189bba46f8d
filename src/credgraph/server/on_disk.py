"""A store on disk as a source: read by a crew, and by another one once the store is swapped."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from credgraph.errors import StoreUnavailable, TimedOut
from credgraph.results import BoundedTriples
from credgraph.sandbox.crew import Crew
from credgraph.sandbox.messages import Message
from credgraph.sandbox.processes import check_length
from credgraph.sandbox.worker import read_findings, read_reply, reading
from credgraph.server.refusals import told
from credgraph.server.releases import Release, release_of
from credgraph.server.settings import Settings
from credgraph.server.sources import ASKER, Asker, Load, Question, Written, boolean, whole
from credgraph.store import Answer, Solutions, Store
from credgraph.store.releases import current
from credgraph.validation import BoundedFindings

__all__ = ["OnDisk"]

_LOOKS = 1.0  # seconds between two looks at whether the store was swapped
_SETTLES = 0.2  # seconds in which a store that is being swapped is left alone
_SWAP = 10.0  # seconds that a swap may take before a request is refused
_KEPT = 3600.0  # seconds after which a snapshot of the shipped graph is marked as used again


class OnDisk:
    """The source that reads a store in a folder, or the shipped graph."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self.store: Store = _Answers(self)
        self._folder = self._find_folder()
        self._release = release_of(self._folder)
        self._crew = self._new_crew()
        self.answered: float | None = None
        self._problem, self._whole = "", time.monotonic()  # when the folder held a store last
        self._swap, self._retiring = asyncio.Lock(), set[asyncio.Task[None]]()
        self.loop = asyncio.get_running_loop()
        self._watch = self.loop.create_task(self._look_for_swaps())

    @property
    def problem(self) -> str:
        """Why no process could be started any more: nothing while a swap may be the reason."""
        return self._problem if time.monotonic() - self._whole > _SWAP else ""

    @property
    def release(self) -> Release:
        """The release of the data that is read now."""
        return self._release

    @property
    def load(self) -> Load:
        """How much there is to do."""
        return Load(self._crew.busy, self._crew.waiting, self._crew.started)

    @property
    def process_ids(self) -> tuple[int, ...]:
        """The ids of the processes that read the store now."""
        return self._crew.process_ids

    async def start(self) -> None:
        """Wait until every process can answer; raises StoreUnavailable."""
        await self._crew.start()

    async def written(self, question: Question) -> Written:
        """Answer a query, written in its format by the process that answers it."""
        check_length(question.text)
        request = {
            "job": "write",
            "text": question.text,
            "form": question.form,
            "rows": self._settings.rows,
            "dataset": question.dataset,
            "compress": question.compress,
            "base": question.base,
        }
        header, body = await self._ask(request, b"", self._settings.seconds, question.client)
        return Written(body, header["size"], header["truncated"], header["compressed"])

    async def findings(self, content: bytes, name: str, client: str) -> BoundedFindings:
        """Check a file as an addition to the data; raises UnreadableFile, TimedOut, TooLarge."""
        with reading(content, name):
            _, body = await self._ask(
                {"job": "read", "name": name}, content, self._settings.seconds, client
            )
        request = {"job": "validate", "rows": self._settings.rows}
        return read_findings(*await self._ask(request, body, self._settings.seconds, client))

    async def answer(self, text: str, asker: Asker) -> Message:
        """Return the reply to a query that a thread asks for a client."""
        seconds = asker.until - time.monotonic()
        if seconds <= 0:
            raise TimedOut(self._settings.seconds)
        rows = min(asker.rows or self._settings.rows, self._settings.rows)
        request = {"job": "query", "text": text, "rows": rows}
        return await self._ask(request, b"", seconds, asker.client)

    def asker(self) -> Asker:
        """Return for whom a thread asks that does not say."""
        return Asker("", time.monotonic() + self._settings.seconds)

    async def close(self) -> None:
        """End the processes."""
        self._watch.cancel()
        for task in self._retiring:
            task.cancel()
        self._crew.close()

    async def _ask(
        self, request: dict[str, Any], body: bytes, seconds: float, client: str
    ) -> Message:
        until = time.monotonic() + _SWAP
        while True:
            crew = self._crew
            try:
                reply = await crew.ask(request, body, seconds, client)
                self.answered = time.monotonic()
                return reply
            except StoreUnavailable:  # the store may be on its way out, and another on its way in
                if time.monotonic() > until:
                    raise
            if crew is self._crew:
                await asyncio.sleep(_SETTLES)
                await self._swap_if_other()

    async def _look_for_swaps(self) -> None:
        while True:
            await asyncio.sleep(_LOOKS)
            try:
                await self._swap_if_other()
                self._problem, self._whole = "", time.monotonic()
            except StoreUnavailable as error:
                self._problem = told(error)

    async def _swap_if_other(self) -> None:
        """Have another crew read the store if it is another one by now; the old crew finishes."""
        async with self._swap:
            folder = await asyncio.to_thread(self._find_folder)
            release = release_of(folder)
            if (folder, release) == (self._folder, self._release):
                return
            await asyncio.sleep(_SETTLES)
            if release_of(folder) != release:
                return  # it is still being written
            crew = Crew(folder, **self._crew_settings())
            try:
                await crew.start()
            except StoreUnavailable:
                crew.close()
                raise
            old, self._crew = self._crew, crew
            self._folder, self._release = folder, release
            self._retire(old)

    def _retire(self, crew: Crew) -> None:
        task = self.loop.create_task(_close_when_idle(crew))
        self._retiring.add(task)
        task.add_done_callback(self._retiring.discard)

    def _find_folder(self) -> Path:
        """Return the folder to read; the shipped graph's is marked as used by that."""
        if self._settings.store is not None:
            place = str(Path(self._settings.store).resolve())
            return Path(current(place) or place)
        now = time.monotonic()
        if now > getattr(self, "_marked", -_KEPT) + _KEPT:
            from credgraph.snapshot import store_folder

            self._marked, self._shipped = now, store_folder()
        return self._shipped

    def _crew_settings(self) -> dict[str, int]:
        given = self._settings
        return {"memory": given.memory, "size": given.workers, "waiting": given.queue}

    def _new_crew(self) -> Crew:
        return Crew(self._folder, **self._crew_settings())


async def _close_when_idle(crew: Crew) -> None:
    try:
        while crew.busy or crew.waiting:
            await asyncio.sleep(0.1)
    finally:
        crew.close()


class _Answers:
    """The source as a store for any thread but the event loop's own."""

    name = "the served graph"

    def __init__(self, source: OnDisk) -> None:
        self._source = source

    def query(self, text: str) -> Answer:
        """Answer a query; what is read beyond the bounds raises TooLarge."""
        asker = ASKER.get(None) or self._source.asker()
        asked = asyncio.run_coroutine_threadsafe(
            self._source.answer(text, asker), self._source.loop
        )
        header, body = asked.result()
        if header["kind"] == "boolean":
            return boolean(header["value"])
        found = read_reply(header, body)
        assert not isinstance(found, bool)  # noqa: S101 - for the type checker
        if isinstance(found, BoundedTriples):
            return whole(found, found.truncated)
        variables = [ox.Variable(column.name) for column in found.columns]
        return Solutions(variables, whole(found.rows, found.truncated))
