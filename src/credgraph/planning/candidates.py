"""Candidate routes: the credentials that a pay band needs, in order, along one pathway.

The order never depends on what a person holds: what they hold is only crossed out, so holding more
can never make a route longer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from credgraph.planning.pathways import Pathway, Stage
from credgraph.planning.stacking import Stacking

__all__ = ["Candidate", "CandidateBuilder", "Leg"]


@dataclass(frozen=True)
class Leg:
    """One credential of a route, the modules it adds, and the stages of a pathway that earn it."""

    credential: str
    modules: tuple[str, ...] = ()
    stages: tuple[Stage, ...] = ()
    earned: bool = False
    completes: tuple[str, ...] = ()

    @property
    def start(self) -> Decimal | None:
        """Months from the start of the pathway until this begins."""
        starts = [stage.start for stage in self.stages if stage.start is not None]
        return min(starts, default=None)

    @property
    def end(self) -> Decimal | None:
        """Months from the start of the pathway until this is earned."""
        return self.stages[-1].end if self.stages and self.earned else None


@dataclass(frozen=True)
class Candidate:
    """One way to the needed credentials: all its legs, and those that the person has yet to do."""

    needed: tuple[str, ...]
    pathway: Pathway | None
    legs: tuple[Leg, ...]
    remaining: tuple[Leg, ...]


class CandidateBuilder:
    """Builds candidate routes for a person who holds `held`, the IRIs of a `held_closure`."""

    def __init__(self, stacking: Stacking, held: frozenset[str]) -> None:
        self._stacking, self._held = stacking, held

    def pathways_for(self, needed: Sequence[str], meant: Sequence[str]) -> list[Pathway]:
        """Return the pathways that earn some of these credentials, the one that earns most first.

        Ties go to one that is `meant` (IRIs) for the person, then to the one that earns least
        that is not needed.
        """
        wanted = self._stacking.held_closure(needed)

        def rank(pathway: Pathway) -> tuple[int, bool, int, str, str]:
            useful, extra = pathway.earned & set(needed), pathway.earned - wanted
            return -len(useful), pathway.iri not in meant, len(extra), pathway.label, pathway.iri

        useful = (p for p in self._stacking.pathways if p.earned & set(needed))
        return sorted(useful, key=rank)

    def candidate(self, needed: Sequence[str], pathway: Pathway | None) -> Candidate:
        """Return the route to these credentials along a pathway, with what is held crossed out."""
        legs = self._in_order(self._legs(needed, pathway))
        remaining = self._mark_completed(self._without_held(legs), needed)
        return Candidate(tuple(needed), pathway, tuple(legs), tuple(remaining))

    def _legs(self, needed: Sequence[str], pathway: Pathway | None) -> list[Leg]:
        """Return the legs for somebody who holds nothing, those with the fewest modules first.

        Where the pathway earns a credential in parts, such as CPT-MT before the CPT, so does the
        route; each module is in one leg only.
        """
        modules_of = self._stacking.modules
        parts = [part for iri in needed for part in self._parts(iri, pathway)]
        credentials = dict.fromkeys([*parts, *needed])
        legs, covered = list[Leg](), set[str]()
        for iri in sorted(credentials, key=lambda iri: (len(modules_of(iri)), iri)):
            modules = tuple(m for m in modules_of(iri) if m not in covered)
            covered.update(modules)
            if modules or not modules_of(iri):
                stages = pathway.stages_towards(iri) if pathway else ()
                legs.append(Leg(iri, modules, stages, any(iri in s.earns for s in stages)))
        return legs

    def _parts(self, credential: str, pathway: Pathway | None) -> list[str]:
        """List the credentials on the pathway that cover some modules of this one, but not all."""
        whole = set(self._stacking.modules(credential))
        earned = sorted(pathway.earned - {credential}) if pathway and whole else []
        return [iri for iri in earned if whole > set(self._stacking.modules(iri)) > set()]

    def _without_held(self, legs: Sequence[Leg]) -> list[Leg]:
        """Cross out what is held, module by module."""
        remaining = []
        for leg in legs:
            missing = tuple(module for module in leg.modules if module not in self._held)
            if leg.credential not in self._held and (missing or not leg.modules):
                remaining.append(replace(leg, modules=missing))
        return remaining

    def _mark_completed(self, legs: list[Leg], needed: Sequence[str]) -> list[Leg]:
        """Name, with the last leg that adds one of its modules, each credential without a leg."""
        reached = self._held | {leg.credential for leg in legs}
        for whole in (iri for iri in needed if iri not in reached):
            modules = set(self._stacking.modules(whole))
            last = max(i for i, leg in enumerate(legs) if modules.intersection(leg.modules))
            legs[last] = replace(legs[last], completes=(*legs[last].completes, whole))
        return legs

    def _in_order(self, legs: list[Leg]) -> list[Leg]:
        """Put each leg after those it builds on, else as the pathway does, else by name."""
        waiting = sorted(legs, key=self._sort_key)
        done: list[Leg] = []
        while waiting:
            names = {leg.credential for leg in waiting}
            free = [
                leg for leg in waiting if not names & (self._before(leg, legs) - {leg.credential})
            ]
            done.append((free or waiting)[0])  # none is free where links form a cycle
            waiting.remove(done[-1])
        return done

    def _sort_key(self, leg: Leg) -> tuple[int, str, str]:
        order = leg.stages[-1].order if leg.stages else 0
        return order, self._stacking.names.get(leg.credential, ""), leg.credential

    def _before(self, leg: Leg, legs: Sequence[Leg]) -> set[str]:
        """Return what comes before a leg: what it builds on, and legs with some of its modules."""
        links = ("builds on", "must come after", "contains")
        linked = {other for link in links for other in self._stacking.linked(leg.credential, link)}
        whole = set(self._stacking.modules(leg.credential))
        return linked | {
            other.credential
            for other in legs
            if whole > set(self._stacking.modules(other.credential)) > set()
        }
