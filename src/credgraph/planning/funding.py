"""Who may pay for a credential: for these people, in this place, in the order worth trying."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from credgraph.planning.evidence import Evidence
from credgraph.planning.model import FITS, Payer, Thing
from credgraph.questions import QuestionSource

__all__ = ["FundingLookup", "funding_question"]

_QUESTIONS = {  # by whether an audience and an area are given
    (True, True): "funding_for_person_in_state",
    (True, False): "funding_for_audience",
    (False, True): "funding_for_credential_in_state",
    (False, False): "funders_of_credential",
}


def funding_question(
    credential: str, audience: str | None, area: str | None
) -> tuple[str, dict[str, str]]:
    """Return the question that ranks who pays for a credential, and its values; all are IRIs."""
    values = {"credential": credential, "audience": audience, "area": area}
    given = {name: iri for name, iri in values.items() if iri}
    return _QUESTIONS[bool(audience), bool(area)], given


class FundingLookup:
    """The programs for one person: an audience and an area by IRI, each None if not given."""

    def __init__(
        self, graph: QuestionSource, evidence: Evidence, audience: str | None, area: str | None
    ) -> None:
        self._graph, self._evidence = graph, evidence
        self._audience, self._area = audience, area
        self._found: dict[str, tuple[Payer, ...]] = {}

    def of(self, credential: str, on_pathway: Sequence[str], pathway: str) -> tuple[Payer, ...]:
        """Return who may pay for the credential, first to try first, as the questions rank them.

        `on_pathway` are the programs through which the named pathway pays for this step.
        """
        if credential not in self._found:
            self._found[credential] = tuple(map(self._payer, self._rows(credential)))
        used = {*on_pathway}
        return tuple(
            _on_pathway(payer, pathway) if payer.program.iri in used else payer
            for payer in self._found[credential]
        )

    def _rows(self, credential: str) -> list[dict[str, Any]]:
        name, values = funding_question(credential, self._audience, self._area)
        return [*{row["program"]: row for row in self._graph.ask(name, **values)}.values()]

    def _payer(self, row: dict[str, Any]) -> Payer:
        meant = f"for: {row['audiences']}" if row["audiences"] else "names nobody in particular"
        return Payer(
            program=Thing(row["program"], row["program_label"]),
            rank=row["rank"],
            why=row.get("why") or meant,
            pays_for=row["pays_for"],
            coverage=row["coverage"] or "",
            apply_through=row["administrators"] or "",
            where=row["areas"] or "",
            condition=row["condition"] or "",
            fact=self._evidence.fact("who pays", row["program"], row["program_label"]),
        )


def _on_pathway(payer: Payer, pathway: str) -> Payer:
    """Say that a program which does not name this person pays on the pathway."""
    if payer.rank <= FITS:
        return payer
    return replace(payer, why=f'pays on the pathway "{pathway}"; {payer.why}')
