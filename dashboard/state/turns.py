"""What the workers of all sessions may take together: each session has its own, a machine does not.

A process may hold 2 GB while it answers. So only some answer at once, and the others wait for their
turn; and only some stay when they have answered, those used last. Where more sessions are open than
that, a process starts anew for the next query.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable
from threading import BoundedSemaphore, Lock
from typing import TYPE_CHECKING, TypeVar
from weakref import WeakKeyDictionary

from credgraph import CredGraphError

if TYPE_CHECKING:
    from credgraph.sandbox.worker import Worker

__all__ = ["MOST_AT_ONCE", "MOST_WAITING", "Busy", "Turns", "in_turn"]

_Result = TypeVar("_Result")

MOST_AT_ONCE = min(max(2, os.cpu_count() or 2), 4)
MOST_WAITING = 2 * MOST_AT_ONCE  # processes that wait for the next query of their session
_PATIENCE = 5  # seconds that a query waits for its turn


class Busy(CredGraphError):
    """Other sessions take all the turns there are."""

    def __str__(self) -> str:
        return "Other people's queries keep this machine busy; try again in a moment."


class Turns:
    """Turns of workers: `at_once` answer, and `waiting` keep a process until their next turn."""

    def __init__(self, at_once: int, waiting: int, patience: float = _PATIENCE) -> None:
        self._free, self._waiting, self._patience = BoundedSemaphore(at_once), waiting, patience
        self._lock = Lock()
        self._answering = Counter[int]()  # by the identity of a worker
        self._rested: WeakKeyDictionary[Worker, None] = WeakKeyDictionary()  # longest ago first

    def take(self, worker: Worker, work: Callable[[], _Result]) -> _Result:
        """Return what `work` returns or raise what it raises, in its turn; raises Busy for none."""
        if not self._free.acquire(timeout=self._patience):
            raise Busy
        try:
            with self._lock:
                self._answering[id(worker)] += 1
                self._rested.pop(worker, None)
            return work()
        finally:
            for surplus in self._end(worker):
                surplus.rest()
            self._free.release()

    def _end(self, worker: Worker) -> list[Worker]:
        """Note that a worker has answered; returns those that waited longest, if too many do."""
        with self._lock:
            self._answering[id(worker)] -= 1
            if not self._answering[id(worker)]:
                del self._answering[id(worker)]
                self._rested[worker] = None
            waiting = list(self._rested)
            surplus = waiting[: max(0, len(waiting) - self._waiting)]
            for each in surplus:
                del self._rested[each]
        return surplus


_TURNS = Turns(MOST_AT_ONCE, MOST_WAITING)


def in_turn(worker: Worker, work: Callable[[], _Result]) -> _Result:
    """Have a session's worker do some work when it is its turn; raises Busy for no turn in time."""
    return _TURNS.take(worker, work)
