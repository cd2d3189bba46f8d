"""The steps of a route: each credential still to earn, with price, time, payers and warnings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from credgraph.planning.candidates import Candidate, Leg
from credgraph.planning.evidence import Evidence
from credgraph.planning.funding import FundingLookup
from credgraph.planning.model import Band, Fact, Payer, Pitfall, Price, Step, Study, Thing
from credgraph.planning.prices import Prices
from credgraph.planning.stacking import Stacking
from credgraph.planning.timing import PreparationTimes, step_months
from credgraph.questions import QuestionSource

__all__ = ["StepBuilder"]


class StepBuilder:
    """Builds the steps of any route through a graph, for a person who holds `held` (IRIs)."""

    def __init__(
        self,
        graph: QuestionSource,
        evidence: Evidence,
        stacking: Stacking,
        funding: FundingLookup,
        held: frozenset[str],
    ) -> None:
        self._graph, self._evidence, self._stacking = graph, evidence, stacking
        self._funding, self._held = funding, held
        self._prices = Prices(graph, evidence)
        self.times = PreparationTimes(graph, evidence)
        self._known_pitfalls: dict[str, list[dict[str, Any]]] = {}
        self._recognition_rows = graph.ask("recognitions_stated").grouped("credential")

    def steps(self, candidate: Candidate, bands: Sequence[Band]) -> tuple[Step, ...]:
        """Return the steps, each with the pitfalls not yet named and the pay bands it opens."""
        steps, warned = list[Step](), set[str]()
        held, open_before = self._held, self._open_bands(self._held, bands)
        for leg in candidate.remaining:
            pitfalls = tuple(p for p in self._pitfalls(leg) if p.advice.iri not in warned)
            warned |= {pitfall.advice.iri for pitfall in pitfalls}
            held = self._stacking.held_closure({*held, leg.credential, *leg.modules})
            open_now = self._open_bands(held, bands)
            opened = tuple(band for band in open_now if band not in open_before)
            open_before = open_now
            step = self._step(leg, candidate)
            facts = (*step.facts, *(pitfall.fact for pitfall in pitfalls))
            steps.append(replace(step, pitfalls=pitfalls, opens=opened, facts=facts))
        return tuple(steps)

    def _open_bands(self, held: frozenset[str], bands: Sequence[Band]) -> list[Band]:
        """List the pay bands for which somebody has all credentials."""
        return [band for band in bands if held.issuperset(self._stacking.needed(band.iri))]

    def _step(self, leg: Leg, candidate: Candidate) -> Step:
        iri, all_modules = leg.credential, self._stacking.modules(leg.credential)
        study = self.times.study(iri, leg.modules, all_modules)
        prices = self._prices.prices(leg, all_modules)
        payers = self._payers(leg, candidate)
        recognized = self._recognition_rows.get(iri, [])
        thing = self._stacking.thing
        return Step(
            credential=thing(iri),
            why=self._why(iri, candidate.needed),
            modules=tuple(map(thing, leg.modules)),
            completes=tuple(map(thing, leg.completes)),
            starts=leg.start,
            ends=leg.end,
            months=step_months(leg, study),
            study=study,
            condition="; ".join(s.condition for s in leg.stages[-1:] if s.condition),
            prices=prices,
            payers=payers,
            employers=tuple(dict.fromkeys(row["employer_label"] for row in recognized)),
            usually_first=tuple(map(thing, self._usually_first(iri, candidate))),
            pitfalls=(),
            opens=(),
            facts=self._facts(leg, study, prices, payers),
        )

    def _payers(self, leg: Leg, candidate: Candidate) -> tuple[Payer, ...]:
        through = [program for stage in leg.stages[-1:] for program in stage.payers if leg.earned]
        pathway = candidate.pathway.label if candidate.pathway else ""
        return self._funding.of(leg.credential, through, pathway)

    def _usually_first(self, credential: str, candidate: Candidate) -> list[str]:
        """List what the credential builds on and is neither held nor part of the route."""
        on_route = {*candidate.needed, *(leg.credential for leg in candidate.remaining)}
        known = on_route | self._held
        return [o for o in self._stacking.linked(credential, "builds on") if o not in known]

    def _facts(
        self, leg: Leg, study: Study, prices: Sequence[Price], payers: Sequence[Payer]
    ) -> tuple[Fact, ...]:
        """Return everything that a step rests on, each fact once."""
        recognized = self._recognition_rows.get(leg.credential, [])
        facts = [
            self._evidence.fact("what is earned", leg.credential),
            *self._evidence.facts("when", (stage.iri for stage in leg.stages)),
            *study.facts,
            *(fact for price in prices for fact in price.facts),
            *(payer.fact for payer in payers),
            *self._evidence.facts("recognition", (row["recognition"] for row in recognized)),
        ]
        return tuple(dict.fromkeys(facts))

    def _why(self, credential: str, needed: Sequence[str]) -> str:
        if credential in needed:
            after = [o for o in needed if credential in self._stacking.linked(o, "must come after")]
            names = " and ".join(self._stacking.names[iri] for iri in after)
            return f"must come before {names}" if names else "the pay band requires it"
        modules = {*self._stacking.modules(credential)}
        wholes = [iri for iri in needed if modules < {*self._stacking.modules(iri)}]
        return f"counts towards {' and '.join(self._stacking.names[iri] for iri in wholes)}"

    def _pitfalls(self, leg: Leg) -> list[Pitfall]:
        """Return the pitfalls of a credential, except advice to earn first what is already held."""
        return [
            Pitfall(
                Thing(row["pitfall"], row["pitfall_label"]),
                row["description"] or "",
                self._evidence.fact("pitfall", row["pitfall"], row["pitfall_label"]),
            )
            for row in self._pitfall_rows(leg.credential)
            if row["first"] not in self._held
        ]

    def _pitfall_rows(self, credential: str) -> list[dict[str, Any]]:
        if credential not in self._known_pitfalls:
            rows = self._graph.ask("pitfalls_of_credential", credential=credential)
            self._known_pitfalls[credential] = [*rows]
        return self._known_pitfalls[credential]
