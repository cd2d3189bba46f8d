"""Who may pay for a credential: for these people, in this place, in the order worth trying."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from credgraph.planning.evidence import Evidence
from credgraph.planning.model import FITS, FOR_OTHERS, OPEN, Payer, Thing
from credgraph.questions import QuestionSource

__all__ = ["FundingLookup"]


class FundingLookup:
    """The programs for one person: an audience and an area by IRI, each None if not told."""

    def __init__(
        self, graph: QuestionSource, evidence: Evidence, audience: str | None, area: str | None
    ) -> None:
        self._graph, self._evidence = graph, evidence
        self._audience, self._area = audience, area
        self._here: set[str] | None = None
        self._found: dict[str, list[Payer]] = {}

    def of(self, credential: str, on_pathway: Sequence[str], pathway: str) -> tuple[Payer, ...]:
        """Return who may pay for the credential, first to try first.

        `on_pathway` are the programs through which the named pathway pays for this step. One that
        is meant for other people comes last, since it pays only for whoever is on that pathway.
        """
        if credential not in self._found:
            self._found[credential] = [*self._all(credential)]
        used = {*on_pathway}
        fitting = [
            _on_the_way(payer, pathway) if payer.program.iri in used else payer
            for payer in self._found[credential]
            if payer.rank < FOR_OTHERS or payer.program.iri in used
        ]
        return tuple(sorted(fitting, key=lambda payer: _order(payer, payer.program.iri in used)))

    def _all(self, credential: str) -> list[Payer]:
        """Return every program of the place, those that name only others ranked last."""
        rows = self._graph.ask("funders_of_credential", credential=credential)
        ranks = self._ranks(credential)
        return [self._payer(row, ranks) for row in rows if self._is_here(row)]

    def _ranks(self, credential: str) -> dict[str, tuple[int, str]]:
        if self._audience is None:
            return {}
        values = {"credential": credential, "audience": self._audience}
        rows = self._graph.ask("funding_to_try_first", **values)
        return {row["program"]: (row["rank"], row["why"]) for row in rows}

    def _is_here(self, row: dict[str, Any]) -> bool:
        """Tell whether a program runs in the place, or no source says where it runs."""
        if self._area is None or not row["areas"]:
            return True
        if self._here is None:
            self._here = {*self._graph.ask("funding_in_state", area=self._area).column("program")}
        return row["program"] in self._here

    def _payer(self, row: dict[str, Any], ranks: dict[str, tuple[int, str]]) -> Payer:
        unknown = FOR_OTHERS if self._audience else OPEN
        meant = f"for: {row['audiences']}" if row["audiences"] else "names nobody in particular"
        rank, why = ranks.get(row["program"], (unknown, meant))
        return Payer(
            program=Thing(row["program"], row["program_label"]),
            rank=rank,
            why=meant if rank == FOR_OTHERS else why,
            pays_for=row["pays_for"],
            coverage=row["coverage"] or "",
            apply_through=row["administrators"] or "",
            where=row["areas"] or "",
            condition=row["condition"] or "",
            fact=self._evidence.fact("who pays", row["program"], row["program_label"]),
        )


def _on_the_way(payer: Payer, pathway: str) -> Payer:
    """Say that a program which does not name this person pays on the pathway, or only there."""
    if payer.rank <= FITS:
        return payer
    how = "if enrolled on" if payer.rank == FOR_OTHERS else "pays on"
    return replace(payer, why=f'{how} the pathway "{pathway}"; {payer.why}')


def _order(payer: Payer, used: bool) -> tuple[int, bool, bool, bool, str, str]:
    """Within a rank: what the pathway uses, a known place, what pays for the credential itself.

    What names this person is in no need of a pathway, so there it counts for nothing.
    """
    indirect = payer.pays_for == "an apprenticeship with it"
    place = not payer.where
    first = used and payer.rank == OPEN
    return payer.rank, not first, place, indirect, payer.program.label, payer.program.iri
