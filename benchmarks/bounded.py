"""Work that may never end, done in a fork of this process that is killed at its deadline.

What is loaded here need not be loaded there, and a query that cannot be interrupted can be stopped.
"""

from __future__ import annotations

import gc
import multiprocessing
import resource
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import TypeVar

__all__ = ["Failed", "Stopped", "within"]

_MEMORY = 12 * 2**30  # bytes; more counts as a failure

T = TypeVar("T")


class Stopped(Exception):
    """The work was not done in time."""


class Failed(Exception):
    """The work ended with an error."""


def within(limit: float, work: Callable[[], T]) -> T:
    """Return what the work returns; raises Stopped after `limit` seconds, Failed for an error."""
    gc.freeze()  # or the fork's collector would copy every page
    context = multiprocessing.get_context("fork")
    receiver, sender = context.Pipe(duplex=False)
    fork = context.Process(target=_send, args=(work, sender))
    fork.start()
    sender.close()
    try:
        if not receiver.poll(limit):
            raise Stopped
        done, value = receiver.recv()
    except EOFError:
        done, value = False, "it died"
    finally:
        fork.kill()
        fork.join()
    if not done:
        raise Failed(value)
    result: T = value
    return result


def _send(work: Callable[[], object], sender: Connection) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    try:
        sender.send((True, work()))
    except Exception as error:
        sender.send((False, f"{type(error).__name__}: {error}"))
