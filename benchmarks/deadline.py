"""Runs work in a fork of this process, which is killed at the deadline.

The fork shares the loaded graph, and killing it stops even a query that cannot be interrupted.
"""

from __future__ import annotations

import gc
import multiprocessing
import resource
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import TypeVar

__all__ = ["DeadlinePassed", "WorkFailed", "run_within"]

_MEMORY = 12 * 2**30  # bytes; a fork that needs more fails

T = TypeVar("T")


class DeadlinePassed(Exception):
    """The work did not finish in time."""


class WorkFailed(Exception):
    """The work ended with an error."""


def run_within(limit: float, work: Callable[[], T]) -> T:
    """Return the work's result; raises DeadlinePassed after `limit` seconds, or WorkFailed."""
    gc.freeze()  # otherwise garbage collection in the fork would copy every memory page
    context = multiprocessing.get_context("fork")
    receiver, sender = context.Pipe(duplex=False)
    fork = context.Process(target=_send, args=(work, sender))
    fork.start()
    sender.close()
    try:
        if not receiver.poll(limit):
            raise DeadlinePassed
        done, value = receiver.recv()
    except EOFError:
        done, value = False, "its process died"
    finally:
        fork.kill()
        fork.join()
    if not done:
        raise WorkFailed(value)
    result: T = value
    return result


def _send(work: Callable[[], object], sender: Connection) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    try:
        sender.send((True, work()))
    except Exception as error:
        sender.send((False, f"{type(error).__name__}: {error}"))
