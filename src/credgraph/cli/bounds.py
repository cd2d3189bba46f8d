"""Work that a stranger's text or data can harm, done in a process that can be killed.

A query can take more time or memory than there is, and a parser or an engine can overflow its stack
or panic. So such work runs in a child of the command: with a deadline that covers all but the
writing of the answer, a cap on memory, and without sockets where it needs none. Whatever ends the
child, the command says it in a sentence. Where processes cannot fork (Windows), the work runs in
the command's own process, within the deadline alone.
"""

from __future__ import annotations

import os
import select
import signal
import sys
import tempfile
import time
from collections.abc import Callable
from typing import NamedTuple

from credgraph.cli.output import RESUMED, complain, keep_clock
from credgraph.results import one_line

__all__ = ["Bounds", "run_within"]

_NO_MEMORY = ("memory", "bad_alloc", "Resource temporarily unavailable")  # what engines say then


class Bounds(NamedTuple):
    """What some work may take: `seconds`, `memory` in bytes, and whether it may use sockets.

    `cause` returns what in the work may make it take so much, as a clause; nothing if unknown.
    """

    seconds: float
    memory: int
    sockets: bool
    cause: Callable[[], str] = str


def run_within(bounds: Bounds, work: Callable[[], int]) -> int:
    """Return the exit code of the work; 2, and a sentence, if it had to be ended or fell over."""
    if not hasattr(os, "fork"):
        return _run_here(bounds, work)
    with tempfile.TemporaryFile() as last_words:
        reads, writes = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(reads)
            _run_as_child(bounds, work, writes, last_words.fileno())
        os.close(writes)
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C reaches the child, which decides
        in_time = _wait(reads, bounds.seconds)
        if not in_time:
            os.kill(child, signal.SIGKILL)
        code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        last_words.seek(0)
        said = last_words.read(10_000).decode(errors="replace")
    if not in_time:
        complain(_late(bounds))
        return 2
    return _explained(code, said, bounds)


def _late(bounds: Bounds) -> str:
    return _with_cause(f"no answer within {bounds.seconds:g} seconds", bounds, "--timeout")


def _with_cause(problem: str, bounds: Bounds, option: str) -> str:
    cause = bounds.cause()
    named = f"{problem}: {cause}" if cause else problem
    return f"{named}; narrow the query or raise {option}"


def _run_as_child(bounds: Bounds, work: Callable[[], int], clock: int, last_words: int) -> None:
    """Never returns: the process ends with the exit code of the work."""
    from credgraph.sandbox import confinement

    keep_clock(clock)
    confinement.end_with_parent()
    sys.stderr = os.fdopen(os.dup(2), "w", errors="replace", buffering=1)
    os.dup2(last_words, 2)  # what an engine says when it dies is for the parent alone
    confinement.confine(bounds.memory, writes=True, sockets=bounds.sockets)
    code = 2
    try:
        code = work()
        sys.stdout.flush()
    finally:
        os._exit(code)


def _wait(clock: int, seconds: float) -> bool:
    """Wait until the child ends; returns whether it did before its time was up."""
    left, running = seconds, True
    while True:
        begun = time.monotonic()
        ready, _, _ = select.select([clock], [], [], max(0, left) if running else None)
        if running:
            left -= time.monotonic() - begun
        if not ready:
            return False
        signals = os.read(clock, 1)
        if not signals:
            return True
        running = signals == RESUMED


def _explained(code: int, said: str, bounds: Bounds) -> int:
    if code >= 0:
        return code
    if code == -signal.SIGINT:
        return 130
    if code in (-signal.SIGSEGV, -signal.SIGBUS):
        complain("this is nested or chained too deep for the engine; make it simpler")
    elif code == -signal.SIGKILL or any(sign in said for sign in _NO_MEMORY):
        size = f"{bounds.memory / 2**30:.3g} GB"
        complain(_with_cause(f"this needs more memory than {size}", bounds, "--memory"))
    else:
        reason = (said.strip().splitlines() or [signal.Signals(-code).name])[-1]
        complain(f"the engine stopped in the middle of this ({one_line(reason)[:200]})")
    return 2


def _run_here(bounds: Bounds, work: Callable[[], int]) -> int:
    from threading import Timer

    def stop() -> None:
        complain(_late(bounds))
        os._exit(2)

    timer = Timer(bounds.seconds, stop)
    timer.daemon = True
    timer.start()
    try:
        return work()
    finally:
        timer.cancel()
