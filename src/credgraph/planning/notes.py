"""Notes on a route: how its pathway fits, what nearly counts as held, and what is not stated."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from credgraph.planning.candidates import Candidate
from credgraph.planning.model import Step, Thing, Wages
from credgraph.planning.pathways import Pathway
from credgraph.planning.stacking import Stacking
from credgraph.results import join_names, with_article

__all__ = ["RouteNotes"]


class RouteNotes:
    """Writes the notes for one person, who holds all of `held` through what they named in `hold`.

    `meant` are the IRIs of the pathways meant for them.
    """

    def __init__(
        self,
        stacking: Stacking,
        hold: Sequence[Thing],
        held: frozenset[str],
        audience: Thing | None,
        state: Thing | None,
        meant: Sequence[str],
    ) -> None:
        self._stacking, self._hold, self._held, self._meant = stacking, hold, held, meant
        self._audience, self._state = audience, state

    def notes(self, candidate: Candidate, steps: Sequence[Step]) -> tuple[str, ...]:
        """Return how the pathway fits the person, and its stages that earn no credential."""
        pathway, notes = candidate.pathway, [*self._near_misses(candidate.needed)]
        if not candidate.remaining:
            return tuple(notes)
        if pathway and self._audience and pathway.iri not in self._meant:
            notes.append(
                f'The pathway "{pathway.label}" is meant for other people: the graph has none for '
                f"{with_article(self._audience.label.lower())} that earns as much of this."
            )
        if pathway:
            notes += self._differences(pathway, candidate)
            notes += self._payers_for_others(candidate, steps)
        for stage in pathway.stages if pathway else ():
            if not stage.earns and stage.start is not None:
                when = "At" if stage.start == stage.end else "From"
                month = f"{stage.start.normalize():f}"
                notes.append(f"{when} month {month}, the pathway says: {stage.label}.")
        return tuple(notes)

    def _differences(self, pathway: Pathway, candidate: Candidate) -> Iterable[str]:
        """Yield which needed credentials the pathway does not earn, and what else it earns."""
        names, wanted = self._stacking.names, self._stacking.held_closure(candidate.needed)
        missing = [names[leg.credential] for leg in candidate.remaining if not leg.earned]
        if missing:
            yield f'The pathway "{pathway.label}" has no step that earns {join_names(missing)}.'
        extra = sorted(names[iri] for iri in pathway.earned - wanted - self._held)
        if extra:
            yield f"The pathway also earns {join_names(extra)}, which this pay does not require."

    def _payers_for_others(self, candidate: Candidate, steps: Sequence[Step]) -> Iterable[str]:
        """Name the programs that pay for a step of the pathway, but not for this person."""
        names = self._stacking.names
        for leg, step in zip(candidate.remaining, steps, strict=True):
            known = {payer.program.iri for payer in step.payers}
            through = leg.stages[-1].payers if leg.earned else ()
            others = [names[program] for program in through if program not in known]
            if others:
                yield (
                    f"The pathway pays for {names[leg.credential]} through {join_names(others)}, "
                    "which is for the people on that pathway."
                )

    def _near_misses(self, needed: Sequence[str]) -> Iterable[str]:
        """Yield a warning where a held credential nearly matches a needed one."""
        missing = [iri for iri in needed if iri not in self._held]
        for thing in self._hold:
            for iri in missing:
                label, held = self._stacking.names[iri], f"{thing.label}, which you hold"
                if thing.iri in self._stacking.linked(iri, "replaces"):
                    yield f"{label} replaces {held}; ask whether it still counts."
                elif iri in self._stacking.linked(thing.iri, "is related to"):
                    yield f"{held}, is related to {label}; ask whether it counts as that."

    def not_stated(self, steps: Sequence[Step], wages: Sequence[Wages]) -> tuple[str, ...]:
        """Return a sentence for each kind of fact about this route that no source states."""
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
            text.format(join_names(step.credential.label for step in found))
            for text, found in gaps.items()
            if found
        ]
        if self._state and not any(one.place == self._state for one in wages):
            said.append(f"No surveyed wages{where} stand beside this band.")
        if not wages:
            said.append("No surveyed occupation is named for this band.")
        return tuple(said)
