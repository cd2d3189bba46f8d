"""Time: how long preparation, a step and a whole route take."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from credgraph.planning.candidates import Candidate, Leg
from credgraph.planning.durations import hours, months
from credgraph.planning.evidence import Evidence
from credgraph.planning.model import Fact, Range, Step, Study, sum_of
from credgraph.questions import QuestionSource
from credgraph.results import join_names

__all__ = ["PreparationTimes", "route_months", "step_months"]


class PreparationTimes:
    """The stated times to prepare, by what they are for."""

    def __init__(self, graph: QuestionSource, evidence: Evidence) -> None:
        self._evidence = evidence
        self._rows = graph.ask("stated_study_times").grouped("thing")

    def study(self, credential: str, missing: Sequence[str], all_modules: Sequence[str]) -> Study:
        """Return what it takes to get ready for a credential, or for the modules still missing.

        Several stated times for a whole credential make one range, which says what it rests on.
        For some of its modules, the months run from the longest alone to all in sequence, and the
        hours add up; neither exceeds what the whole takes.
        """
        whole = self._stated(credential)
        if set(missing) == set(all_modules) and whole.facts:
            return whole
        parts = [self._stated(module) for module in missing]
        facts = tuple(dict.fromkeys(f for study in [*parts, whole] for f in study.facts))
        time = _between([study.months for study in parts], whole.months, in_sequence=False)
        work = _between([study.hours for study in parts], whole.hours, in_sequence=True)
        how = "from the times of single modules and of all"
        return Study(time, work, facts if time or work else (), how * bool(time), how * bool(work))

    def _stated(self, thing: str) -> Study:
        rows = self._rows.get(thing, [])
        facts = [self._evidence.fact("time to prepare", row["preparation"]) for row in rows]
        time = [_range(months(row["min_duration"]), months(row["max_duration"])) for row in rows]
        work = [_range(hours(row["min_effort"]), hours(row["max_effort"])) for row in rows]
        how = (_differing(zip(found, facts, strict=True)) for found in (time, work))
        return Study(_widest(time), _widest(work), tuple(dict.fromkeys(facts)), *how)


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


def _range(least: Decimal | None, most: Decimal | None) -> Range | None:
    return None if least is None or most is None else Range(least, most)


def _widest(found: Iterable[Range | None]) -> Range | None:
    stated = [one for one in found if one]
    if not stated:
        return None
    return Range(min(one.min for one in stated), max(one.max for one in stated))


def _differing(found: Iterable[tuple[Range | None, Fact]]) -> str:
    """Name the facts from which one range is made, with their sources, where they differ."""
    stated = [(one, fact) for one, fact in found if one]
    if len({one for one, _ in stated}) < 2:
        return ""
    names = join_names(dict.fromkeys(fact.sourced_label for _, fact in stated))
    return f"from the least to the most of {names}"


def _between(parts: list[Range | None], whole: Range | None, in_sequence: bool) -> Range | None:
    stated = [part for part in parts if part]
    if not stated or len(stated) < len(parts):
        return None
    least = [part.min for part in stated]
    low, high = sum_of(least) if in_sequence else max(least), sum_of(part.max for part in stated)
    high = min(high, whole.max) if whole else high
    return Range(min(low, high, whole.min) if whole else low, high)
