"""One query of a store in this process, answered in another that may be ended."""

from __future__ import annotations

from credgraph.errors import BadParameter, TooLarge
from credgraph.results import BoundedTable, BoundedTriples
from credgraph.sandbox.evaluator import LARGEST_REPLY
from credgraph.sandbox.worker import Worker
from credgraph.store import EmbeddedStore

__all__ = ["query_within"]

_LEAST_MEMORY = 2**30
_ALL = 10**12  # rows: more than an answer can hold


def query_within(
    store: EmbeddedStore, text: str, *, limit: int | None, seconds: float, memory: int
) -> BoundedTable | BoundedTriples | bool:
    """Return the answer to a query, with no more than `limit` rows or triples.

    Raises what `Worker.query` raises: TimedOut after `seconds`, TooLarge beyond `memory` in bytes;
    TooLarge too for an answer of more than 16 MB, which is never cut without being asked, and
    BadParameter for less memory than a process starts in.
    """
    if memory < _LEAST_MEMORY:
        raise BadParameter(
            "memory", f"memory={memory}", "is too little to start in: give 1 GB or more"
        )
    rows = _ALL if limit is None else limit
    with Worker(store.folder(), seconds=seconds, rows=rows, memory=memory, processes=1) as worker:
        answer = worker.query(text)
    if not isinstance(answer, bool) and answer.truncated and len(answer) < rows:
        raise TooLarge(LARGEST_REPLY, "an answer")
    return answer
