"""Plan a route: from what the user holds to the pay they want, step by step, with who pays."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import streamlit as st

from credgraph.planning import floor, money, occupation, person, time, usual_total
from credgraph.results import join_names
from dashboard.cards import SeenStep, dispute_badges, show_facts, show_step
from dashboard.charts import STATED_PAY, SURVEYED_WAGES, range_chart, show_chart, show_timeline
from dashboard.charts import Range as Bar
from dashboard.state import (
    PRINT,
    Named,
    choose,
    choose_option,
    choose_some,
    enter_number,
    escape,
    graph,
    is_print_version,
    members,
    record_link,
    report_errors,
    restore_profile,
    slug,
)

if TYPE_CHECKING:
    from credgraph.planning import Plan, Range, Route, Thing

_PAY = 65000  # wanted by default


def page() -> None:
    """Show the page."""
    st.title("Plan a route", anchor=False)
    restore_profile(hold="hold", audience="audience", state="area", pay="pay")
    whole = is_print_version()
    if whole:
        st.page_link(
            "views/plan.py",
            label="Change the plan",
            icon=":material/edit:",
            query_params=_parameters(),
        )
    with st.container(key="choices"):
        hold, audience, state, pay = _inputs()
    with report_errors():
        _show(_plan(tuple(hold), audience, state, pay), whole)


def _inputs() -> tuple[list[Named], Named | None, Named | None, int]:
    places = st.columns([4, 2, 2, 2])
    with places[0]:
        hold = choose_some("I hold", "hold", _holdable(), most=8)
    with places[1]:
        audience = choose("I am a …", "audience", members("scheme:audience"))
    with places[2]:
        state = choose("In", "state", members("cg:Area"))
    with places[3]:
        pay = enter_number("I want at least (USD a year)", "pay", _PAY)
    return hold, audience, state, pay


def _parameters(**changed: str) -> dict[str, str | list[str]]:
    """Return the parameters of the address with changes, and without the one for printing."""
    names = [name for name in st.query_params if name != PRINT]
    kept: dict[str, str | list[str]] = {name: st.query_params.get_all(name) for name in names}
    return kept | changed


@st.cache_resource(show_spinner=False)
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


def _show(plan: Plan, whole: bool) -> None:
    if plan.missing:
        _no_route(plan)
        return
    count = len(plan.routes)
    bands = f"{count} pay band{'s' * (count != 1)} reach{'es' * (count == 1)} ${plan.pay or 0:,.0f}"
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(escape(f"For {person(plan)}. {bands}, the surest and shortest route first."))
        if not whole:
            _links(plan)
    seen = dict[str, SeenStep]() if whole else None
    for i, route in enumerate(plan.routes):
        title = f"{escape(route.band.label)}: {escape(money(route.band.pay))} a year"
        opened = i == 0 or whole
        drawer = st.expander(title, expanded=opened, on_change="rerun", key=f"route-{i}-{whole}")
        if drawer.open:
            with drawer:
                _route(_chosen_route(route), plan, f"{i}", seen)


def _links(plan: Plan) -> None:
    """Link the plan for printing, and pages about funding and pay for the same user and state."""
    paper = _parameters(**{PRINT: "1"})
    _link("plan", "Printable page", "print", paper)
    area = {"area": _option_of(plan.state)} if plan.state else {}
    steps = [step for route in plan.routes for step in route.steps]
    paid = next((step.credential for step in steps if step.payers), None)
    if paid:
        who = {"audience": _option_of(plan.audience)} if plan.audience else {}
        asked = {"credential": _option_of(paid), **who, **area}
        _link("funding", f"Who pays for {paid.label}", "savings", asked)
    if plan.state:
        asked = {"pay": f"{plan.pay or 0:.0f}", **area}
        _link("pay", f"Pay in {plan.state.label}", "payments", asked)


def _link(view: str, label: str, icon: str, asked: Mapping[str, str | list[str]]) -> None:
    st.page_link(
        f"views/{view}.py",
        label=escape(label),
        icon=f":material/{icon}:",
        query_params=asked,
        width="content",
    )


def _option_of(thing: Thing) -> str:
    """Return the name of a record among the options of other pages."""
    return thing.iri.rpartition("/")[2]


def _no_route(plan: Plan) -> None:
    """Say that no route reaches the pay and what is missing, and offer the highest pay reached."""
    gaps = "".join(f"\n- {escape(text)}" for text in plan.gaps)
    st.warning(escape(plan.missing) + ("\n\nWhat is missing:" + gaps if gaps else ""))
    if plan.highest:
        label = f"Plan for {money(plan.highest.pay)} a year instead"
        _link("plan", label, "route", _parameters(pay=f"{plan.highest.pay.max:.0f}"))


def _chosen_route(route: Route) -> Route:
    """Let the user pick one of the routes to a pay band; the address keeps the choice."""
    ways = {
        way.pathway.iri.rpartition("/")[2]: way for way in (route, *route.others) if way.pathway
    }
    if len(ways) < 2:
        return route
    named = {key: way.pathway.label for key, way in ways.items() if way.pathway}
    name = f"way-{route.band.iri.rpartition('/')[2]}"
    picked = choose_option(f"{len(ways)} ways to it, by pathway", name, named, next(iter(ways)))
    return ways[picked]


def _route(route: Route, plan: Plan, key: str, seen: dict[str, SeenStep] | None) -> None:
    _headline(route)
    if not route.steps:
        st.success("You hold every credential that this pay band requires.")
    else:
        show_timeline(route)
    for i in range(1, len(route.steps) + 1):
        show_step(i, route, plan, f"{key}-{i}", seen)
    _wages(route, plan)
    _notes({"What to know": route.notes, "What the graph does not state": route.not_stated})
    show_facts(route.facts, "Facts the route rests on beside its steps", key, seen is not None)


def _headline(route: Route) -> None:
    nothing = "not stated" if route.steps else "nothing left"
    cost = usual_total(route) or nothing
    least = floor(route)
    cost += f" (or {least})" if least else ""
    span = time(route.total_months) if route.total_months else nothing
    if route.months and route.band.experience:
        span += f" ({time(route.months)} for the credentials)"
    figures = {
        "Time, worked out": span + _beside(route.untimed, "time", route.months),
        "Cost, worked out": cost + _beside(route.unpriced, "price", route.cost),
        "Job": route.band.role or "not stated",
        "Also needed": _also_needed(route),
    }
    lines = [" · ".join(f"{label}: **{escape(words)}**" for label, words in figures.items())]
    if route.pathway:
        shown = record_link(route.pathway.iri, route.pathway.label)
        lines.append(f"Order and time after the pathway {shown}.")
    if route.disputes:
        lines.append("Rests on disputed facts: " + dispute_badges(route.disputes))
    st.markdown("\n\n".join(lines))


def _beside(labels: Sequence[str], what: str, known: Range | None) -> str:
    """Return which steps a figure leaves out, because no source states their time or price."""
    return f", and {join_names(labels)} without a stated {what}" if labels and known else ""


def _also_needed(route: Route) -> str:
    years = [f"{time(route.band.experience)} of experience"] if route.band.experience else []
    return ", ".join([*years, *route.requires]) or "nothing more"


def _wages(route: Route, plan: Plan) -> None:
    """Draw the pay band against surveyed wages, and say it in words."""
    bars = [Bar(route.band.label, STATED_PAY, *map(float, _ends(route.band.pay)))]
    notes = []
    for wages in route.wages:
        found = {name: None if v is None else float(v) for name, v in wages.percentiles}
        low, high = found.get("10th"), found.get("90th")
        if low and high:
            middle = (found.get("25th"), found.get("75th"), found.get("median"))
            bars.append(Bar(occupation(wages), SURVEYED_WAGES, low, high, *middle))
        figures = ", ".join(
            f"{name} {f'${amount:,.0f}' if amount is not None else 'withheld'}"
            for name, amount in wages.percentiles
        )
        notes.append(
            f"In {wages.place.label} the band starts {wages.min_pay_lies} and ends "
            f"{wages.max_pay_lies} of {occupation(wages)}: {figures} ({wages.surveyed})."
        )
    if len(bars) > 1:
        target = float(plan.pay) if plan.pay else None
        st.markdown("## The pay band against real wages")
        show_chart(range_chart(bars, target), alt="The pay band against real wages")
        if target:
            notes.insert(0, f"The dashed line is the pay you want, ${target:,.0f} a year.")
    for note in notes:
        st.caption(escape(note))


def _ends(found: Range) -> tuple[float, float]:
    return float(found.min), float(found.max)


def _notes(lists: Mapping[str, Sequence[str]]) -> None:
    parts = [
        f"## {title}\n" + "\n".join(f"- {escape(line)}" for line in lines)
        for title, lines in lists.items()
        if lines
    ]
    if parts:
        st.markdown("\n\n".join(parts))


page()
