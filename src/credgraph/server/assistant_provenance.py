"""The sources and disputes behind an answer for an assistant: each once, with all it is about."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import pyoxigraph as ox
from pydantic import BaseModel, Field

from credgraph.graph import CredentialGraph
from credgraph.questions.provenance import EDITORS, disputes_of, sources_of
from credgraph.rdf import compact
from credgraph.results import Table, one_line

__all__ = ["Behind", "Dispute", "Source", "behind"]

_MOST_NAMES = 6  # of records behind a source that the text names


class Source(BaseModel):
    """Where facts about some records come from."""

    iri: str
    label: str
    as_of: str = Field("", description="The day as of which it holds; empty if not stated.")
    page: str = Field("", description="Its address, if it has one.")
    our_own_judgement: bool = Field(description="True where no source states it, and we judged.")
    records: list[str] = Field(description="Labels of the records about which it states facts.")
    sections: list[str] = Field([], description="Where in the source, if that is known.")

    @property
    def line(self) -> str:
        """The source as an item of a list in text."""
        rest = len(self.records) - _MOST_NAMES
        names = "; ".join(self.records[:_MOST_NAMES]) + (f"; and {rest} more" if rest > 0 else "")
        judged = ", our own judgement" if self.our_own_judgement else ""
        as_of = f" (as of {self.as_of})" if self.as_of else " (without a date)"
        return one_line(f"- {self.label}{judged}{as_of}: {names}")


class CounterClaim(BaseModel):
    """What another source says."""

    text: str
    source: str


class Dispute(BaseModel):
    """Something that sources disagree about."""

    iri: str
    label: str
    kind: str = Field(description="contradicted, unconfirmed or overclaimed")
    record: str
    disputed_property: str
    claim: str
    claimed_by: str
    counter_claims: list[CounterClaim]

    @property
    def line(self) -> str:
        """The dispute as an item of a list in text."""
        said = f"- {self.label} ({self.kind}), {self.disputed_property} of {self.record}: "
        said += f"{self.claimed_by or 'A source'} claims: {self.claim}"
        against = (f"{counter.source} says: {counter.text}" for counter in self.counter_claims)
        return one_line(" ".join([said, *against]))


class Behind(NamedTuple):
    """The sources and disputes of some records; of `left_out` more records they are not listed."""

    sources: list[Source]
    disputes: list[Dispute]
    left_out: int


def behind(graph: CredentialGraph, records: Sequence[str], most: int) -> Behind:
    """Return the sources and disputes of the first `most` records, given by their IRIs."""
    asked = [*dict.fromkeys(records)]
    kept = asked[:most]
    if not kept:
        return Behind([], [], 0)
    sources, disputes = sources_of(graph.store, kept), disputes_of(graph.store, kept)
    properties = {row["property"] for row in disputes}
    labels = graph.records.names(ox.NamedNode(iri) for iri in (*kept, *sorted(properties)))
    return Behind(_sources(sources, labels), _disputes(disputes, labels), len(asked) - len(kept))


def _sources(table: Table, labels: dict[str, str]) -> list[Source]:
    found: dict[tuple[Any, ...], dict[str, dict[str, None]]] = {}
    for row in table:
        key = tuple(row[name] or "" for name in ("source", "source_label", "as_of", "page"))
        about = found.setdefault(key, {"records": {}, "sections": {}})
        about["records"][_name(row["record"], labels)] = None
        about["sections"] |= {row["section"]: None} if row["section"] else {}
    return [
        Source(
            iri=iri,
            label=label,
            as_of=as_of,
            page=page,
            our_own_judgement=iri == EDITORS,
            records=[*about["records"]],
            sections=[*about["sections"]],
        )
        for (iri, label, as_of, page), about in sorted(found.items(), key=lambda item: item[0][1])
    ]


def _disputes(table: Table, labels: dict[str, str]) -> list[Dispute]:
    found: dict[tuple[str, str, str], Dispute] = {}
    for row in table:
        key = (row["dispute"], row["record"], row["property"])
        dispute = found.setdefault(key, _dispute(row, labels))
        if row["counter_claim"]:
            said = CounterClaim(text=row["counter_claim"], source=row["counter_source_label"] or "")
            dispute.counter_claims.append(said)
    return [*found.values()]


def _dispute(row: dict[str, Any], labels: dict[str, str]) -> Dispute:
    return Dispute(
        iri=row["dispute"],
        label=row["dispute_label"] or "",
        kind=row["kind_label"] or "",
        record=_name(row["record"], labels),
        disputed_property=_name(row["property"], labels),
        claim=row["claim"] or "",
        claimed_by=row["claim_source_label"] or "",
        counter_claims=[],
    )


def _name(iri: str, labels: dict[str, str]) -> str:
    return labels.get(iri) or compact(iri)
