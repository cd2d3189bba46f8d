"""The route to one pay band for one person: steps, time, cost, payers, real wages and pitfalls."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from credgraph.planning.candidates import CandidateBuilder, Leg
from credgraph.planning.durations import months
from credgraph.planning.evidence import Evidence
from credgraph.planning.funding import FundingLookup
from credgraph.planning.model import Band, Fact, Range, Route, Thing, total
from credgraph.planning.notes import RouteNotes
from credgraph.planning.pathways import Pathway
from credgraph.planning.stacking import Stacking
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
        self._candidates = CandidateBuilder(self._stacking, self._held)
        funding = FundingLookup(graph, self._evidence, who, where)
        self._steps = StepBuilder(graph, self._evidence, self._stacking, funding, self._held)
        self._wages = RealWages(graph, self._evidence, state)
        meant = graph.ask("pathways_for_audience", audience=who).column("pathway") if who else []
        self._meant = list(dict.fromkeys(meant))
        self._notes = RouteNotes(self._stacking, hold, self._held, audience, state, self._meant)
        every = [_band(row) for row in graph.ask("stacks_reaching_pay", pay=0)]
        self._bands = {band.iri: band for band in reversed(every)}

    @property
    def highest(self) -> Band | None:
        """The stated pay band that goes highest."""
        bands = self._bands.values()
        return max(bands, key=lambda band: (band.pay.max, band.pay.min, band.label), default=None)

    def gaps_above(self, band: Band) -> Iterable[str]:
        """Yield what a pay band requires, and what stacks on that without a stated pay."""
        needed = self._stacking.needed(band.iri)
        names = join_names(self._stacking.names[iri] for iri in needed)
        yield f"That band requires {names}; no source states a pay for anything that goes beyond."
        more = [self._stacking.names[iri] for iri in self._stacking.next_after(needed)]
        if more:
            yield f"Of what stacks on it, no source states the pay: {join_names(more)}."

    def route(self, row: dict[str, Any]) -> Route:
        """Return the best route to the band of one row of stacks_reaching_pay, with the others.

        There is a route along each pathway that earns something still needed.
        """
        needed = self._stacking.needed(row["band"])
        pathways = self._candidates.pathways_for(needed, self._meant)
        best = self._route_along(row, needed, pathways[0] if pathways else None)
        useful = [p for p in pathways[1:] if self._is_useful(p, needed)] if best.steps else []
        others = tuple(self._route_along(row, needed, pathway) for pathway in useful)
        idle = [p.label for p in self._stacking.pathways if p not in (*pathways[:1], *useful)]
        note = f"No way here, for they earn nothing that is still needed: {'; '.join(idle)}."
        notes = [*best.notes, note] if idle and best.steps else best.notes
        return replace(best, others=others, notes=tuple(notes))

    def _is_useful(self, pathway: Pathway, needed: Sequence[str]) -> bool:
        candidate = self._candidates.candidate(needed, pathway)
        return any(leg.earned for leg in candidate.remaining)

    def _route_along(
        self, row: dict[str, Any], needed: Sequence[str], pathway: Pathway | None
    ) -> Route:
        """Return the route in the order, and at the pace, of one pathway."""
        band, candidate = _band(row), self._candidates.candidate(needed, pathway)
        steps = self._steps.steps(candidate, [*self._bands.values()])
        followed = pathway if steps else None
        wages, wage_facts = self._wages.for_band(band.iri)
        return Route(
            band=band,
            pathway=Thing(followed.iri, followed.label) if followed else None,
            steps=steps,
            months=route_months(steps, candidate, self._least_times(needed)),
            cost=total(step.cost for step in steps),
            unpriced=tuple(step.credential.label for step in steps if not step.prices),
            untimed=tuple(step.credential.label for step in steps if not step.months),
            requires=self._requires(band, candidate.remaining),
            wages=wages,
            notes=self._notes.notes(candidate, steps),
            not_stated=self._notes.not_stated(steps, wages),
            facts=tuple(self._facts(row, band, followed, wage_facts)),
        )

    def _facts(
        self, row: dict[str, Any], band: Band, pathway: Pathway | None, wages: Sequence[Fact]
    ) -> Iterable[Fact]:
        """Yield the facts behind a route other than those of its steps."""
        yield self._evidence.fact("pay", band.iri, band.label)
        yield from wages
        if row["apprenticeship"]:
            yield self._evidence.fact("required beside", row["apprenticeship"])
        if pathway:
            yield self._evidence.fact("order and time", pathway.iri)

    def _least_times(self, needed: Sequence[str]) -> Iterable[Range | None]:
        """Yield the time to prepare for each needed credential, without the modules held."""
        for iri in needed:
            if iri not in self._held:
                modules = self._stacking.modules(iri)
                missing = [module for module in modules if module not in self._held]
                yield self._steps.times.study(iri, missing, modules).months

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
