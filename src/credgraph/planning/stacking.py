"""How credentials stack: what contains what, what comes first, and when a pathway earns it.

Everything here is worked out from the graph's own links, before anybody's money or place is looked
at. The way to a set of credentials never depends on what a person holds: what they hold is only
crossed out, so holding more can never make a way longer.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from credgraph.planning.durations import months
from credgraph.planning.model import Thing
from credgraph.questions import QuestionSource
from credgraph.results import Table

__all__ = ["Candidate", "Leg", "Pathway", "Stacking", "Stage"]


class Stage(NamedTuple):
    """One step of a pathway; months count from the pathway's start, None where it says nothing."""

    iri: str
    label: str
    order: int
    start: Decimal | None
    end: Decimal | None
    condition: str
    earns: tuple[str, ...]
    pursues: tuple[str, ...]
    payers: tuple[str, ...]


class Pathway(NamedTuple):
    """A route that people take through credentials."""

    iri: str
    label: str
    stages: tuple[Stage, ...]

    @property
    def earned(self) -> frozenset[str]:
        """Everything that the pathway earns."""
        return frozenset(thing for stage in self.stages for thing in stage.earns)


@dataclass(frozen=True)
class Leg:
    """One credential of a way, with the modules it adds and where its pathway puts it in time."""

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
    """One way to some credentials: its legs as for anybody, and those that a person has left."""

    needed: tuple[str, ...]
    pathway: Pathway | None
    legs: tuple[Leg, ...]
    left: tuple[Leg, ...]


class Stacking:
    """The links between credentials, the demands of pay bands, and the pathways of one graph."""

    def __init__(self, graph: QuestionSource) -> None:
        self.names: dict[str, str] = {}
        self._links: dict[tuple[str, str], list[str]] = {}
        self._others = set[str]()  # what credentials hang together with, and is none itself
        for row in graph.ask("credential_links"):
            self._links.setdefault((row["credential"], row["link"]), []).append(row["other"])
            self.names[row["credential"]] = row["credential_label"]
            self.names[row["other"]] = row["other_label"]
            self._others |= set() if row["is_credential"] else {row["other"]}
        self._bands: dict[str, list[str]] = {}
        for row in graph.ask("band_requirements"):
            self._bands.setdefault(row["band"], []).append(row["credential"])
            self.names[row["credential"]] = row["credential_label"]
        self.pathways = _pathways(graph.ask("pathway_timetable"), self.names)
        self._whole = sorted({iri for iri, link in self._links if link == "requires module"})

    def thing(self, iri: str) -> Thing:
        """Return a record with its name, or its IRI where it has none."""
        return Thing(iri, self.names.get(iri, iri))

    def linked(self, credential: str, link: str) -> list[str]:
        """Return what the credential has this link to, such as `builds on`."""
        return self._links.get((credential, link), [])

    def modules(self, credential: str) -> list[str]:
        """Return the modules that make up the credential; none where the graph names none."""
        return self.linked(credential, "requires module")

    def held_closure(self, held: Iterable[str]) -> frozenset[str]:
        """Return all that somebody has who holds these: their modules, parts and prerequisites too.

        All modules of a credential make the credential; CPT-MT counts as its module.
        """
        found, grown = set[str](), set(held)
        while grown != found:
            found = set(grown)
            for one in found:
                for link in ("requires module", "contains", "must come after"):
                    grown |= {*self.linked(one, link)}
            grown |= {whole for whole in self._whole if grown.issuperset(self.modules(whole))}
        return frozenset(found)

    def needed(self, band: str) -> list[str]:
        """Return the credentials of a pay band, with those that must be held before them."""
        return self._with_prerequisites(self._bands.get(band, []))

    def next_after(self, credentials: Sequence[str]) -> list[str]:
        """Return what builds on some of these, comes before none, and no pay band requires."""
        links = ("builds on", "must come after")
        known = {iri for band in self._bands for iri in self.needed(band)}
        known |= {o for iri in credentials for link in links for o in self.linked(iri, link)}
        found = {
            iri
            for (iri, link), others in self._links.items()
            if link in links and iri not in known and {*credentials} & {*others}
        }
        return sorted(found, key=lambda iri: (self.names[iri], iri))

    def _with_prerequisites(self, credentials: Iterable[str]) -> list[str]:
        found, waiting = dict[str, None](), [*credentials]
        while waiting:
            one = waiting.pop(0)
            if one not in found:
                found[one] = None
                waiting += [o for o in self.linked(one, "must come after") if o not in self._others]
        return [*found]

    def conditions(self, credentials: Iterable[str]) -> list[str]:
        """Return what must come first without being a credential: an apprenticeship."""
        found = [o for iri in credentials for o in self.linked(iri, "must come after")]
        return list(dict.fromkeys(iri for iri in found if iri in self._others))

    def pathways_for(self, needed: Sequence[str], own: Sequence[str]) -> list[Pathway]:
        """Return the pathways that earn some of these, the one that earns most first.

        Of equals, one for these people (`own`); of those, the one that earns least beside them.
        """
        wanted = self.held_closure(needed)

        def rank(pathway: Pathway) -> tuple[int, bool, int, str, str]:
            found, others = pathway.earned & set(needed), pathway.earned - wanted
            return -len(found), pathway.iri not in own, len(others), pathway.label, pathway.iri

        return sorted((p for p in self.pathways if p.earned & set(needed)), key=rank)

    def legs(self, needed: Sequence[str], pathway: Pathway | None) -> list[Leg]:
        """Return the way to these credentials, in order, as for somebody who holds nothing.

        Where the pathway earns a credential in parts, such as CPT-MT before the CPT, so does the
        way; each module is in one leg only.
        """
        parts = [part for iri in needed for part in self._parts(iri, pathway)]
        credentials = dict.fromkeys([*parts, *needed])
        legs, covered = list[Leg](), set[str]()
        for iri in sorted(credentials, key=lambda iri: (len(self.modules(iri)), iri)):
            modules = tuple(m for m in self.modules(iri) if m not in covered)
            covered.update(modules)
            if modules or not self.modules(iri):
                stages, earned = _placed(iri, pathway)
                legs.append(Leg(iri, modules, stages, earned))
        return self._in_order(legs)

    def _parts(self, credential: str, pathway: Pathway | None) -> list[str]:
        """List what the pathway earns on the way to this credential, out of its modules."""
        whole = set(self.modules(credential))
        earned = sorted(pathway.earned - {credential}) if pathway and whole else []
        return [iri for iri in earned if self.modules(iri) and whole > {*self.modules(iri)}]

    def candidate(
        self, needed: Sequence[str], pathway: Pathway | None, held: frozenset[str]
    ) -> Candidate:
        """Return the way to these credentials along a pathway, with what is held crossed out."""
        legs = self.legs(needed, pathway)
        left = self._left(legs, needed, held)
        return Candidate(tuple(needed), pathway, tuple(legs), tuple(left))

    def _left(self, legs: Sequence[Leg], needed: Sequence[str], held: frozenset[str]) -> list[Leg]:
        """Cross out what is held, module by module, and say which leg completes a credential."""
        found = []
        for leg in legs:
            missing = tuple(module for module in leg.modules if module not in held)
            if leg.credential not in held and (missing or not leg.modules):
                found.append(Leg(leg.credential, missing, leg.stages, leg.earned))
        own = {leg.credential for leg in found}
        for whole in needed:
            if whole not in held | own:
                last = max(
                    i for i, leg in enumerate(found) if {*leg.modules} & {*self.modules(whole)}
                )
                leg = found[last]
                completes = (*leg.completes, whole)
                found[last] = Leg(leg.credential, leg.modules, leg.stages, leg.earned, completes)
        return found

    def _in_order(self, legs: list[Leg]) -> list[Leg]:
        """Put each leg after those it builds on, else as the pathway does, else by name."""
        waiting = sorted(legs, key=self._place)
        done: list[Leg] = []
        while waiting:
            names = {leg.credential for leg in waiting}
            free = [
                leg for leg in waiting if not names & (self._before(leg, legs) - {leg.credential})
            ]
            done.append((free or waiting)[0])
            waiting.remove(done[-1])
        return done

    def _place(self, leg: Leg) -> tuple[int, str, str]:
        order = leg.stages[-1].order if leg.stages else 0
        return order, self.names.get(leg.credential, ""), leg.credential

    def _before(self, leg: Leg, legs: Sequence[Leg]) -> set[str]:
        links = ("builds on", "must come after", "contains")
        before = {other for link in links for other in self.linked(leg.credential, link)}
        whole = {*self.modules(leg.credential)}
        return before | {
            o.credential for o in legs if whole > {*self.modules(o.credential)} > set()
        }


