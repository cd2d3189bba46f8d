"""Runs what a person typed in the bounded worker, while the page stays alive."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pyoxigraph as ox
import streamlit as st

import credgraph
from credgraph import CredGraphError
from credgraph.table import Table, Triples
from dashboard.session import graph

if TYPE_CHECKING:
    from credgraph.worker import Worker

__all__ = ["HERE", "SECONDS", "Outcome", "Refused", "endpoints", "run", "worker"]

HERE = "The graph of this explorer"
SECONDS = 10
_LONGEST = SECONDS + 5
_REMOTE = 65  # the library gives an endpoint a minute
_TICK = 0.1  # seconds between two looks at the running query
Answer = Table | Triples | bool


class Outcome(NamedTuple):
    """How a query ended: its answer, or why there is none, and how long it took."""

    answer: Answer | None
    error: CredGraphError | None
    seconds: float


class Refused(CredGraphError):
    """A query that cannot be run here, and why."""


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
    named = os.environ.get("CREDGRAPH_STORE", "")
    if "://" in named:
        return None
    try:
        from credgraph.worker import Worker
    except ImportError:
        return None
    return Worker(Path(named) if named else _snapshot(), seconds=SECONDS, children=1)


def _snapshot() -> Path:
    """Return the folder of the shipped graph on disk, made once and then found again."""
    from credgraph import snapshot

    snapshot.shipped()
    return Path(snapshot.folder()) / "store"


def run(text: str, target: str = HERE, extra: Sequence[ox.Quad] = ()) -> Outcome:
    """Run a query within its bounds, showing how long it has been running."""
    started = time.monotonic()
    found: list[Outcome] = []
    ask = _asking(text, target, extra)
    thread = threading.Thread(target=_collect, args=(ask, found, started), daemon=True)
    thread.start()
    try:
        _wait(thread, started, _LONGEST if target == HERE else _REMOTE)
    finally:
        if thread.is_alive():  # stopped by the person, or given up
            _drop()
    return found[0] if found else Outcome(None, _late(), time.monotonic() - started)


def _asking(text: str, target: str, extra: Sequence[ox.Quad]) -> Callable[[], Answer]:
    if target != HERE:
        return lambda: credgraph.open(target).query(text)
    bounded = worker()
    if bounded is None:
        whole = graph()
        return lambda: whole.query(text)
    return lambda: bounded.query_with(text, extra)


def _collect(ask: Callable[[], Answer], found: list[Outcome], started: float) -> None:
    try:
        answer, error = ask(), None
    except CredGraphError as refused:
        answer, error = None, refused
    found.append(Outcome(answer, error, time.monotonic() - started))


def _wait(thread: threading.Thread, started: float, longest: float) -> None:
    place = st.empty()
    thread.join(_TICK)
    while thread.is_alive() and time.monotonic() - started < longest:
        place.caption(f"Running for {time.monotonic() - started:.1f} s …")
        thread.join(_TICK)
    place.empty()


def _drop() -> None:
    """End the worker that is still busy; the next query starts another."""
    _close(worker())
    worker.clear()


def _late() -> CredGraphError:
    return Refused(f"The query took longer than {SECONDS} seconds and was given up; add a LIMIT.")
