"""Plan a route: from what a person holds to the pay they want, step by step, with who pays."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from dashboard.charts import Range as Bar
from dashboard.charts import picture, ranges, spans
from dashboard.choices import choose, choose_some, number
from dashboard.links import slug
from dashboard.session import Named, graph, members, sentence
from dashboard.text import plain
from dashboard.widgets import labels

if TYPE_CHECKING:
    from credgraph.plans import Dispute, Fact, Plan, Range, Route, Step, Thing


def page() -> None:
    """Show the page."""
    st.title("Plan a route", anchor=False)
    places = st.columns([4, 2, 2, 2])
    with places[0]:
        hold = choose_some("I hold", "hold", _holdable(), most=8)
    with places[1]:
        audience = choose("I am a …", "audience", members("scheme:audience"))
    with places[2]:
        state = choose("In", "state", members("cg:Area"))
    with places[3]:
        pay = number("I want at least (USD a year)", "pay", 65000)
    if not hasattr(graph(), "plan"):
        st.info("Planning routes is not part of this installation yet.")
        return
    with sentence():
        _show(_plan(tuple(hold), audience, state, pay))


def _holdable() -> dict[str, Named]:
    every = [*members("cg:Credential").values(), *members("cg:Module").values()]
    return {slug(record.iri): record for record in every}


@st.cache_resource(show_spinner=False, max_entries=200)
def _plan(hold: Sequence[Named], audience: Named | None, state: Named | None, pay: int) -> Plan:
    return graph().plan(
        hold=[record.iri for record in hold],
        audience=audience.iri if audience else None,
        state=state.iri if state else None,
        pay=pay,
    )


def _show(plan: Plan) -> None:
    if plan.missing:
        st.warning(plain(plan.missing), icon=":material/block:")
        return
    count = len(plan.routes)
    st.caption(
        f"{count} route{'s' * (count != 1)}, the surest and shortest first. The address of this "
        "page restores the plan; your browser prints it."
    )
    for i, route in enumerate(plan.routes):
        low, high = (f"{end:,.0f}" for end in (route.band.pay.min, route.band.pay.max))
        title = f"{plain(route.band.label)}: {low} to {high} USD a year"
        with st.expander(title, expanded=i == 0):
            _route(route, plan, f"route-{i}")


def _route(route: Route, plan: Plan, key: str) -> None:
    _headline(route)
    if not route.steps:
        st.success("You hold everything this pay band requires.")
    else:
        _timeline(route)
        st.table(_steps(route), hide_index=True, border="horizontal", alt="Steps")
    _payers(route, plan)
    _wages(route, plan)
    _told(
        "Pitfalls", [f"**{plain(p.advice.label)}** {plain(p.description)}" for p in route.pitfalls]
    )
    _told("What to know", map(plain, route.notes))
    _told("What the graph does not state", map(plain, route.not_stated))
    _facts(route, key)


def _headline(route: Route) -> None:
    figures = {
        "Months": _span(route.months) or ("none left" if not route.steps else "not stated"),
        "Cost, USD": _cost(route),
        "Job": route.band.role or "not stated",
        "Also needed": ", ".join(route.requires) or _years(route.band.experience) or "nothing more",
    }
    for place, (label, words) in zip(st.columns(len(figures)), figures.items(), strict=True):
        place.caption(label)
        place.markdown(f"#### {plain(words)}")
    if route.pathway:
        others = f"; others: {plain(', '.join(route.other_pathways))}"
        shown = labels([(route.pathway.iri, route.pathway.label)])
        st.markdown(f"Along the pathway {shown}{others if route.other_pathways else ''}")
    if route.disputes:
        st.markdown("Rests on disputed facts: " + _flags(route.disputes))


def _cost(route: Route) -> str:
    if route.cost is None:
        return "nothing left" if not route.steps else "not stated"
    return _span(route.cost) + (" and more" if route.unpriced else "")


def _years(experience: Range | None) -> str:
    if experience is None:
        return ""
    years = [f"{end / 12:.0f}" for end in (experience.min, experience.max)]
    return f"{' to '.join(dict.fromkeys(years))} years of experience"


def _span(found: Range | None) -> str:
    """Write a range as people do: 1.4 to 12, or 24."""
    if found is None:
        return ""
    ends = [f"{end:,.1f}".removesuffix(".0") for end in (found.min, found.max)]
    return " to ".join(dict.fromkeys(ends))


def _flags(disputes: Iterable[Dispute]) -> str:
    return " ".join(
        f":orange-badge[⚠ {plain(d.kind)}] {labels([(d.iri, d.label)])}" for d in disputes
    )


def _timeline(route: Route) -> None:
    rows = []
    for i, step in enumerate(route.steps, 1):
        start = step.starts if step.starts is not None else 0
        end = step.ends if step.ends is not None else step.months.max if step.months else start
        rows.append(
            {
                "Step": f"{i}. {step.credential.label}",
                "From": float(start),
                "To": float(end),
                "Timing": "stated" if step.ends is not None or step.months else "no time stated",
                "Why": step.why,
            }
        )
    spec = spans(rows, "From", "To", "Step", "Timing")
    picture(spec, alt=f"{len(rows)} steps over months")


def _steps(route: Route) -> pd.DataFrame:
    rows = [_step_row(i, step) for i, step in enumerate(route.steps, 1)]
    heads = ("Step", "Why", "When (months)", "Takes", "Cost, USD", "Recognized by", "Disputed")
    return pd.DataFrame(rows, columns=list(heads))


def _step_row(i: int, step: Step) -> tuple[str, ...]:
    name = f"{i}\\. {_link(step.credential)}"
    if step.modules:
        name += f" ({labels((m.iri, m.label) for m in step.modules)})"
    why = plain(step.why) + (plain(f"; {step.condition}") if step.condition else "")
    if step.usually_first:
        why += f"; usually after {labels((t.iri, t.label) for t in step.usually_first)}"
    when = "not stated" if step.starts is None else f"{step.starts:.0f} to {step.ends or 0:.0f}"
    prices = "; ".join(f"{p.bundle}: {_span(p.cost)}" for p in step.prices)
    employers = f"{len(step.employers)} employers" if len(step.employers) > 6 else ""
    named = employers or ", ".join(step.employers)
    return (
        name,
        why,
        plain(when),
        plain(_study(step)),
        plain(prices or "not stated"),
        plain(named or "nobody named"),
        f":orange-badge[⚠ {len(step.disputes)} of its facts]" if step.disputes else "",
    )


def _study(step: Step) -> str:
    words = [
        f"{_span(found)} {unit}"
        for found, unit in ((step.study.months, "months"), (step.study.hours, "hours"))
        if found
    ]
    return ", ".join(words) or "not stated"


def _link(thing: Thing) -> str:
    return labels([(thing.iri, thing.label)])


def _payers(route: Route, plan: Plan) -> None:
    """Show who may pay for what, in the order in which to try them."""
    rows = [
        (
            plain(step.credential.label),
            _link(payer.program),
            plain(payer.why),
            plain(payer.coverage or payer.pays_for),
            plain(payer.apply_through or "not stated"),
            plain(payer.condition or "not stated"),
            _flags(payer.fact.disputes),
        )
        for step in route.steps
        for payer in step.payers
    ]
    if not rows:
        return
    who = f" for: {plain(plan.audience.label.lower())}" if plan.audience else ""
    where = f" in {plain(plan.state.label)}" if plan.state else ""
    st.markdown(f"##### Who pays{who}{where}, in the order to try")
    heads = ["Step", "Program", "Why", "Covers", "Apply through", "Condition", "Disputed"]
    st.table(pd.DataFrame(rows, columns=heads), hide_index=True, border="horizontal")


def _wages(route: Route, plan: Plan) -> None:
    """Draw the pay band against what people really earn."""
    bars = [Bar(route.band.label, "This pay band", *map(float, _ends(route.band.pay)))]
    notes = []
    for wages in route.wages:
        found = {name: None if v is None else float(v) for name, v in wages.percentiles}
        low, high = found.get("10th"), found.get("90th")
        if low and high:
            middle = (found.get("25th"), found.get("75th"), found.get("median"))
            name = f"{wages.occupation.label}, {wages.place.label}"
            bars.append(Bar(name, "Real wages", low, high, *middle))
        notes.append(
            f"In {wages.place.label} the band starts {wages.min_pay_lies} and ends "
            f"{wages.max_pay_lies} of {wages.occupation.label} ({wages.surveyed})."
        )
    if len(bars) > 1:
        target = float(plan.pay) if plan.pay else None
        st.markdown("##### The pay band against real wages")
        picture(ranges(bars, target), alt="The pay band against real wages")
    for note in notes:
        st.caption(plain(note))


def _ends(found: Range) -> tuple[float, float]:
    return float(found.min), float(found.max)


def _told(title: str, lines: Iterable[str]) -> None:
    """Show sentences, already escaped, under a title."""
    told = list(lines)
    if told:
        st.markdown(f"##### {title}\n" + "\n".join(f"- {line}" for line in told))


def _facts(route: Route, key: str) -> None:
    drawer = st.expander("Facts used, with their sources", on_change="rerun", key=f"facts-{key}")
    if drawer.open:
        every = [*route.facts, *(fact for step in route.steps for fact in step.facts)]
        rows = [_fact_row(fact) for fact in dict.fromkeys(every)]
        heads = ["For", "Fact", "Source and as-of date", "Disputed"]
        with drawer:
            st.table(pd.DataFrame(rows, columns=heads), hide_index=True, border="horizontal")


def _fact_row(fact: Fact) -> tuple[str, ...]:
    sources = [
        labels([(s.iri, s.label)]) + (f" ({plain(s.as_of)})" if s.as_of else "")
        for s in fact.sources
    ]
    return (plain(fact.use), _link(fact.record), "; ".join(sources), _flags(fact.disputes))


page()
