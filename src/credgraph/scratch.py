"""Hidden folders for files in the making, swept up even after a process was killed.

A folder is locked while its process lives; the system gives the lock up when the process ends, in
whatever way. So one that nobody locks is left over, and the next to work in its place removes it.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from shutil import rmtree
from time import time

__all__ = ["scratch_folder"]

_PREFIX = ".credgraph-"
_NEW = 10  # seconds in which a folder may be made and not locked yet


@contextmanager
def scratch_folder(parent: Path) -> Iterator[Path]:
    """Make a folder inside `parent` and remove it at the end; raises OSError if there can be none.

    Whatever killed processes left in `parent` goes first.
    """
    _sweep(parent)
    folder = (
        parent / f"{_PREFIX}{os.urandom(8).hex()}"
    )  # known before it is there, so never left behind
    lock = None
    try:
        folder.mkdir(mode=0o700)
        lock = _lock(folder)
        yield folder
    finally:
        rmtree(folder, ignore_errors=True)
        if lock is not None:
            os.close(lock)


def _sweep(parent: Path) -> None:
    with suppress(OSError):
        for folder in parent.glob(f"{_PREFIX}*"):
            if folder.stat().st_ctime < time() - _NEW and (lock := _lock(folder)) is not None:
                rmtree(folder, ignore_errors=True)
                os.close(lock)


def _lock(folder: Path) -> int | None:
    """Lock a folder for this process; None where another has it or the system has no such lock."""
    try:
        import fcntl

        descriptor = os.open(folder, os.O_RDONLY)
    except (ImportError, OSError):  # Windows; or another process has removed it
        return None
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(descriptor)
        return None
    return descriptor
