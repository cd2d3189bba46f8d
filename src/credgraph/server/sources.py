"""Where answers come from: what the service asks, a store on disk and an endpoint alike."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextvars import ContextVar
from typing import NamedTuple, Protocol, TypeVar

import pyoxigraph as ox

from credgraph.errors import TooLarge
from credgraph.results import Format
from credgraph.sandbox.evaluator import LARGEST_REPLY
from credgraph.server.releases import Release
from credgraph.store import Dataset, Store
from credgraph.validation import BoundedFindings

__all__ = ["ASKER", "Asker", "Load", "Question", "Source", "Written", "boolean", "whole"]

Item = TypeVar("Item")


class Question(NamedTuple):
    """A query of a client, the format of its answer, and the graphs that it is asked of.

    Relative IRIs in it are resolved against `base`.
    """

    text: str
    form: Format
    dataset: Dataset | None = None
    compress: bool = False
    client: str = ""
    base: str | None = None


class Written(NamedTuple):
    """An answer as bytes in a format.

    `size` counts its rows or triples; `truncated` if there were more, `compressed` if the bytes
    are gzip's.
    """

    body: bytes
    size: int
    truncated: bool = False
    compressed: bool = False


def boolean(value: bool) -> ox.QueryBoolean:
    """Return the answer to an ASK query as a store gives it."""
    written = f'{{"head": {{}}, "boolean": {str(value).lower()}}}'
    found = ox.parse_query_results(written, format=ox.QueryResultsFormat.JSON)
    assert isinstance(found, ox.QueryBoolean)  # noqa: S101 - for the type checker
    return found


def whole(read: Iterable[Item], truncated: bool) -> Iterator[Item]:
    """Yield what was read of an answer; raises TooLarge where that ends before the answer does.

    Whoever wants the first few does not come there.
    """
    yield from read
    if truncated:
        raise TooLarge(LARGEST_REPLY, "an answer")


class Asker(NamedTuple):
    """For whom a thread asks, until when by the monotonic clock, and for how many rows if fewer."""

    client: str
    until: float
    rows: int | None = None


ASKER: ContextVar[Asker] = ContextVar("ASKER")


class Load(NamedTuple):
    """How many requests run and wait, and how many processes were ever started."""

    running: int
    waiting: int
    started: int


class Source(Protocol):
    """What answers; `store` may be asked from any thread, the rest from the event loop."""

    store: Store

    @property
    def answered(self) -> float | None:
        """When it answered last, by the monotonic clock; None before its first answer."""
        ...

    @property
    def problem(self) -> str:
        """Why it will not answer for long, in one sentence; nothing where it will."""
        ...

    @property
    def release(self) -> Release | None:
        """The release of the data; None for an endpoint, which does not tell."""
        ...

    @property
    def load(self) -> Load:
        """How much there is to do."""
        ...

    async def start(self) -> None:
        """Make ready to answer; raises StoreUnavailable."""
        ...

    async def written(self, question: Question) -> Written:
        """Answer a query, written in its format."""
        ...

    async def findings(self, content: bytes, name: str, client: str) -> BoundedFindings:
        """Check a file as an addition to the data."""
        ...

    async def close(self) -> None:
        """End what runs."""
        ...
