"""One query of a store in this process, answered in another that may be ended."""

from __future__ import annotations

from credgraph.errors import BadParameter, TooLarge
from credgraph.questions import read_answer
from credgraph.results import Table, Triples
from credgraph.sandbox.evaluator import LARGEST_REPLY
from credgraph.sandbox.worker import Worker
from credgraph.store import EmbeddedStore, Store, is_elsewhere, query_as_it_is, within

__all__ = ["query_within"]

_MOST_SECONDS = 24 * 60 * 60
_USUAL_SECONDS, _USUAL_MEMORY = 60, 2 * 2**30  # of a query with one bound, for the other
_LEAST_MEMORY = 2**30
_ALL = 10**12  # rows: more than an answer can hold


def query_within(
    store: Store, text: str, *, limit: int | None, timeout: float | None, memory: int | None
) -> Table | Triples | bool:
    """Return the answer to a query, with no more than `limit` rows or triples.

    Raises what `Worker.query` raises: TimedOut after `timeout` seconds, TooLarge beyond `memory` in
    bytes; TooLarge too for an answer of more than 16 MB, which is never cut without being asked,
    and BadParameter for bounds that are none. An endpoint is asked for the time alone.
    """
    seconds = _USUAL_SECONDS if timeout is None else timeout
    if not 0 < seconds <= _MOST_SECONDS:
        raise BadParameter("timeout", f"timeout={seconds}", "is no time above 0 and up to a day")
    if is_elsewhere(store):
        with within(store, seconds):
            return read_answer(query_as_it_is(store, text), limit)
    if not isinstance(store, EmbeddedStore):
        raise BadParameter("timeout", store.name, "cannot be asked with bounds")
    return _in_a_process(store, text, limit, seconds, _USUAL_MEMORY if memory is None else memory)


def _in_a_process(
    store: EmbeddedStore, text: str, limit: int | None, seconds: float, memory: int
) -> Table | Triples | bool:
    if memory < _LEAST_MEMORY:
        problem = "is too little to start in: give 1 GB or more"
        raise BadParameter("memory", f"memory={memory}", problem)
    rows = _ALL if limit is None else limit
    with Worker(store.folder(), seconds=seconds, rows=rows, memory=memory, processes=1) as worker:
        answer = worker.query(text)
    if not isinstance(answer, bool) and answer.truncated and len(answer) < rows:
        raise TooLarge(LARGEST_REPLY, "an answer")
    return answer
