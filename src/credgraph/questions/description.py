"""Describing one record, and the graph as a whole."""

from __future__ import annotations

from typing import NamedTuple, cast

from credgraph.questions.answering import QuestionSource, read_answer
from credgraph.questions.catalogue import Parameter
from credgraph.rdf import bind_parameters, compact, split_parameters
from credgraph.results import Table, Triples
from credgraph.store import Store, expecting_known_facts, read_triples

__all__ = ["Description", "Info", "describe", "info"]

_SECTIONS = {
    "facts": "facts_of_record",
    "links": "links_to_record",
    "sources": "sources_of_record",
    "disputes": "disputes_of_record",
}
_TRIPLES = split_parameters("CONSTRUCT { ?_record_iri ?p ?o } WHERE { ?_record_iri ?p ?o }")


class Description(NamedTuple):
    """Everything the graph holds about one record: facts, links to it, sources and disputes."""

    iri: str
    label: str
    facts: Table
    links: Table
    sources: Table
    disputes: Table
    triples: Triples

    def _repr_html_(self) -> str:
        from html import escape

        return f"<h3>{escape(self.label)}</h3>{self.facts._repr_html_()}"


class Info(NamedTuple):
    """An overview of a graph: its named graphs with their as-of dates, its records by kind."""

    version: str
    store: str
    statements: int
    graphs: Table
    kinds: Table


def describe(store: Store, source: QuestionSource, what: str) -> Description:
    """Return everything about one record; raises UnknownRecord with the nearest names."""
    record = source.records.find(what, Parameter("what", "Record", "iri", "", "mssc-cpt"))
    label = source.records.names([record]).get(record.value, compact(record.value))
    tables = {
        section: source.ask(question, record=record) for section, question in _SECTIONS.items()
    }
    found = read_triples(store, bind_parameters(_TRIPLES, {"?_record_iri": str(record)}))
    triples = cast("Triples", read_answer(found))
    return Description(iri=record.value, label=label, triples=triples, **tables)


def info(store: Store, source: QuestionSource) -> Info:
    """Return an overview of the graph, counted by queries."""
    from importlib.metadata import version

    graphs = source.ask("graphs_counted")
    with expecting_known_facts(store, "a count"):
        statements = sum(graphs.column("triples"))
    return Info(
        version=version("credgraph"),
        store=store.name,
        statements=statements,
        graphs=graphs,
        kinds=source.ask("records_by_kind"),
    )
