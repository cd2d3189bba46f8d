"""Where engines deviate, each with a sentence that says why and a public reference.

A deviation that `deviations.yaml` lacks, and one of it that is none any more, are both news: either
fails the run.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from engines.answers import Run

__all__ = ["Deviation", "news", "read_deviations"]

_FILE = Path(__file__).with_name("deviations.yaml")


@dataclass(frozen=True)
class Deviation:
    """One cause: the questions that an engine answers otherwise for it, why, and where that is."""

    engine: str
    why: str
    references: list[str] = field(hash=False)
    questions: list[str] = field(hash=False)


def read_deviations(path: Path = _FILE) -> list[Deviation]:
    """Return what the file lists."""
    return [Deviation(**entry) for entry in yaml.safe_load(path.read_text("utf-8")) or ()]


def news(runs: Iterable[Run], known: Iterable[Deviation]) -> list[str]:
    """Return a line for each new deviation, and each known one that has vanished."""
    lines = list[str]()
    known = list(known)
    for run in runs:
        expected = {name for each in known if each.engine == run.engine for name in each.questions}
        differing = {each.question: each.detail for each in run.outcomes if not each.is_approved}
        new, vanished = differing.keys() - expected, expected - differing.keys()
        lines += [f"new: {run.engine} | {name}: {differing[name]}" for name in sorted(new)]
        lines += [f"vanished: {run.engine} | {name}" for name in sorted(vanished)]
    return lines
