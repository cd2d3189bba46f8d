"""Plans as plain text, Markdown or JSON."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import fields, is_dataclass
from decimal import Decimal
from textwrap import wrap
from typing import Any, NamedTuple

from credgraph.planning.model import (
    TRY_FIRST,
    Fact,
    Payer,
    Plan,
    Route,
    Step,
    Wages,
)
from credgraph.planning.wording import (
    cost,
    floor,
    money,
    occupation,
    other_requirements,
    person,
    time,
    usual_total,
    when,
)
from credgraph.rdf import compact
from credgraph.results import Format, join_names, one_line
from credgraph.results.rows import json_document

__all__ = ["render_plan"]

_WIDTH = 100
_MANY = 6  # names listed; of more, the rest is counted

_WORKED_OUT = {"Step": ("cost", "least_cost"), "Route": ("total_months", "least_cost")}


class _Line(NamedTuple):
    """A heading (level 1 to 3), a named line, or an item of a list (level 4)."""

    level: int
    name: str
    text: str = ""


def render_plan(plan: Plan, form: Format, iris: bool = False) -> str:
    """Return a plan as text, Markdown or JSON; `iris` names its facts by IRI."""
    if form is Format.JSON:
        return json_document(_data(plan)) + "\n"
    write = _markdown if form is Format.MARKDOWN else _text
    return "".join(write(line) for line in _lines(plan, iris)).lstrip("\n")


def _lines(plan: Plan, iris: bool) -> Iterator[_Line]:
    goal = "every stated pay band" if plan.pay is None else f"${plan.pay:,.0f} a year"
    yield _Line(1, f"Routes to {goal}")
    yield _Line(0, "For", person(plan))
    if plan.missing:
        yield _Line(0, "No route", plan.missing)
    for text in plan.gaps:
        yield _Line(4, "", text)
    for number, route in enumerate(plan.routes, 1):
        yield from _route(plan, route, number, iris)


def _route(plan: Plan, route: Route, number: int, iris: bool) -> Iterator[_Line]:
    band = route.band
    yield _Line(2, f"{number}. {band.label}: {money(band.pay)} a year")
    yield from _summary(plan, route)
    for wages in route.wages:
        yield _Line(0, f"Real wages, {wages.place.label}", _wages(plan, wages))
    for place, step in enumerate(route.steps, 1):
        yield from _step(step, place, _parallel_steps(step, route.steps), iris)
    if route.notes or route.not_stated:
        yield _Line(3, "Mind")
    for text in route.notes:
        yield _Line(4, "", text)
    for text in route.not_stated:
        yield _Line(4, "Not stated", text)
    if route.others:
        yield _Line(3, "Other ways to this pay")
    for other in route.others:
        yield _Line(4, other.pathway.label if other.pathway else "", _other(other))
    yield _Line(3, "What this route rests on")
    yield from _evidence(route.facts, iris)


def _summary(plan: Plan, route: Route) -> Iterator[_Line]:
    band = route.band
    if band.role:
        yield _Line(0, "Job", band.role)
    if plan.pay is not None:
        how = "from its lower end" if band.from_lower_end else "in its upper part only"
        yield _Line(0, "Reaches the pay", f"{how} ({money(band.pay)})")
    names = join_names(step.credential.label for step in route.steps)
    yield _Line(0, "Still to earn", names or "nothing: all that this band requires is held")
    extra = [f"{time(band.experience)} of experience"] if band.experience else []
    if extra or route.requires:
        yield _Line(0, "Required besides", join_names([*extra, *route.requires]))
    if route.steps:
        yield _Line(0, "Time", _time(route))
        yield _Line(0, "Cost", _cost(route))


def _other(route: Route) -> str:
    """Return another route in one sentence: what it earns, time, cost and the first payer."""
    names = join_names(step.credential.label for step in route.steps)
    said = [f"earn {names}", f"time: {_time(route)}", f"cost: {_cost(route)}"]
    first = next(iter(route.payers), None)
    return "; ".join([*said, *([f"ask first: {first.program.label}"] if first else [])])


def _time(route: Route) -> str:
    if not route.months or not route.total_months:
        return "not stated"
    said = f"{time(route.total_months)}, worked out: {time(route.months)} for the credentials"
    rests = [f'the pathway "{route.pathway.label}"'] if route.pathway else []
    rests += ["the times to prepare"] if any(s.study.months for s in route.steps) else []
    said += f" (by {join_names(rests)})" if rests else ""
    if route.band.experience:
        said += f" and {time(route.band.experience)} of experience"
    if route.untimed:
        said += f"; without {join_names(route.untimed)}, for which no time is stated"
    return said


def _cost(route: Route) -> str:
    if not route.cost:
        return "not stated for any step"
    ways = [f"{s.credential.label}: {s.prices[0].bundle}" for s in route.steps if s.prices]
    said = f"{usual_total(route)}, worked out ({'; '.join(ways)})"
    least = floor(route)
    said += f", or {least}" if least else ""
    count = len(route.unpriced)
    if count:
        said += f", plus {count} part{'s' * (count != 1)} without a stated price: "
        said += join_names(route.unpriced)
    return said


def _wages(plan: Plan, wages: Wages) -> str:
    figures = ", ".join(
        f"{name} {f'${amount:,.0f}' if amount is not None else 'withheld'}"
        for name, amount in wages.percentiles
    )
    jobs = f"; {wages.jobs:,} jobs" if wages.jobs is not None else ""
    lies = f"The band's lower end lies {wages.min_pay_lies}, its upper end {wages.max_pay_lies}."
    if not wages.min_pay_lies or not wages.max_pay_lies:
        lies = "Where the band lies cannot be said."
    said = f"{lies} {occupation(wages)}, by percentile: {figures}{jobs} ({wages.surveyed})."
    if plan.state in (None, wages.place):
        return said
    return f"{said} For {plan.state.label} the graph holds no wages of this occupation."


def _step(step: Step, place: int, parallel: Sequence[int], iris: bool) -> Iterator[_Line]:
    yield _Line(3, f"Step {place}: {step.credential.label}")
    yield _Line(
        0, "Why", step.why + (f"; completes {_labels(step.completes)}" * bool(step.completes))
    )
    if step.modules:
        yield _Line(0, "To pass", "; ".join(module.label for module in step.modules))
    yield _Line(0, "When", when(step, parallel))
    if step.condition:
        yield _Line(0, "If", step.condition)
    yield _Line(0, "Cost", cost(step))
    yield _Line(0, "Who pays", "" if step.payers else "not stated")
    for payer in step.payers:
        yield _Line(4, payer.program.label, _payer(payer))
    yield _Line(0, "Employers", _employers(step.employers))
    for band in step.opens:
        yield _Line(0, "Opens", f"{band.label}, {money(band.pay)} a year{other_requirements(band)}")
    if step.usually_first:
        first = f"{_labels(step.usually_first)}, though the band does not require it"
        yield _Line(0, "Usually first", first)
    if step.pitfalls:
        yield _Line(0, "Mind")
    for pitfall in step.pitfalls:
        yield _Line(4, pitfall.advice.label, pitfall.description + _disputed(pitfall.fact))
    yield from _evidence(step.facts, iris)


def _parallel_steps(step: Step, steps: Sequence[Step]) -> list[int]:
    """Return the numbers of the other steps that overlap in time."""
    return [n for n, other in enumerate(steps, 1) if other is not step and _overlap(step, other)]


def _overlap(one: Step, other: Step) -> bool:
    if one.starts is None or other.starts is None or one.ends is None or other.ends is None:
        return False
    return max(one.starts, other.starts) < min(one.ends, other.ends)


def _payer(payer: Payer) -> str:
    parts = {
        "": f"to try first ({payer.why})" if payer.rank == TRY_FIRST else payer.why,
        "pays for ": "" if payer.pays_for == "the credential" else payer.pays_for,
        "covers: ": payer.coverage,
        "apply through ": payer.apply_through,
        "where: ": payer.where or "not stated",
        "condition: ": payer.condition,
        "DISPUTED: ": ", ".join(dict.fromkeys(d.kind for d in payer.fact.disputes)),
    }
    return "; ".join(f"{name}{text}" for name, text in parts.items() if text)


def _disputed(fact: Fact) -> str:
    named = ", ".join(f"{dispute.label} ({dispute.kind})" for dispute in fact.disputes)
    return f" DISPUTED: {named}" if named else ""


def _employers(names: tuple[str, ...]) -> str:
    if not names:
        return "none named"
    rest = len(names) - _MANY
    shown = ", ".join(names[:_MANY])
    return f"{len(names)} named: {shown}{f' and {rest} more' if rest > 0 else ''}"


def _evidence(facts: tuple[Fact, ...], iris: bool) -> Iterator[_Line]:
    uses: dict[str, list[str]] = {}
    for fact in facts:
        name = compact(fact.record.iri) if iris else fact.record.label
        uses.setdefault(fact.use, []).append(name)
    said = [
        f"{use}: {', '.join(n) if len(n) <= _MANY else f'{len(n)} records'}"
        for use, n in uses.items()
    ]
    yield _Line(0, "Facts", "; ".join(said))
    sources = dict.fromkeys(source for fact in facts for source in fact.sources)
    dated = [f"{s.label}{f' ({s.as_of})' if s.as_of else ''}" for s in sources]
    yield _Line(0, "Sources", "; ".join(dated))
    disputes = dict.fromkeys(dispute for fact in facts for dispute in fact.disputes)
    if disputes:
        yield _Line(0, "DISPUTED", "; ".join(f"{d.label} ({d.kind})" for d in disputes))


def _labels(things: Iterable[Any]) -> str:
    return join_names(thing.label for thing in things)


def _text(line: _Line) -> str:
    name, text = one_line(line.name), one_line(line.text)
    if line.level in (1, 2, 3):
        rule = {1: "=", 2: "-"}.get(line.level, "") * len(name)
        return f"\n{name}\n{rule}\n" if rule else f"\n{name}\n"
    indent, mark = ("  ", "") if line.level == 0 else ("    ", "- ")
    whole = f"{mark}{name}: {text}" if name else f"{mark}{text}"
    lines = wrap(whole, _WIDTH, initial_indent=indent, subsequent_indent=f"{indent}  ")
    return "\n".join(lines) + "\n"


def _markdown(line: _Line) -> str:
    name, text = (re.sub(r"([\\|<>\[\]`*_!$])", r"\\\1", one_line(t)) for t in line[1:])
    if line.level in (1, 2, 3):
        return f"\n{'#' * line.level} {name}\n\n"
    whole = f"**{name}**: {text}" if name else text
    return f"{'' if line.level == 0 else '  '}- {whole}\n"


def _data(value: Any) -> Any:
    """Return dataclasses as dicts, with what they work out, and whole decimals as integers."""
    if isinstance(value, Decimal):
        return int(value) if value == int(value) else value
    if isinstance(value, tuple):
        return [_data(one) for one in value]
    if not is_dataclass(value):
        return value
    names = [field.name for field in fields(value)]
    names += _WORKED_OUT.get(type(value).__name__, ())
    return {name: _data(getattr(value, name)) for name in names}
