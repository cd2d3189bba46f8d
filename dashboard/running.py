"""Runs what a person typed in the bounded worker, while the page stays alive."""

from __future__ import annotations

import logging
import os
import threading
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

import streamlit as st

from credgraph import CredentialGraph, CredGraphError, snapshot
from credgraph.results import Table, Triples
from credgraph.store.endpoint import RemoteStore
from dashboard.session import BROKEN, graph

if TYPE_CHECKING:
    from credgraph.sandbox.worker import Upload, Worker

__all__ = [
    "HERE",
    "ROWS",
    "SECONDS",
    "Outcome",
    "Refused",
    "endpoints",
    "forget",
    "outcome",
    "run",
    "stop",
    "worker",
]

_LOG = logging.getLogger(__name__)
HERE = "The graph of this explorer"
SECONDS, ROWS = 10, 10_000  # the most that one query may take, and answer
_LONGEST = SECONDS + 5
_LARGEST = 64 * 2**20  # bytes that an endpoint may answer
_SOON = 0.3  # seconds for which nothing need be said
_TICK = 0.1  # seconds between two looks at the running query
Answer = Table | Triples | bool


class Outcome(NamedTuple):
    """How a query ended: its answer, or why there is none, and how long it took."""

    answer: Answer | None
    error: CredGraphError | None
    seconds: float


class Refused(CredGraphError):
    """A query that cannot be run here, and why."""


class _Wish(NamedTuple):
    """A query, where it goes, and which file it is about, if any."""

    text: str
    target: str
    about: str = ""


def endpoints() -> list[str]:
    """List where a query may go: this graph, and what the operator named in CREDGRAPH_ENDPOINTS."""
    named = os.environ.get("CREDGRAPH_ENDPOINTS", "").split(",")
    return [HERE, *(url.strip() for url in named if url.strip().startswith("http"))]


def _close(found: Worker | None) -> None:
    if found is not None:
        found.close()


@st.cache_resource(show_spinner=False, scope="session", on_release=_close)
def worker() -> Worker | None:
    """Return this session's own bounded worker; None beside an endpoint, or where none can run."""
    if _elsewhere(HERE):
        return None
    try:
        from credgraph.sandbox.worker import Worker
    except ImportError:
        return None
    named = os.environ.get("CREDGRAPH_STORE")
    place = named or snapshot.store_folder()
    return Worker(place, seconds=SECONDS, rows=ROWS, processes=1)


class _Job:
    """One query that runs in a thread of its own, whatever the page does meanwhile."""

    def __init__(self, wish: _Wish, ask: Callable[[], Answer]) -> None:
        self.wish, self.started = wish, time.monotonic()
        self.outcome: Outcome | None = None
        self.thread = threading.Thread(target=self._collect, args=(ask,), daemon=True)
        self.thread.start()

    @property
    def seconds(self) -> float:
        """How long it has been running."""
        return time.monotonic() - self.started

    @property
    def runs(self) -> bool:
        """Tell whether it may still answer."""
        return self.thread.is_alive() and self.seconds < _LONGEST

    def _collect(self, ask: Callable[[], Answer]) -> None:
        try:
            answer, error = ask(), None
        except CredGraphError as refused:
            refused.__context__ = None  # its frames hold what this thread alone may drop
            answer, error = None, refused.with_traceback(None)
        except BaseException:  # a panic of the engine is no Exception
            _LOG.exception("A query failed")
            answer, error = None, Refused(BROKEN)
        self.outcome = Outcome(answer, error, self.seconds)


def run(
    key: str, text: str, target: str = HERE, upload: Upload | None = None, about: str = ""
) -> Outcome:
    """Run a query within its bounds, showing how long it has been running and a button to stop it.

    Each part of a page has its `key`. The same query again, on the same target and `about` the same
    file, gives the outcome that is there; a page that is run again meanwhile finds it running.
    """
    wish = _Wish(text, target, about)
    found: tuple[_Wish, Outcome] | None = st.session_state.get(f"{key}-outcome")
    if found and found[0] == wish:
        return found[1]
    job: _Job | None = st.session_state.get(f"{key}-job")
    if job is None or job.wish != wish:
        stop(key)
        job = st.session_state[f"{key}-job"] = _Job(wish, _asking(text, target, upload))
    _wait(job, key)
    return _end(key, job, _late)


def outcome(key: str) -> Outcome | None:
    """Return how the last query of a part of a page ended, if it has."""
    found: tuple[_Wish, Outcome] | None = st.session_state.get(f"{key}-outcome")
    return found[1] if found else None


def forget(key: str) -> None:
    """Have the same query run anew the next time."""
    st.session_state.pop(f"{key}-outcome", None)


def stop(key: str) -> None:
    """End the query that runs in a part of a page, if one does."""
    job: _Job | None = st.session_state.get(f"{key}-job")
    if job:
        _end(key, job, _stopped)


def _end(key: str, job: _Job, otherwise: Callable[[], CredGraphError]) -> Outcome:
    """Keep the outcome of a job; one that has none yet ends the worker that is busy with it."""
    if job.outcome is None and not _elsewhere(job.wish.target):  # endpoints end by themselves
        _drop()
    ended = job.outcome or Outcome(None, otherwise(), job.seconds)
    st.session_state.pop(f"{key}-job", None)
    st.session_state[f"{key}-outcome"] = (job.wish, ended)
    return ended


def _asking(text: str, target: str, upload: Upload | None) -> Callable[[], Answer]:
    url = _elsewhere(target)
    bounded = None if url else worker()
    if bounded is not None:
        return lambda: bounded.query_with(text, upload)
    whole = CredentialGraph(RemoteStore(url, SECONDS, _LARGEST)) if url else graph()
    return lambda: whole.query(text, most=ROWS)


def _elsewhere(target: str) -> str:
    """Return the address of the endpoint that a target means; none for a graph of this machine."""
    url = os.environ.get("CREDGRAPH_STORE", "") if target == HERE else target
    return url if "://" in url else ""


def _wait(job: _Job, key: str) -> None:
    job.thread.join(_SOON)
    if not job.runs:
        return
    place = st.empty()
    with place.container(horizontal=True, vertical_alignment="center"):
        st.button("Stop", icon=":material/stop:", on_click=stop, args=(key,), key=f"stop-{key}")
        clock = st.empty()
    while job.runs:
        clock.caption(f"Running for {job.seconds:.1f} s …")
        job.thread.join(_TICK)
    place.empty()


def _drop() -> None:
    """End the worker that is still busy; the next query starts another."""
    _close(worker())
    worker.clear()


def _stopped() -> CredGraphError:
    return Refused("The query was stopped.")


def _late() -> CredGraphError:
    return Refused(f"The query took longer than {SECONDS} seconds and was given up; add a LIMIT.")
