"""Time: how long preparation, a step and a whole route take."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from credgraph.planning.candidates import Candidate, Leg
from credgraph.planning.durations import hours, months
from credgraph.planning.evidence import Evidence
from credgraph.planning.model import Range, Step, Study, sum_of
from credgraph.questions import QuestionSource

__all__ = ["PreparationTimes", "route_months", "step_months"]


class PreparationTimes:
    """The stated times to prepare, by what they are for."""

    def __init__(self, graph: QuestionSource, evidence: Evidence) -> None:
        self._evidence = evidence
        self._rows = graph.ask("stated_study_times").grouped("thing")

    def study(self, credential: str, missing: Sequence[str], all_modules: Sequence[str]) -> Study:
        """Return what it takes to get ready for a credential, or for the modules still missing.

        Everything that is stated for a whole credential makes one range. For some of its modules,
        the months run from the longest alone to all in sequence, and the hours add up; neither
        exceeds what the whole takes.
        """
        whole = self._stated(credential)
        if set(missing) == set(all_modules) and whole.facts:
            return whole
        parts = [self._stated(module) for module in missing]
        facts = tuple(dict.fromkeys(f for study in [*parts, whole] for f in study.facts))
        time = _between([study.months for study in parts], whole.months, in_sequence=False)
        work = _between([study.hours for study in parts], whole.hours, in_sequence=True)
        how = "from the times of single modules and of all" if time or work else ""
        return Study(time, work, facts if time or work else (), how)

    def _stated(self, thing: str) -> Study:
        rows = self._rows.get(thing, [])
        time = [(months(row["min_duration"]), months(row["max_duration"])) for row in rows]
        work = [(hours(row["min_effort"]), hours(row["max_effort"])) for row in rows]
        facts = self._evidence.facts("time to prepare", (row["preparation"] for row in rows))
        ways = len({*zip(time, work, strict=True)})
        how = f"from the least to the most of {ways} stated times" if ways > 1 else ""
        return Study(_widest(time), _widest(work), facts, how)


def step_months(leg: Leg, study: Study) -> Range | None:
    """Return the months that the pathway allows, widened by the stated time to prepare."""
    length = None if leg.start is None or leg.end is None else leg.end - leg.start
    if not length:
        return study.months
    if study.months is None:
        return Range(length, length)
    return Range(min(length, study.months.min), max(length, study.months.max))


def route_months(
    steps: Sequence[Step], candidate: Candidate, wholes: Iterable[Range | None]
) -> Range | None:
    """Return a range from the longest single step, all in parallel, to the pace of the pathway.

    `wholes` are the stated times of whole credentials, which no route can beat. None where no step
    has a stated time.
    """
    timed = [step.months for step in steps if step.months]
    if not timed:
        return None
    least = [*(one.min for one in timed), *(one.min for one in wholes if one)]
    most = sum_of(s.months.max for s in steps if s.months and s.ends is None)
    placed = [leg for leg in candidate.remaining if leg.start is not None and leg.end is not None]
    if placed:
        most += max(leg.end or 0 for leg in placed) - _joining_month(placed, candidate.legs)
    return Range(max(least), max(most, *least))


def _joining_month(placed: Sequence[Leg], legs: Sequence[Leg]) -> Decimal:
    """Return the month at which a person joins the pathway: 0 for its first credential."""
    first = min(leg.start for leg in legs if leg.start is not None)
    joins = min(leg.start for leg in placed if leg.start is not None)
    return Decimal(0) if joins == first else joins


def _widest(pairs: Iterable[tuple[Decimal | None, Decimal | None]]) -> Range | None:
    both = [(least, most) for least, most in pairs if least is not None and most is not None]
    return Range(min(p[0] for p in both), max(p[1] for p in both)) if both else None


def _between(parts: list[Range | None], whole: Range | None, in_sequence: bool) -> Range | None:
    stated = [part for part in parts if part]
    if not stated or len(stated) < len(parts):
        return None
    least = [part.min for part in stated]
    low, high = sum_of(least) if in_sequence else max(least), sum_of(part.max for part in stated)
    high = min(high, whole.max) if whole else high
    return Range(min(low, high, whole.min) if whole else low, high)
