"""Runs the queries that users type, in a bounded worker, while their page stays responsive."""

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
from credgraph.store.access import masked
from credgraph.store.endpoint import RemoteStore
from dashboard.state.errors import BROKEN
from dashboard.state.session import graph
from dashboard.state.turns import in_turn

if TYPE_CHECKING:
    from credgraph.sandbox.worker import Upload, Worker

__all__ = [
    "MAX_ROWS",
    "MAX_SECONDS",
    "THIS_GRAPH",
    "Outcome",
    "Refused",
    "forget_outcome",
    "last_outcome",
    "query_targets",
    "run_query",
    "session_worker",
    "stop_query",
]

_LOG = logging.getLogger(__name__)
THIS_GRAPH = "The graph of this explorer"
MAX_SECONDS, MAX_ROWS = 10, 10_000  # for one query
_LONGEST = MAX_SECONDS + 5  # seconds after which a query is given up from here
_LARGEST = 64 * 2**20  # bytes of an endpoint's answer
_SOON = 0.3  # seconds before the page shows that a query runs
_TICK = 0.1  # seconds between two updates of the clock
Answer = Table | Triples | bool


class Outcome(NamedTuple):
    """How a query ended: its answer, or why there is none, and how long it took."""

    answer: Answer | None
    error: CredGraphError | None
    seconds: float


class Refused(CredGraphError):
    """A query that cannot be run here, and why."""


class _Request(NamedTuple):
    """A query, its target, and the identity of the uploaded file it is about, if any."""

    text: str
    target: str
    about: str = ""


def query_targets() -> list[str]:
    """List where a query may be sent: this graph, and the endpoints in CREDGRAPH_ENDPOINTS."""
    return [THIS_GRAPH, *_named_endpoints()]


def _named_endpoints() -> dict[str, str]:
    """Return the endpoints in CREDGRAPH_ENDPOINTS by the address to show, which has no password."""
    named = os.environ.get("CREDGRAPH_ENDPOINTS", "").split(",")
    return {masked(url.strip()): url.strip() for url in named if url.strip().startswith("http")}


def _close(worker: Worker | None) -> None:
    if worker is not None:
        worker.close()


@st.cache_resource(show_spinner=False, scope="session", on_release=_close)
def session_worker() -> Worker | None:
    """Return the bounded worker of this session; None if the store is remote or none can run."""
    if _endpoint_url(THIS_GRAPH):
        return None
    try:
        from credgraph.sandbox.worker import Worker
    except ImportError:
        return None
    store = os.environ.get("CREDGRAPH_STORE") or snapshot.store_folder()
    return Worker(store, seconds=MAX_SECONDS, rows=MAX_ROWS, processes=1)


class _Job:
    """One query that runs in a thread of its own, across reruns of the page."""

    def __init__(self, request: _Request, ask: Callable[[], Answer]) -> None:
        self.request, self.started = request, time.monotonic()
        self.outcome: Outcome | None = None
        self.thread = threading.Thread(target=self._collect, args=(ask,), daemon=True)
        self.thread.start()

    @property
    def seconds(self) -> float:
        """How long it has been running."""
        return time.monotonic() - self.started

    @property
    def is_running(self) -> bool:
        """Tell whether it may still answer."""
        return self.thread.is_alive() and self.seconds < _LONGEST

    def _collect(self, ask: Callable[[], Answer]) -> None:
        try:
            answer, error = ask(), None
        except CredGraphError as refused:
            refused.__context__ = None  # its frames hold objects that only this thread may drop
            answer, error = None, refused.with_traceback(None)
        except BaseException:  # a panic of the engine is not an Exception
            _LOG.exception("A query failed")
            answer, error = None, Refused(BROKEN)
        self.outcome = Outcome(answer, error, self.seconds)


def run_query(
    key: str, text: str, target: str = THIS_GRAPH, upload: Upload | None = None, about: str = ""
) -> Outcome:
    """Run a query within its bounds, showing how long it has been running and a button to stop it.

    Each part of a page has its `key`. Running the same query again, on the same target and `about`
    the same file, returns the outcome that is known, or waits for the query that still runs.
    """
    request = _Request(text, target, about)
    found: tuple[_Request, Outcome] | None = st.session_state.get(f"{key}-outcome")
    if found and found[0] == request:
        return found[1]
    job: _Job | None = st.session_state.get(f"{key}-job")
    if job is None or job.request != request:
        stop_query(key)
        job = st.session_state[f"{key}-job"] = _Job(request, _runner(text, target, upload))
    _wait(job, key)
    return _end(key, job, _timed_out)


def last_outcome(key: str) -> Outcome | None:
    """Return how the last query of a part of a page ended, if it has."""
    found: tuple[_Request, Outcome] | None = st.session_state.get(f"{key}-outcome")
    return found[1] if found else None


def forget_outcome(key: str) -> None:
    """Have the same query run again the next time."""
    st.session_state.pop(f"{key}-outcome", None)


def stop_query(key: str) -> None:
    """End the query that runs in a part of a page, if one does."""
    job: _Job | None = st.session_state.get(f"{key}-job")
    if job:
        _end(key, job, _stopped)


def _end(key: str, job: _Job, otherwise: Callable[[], CredGraphError]) -> Outcome:
    """Keep the outcome of a job; if it has none yet, end the worker that is busy with it."""
    if job.outcome is None and not _endpoint_url(job.request.target):  # endpoints end by themselves
        _end_worker()
    ended = job.outcome or Outcome(None, otherwise(), job.seconds)
    st.session_state.pop(f"{key}-job", None)
    st.session_state[f"{key}-outcome"] = (job.request, ended)
    return ended


def _runner(text: str, target: str, upload: Upload | None) -> Callable[[], Answer]:
    url = _endpoint_url(target)
    worker = None if url else session_worker()
    if worker is not None:
        return lambda: in_turn(worker, lambda: worker.query_with(text, upload))
    asked = CredentialGraph(RemoteStore(url, MAX_SECONDS, _LARGEST)) if url else graph()
    return lambda: asked.query(text, limit=MAX_ROWS)


def _endpoint_url(target: str) -> str:
    """Return the URL of the endpoint that a target means, empty for a graph on this machine."""
    named = _named_endpoints().get(target, target)
    url = os.environ.get("CREDGRAPH_STORE", "") if target == THIS_GRAPH else named
    return url if "://" in url else ""


def _wait(job: _Job, key: str) -> None:
    job.thread.join(_SOON)
    if not job.is_running:
        return
    place = st.empty()
    with place.container(horizontal=True, vertical_alignment="center"):
        st.button(
            "Stop", icon=":material/stop:", on_click=stop_query, args=(key,), key=f"stop-{key}"
        )
        clock = st.empty()
    while job.is_running:
        clock.caption(f"Running for {job.seconds:.1f} s …")
        job.thread.join(_TICK)
    place.empty()


def _end_worker() -> None:
    """End this session's worker while it is busy; the next query starts another."""
    _close(session_worker())
    session_worker.clear()


def _stopped() -> CredGraphError:
    return Refused("The query was stopped.")


def _timed_out() -> CredGraphError:
    return Refused(
        f"The query took longer than {MAX_SECONDS} seconds and was given up; add a LIMIT."
    )
