"""What a plan tells in words: how a way fits, what comes close, and what no source states."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from credgraph.planning.model import Step, Thing, Wages
from credgraph.planning.stacking import Candidate, Pathway, Stacking
from credgraph.results import join_names, with_article

__all__ = ["RouteNotes"]


class RouteNotes:
    """What to tell one person; `meant` are the pathways, by IRI, that are meant for them."""

    def __init__(
        self,
        stacking: Stacking,
        hold: Sequence[Thing],
        audience: Thing | None,
        state: Thing | None,
        meant: Sequence[str],
    ) -> None:
        self._stacking, self._hold, self._meant = stacking, hold, meant
        self._audience, self._state = audience, state
        self._held = stacking.held_closure(thing.iri for thing in hold)

    def notes(self, candidate: Candidate, steps: Sequence[Step]) -> tuple[str, ...]:
        """Say how the pathway fits, and what it says to do beside earning credentials."""
        pathway, notes = candidate.pathway, [*self._near_misses(candidate.needed)]
        if not candidate.left:
            return tuple(notes)
        if pathway and self._audience and pathway.iri not in self._meant:
            notes.append(
                f'The pathway "{pathway.label}" is meant for other people: the graph has none for '
                f"{with_article(self._audience.label.lower())} that earns as much of this."
            )
        if pathway:
            notes += self._about(pathway, candidate)
            notes += self._payers_for_others(candidate, steps)
        for stage in pathway.stages if pathway else ():
            if not stage.earns and stage.start is not None:
                when = "At" if stage.start == stage.end else "From"
                month = f"{stage.start.normalize():f}"
                notes.append(f"{when} month {month}, the pathway says: {stage.label}.")
        return tuple(notes)

    def _about(self, pathway: Pathway, candidate: Candidate) -> Iterable[str]:
        """Say what the pathway leaves to other ways, and what it earns beside what is needed."""
        names, wanted = self._stacking.names, self._stacking.held_closure(candidate.needed)
        left = [names[leg.credential] for leg in candidate.left if not leg.earned]
        if left:
            yield f'The pathway "{pathway.label}" has no step that earns {join_names(left)}.'
        spare = sorted(names[iri] for iri in pathway.earned - wanted - self._held)
        if spare:
            yield f"The pathway also earns {join_names(spare)}, which this pay does not require."

    def _payers_for_others(self, candidate: Candidate, steps: Sequence[Step]) -> Iterable[str]:
        """Name the programs that pay for a step of the pathway, but not for this person."""
        names = self._stacking.names
        for leg, step in zip(candidate.left, steps, strict=True):
            known = {payer.program.iri for payer in step.payers}
            through = leg.stages[-1].payers if leg.earned else ()
            others = [names[program] for program in through if program not in known]
            if others:
                yield (
                    f"The pathway pays for {names[leg.credential]} through {join_names(others)}, "
                    "which is for the people on that pathway."
                )

    def _near_misses(self, needed: Sequence[str]) -> Iterable[str]:
        """Say of what is held and comes close to what is needed that it may count, or not."""
        for thing in self._hold:
            for iri in (iri for iri in needed if iri not in self._held):
                label, own = self._stacking.names[iri], f"{thing.label}, which you hold"
                if thing.iri in self._stacking.linked(iri, "replaces"):
                    yield f"{label} replaces {own}; ask whether it still counts."
                elif iri in self._stacking.linked(thing.iri, "is related to"):
                    yield f"{own}, is related to {label}; ask whether it counts as that."

    def not_stated(self, steps: Sequence[Step], wages: Sequence[Wages]) -> tuple[str, ...]:
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
            text.format(join_names(step.credential.label for step in found))
            for text, found in gaps.items()
            if found
        ]
        if self._state and not any(one.place == self._state for one in wages):
            said.append(f"No surveyed wages{where} stand beside this band.")
        if not wages:
            said.append("No surveyed occupation is named for this band.")
        return tuple(said)
