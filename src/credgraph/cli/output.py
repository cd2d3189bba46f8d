"""What the command prints: answers on standard output, notes and errors on standard error."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeAlias

from credgraph.results import Format, Table, Triples, one_line, render, visible_columns

if TYPE_CHECKING:
    from credgraph.graph import CredentialGraph

__all__ = [
    "RESUMED",
    "Answered",
    "colored",
    "complain",
    "keep_clock",
    "note",
    "show",
    "show_sections",
    "unhurried",
    "write",
]

Answered: TypeAlias = Table | Triples | bool


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


def note(text: str) -> None:
    """Write a line to standard error."""
    sys.stderr.write(f"{text}\n")
    sys.stderr.flush()


def complain(problem: str) -> None:
    """Write an error to standard error, always on one line."""
    note(f"credgraph: {one_line(problem)}")


def colored() -> bool:
    """Tell whether standard output is a terminal that takes colours."""
    return sys.stdout.isatty() and "NO_COLOR" not in os.environ


def show(graph: CredentialGraph, answer: Answered, options: argparse.Namespace) -> int:
    """Print an answer in the requested format; tables and Markdown show names in place of IRIs."""
    form = options.format
    if isinstance(answer, Table) and form in (Format.TABLE, Format.MARKDOWN):
        answer = visible_columns(answer, options.iris)
        answer = answer if options.iris else graph.labelled(answer)
        if not answer.rows and form is Format.TABLE:
            note("no rows: the graph states nothing that fits")
    return write(render(answer, form, colored()))


def show_sections(
    graph: CredentialGraph, sections: dict[str, Table], options: argparse.Namespace
) -> int:
    """Print each table that has rows under its heading."""
    mark = "## " if options.format is Format.MARKDOWN else ""
    for heading, table in sections.items():
        if len(table):
            write(f"\n{mark}{heading}\n\n")
            show(graph, table, options)
    return 0
