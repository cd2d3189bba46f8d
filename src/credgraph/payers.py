"""Who may pay for a credential: for these people, in this place, in the order worth trying."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from credgraph.plans import Payer, Thing
from credgraph.stacking import Answering
from credgraph.steps import Evidence

__all__ = ["Payers"]

_FOR_OTHERS = 4  # the rank of programs that name other people, in funding_to_try_first
_ON_THE_WAY = 2  # the rank of a program that the chosen pathway uses for this step


class Payers:
    """The programs for one person: an audience and an area by IRI, each None if not told."""

    def __init__(
        self, graph: Answering, evidence: Evidence, audience: str | None, area: str | None
    ) -> None:
        self._graph, self._evidence = graph, evidence
        self._audience, self._area = audience, area
        self._here: set[str] | None = None
        self._found: dict[str, list[Payer]] = {}

    def of(self, credential: str, on_pathway: Sequence[str], pathway: str) -> tuple[Payer, ...]:
        """Return who may pay for the credential, first to try first.

        `on_pathway` are the programs through which the named pathway pays for this step: taking
        the pathway makes a person one of those for whom they are meant.
        """
        if credential not in self._found:
            self._found[credential] = [*self._all(credential)]
        known = self._found[credential]
        chosen = [self._on_the_way(payer, on_pathway, pathway) for payer in known]
        fitting = [payer for payer in chosen if payer.rank < _FOR_OTHERS]
        return tuple(sorted(fitting, key=lambda payer: _order(payer, payer not in known)))

    def _on_the_way(self, payer: Payer, on_pathway: Sequence[str], pathway: str) -> Payer:
        if payer.program.iri not in on_pathway or payer.rank <= _ON_THE_WAY:
            return payer
        why = f"pays on the pathway: {pathway}"
        return replace(payer, rank=_ON_THE_WAY, why=why)

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
        unknown = _FOR_OTHERS if self._audience else _FOR_OTHERS - 1
        rank, why = ranks.get(row["program"], (unknown, f"for: {row['audiences'] or 'anybody'}"))
        return Payer(
            program=Thing(row["program"], row["program_label"]),
            rank=rank,
            why=why,
            pays_for=row["pays_for"],
            coverage=row["coverage"] or "",
            apply_through=row["administrators"] or "",
            where=row["areas"] or "",
            condition=row["condition"] or "",
            fact=self._evidence.fact("who pays", row["program"], row["program_label"]),
        )


def _order(payer: Payer, moved: bool) -> tuple[int, bool, bool, bool, str, str]:
    """Within a rank: what names these people, a known place, what pays for the credential itself.

    `moved` says that a program is meant for others and pays for this step on the pathway.
    """
    indirect = payer.pays_for == "an apprenticeship with it"
    place = not payer.where
    return payer.rank, moved, place, indirect, payer.program.label, payer.program.iri
