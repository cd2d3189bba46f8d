"""An answer with all that goes with it: the sentence, the rows, their sources and disputes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, NamedTuple

import pyoxigraph as ox

from credgraph.graph import CredentialGraph
from credgraph.questions import Question, parameter_labels, terms_for
from credgraph.questions.provenance import disputes_of, records_in, sources_of
from credgraph.rdf import RECORDS
from credgraph.results import Table, Term

__all__ = ["MOST_RECORDS", "Answered", "answered"]

MOST_RECORDS = 200  # whose sources and disputes go with an answer
_RDFS = "http://www.w3.org/2000/01/rdf-schema#"


class Answered(NamedTuple):
    """A question, the values it was asked with as terms and in words, and its answer.

    `sources` and `disputes` are those of the records that were asked about or that the rows name,
    and `beyond` is how many more records there are.
    """

    question: Question
    terms: dict[str, object]
    labels: dict[str, str]
    sentence: str
    rows: Table
    sources: Table
    disputes: Table
    beyond: int = 0

    def to_json(self, more: Mapping[str, Any] | None = None) -> str:
        """Return everything as JSON, numbers with all their digits; `more` comes first."""
        asked = {
            "question": self.question.name,
            "summary": self.question.summary,
            "iri": self.question.iri,
            "values": {
                name: {"value": getattr(term, "value", ""), "label": self.labels[name]}
                for name, term in self.terms.items()
            },
            "sentence": self.sentence,
            "columns": [column._asdict() for column in self.question.columns],
        }
        said = {"notes": list(self.rows.notes), "partial": self.rows.partial}
        tables = {"rows": self.rows, "sources": self.sources, "disputes": self.disputes}
        parts = [_members({**(more or {}), **asked})]
        parts += [f'"{name}": {table.to_json().strip()}' for name, table in tables.items()]
        parts.append(_members({"records_without_sources_here": self.beyond, **said}))
        return f"{{{', '.join(parts)}}}\n"

    def to_json_ld(self) -> str:
        """Return the rows as JSON-LD, a node each, whose properties are the question's columns."""
        base = f"{self.question.iri}#"
        columns = {column.name: f"{base}{column.name}" for column in self.question.columns}
        context = {"question": f"{base}question", "row": f"{base}row", **columns}
        document = {
            "@context": {**context, "label": f"{_RDFS}label", "sentence": f"{_RDFS}comment"},
            "question": {"@id": self.question.iri, "label": self.question.summary},
            "sentence": self.sentence,
            "row": [self._node(row) for row in self.rows.rows],
            "http://www.w3.org/ns/prov#wasDerivedFrom": _nodes(self.sources, "source"),
            "https://w3id.org/credgraph/ns#dispute": _nodes(self.disputes, "dispute"),
        }
        return json.dumps(document, ensure_ascii=False, indent=1) + "\n"

    def _node(self, row: tuple[Term | None, ...]) -> dict[str, Any]:
        cells = zip(self.question.columns, row, strict=True)
        return {column.name: _term(cell) for column, cell in cells if cell is not None}


def answered(graph: CredentialGraph, name: str, values: Mapping[str, str]) -> Answered:
    """Ask a question of the library; raises what `CredentialGraph.ask` raises."""
    question = graph.questions[name]
    terms = terms_for(question, values, graph.records)
    rows = graph.ask(name, **terms)
    asked = [term.value for term in terms.values() if isinstance(term, ox.NamedNode)]
    records = [iri for iri in dict.fromkeys([*asked, *records_in(rows)]) if iri.startswith(RECORDS)]
    known = records[:MOST_RECORDS]
    return Answered(
        question,
        terms,
        parameter_labels(question, terms, graph.records),
        graph.sentence(name, rows, **terms),
        rows,
        sources_of(graph.store, known),
        disputes_of(graph.store, known),
        len(records) - len(known),
    )


def _members(entries: Mapping[str, Any]) -> str:
    """Return the members of a JSON object without its braces."""
    return json.dumps(entries, ensure_ascii=False)[1:-1]


def _nodes(table: Table, name: str) -> list[dict[str, str]]:
    """Return the things in one column, each once, with their labels."""
    found = zip(table.column(name), table.column(f"{name}_label"), strict=True)
    return [{"@id": iri, "label": label} for iri, label in dict.fromkeys(found)]


def _term(cell: Term) -> dict[str, str]:
    if isinstance(cell, ox.Literal):
        if cell.language:
            return {"@value": cell.value, "@language": cell.language}
        return {"@value": cell.value, "@type": cell.datatype.value}
    return {"@id": cell.value if isinstance(cell, ox.NamedNode) else str(cell)}
