"""The failures that are known, each with a sentence that says whose it is and how that was found.

A failure that is not in `known_failures.yaml`, and one of the file that is no failure any more, are
both news: either fails the run.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from conformance.results import Result

__all__ = ["OWNERS", "KnownFailure", "news", "read_known"]

OWNERS = ("CredGraph", "Oxigraph", "pySHACL", "the Rust engine", "the test")
_FILE = Path(__file__).with_name("known_failures.yaml")


@dataclass(frozen=True)
class KnownFailure:
    """One cause: the tests of a suite that fail for it, with which subjects, whose, and why."""

    whose: str
    suite: str
    subjects: list[str] = field(hash=False)
    cases: list[str] = field(hash=False)
    why: str
    found: str

    @property
    def keys(self) -> set[tuple[str, str, str]]:
        """The keys of the results that it explains."""
        return {(self.suite, subject, case) for subject in self.subjects for case in self.cases}


def read_known(path: Path = _FILE) -> list[KnownFailure]:
    """Return what the file lists; raises ValueError for an owner nobody knows or a case twice."""
    listed = [KnownFailure(**entry) for entry in yaml.safe_load(path.read_text("utf-8"))]
    seen = set[tuple[str, str, str]]()
    for known in listed:
        if known.whose not in OWNERS:
            raise ValueError(f"{path.name}: {known.whose!r} is not one of {', '.join(OWNERS)}")
        if known.keys & seen:
            raise ValueError(f"{path.name} lists twice: {sorted(known.keys & seen)}")
        seen |= known.keys
    return listed


def news(results: Iterable[Result], known: Iterable[KnownFailure]) -> list[str]:
    """Return a line for each new failure, and for each known one that has vanished.

    Suites and subjects without any result are left out: the machine may lack them.
    """
    results = list(results)
    run = {(result.suite, result.subject) for result in results}
    expected = {key for entry in known for key in entry.keys if key[:2] in run}
    failed = {result.key: result for result in results if result.has_failed}
    new = [
        f"new: {' | '.join(key)}: {failed[key].verdict.outcome}: {failed[key].verdict.detail}"
        for key in sorted(failed.keys() - expected)
    ]
    return [*new, *(f"vanished: {' | '.join(key)}" for key in sorted(expected - failed.keys()))]
