"""The way to one pay band for one person: steps, time, cost, payers, real wages and pitfalls."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from credgraph.catalogue import Parameter
from credgraph.errors import CredGraphError
from credgraph.formats import listed
from credgraph.payers import Payers
from credgraph.plans import (
    Band,
    Fact,
    Pitfall,
    Range,
    Route,
    Step,
    Study,
    Thing,
    Wages,
)
from credgraph.records import an
from credgraph.stacking import Answering, Leg, Pathway, Stacking, months
from credgraph.steps import Evidence, Money, Times, total

__all__ = ["Ways"]

_PERCENTILES = {"p10": "10th", "p25": "25th", "median": "median", "p75": "75th", "p90": "90th"}
_NATION = Parameter("area", "Area", "iri", "cg:Area", "US")


class Ways:
    """Works out the way to any pay band of a graph for one person, told by IRIs."""

    def __init__(
        self,
        graph: Answering,
        hold: Sequence[Thing],
        audience: Thing | None,
        state: Thing | None,
    ) -> None:
        self._graph, self._hold, self._audience, self._state = graph, hold, audience, state
        self._evidence = Evidence(graph)
        self._stacking = Stacking(graph)
        self._money, self._times = Money(graph, self._evidence), Times(graph, self._evidence)
        who, where = audience.iri if audience else None, state.iri if state else None
        self._payers = Payers(graph, self._evidence, who, where)
        self._have = self._stacking.in_effect(thing.iri for thing in hold)
        own = graph.ask("pathways_for_audience", audience=who).column("pathway") if who else []
        self._own = list(dict.fromkeys(own))
        self._warned: dict[str, list[dict[str, Any]]] = {}
        self._recognitions: dict[str, list[dict[str, Any]]] = {}
        for row in graph.ask("recognitions_stated"):
            self._recognitions.setdefault(row["credential"], []).append(row)

    def route(self, row: dict[str, Any]) -> Route:
        """Return the way to the band of one row of stacks_reaching_pay."""
        band, needed = _band(row), self._stacking.needed(row["band"])
        pathways = self._stacking.pathways_for(needed, self._own)
        pathway = pathways[0] if pathways else None
        whole = self._stacking.legs(needed, pathway)
        legs = self._stacking.left(whole, needed, self._have)
        steps = tuple(self._step(leg, needed, legs, pathway) for leg in legs)
        wages, wage_facts = self._wages(band)
        pitfalls = self._pitfalls(legs)
        facts = [self._evidence.fact("pay", band.iri, band.label), *wage_facts]
        if row["apprenticeship"]:
            facts.append(self._evidence.fact("required beside", row["apprenticeship"]))
        if pathway and steps:
            facts.append(self._evidence.fact("order and time", pathway.iri))
        return Route(
            band=band,
            pathway=Thing(pathway.iri, pathway.label) if pathway and steps else None,
            other_pathways=tuple(other.label for other in pathways[1:] if steps),
            steps=steps,
            months=self._months(steps, whole, legs, needed),
            cost=total(step.cost for step in steps),
            unpriced=tuple(step.credential.label for step in steps if not step.prices),
            untimed=tuple(step.credential.label for step in steps if not step.months),
            requires=self._requires(band, legs),
            wages=wages,
            pitfalls=pitfalls,
            notes=self._notes(needed, legs, pathway),
            not_stated=self._not_stated(steps, wages),
            facts=(*facts, *(pitfall.fact for pitfall in pitfalls)),
        )

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

    def _wages(self, band: Band) -> tuple[tuple[Wages, ...], list[Fact]]:
        """Return the surveyed wages of the state or, where it has none, of the nation."""
        for place in self._places():
            values = {"band": band.iri, "area": place.iri}
            rows = [*self._graph.ask("band_against_state_wages", **values)]
            if rows:
                facts = [
                    self._evidence.outside("real wages", row)
                    for row in self._graph.ask("wages_behind_band", **values)
                ]
                return tuple(_wages(row, place) for row in rows), list(dict.fromkeys(facts))
        return (), []

    def _places(self) -> list[Thing]:
        try:
            nation = self._graph.records.find("US", _NATION)
        except CredGraphError:
            return [self._state] if self._state else []
        label = self._graph.records.labels([nation])[nation.value]
        places = [self._state] if self._state else []
        return list(dict.fromkeys([*places, Thing(nation.value, label)]))

    def _pitfalls(self, legs: Sequence[Leg]) -> tuple[Pitfall, ...]:
        """Return each warning about a step once, but none that urges what is already held."""
        found: dict[str, Pitfall] = {}
        for leg in legs:
            for row in self._warnings(leg.credential):
                if row["first"] not in self._have:
                    iri, label = row["pitfall"], row["pitfall_label"]
                    fact = self._evidence.fact("pitfall", iri, label)
                    about = row["description"] or ""
                    found.setdefault(iri, Pitfall(Thing(iri, label), about, fact))
        return tuple(found.values())

    def _warnings(self, credential: str) -> list[dict[str, Any]]:
        if credential not in self._warned:
            rows = self._graph.ask("pitfalls_of_credential", credential=credential)
            self._warned[credential] = [*rows]
        return self._warned[credential]

    def _notes(
        self, needed: Sequence[str], legs: Sequence[Leg], pathway: Pathway | None
    ) -> tuple[str, ...]:
        notes = [*self._near_misses(needed)]
        if not legs:
            return tuple(notes)
        if pathway and self._audience and pathway.iri not in self._own:
            notes.append(
                f'The pathway "{pathway.label}" is meant for other people: the graph has none for '
                f"{an(self._audience.label.lower())} that earns as much of this."
            )
        for stage in pathway.stages if pathway else ():
            if not stage.earns and stage.start is not None:
                when = "At" if stage.start == stage.end else "From"
                month = f"{stage.start.normalize():f}"
                notes.append(f"{when} month {month}, the pathway says: {stage.label}.")
        return tuple(notes)

    def _near_misses(self, needed: Sequence[str]) -> Iterable[str]:
        """Say of what is held and comes close to what is needed that it may count, or not."""
        for thing in self._hold:
            for iri in (iri for iri in needed if iri not in self._have):
                label, own = self._stacking.names[iri], f"{thing.label}, which you hold"
                if thing.iri in self._stacking.linked(iri, "replaces"):
                    yield f"{label} replaces {own}; ask whether it still counts."
                elif iri in self._stacking.linked(thing.iri, "is related to"):
                    yield f"{own}, is related to {label}; ask whether it counts as that."

    def _not_stated(self, steps: Sequence[Step], wages: Sequence[Wages]) -> tuple[str, ...]:
        """Say plainly what the graph does not know about this route."""
        who = f" for {self._audience.label.lower()}s" if self._audience else ""
        where = f" in {self._state.label}" if self._state else ""
        gaps = {
            "No price is stated for {}.": [step for step in steps if not step.prices],
            "No time is stated for {}.": [step for step in steps if not step.months],
            f"No source says who pays for {{}}{who}{where}.": [s for s in steps if not s.payers],
            "No source names an employer that recognizes {}.": [
                s for s in steps if not s.employers
            ],
        }
        said = [
            text.format(listed(step.credential.label for step in found))
            for text, found in gaps.items()
            if found
        ]
        if self._state and not any(one.place == self._state for one in wages):
            said.append(f"No surveyed wages{where} stand beside this band.")
        if not wages:
            said.append("No surveyed occupation is named for this band.")
        return tuple(said)


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


def _wages(row: dict[str, Any], place: Thing) -> Wages:
    return Wages(
        occupation=Thing(row["occupation"], row["occupation_label"]),
        place=place,
        percentiles=tuple((name, row[column]) for column, name in _PERCENTILES.items()),
        min_pay_lies=row["min_pay_lies"] or "",
        max_pay_lies=row["max_pay_lies"] or "",
        jobs=row["employment"],
        surveyed=row["period"],
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
