"""The explorer's way to an answer: a worker process, and the statements of a test as an upload."""

from __future__ import annotations

import tempfile
from atexit import register
from contextlib import ExitStack
from functools import cache
from pathlib import Path

import pyoxigraph as ox

from credgraph.results import Table, Triples
from credgraph.sandbox.worker import Upload, Worker

__all__ = ["Uploaded"]

_SECONDS = 20  # for a query, within the deadline of a test


@cache
def _worker() -> Worker:
    """Return a worker on an empty store, started once and ended with this process."""
    stack = ExitStack()
    register(stack.close)
    folder = Path(stack.enter_context(tempfile.TemporaryDirectory())) / "store"
    ox.Store(str(folder)).flush()
    return stack.enter_context(Worker(folder, processes=1, seconds=_SECONDS))


class Uploaded:
    """Statements that the worker has as an upload: those of no named graph in one of its own."""

    def __init__(self, quads: list[ox.Quad]) -> None:
        self._upload = Upload(ox.serialize(quads, format=ox.RdfFormat.N_QUADS) or b"")

    def query(self, text: str) -> Table | Triples | bool:
        """Answer a query as the explorer does."""
        return _worker().query_with(text, self._upload)
