"""An endpoint as a source: asked from threads, and never passed off as whole when it is not."""

from __future__ import annotations

import asyncio
import gzip
import time
from concurrent.futures import ThreadPoolExecutor
from queue import Empty, LifoQueue
from typing import TYPE_CHECKING

import pyoxigraph as ox

from credgraph.errors import EndpointUnavailable, StoreUnavailable
from credgraph.questions import read_answer
from credgraph.results import BoundedTable, BoundedTriples, Table, Triples, content
from credgraph.sandbox.crew import Busy
from credgraph.server.settings import Settings
from credgraph.server.sources import Load, Question, Written, boolean, whole
from credgraph.store import Answer, Dataset, Solutions, Store, connect

if TYPE_CHECKING:
    from credgraph.store.endpoint import RemoteStore
    from credgraph.validation import BoundedFindings

__all__ = ["Elsewhere"]


class Elsewhere:
    """The source that asks a SPARQL endpoint, so many requests at once."""

    release = None
    problem = ""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self.answered: float | None = None
        self._stores: LifoQueue[RemoteStore] = LifoQueue()
        for _ in range(settings.workers):
            self._stores.put(_opened(settings))
        self.store: Store = _Answers(self)
        self._threads = ThreadPoolExecutor(settings.workers, "endpoint")
        self._asked = 0

    @property
    def load(self) -> Load:
        """How much there is to do."""
        running = min(self._asked, self._settings.workers)
        return Load(running, self._asked - running, 0)

    async def start(self) -> None:
        """Do nothing: an endpoint is not called until asked."""

    async def written(self, question: Question) -> Written:
        """Answer a query; raises EndpointUnavailable for half an answer too."""
        if self._asked >= self._settings.workers + self._settings.queue:
            raise Busy(f"{self.load.waiting} requests wait already", 1)
        self._asked += 1
        try:
            loop = asyncio.get_running_loop()
            return await loop.run_in_executor(self._threads, self._written, question)
        finally:
            self._asked -= 1

    async def findings(self, *_file: object) -> BoundedFindings:
        """Raise StoreUnavailable: files are checked where the store is on this machine."""
        problem = "files are checked only where the store is a folder on this machine"
        raise StoreUnavailable(self._settings.store or "", problem)

    async def close(self) -> None:
        """Start nothing more."""
        self._threads.shutdown(wait=False, cancel_futures=True)

    def read(self, text: str, dataset: Dataset | None, as_it_is: bool) -> Table | Triples | bool:
        """Return the whole of an answer, no longer than the settings allow, in any thread."""
        try:
            store = self._stores.get(timeout=self._settings.seconds)
        except Empty:
            raise Busy("no turn came", round(self._settings.seconds)) from None
        try:
            asked = _opened(self._settings, dataset) if dataset else store
            found = asked.query_as_it_is(text) if as_it_is else asked.query(text)
            answer = read_answer(found, self._settings.rows)
            self.answered = time.monotonic()
        finally:
            self._stores.put(store)
        if not isinstance(answer, bool) and answer.partial:
            problem = f"gives only a part of the answer: {'; '.join(answer.notes)}"
            raise EndpointUnavailable(store.name, problem)
        return answer

    def _written(self, question: Question) -> Written:
        answer = self.read(question.text, question.dataset, as_it_is=True)
        body = content(answer, question.form)
        truncated = isinstance(answer, BoundedTable | BoundedTriples) and answer.truncated
        size = 1 if isinstance(answer, bool) else len(answer)
        compressed = gzip.compress(body, 4, mtime=0) if question.compress else body
        return Written(compressed, size, truncated, question.compress)


def _opened(settings: Settings, dataset: Dataset | None = None) -> RemoteStore:
    """Return the endpoint of the settings, asked of the graphs of a dataset where there is one."""
    from credgraph.store.endpoint import RemoteStore

    access = settings.access.copy()
    if dataset is not None:
        access["default_graphs"] = dataset.default_graphs
        access["named_graphs"] = dataset.named_graphs
    store = connect(settings.store, settings.seconds, **access)
    assert isinstance(store, RemoteStore)  # noqa: S101 - for the type checker
    return store


class _Answers:
    """The source as a store for any thread; answers are read to their end."""

    is_elsewhere = True

    def __init__(self, source: Elsewhere) -> None:
        self._source = source
        self.name = "the served endpoint"

    def query(self, text: str) -> Answer:
        """Answer a query of ours."""
        return _as_answer(self._source.read(text, None, as_it_is=False))

    def query_as_it_is(self, text: str) -> Answer:
        """Answer a query that a person wrote."""
        return _as_answer(self._source.read(text, None, as_it_is=True))


def _as_answer(read: Table | Triples | bool) -> Answer:
    if isinstance(read, bool):
        return boolean(read)
    truncated = isinstance(read, BoundedTable | BoundedTriples) and read.truncated
    if isinstance(read, Triples):
        return whole(read, truncated)
    variables = [ox.Variable(column.name) for column in read.columns]
    return Solutions(variables, whole(read.rows, truncated))
