"""The route to one pay band for one person: steps, time, cost, payers, real wages and pitfalls."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from credgraph.planning.durations import months
from credgraph.planning.evidence import Evidence
from credgraph.planning.funding import FundingLookup
from credgraph.planning.model import Band, Fact, Range, Route, Thing, total
from credgraph.planning.notes import RouteNotes
from credgraph.planning.stacking import Leg, Pathway, Stacking
from credgraph.planning.steps import StepBuilder
from credgraph.planning.timing import route_months
from credgraph.planning.wages import RealWages
from credgraph.questions import QuestionSource
from credgraph.results import join_names

__all__ = ["RouteBuilder"]


class RouteBuilder:
    """Builds the route to any pay band of a graph, for one person."""

    def __init__(
        self,
        graph: QuestionSource,
        hold: Sequence[Thing],
        audience: Thing | None,
        state: Thing | None,
    ) -> None:
        who, where = audience.iri if audience else None, state.iri if state else None
        self._evidence, self._stacking = Evidence(graph), Stacking(graph)
        self._held = self._stacking.held_closure(thing.iri for thing in hold)
        funding = FundingLookup(graph, self._evidence, who, where)
        self._builder = StepBuilder(graph, self._evidence, self._stacking, funding, self._held)
        self._wages = RealWages(graph, self._evidence, state)
        meant = graph.ask("pathways_for_audience", audience=who).column("pathway") if who else []
        self._meant = list(dict.fromkeys(meant))
        self._notes = RouteNotes(self._stacking, hold, audience, state, self._meant)
        every = [_band(row) for row in graph.ask("stacks_reaching_pay", pay=0)]
        self._bands = {band.iri: band for band in reversed(every)}

    @property
    def highest(self) -> Band | None:
        """The stated pay band that goes highest."""
        bands = self._bands.values()
        return max(bands, key=lambda band: (band.pay.max, band.pay.min, band.label), default=None)

    def beyond(self, band: Band) -> Iterable[str]:
        """Say what a pay band requires, and what stacks on that without a stated pay."""
        needed = self._stacking.needed(band.iri)
        names = join_names(self._stacking.names[iri] for iri in needed)
        yield f"That band requires {names}; no source states a pay for anything that goes beyond."
        more = [self._stacking.names[iri] for iri in self._stacking.next_after(needed)]
        if more:
            yield f"Of what stacks on it, no source states the pay: {join_names(more)}."

    def route(self, row: dict[str, Any]) -> Route:
        """Return the route to the band of one row of stacks_reaching_pay, and the other ways there.

        Each pathway that earns something still needed is a way; the best fitting one comes first.
        """
        needed = self._stacking.needed(row["band"])
        pathways = self._stacking.pathways_for(needed, self._meant)
        best = self._along(row, needed, pathways[0] if pathways else None)
        helpful = [p for p in pathways[1:] if self._helps(p, needed)] if best.steps else []
        others = tuple(self._along(row, needed, pathway) for pathway in helpful)
        idle = [p.label for p in self._stacking.pathways if p not in (*pathways[:1], *helpful)]
        said = f"No way here, for they earn nothing that is still needed: {'; '.join(idle)}."
        notes = [*best.notes, said] if idle and best.steps else best.notes
        return replace(best, others=others, notes=tuple(notes))

    def _helps(self, pathway: Pathway, needed: Sequence[str]) -> bool:
        candidate = self._stacking.candidate(needed, pathway, self._held)
        return any(leg.earned for leg in candidate.left)

    def _along(self, row: dict[str, Any], needed: Sequence[str], pathway: Pathway | None) -> Route:
        """Return the route in the order, and at the pace, of one pathway."""
        band, candidate = _band(row), self._stacking.candidate(needed, pathway, self._held)
        steps = self._builder.steps(candidate, [*self._bands.values()])
        own = pathway if steps else None
        wages, wage_facts = self._wages.beside(band.iri)
        return Route(
            band=band,
            pathway=Thing(own.iri, own.label) if own else None,
            steps=steps,
            months=route_months(steps, candidate, self._least_times(needed)),
            cost=total(step.cost for step in steps),
            unpriced=tuple(step.credential.label for step in steps if not step.prices),
            untimed=tuple(step.credential.label for step in steps if not step.months),
            requires=self._requires(band, candidate.left),
            wages=wages,
            notes=self._notes.notes(candidate, steps),
            not_stated=self._notes.not_stated(steps, wages),
            facts=tuple(self._facts(row, band, own, wage_facts)),
        )

    def _facts(
        self, row: dict[str, Any], band: Band, pathway: Pathway | None, wages: Sequence[Fact]
    ) -> Iterable[Fact]:
        """Yield what a route rests on beside the facts of its steps."""
        yield self._evidence.fact("pay", band.iri, band.label)
        yield from wages
        if row["apprenticeship"]:
            yield self._evidence.fact("required beside", row["apprenticeship"])
        if pathway:
            yield self._evidence.fact("order and time", pathway.iri)

    def _least_times(self, needed: Sequence[str]) -> Iterable[Range | None]:
        """Yield what is stated for each needed credential as a whole, less the modules held."""
        for iri in needed:
            if iri not in self._held:
                modules = self._stacking.modules(iri)
                missing = [module for module in modules if module not in self._held]
                yield self._builder.times.study(iri, missing, modules).months

    def _requires(self, band: Band, legs: Sequence[Leg]) -> tuple[str, ...]:
        found = [band.apprenticeship] if band.apprenticeship else []
        others = self._stacking.conditions(leg.credential for leg in legs)
        return tuple(dict.fromkeys([*found, *(self._stacking.thing(o).label for o in others)]))


def _band(row: dict[str, Any]) -> Band:
    least, most = months(row["min_experience"]), months(row["max_experience"])
    return Band(
        iri=row["band"],
        label=row["band_label"],
        pay=Range(row["min_pay"], row["max_pay"]),
        role=row["role_label"] or "",
        from_lower_end=row["from_lower_end"],
        experience=Range(least, most) if least is not None and most is not None else None,
        apprenticeship=row["apprenticeship_label"] or "",
    )
