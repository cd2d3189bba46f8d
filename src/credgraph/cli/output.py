"""The standard streams: what is asked for on the one, notes and errors on the other."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from credgraph.results import escape_controls, one_line

__all__ = [
    "RESUMED",
    "complain",
    "keep_clock",
    "note",
    "unhurried",
    "write",
    "write_bytes",
]

RESUMED = b"r"
_PAUSED = b"p"
_clocks: list[int] = []  # in a process with a deadline, the pipe to its parent


def keep_clock(pipe: int) -> None:
    """Have `unhurried` tell the parent of this process, through a pipe, when time does not run."""
    _clocks.append(pipe)


@contextmanager
def unhurried() -> Iterator[None]:
    """Stop the clock while the command waits for whoever reads from it or writes to it."""
    for clock in _clocks:
        os.write(clock, _PAUSED)
    try:
        yield
    finally:
        for clock in _clocks:
            os.write(clock, RESUMED)


def write(text: str) -> int:
    """Write to standard output; returns the exit code of success."""
    with unhurried():
        sys.stdout.write(text)
        sys.stdout.flush()
    return 0


def write_bytes(content: bytes) -> int:
    """Write UTF-8 to standard output, whatever its encoding; returns the exit code of success.

    A terminal gets control characters as the escapes of JSON and Turtle.
    """
    if sys.stdout.isatty():
        content = escape_controls(content.decode(errors="replace")).encode()
    with unhurried():
        sys.stdout.flush()
        sys.stdout.buffer.write(content)
        sys.stdout.flush()
    return 0


def note(text: str) -> None:
    """Write a line to standard error."""
    sys.stderr.write(f"{escape_controls(text)}\n")
    sys.stderr.flush()


def complain(problem: str) -> None:
    """Write an error to standard error, always on one line."""
    note(f"credgraph: {one_line(problem)}")
