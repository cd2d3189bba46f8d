"""The values of a plan in words: money, time, person and dates."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from credgraph.planning.durations import DAYS_A_MONTH
from credgraph.planning.model import Band, Plan, Price, Range, Route, Step, Study, Wages
from credgraph.results import join_names

__all__ = [
    "cost",
    "floor",
    "money",
    "occupation",
    "other_requirements",
    "person",
    "time",
    "usual_total",
    "when",
]


def money(amount: Range, roughly: bool = False) -> str:
    """Return a range of dollars in words.

    >>> money(Range(Decimal(160), Decimal(240)))
    '$160 to $240'
    """
    ends = [f"${one:,.2f}".removesuffix(".00") for one in (amount.min, amount.max)]
    return f"{'about ' if roughly else ''}{' to '.join(dict.fromkeys(ends))}"


def time(span: Range) -> str:
    """Return a range of months in words, parts of a month as weeks and long spans as years.

    >>> time(Range(Decimal("1.38"), Decimal(6)))
    '6 weeks to 6 months'
    """
    ends = [_end_of_time(end) for end in (span.min, span.max)]
    (least, unit), (most, last) = ends
    shared = f"{least} to {most}" if least != most else f"{most}"
    if unit == last:
        return f"{shared} {last}{'s' * (most != 1)}"
    return f"{least} {unit}{'s' * (least != 1)} to {most} {last}{'s' * (most != 1)}"


def _end_of_time(months: Decimal) -> tuple[int, str]:
    if months != int(months):
        return max(1, round(months * DAYS_A_MONTH / 7)), "week"
    return (int(months) // 12, "year") if months and not months % 12 else (int(months), "month")


def person(plan: Plan) -> str:
    """Return for whom a plan is: who, where, and holding what."""
    who = f"a {plan.audience.label.lower()}" if plan.audience else "anybody"
    who = re.sub(r"^a (?=[aeiou])", "an ", who)
    where = f" in {plan.state.label}" if plan.state else ""
    held = join_names(thing.label for thing in plan.hold) or "none of the credentials yet"
    return f"{who}{where}; holding {held}"


def when(step: Step, parallel: Sequence[int] = ()) -> str:
    """Return when a step is due, which steps run in `parallel`, and how long preparation takes."""
    said = []
    if step.starts is not None:
        until = f"to {step.ends.normalize():f}" if step.ends is not None else "on, end open"
        said.append(f"month {step.starts.normalize():f} {until} of the pathway")
    if parallel:
        steps = f"step{'s' * (len(parallel) > 1)}"
        said.append(f"beside {steps} {join_names(map(str, parallel))}")
    takes = _study(step.study)
    said += [f"getting ready takes {takes}"] if takes else []
    return "; ".join(said) or "not stated"


def _study(study: Study) -> str:
    """Return how long preparation takes, each value with how it is worked out if it is."""
    said = [(time(study.months), study.months_worked_out)] if study.months else []
    if study.hours:
        low, high = study.hours.min, study.hours.max
        work = f"{low if low == high else f'{low} to {high}'} hours of work"
        said.append((work, study.hours_worked_out))
    if len(said) > 1 and said[0][1] == said[1][1]:
        said = [(", ".join(value for value, _ in said), said[0][1])]
    return ", ".join(f"{value} (worked out {how})" if how else value for value, how in said)


def occupation(wages: Wages) -> str:
    """Name the occupation of surveyed wages, and that we chose it where no source did."""
    chosen = f" ({wages.placed})" if wages.placed == "our judgement" else ""
    return wages.occupation.label + chosen


def cost(step: Step) -> str:
    """Return what a step costs: what most people pay, the exam fee as its floor, other ways."""
    bundles = [price.bundle for price in step.prices]
    first, *others = [_price(p, bundles.count(p.bundle) > 1) for p in step.prices] or [""]
    ways = [f"{first}, what most people pay" if first and step.prices[0].usual else first, *others]
    return "; or ".join(ways) if first else "not stated"


def _price(stated: Price, one_of_several: bool) -> str:
    """Return a price with what it bundles, and of which program if several bundle the same."""
    name = "exam fee alone" if stated.exam_only else stated.bundle
    offers = [fact.record.label for fact in stated.facts]
    name += f": {join_names(offers)}" if one_of_several and not stated.modules else ""
    name += f", worked out from {stated.modules} modules" if stated.modules > 1 else ""
    return f"{money(stated.cost, stated.roughly)} ({name})"


def usual_total(route: Route) -> str:
    """Return what a route costs most people; empty where no price is stated."""
    roughly = any(step.prices[0].roughly for step in route.steps if step.prices)
    return money(route.cost, roughly) if route.cost else ""


def floor(route: Route) -> str:
    """Return the least that a route costs by stated prices; empty if most people pay no more."""
    if route.least_cost is None or route.least_cost == route.cost:
        return ""
    floors = [step.floor for step in route.steps if step.floor]
    what = "for the exam fees alone" if all(p.exam_only for p in floors) else "at the least stated"
    return f"{money(route.least_cost)} {what}"


def other_requirements(band: Band) -> str:
    """Return, after a comma, what a pay band requires other than credentials, if anything."""
    extra = [f"{time(band.experience)} of experience"] if band.experience else []
    extra += [f"enrollment in a {band.apprenticeship}"] if band.apprenticeship else []
    return f", with {join_names(extra)}" if extra else ""
