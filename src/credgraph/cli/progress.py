"""A progress line for long work, on a terminal."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

__all__ = ["progress_line"]


@contextmanager
def progress_line(work: str) -> Iterator[Callable[[str], None]]:
    """Yield a function that shows the current step; away from a terminal it shows nothing."""
    if not sys.stderr.isatty():
        yield lambda _step: None
        return
    from rich.console import Console

    with Console(stderr=True).status(f"{work} …") as status:
        yield lambda step: status.update(f"{work}: {step.replace('_', ' ')} …")
