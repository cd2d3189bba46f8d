"""Time: what preparing takes, what a step takes, and the months that a route adds up to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from credgraph.planning.durations import hours, months
from credgraph.planning.evidence import Evidence
from credgraph.planning.model import Range, Step, Study, sum_of
from credgraph.planning.stacking import Candidate, Leg
from credgraph.questions import QuestionSource

__all__ = ["PreparationTimes", "route_months", "step_months"]


class PreparationTimes:
    """The stated times to prepare, by what they are for."""

    def __init__(self, graph: QuestionSource, evidence: Evidence) -> None:
        self._evidence = evidence
        self._rows: dict[str, list[dict[str, Any]]] = {}
        for row in graph.ask("stated_study_times"):
            self._rows.setdefault(row["thing"], []).append(row)

    def study(self, credential: str, missing: Sequence[str], whole: Sequence[str]) -> Study:
        """Return what it takes to get ready for a credential, or for the modules still missing.

        All that is stated for the whole makes one range. Some of its modules take at least as long
        as one of them, and no longer than all of them or than one after the other.
        """
        own = self._stated(credential)
        if set(missing) == set(whole) and own.facts:
            return own
        parts = [self._stated(module) for module in missing]
        facts = tuple(dict.fromkeys(f for study in [*parts, own] for f in study.facts))
        time = _between([study.months for study in parts], own.months, one_by_one=False)
        work = _between([study.hours for study in parts], own.hours, one_by_one=True)
        return Study(time, work, facts if time or work else ())

    def _stated(self, thing: str) -> Study:
        rows = self._rows.get(thing, [])
        time = [(months(row["min_duration"]), months(row["max_duration"])) for row in rows]
        work = [(hours(row["min_effort"]), hours(row["max_effort"])) for row in rows]
        facts = self._evidence.facts("time to prepare", (row["preparation"] for row in rows))
        return Study(_widest(time), _widest(work), facts)


def step_months(leg: Leg, study: Study) -> Range | None:
    """Return what the pathway allows, and less where getting ready takes less."""
    length = None if leg.start is None or leg.end is None else leg.end - leg.start
    if not length:
        return study.months
    if study.months is None:
        return Range(length, length)
    return Range(min(length, study.months.min), max(length, study.months.max))


def route_months(
    steps: Sequence[Step], candidate: Candidate, wholes: Iterable[Range | None]
) -> Range | None:
    """Return from the longest single part, all side by side, to the pathway's own pace.

    `wholes` are the stated times of whole credentials, which also are the least. None where no
    step has a stated time.
    """
    timed = [step.months for step in steps if step.months]
    if not timed:
        return None
    least = [*(one.min for one in timed), *(one.min for one in wholes if one)]
    most = sum_of(s.months.max for s in steps if s.months and s.ends is None)
    placed = [leg for leg in candidate.left if leg.start is not None and leg.end is not None]
    if placed:
        most += max(leg.end or 0 for leg in placed) - _joining_month(placed, candidate.legs)
    return Range(max(least), max(most, *least))


def _joining_month(placed: Sequence[Leg], legs: Sequence[Leg]) -> Decimal:
    """Return the month of the pathway at which a person joins it: 0 for its first credential."""
    first = min(leg.start for leg in legs if leg.start is not None)
    joins = min(leg.start for leg in placed if leg.start is not None)
    return Decimal(0) if joins == first else joins


def _widest(pairs: Iterable[tuple[Decimal | None, Decimal | None]]) -> Range | None:
    both = [(least, most) for least, most in pairs if least is not None and most is not None]
    return Range(min(p[0] for p in both), max(p[1] for p in both)) if both else None


def _between(parts: list[Range | None], whole: Range | None, one_by_one: bool) -> Range | None:
    stated = [part for part in parts if part]
    if not stated or len(stated) < len(parts):
        return None
    least = [part.min for part in stated]
    low, high = sum_of(least) if one_by_one else max(least), sum_of(part.max for part in stated)
    high = min(high, whole.max) if whole else high
    return Range(min(low, high, whole.min) if whole else low, high)
