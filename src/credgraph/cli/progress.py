"""A progress line for long work, and a bar where its length is known, on a terminal."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

__all__ = ["progress_bar", "progress_line", "progress_of_rows"]


@contextmanager
def progress_line(work: str) -> Iterator[Callable[[str], None]]:
    """Yield a function that shows the current step; away from a terminal it shows nothing."""
    if not sys.stderr.isatty():
        yield lambda _step: None
        return
    from rich.console import Console

    with Console(stderr=True).status(f"{work} …") as status:
        yield lambda step: status.update(f"{work}: {step.replace('_', ' ')} …")


@contextmanager
def progress_bar(work: str, total: int) -> Iterator[Callable[[str, int], None]]:
    """Yield a function that takes what was done and how much of the total; shown as the line is."""
    if not sys.stderr.isatty():
        yield lambda _done, _amount: None
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(work, total=total)
        yield lambda _done, amount: bar.advance(task, amount)


@contextmanager
def progress_of_rows(work: str) -> Iterator[Callable[[str, int, int], None]]:
    """Yield a function that takes a step, the rows done and all rows, 0 if unknown.

    It shows them with the time gone and left, on a terminal.
    """
    if not sys.stderr.isatty():
        yield lambda _step, _done, _total: None
        return
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("rows"),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(work, total=None)
        yield lambda step, done, total: bar.update(
            task, description=f"{work}: {step}", completed=done, total=total or None
        )