def _placed(credential: str, pathway: Pathway | None) -> tuple[tuple[Stage, ...], bool]:
    """Return the steps that work towards a credential, the one that earns it last."""
    stages = pathway.stages if pathway else ()
    earning = [stage for stage in stages if credential in stage.earns][:1]
    towards = [stage for stage in stages if credential in stage.pursues and stage not in earning]
    return (*towards, *earning), bool(earning)


def _pathways(timetable: Table, names: dict[str, str]) -> list[Pathway]:
    labels: dict[str, str] = {}
    stages: dict[str, dict[str, Stage]] = {}
    for row in timetable:
        labels[row["pathway"]] = row["pathway_label"]
        own = stages.setdefault(row["pathway"], {})
        own[row["step"]] = _stage(row, own.get(row["step"]))
        names |= {row[key]: row[f"{key}_label"] for key in ("thing", "program") if row[key]}
    return [Pathway(iri, labels[iri], tuple(found.values())) for iri, found in stages.items()]


def _stage(row: dict[str, str], seen: Stage | None) -> Stage:
    """Add one row of the timetable to what earlier rows said of the same step."""

    def more(column: str, known: tuple[str, ...], wanted: bool = True) -> tuple[str, ...]:
        return tuple(dict.fromkeys([*known, *([row[column]] if wanted and row[column] else [])]))

    return Stage(
        row["step"],
        row["step_label"],
        int(row["order"]),
        months(row["start"]),
        months(row["end"]),
        row["condition"] or "",
        more("thing", seen.earns if seen else (), row["link"] == "earns"),
        more("thing", seen.pursues if seen else (), row["link"] == "pursues"),
        more("program", seen.payers if seen else ()),
    )
