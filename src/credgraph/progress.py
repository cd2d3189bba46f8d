"""Telling a person what a long work is at: a line on the terminal that rewrites itself."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

__all__ = ["told"]


@contextmanager
def told(work: str) -> Iterator[Callable[[str], None]]:
    """Yield a function that shows the present step; on anything but a terminal it shows nothing."""
    if not sys.stderr.isatty():
        yield lambda _step: None
        return
    from rich.console import Console

    with Console(stderr=True).status(f"{work} …") as status:
        yield lambda step: status.update(f"{work}: {step.replace('_', ' ')} …")
