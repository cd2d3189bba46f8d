"""Times two ways of doing the same thing alternately, so that noise affects both alike."""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

__all__ = ["Pair", "Row", "aligned", "by_turns", "seconds"]


@dataclass(frozen=True)
class Pair:
    """The times of both sides, in seconds; `more` means that theirs was stopped before its end."""

    name: str
    ours: Sequence[float]
    theirs: Sequence[float]
    more: bool = False

    @property
    def ratio(self) -> float:
        """Our median time over their median time."""
        return statistics.median(self.ours) / statistics.median(self.theirs)

    def __str__(self) -> str:
        """Return the medians in milliseconds and their ratio, on one line."""
        mine, other = (statistics.median(times) * 1000 for times in (self.ours, self.theirs))
        more = "more than " * self.more
        return f"{self.name:40} {mine:10.3f} ms  {more}{other:10.3f} ms  {self.ratio:6.3f}"

    @property
    def times_faster(self) -> float:
        """Their median time over ours."""
        return 1 / self.ratio


@dataclass(frozen=True)
class Row:
    """One line of the printed table."""

    what: str
    against: str
    budget: str
    measured: str
    meets: bool
    pairs: Sequence[Pair] = ()

    @property
    def cells(self) -> tuple[str, ...]:
        """The line as it is printed."""
        verdict = "meets" if self.meets else "falls short"
        return (self.what, self.against, self.budget, self.measured, verdict)


def by_turns(
    name: str,
    ours: Callable[[], object],
    theirs: Callable[[], object],
    *,
    least: int = 3,
    most: int = 51,
    enough: float = 0.6,
) -> Pair:
    """Time both alternately, taking turns at going first, after one unmeasured turn each.

    Stops after `most` turns, or after at least `least` turns and `enough` seconds.
    """
    ours(), theirs()
    mine, other = list[float](), list[float]()
    started = time.perf_counter()
    while len(mine) < most:
        for work, times in ((ours, mine), (theirs, other))[:: 1 if len(mine) % 2 else -1]:
            times.append(seconds(work))
        if len(mine) >= least and time.perf_counter() - started > enough:
            break
    return Pair(name, mine, other)


def seconds(work: Callable[[], object]) -> float:
    """Return how long one call takes, with garbage collection switched off."""
    gc.collect()
    gc.disable()
    try:
        start = time.perf_counter()
        kept = work()
        taken = time.perf_counter() - start
    finally:
        gc.enable()
    del kept
    return taken


def aligned(table: list[tuple[str, ...]]) -> Iterator[str]:
    """Yield the lines of a table, each column as wide as its widest cell."""
    widths = [max(map(len, column)) for column in zip(*table, strict=True)]
    for cells in table:
        yield "  ".join(
            cell.ljust(width) for cell, width in zip(cells, widths, strict=True)
        ).strip()
