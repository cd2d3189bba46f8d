"""The way to one pay band for one person: steps, time, cost, payers, real wages and pitfalls."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from credgraph.payers import Payers
from credgraph.plans import Band, Pitfall, Range, Route, Step, Study, Thing
from credgraph.questions.answering import QuestionSource
from credgraph.remarks import Remarks
from credgraph.results.wording import join_names
from credgraph.stacking import Leg, Pathway, Stacking, months
from credgraph.steps import Evidence, Money, Times, total
from credgraph.wages import RealWages

__all__ = ["Ways"]


class Ways:
    """Works out the way to any pay band of a graph for one person, told by IRIs."""

    def __init__(
        self,
        graph: QuestionSource,
        hold: Sequence[Thing],
        audience: Thing | None,
        state: Thing | None,
    ) -> None:
        self._graph = graph
        self._evidence = Evidence(graph)
        self._stacking = Stacking(graph)
        self._money, self._times = Money(graph, self._evidence), Times(graph, self._evidence)
        who, where = audience.iri if audience else None, state.iri if state else None
        self._payers = Payers(graph, self._evidence, who, where)
        self._wages = RealWages(graph, self._evidence, state)
        self._have = self._stacking.in_effect(thing.iri for thing in hold)
        own = graph.ask("pathways_for_audience", audience=who).column("pathway") if who else []
        self._own = list(dict.fromkeys(own))
        self._remarks = Remarks(self._stacking, hold, audience, state, self._own)
        every = [_band(row) for row in graph.ask("stacks_reaching_pay", pay=0)]
        self._bands = {band.iri: band for band in reversed(every)}
        self._warned: dict[str, list[dict[str, Any]]] = {}
        self._recognitions: dict[str, list[dict[str, Any]]] = {}
        for row in graph.ask("recognitions_stated"):
            self._recognitions.setdefault(row["credential"], []).append(row)

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
        """Return the way to the band of one row of stacks_reaching_pay, and the other ways there.

        Each pathway that earns something still needed is a way; the best fitting one comes first.
        """
        needed = self._stacking.needed(row["band"])
        pathways = self._stacking.pathways_for(needed, self._own)
        best = self._along(row, needed, pathways[0] if pathways else None)
        helpful = [p for p in pathways[1:] if self._helps(p, needed)] if best.steps else []
        others = tuple(self._along(row, needed, pathway) for pathway in helpful)
        idle = [p.label for p in self._stacking.pathways if p not in (*pathways[:1], *helpful)]
        said = f"No way here, for they earn nothing that is still needed: {'; '.join(idle)}."
        notes = [*best.notes, said] if idle and best.steps else best.notes
        return replace(best, others=others, notes=tuple(notes))

    def _helps(self, pathway: Pathway, needed: Sequence[str]) -> bool:
        legs = self._stacking.legs(needed, pathway)
        return any(leg.earned for leg in self._stacking.left(legs, needed, self._have))

    def _along(self, row: dict[str, Any], needed: Sequence[str], pathway: Pathway | None) -> Route:
        """Return the way in the order, and at the pace, of one pathway."""
        band, whole = _band(row), self._stacking.legs(needed, pathway)
        legs = self._stacking.left(whole, needed, self._have)
        steps = self._steps(legs, needed, pathway)
        wages, wage_facts = self._wages.beside(band.iri)
        facts = [self._evidence.fact("pay", band.iri, band.label), *wage_facts]
        if row["apprenticeship"]:
            facts.append(self._evidence.fact("required beside", row["apprenticeship"]))
        if pathway and steps:
            facts.append(self._evidence.fact("order and time", pathway.iri))
        return Route(
            band=band,
            pathway=Thing(pathway.iri, pathway.label) if pathway and steps else None,
            steps=steps,
            months=self._months(steps, whole, legs, needed),
            cost=total(step.cost for step in steps),
            unpriced=tuple(step.credential.label for step in steps if not step.prices),
            untimed=tuple(step.credential.label for step in steps if not step.months),
            requires=self._requires(band, legs),
            wages=wages,
            notes=self._remarks.notes(needed, legs, pathway),
            not_stated=self._remarks.not_stated(steps, wages),
            facts=tuple(facts),
        )

    def _steps(
        self, legs: Sequence[Leg], needed: Sequence[str], pathway: Pathway | None
    ) -> tuple[Step, ...]:
        """Return the steps, each with the warnings not yet given and the pay bands it opens."""
        steps, told = list[Step](), set[str]()
        have, open_before = self._have, self._open(self._have)
        for leg in legs:
            pitfalls = tuple(p for p in self._pitfalls(leg) if p.advice.iri not in told)
            told |= {pitfall.advice.iri for pitfall in pitfalls}
            have = self._stacking.in_effect({*have, leg.credential, *leg.modules})
            opened, open_before = (
                [b for b in self._open(have) if b not in open_before],
                self._open(have),
            )
            step = self._step(leg, needed, legs, pathway)
            facts = (*step.facts, *(pitfall.fact for pitfall in pitfalls))
            steps.append(replace(step, pitfalls=pitfalls, opens=tuple(opened), facts=facts))
        return tuple(steps)

    def _open(self, have: frozenset[str]) -> list[Band]:
        """List the pay bands for which somebody has all credentials."""
        bands = self._bands.values()
        return [band for band in bands if have.issuperset(self._stacking.needed(band.iri))]

    def _thing(self, iri: str) -> Thing:
        return Thing(iri, self._stacking.names.get(iri, iri))

    def _step(
        self, leg: Leg, needed: Sequence[str], legs: Sequence[Leg], pathway: Pathway | None
    ) -> Step:
        iri, whole = leg.credential, self._stacking.modules(leg.credential)
        study = self._times.study(iri, leg.modules, whole)
        prices = self._money.prices(leg, whole)
        through = [program for stage in leg.stages[-1:] for program in stage.payers if leg.earned]
        payers = self._payers.of(iri, through, pathway.label if pathway else "")
        recognized = self._recognitions.get(iri, [])
        coming = {*needed, *(other.credential for other in legs)} | self._have
        usual = [o for o in self._stacking.linked(iri, "builds on") if o not in coming]
        facts = [
            self._evidence.fact("what is earned", iri),
            *self._evidence.facts("when", (stage.iri for stage in leg.stages)),
            *study.facts,
            *(fact for price in prices for fact in price.facts),
            *(payer.fact for payer in payers),
            *self._evidence.facts("recognition", (row["recognition"] for row in recognized)),
        ]
        return Step(
            credential=self._thing(iri),
            why=self._why(iri, needed),
            modules=tuple(map(self._thing, leg.modules)),
            completes=tuple(map(self._thing, leg.completes)),
            starts=leg.start,
            ends=leg.end,
            months=_step_months(leg, study),
            study=study,
            condition="; ".join(s.condition for s in leg.stages[-1:] if s.condition),
            prices=prices,
            payers=payers,
            employers=tuple(dict.fromkeys(row["employer_label"] for row in recognized)),
            usually_first=tuple(map(self._thing, usual)),
            pitfalls=(),
            opens=(),
            facts=tuple(dict.fromkeys(facts)),
        )

    def _why(self, credential: str, needed: Sequence[str]) -> str:
        if credential in needed:
            after = [o for o in needed if credential in self._stacking.linked(o, "must come after")]
            names = " and ".join(self._stacking.names[iri] for iri in after)
            return f"must come before {names}" if names else "the pay band requires it"
        modules = {*self._stacking.modules(credential)}
        wholes = [iri for iri in needed if modules < {*self._stacking.modules(iri)}]
        return f"counts towards {' and '.join(self._stacking.names[iri] for iri in wholes)}"

    def _months(
        self,
        steps: Sequence[Step],
        whole: Sequence[Leg],
        legs: Sequence[Leg],
        needed: Sequence[str],
    ) -> Range | None:
        """Return from the longest single part, all side by side, to the pathway's own pace."""
        timed = [step.months for step in steps if step.months]
        if not timed:
            return None
        least = [one.min for one in timed]
        for iri in needed:
            modules = self._stacking.modules(iri)
            missing = [module for module in modules if module not in self._have]
            study = self._times.study(iri, missing, modules).months
            least += [study.min] if study and iri not in self._have else []
        placed = [leg for leg in legs if leg.start is not None and leg.end is not None]
        most = sum((s.months.max for s in steps if s.months and s.ends is None), Decimal(0))
        if placed:
            most += max(leg.end or 0 for leg in placed) - _setting_out(placed, whole)
        return Range(max(least), max(most, *least))

    def _requires(self, band: Band, legs: Sequence[Leg]) -> tuple[str, ...]:
        found = [band.apprenticeship] if band.apprenticeship else []
        others = self._stacking.conditions(leg.credential for leg in legs)
        return tuple(dict.fromkeys([*found, *(self._thing(iri).label for iri in others)]))

    def _pitfalls(self, leg: Leg) -> list[Pitfall]:
        """Return the warnings about a credential, but none that urges what is already held."""
        return [
            Pitfall(
                Thing(row["pitfall"], row["pitfall_label"]),
                row["description"] or "",
                self._evidence.fact("pitfall", row["pitfall"], row["pitfall_label"]),
            )
            for row in self._warnings(leg.credential)
            if row["first"] not in self._have
        ]

    def _warnings(self, credential: str) -> list[dict[str, Any]]:
        if credential not in self._warned:
            rows = self._graph.ask("pitfalls_of_credential", credential=credential)
            self._warned[credential] = [*rows]
        return self._warned[credential]


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


def _step_months(leg: Leg, study: Study) -> Range | None:
    """Return what the pathway allows, and less where getting ready takes less."""
    length = None if leg.start is None or leg.end is None else leg.end - leg.start
    if not length:
        return study.months
    if study.months is None:
        return Range(length, length)
    return Range(min(length, study.months.min), max(length, study.months.max))


def _setting_out(placed: Sequence[Leg], whole: Sequence[Leg]) -> Decimal:
    """Return the month of the pathway at which a person joins it: 0 for its first credential."""
    first = min(leg.start for leg in whole if leg.start is not None)
    joins = min(leg.start for leg in placed if leg.start is not None)
    return Decimal(0) if joins == first else joins
