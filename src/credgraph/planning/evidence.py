"""The records that a plan rests on, with their sources and what is disputed about them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from credgraph.planning.model import Dispute, Fact, Source, Thing
from credgraph.questions import QuestionSource

__all__ = ["Evidence"]


class Evidence:
    """The records that plans rest on, with their sources and disputes."""

    def __init__(self, graph: QuestionSource) -> None:
        self._labels: dict[str, str] = {}
        self._sources: dict[str, dict[Source, None]] = {}
        self._disputes: dict[str, dict[Dispute, None]] = {}
        for row in graph.ask("facts_behind_plans"):
            self._add(row)

    def _add(self, row: Mapping[str, Any]) -> None:
        iri = row["record"]
        self._labels[iri] = row["record_label"]
        source = Source(row["source"], row["source_label"], row["as_of"] or "")
        self._sources.setdefault(iri, {})[source] = None
        if row.get("dispute"):
            dispute = Dispute(row["dispute"], row["dispute_label"], row["kind_label"])
            self._disputes.setdefault(iri, {})[dispute] = None

    def fact(self, use: str, iri: str, label: str = "") -> Fact:
        """Return a record as a fact; `use` says what the plan takes from it."""
        sources, disputes = self._sources.get(iri, {}), self._disputes.get(iri, {})
        thing = Thing(iri, self._labels.get(iri) or label)
        return Fact(use, thing, tuple(sources), tuple(disputes))

    def fact_in(self, row: Mapping[str, Any], use: str) -> Fact:
        """Return the record in a row as a fact, with the source in the same row."""
        source = Source(row["source"], row["source_label"], row["as_of"] or "")
        return Fact(use, Thing(row["record"], row["record_label"]), (source,))

    def facts(self, use: str, iris: Iterable[str]) -> tuple[Fact, ...]:
        """Return the records as facts for one use, each once."""
        return tuple(self.fact(use, iri) for iri in dict.fromkeys(iris))
