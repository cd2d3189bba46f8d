"""Plans routes: from what a person holds, to each pay band that reaches the pay they want.

A route leads to one pay band, which requires all of its credentials together. What is held, also as
a module or inside another credential, is crossed out and never paid again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from credgraph.errors import BadParameter, CredGraphError
from credgraph.planning.model import Plan, Route, Thing
from credgraph.planning.routes import RouteBuilder
from credgraph.planning.wages import where_wages_reach
from credgraph.questions import Parameter, QuestionSource, terms_for

__all__ = ["plan"]

_LEAST_YEARLY = 1000  # below it a pay is by the hour, or mistyped
_NEVER = Decimal("Infinity")


def plan(
    graph: QuestionSource,
    *,
    hold: Sequence[str] = (),
    audience: str | None = None,
    state: str | None = None,
    pay: Decimal | int | str | None = None,
) -> Plan:
    """Return the routes from what a person holds to pay bands that reach a pay (USD a year).

    Each name is a slug, a label, a code or an IRI: `hold` of credentials or modules, `audience` of
    the list of audiences, `state` of any area. Without a pay every band is a goal. Raises
    UnknownRecord or BadParameter for what the graph does not know.
    """
    held = tuple(dict.fromkeys(_find_held(graph, name) for name in hold))
    who = _find_given(
        graph, audience, Parameter("audience", "Who", "iri", "scheme:audience", "veteran")
    )
    where = _find_given(graph, state, Parameter("state", "State", "iri", "cg:Area", "SC"))
    wanted = None if pay is None else _amount(graph, pay)
    builder = RouteBuilder(graph, held, who, where)
    rows = _bands_reaching(graph, wanted or Decimal(0))
    routes = tuple(sorted((builder.route(row) for row in rows), key=_sort_key))
    if routes:
        return Plan(held, who, where, wanted, routes)
    return _without_routes(graph, Plan(held, who, where, wanted, ()), builder)


def _find_given(graph: QuestionSource, value: str | None, parameter: Parameter) -> Thing | None:
    return None if value is None else _find(graph, value, parameter)


def _find(graph: QuestionSource, value: str, parameter: Parameter) -> Thing:
    node = graph.records.find(value, parameter)
    return Thing(node.value, graph.records.labels([node]).get(node.value, value))


def _find_held(graph: QuestionSource, name: str) -> Thing:
    """Find a credential or, failing that, a module."""
    wanted = Parameter("hold", "What I hold", "iri", "cg:Credential", "osha-10")
    try:
        return _find(graph, name, wanted)
    except CredGraphError as error:
        try:
            return _find(graph, name, wanted._replace(of_class="cg:Module"))
        except CredGraphError:
            raise error from None


def _amount(graph: QuestionSource, pay: Decimal | int | str) -> Decimal:
    question = graph.questions["stacks_reaching_pay"]
    term: Any = terms_for(question, {"pay": pay}, graph.records)["pay"]
    amount = Decimal(term.value)
    if 0 < amount < _LEAST_YEARLY:
        problem = "is too little to be a year's pay; write it by the year, such as 65000"
        raise BadParameter("pay", repr(str(pay)), problem)
    return amount


def _bands_reaching(graph: QuestionSource, pay: Decimal) -> list[dict[str, Any]]:
    """Return one row for each band that reaches the pay; a band may name several roles."""
    rows = {row["band"]: row for row in reversed([*graph.ask("stacks_reaching_pay", pay=pay)])}
    return [*rows.values()]


def _sort_key(route: Route) -> tuple[bool, int, Decimal, str, str]:
    longest = route.total_months.max if route.total_months else _NEVER
    return (
        not route.band.from_lower_end,
        len(route.steps),
        longest,
        route.band.label,
        route.band.iri,
    )


def _without_routes(graph: QuestionSource, empty: Plan, builder: RouteBuilder) -> Plan:
    """Return the plan with how far the graph goes, and what it would have to know."""
    pay, highest = empty.pay or Decimal(0), builder.highest
    if highest is None:
        missing = (
            "The graph states no pay band in US dollars a year, so nothing in it leads to a pay."
        )
        return replace(empty, missing=missing)
    missing = (
        f"Nothing in the graph gets to ${pay:,.0f} a year. The highest pay band it states is "
        f"${highest.pay.min:,.0f} to ${highest.pay.max:,.0f} a year: {highest.label}."
    )
    gaps = [*builder.gaps_above(highest), where_wages_reach(graph, pay, empty.state)]
    return replace(empty, missing=missing, gaps=tuple(filter(None, gaps)), highest=highest)
