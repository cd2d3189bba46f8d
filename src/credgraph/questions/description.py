"""Describing one record, and the graph as a whole."""

from __future__ import annotations

from typing import Any, NamedTuple, cast

import pyoxigraph as ox

from credgraph.questions.answering import QuestionSource, read_answer
from credgraph.questions.catalogue import Parameter
from credgraph.rdf import bind_parameters, compact, split_parameters
from credgraph.results import Column, Table, Triples
from credgraph.store import Store, expecting_known_facts, read_triples

__all__ = ["Description", "Info", "describe", "info"]

_SECTIONS = {
    "facts": "facts_of_record",
    "links": "links_to_record",
    "sources": "sources_of_record",
    "disputes": "disputes_of_record",
}
_TRIPLES = split_parameters("CONSTRUCT { ?_record_iri ?p ?o } WHERE { ?_record_iri ?p ?o }")

_HEADERS = """
SELECT ?graph ?graph_label ?source ?source_label ?as_of ?version
WHERE {
  VALUES ?graph { %s }
  OPTIONAL { ?graph dcterms:title ?title }
  BIND(COALESCE(STR(?title), REPLACE(STR(?graph), "^.*/", "")) AS ?graph_label)
  OPTIONAL { ?graph prov:hadPrimarySource ?source . ?source rdfs:label ?source_label }
  OPTIONAL { ?graph cg:asOf ?as_of }
  OPTIONAL { ?graph owl:versionInfo ?version }
}
ORDER BY ?graph_label ?graph
"""
_IMPORTED = {
    "dataset": ("Dataset", "string"),
    "publisher": ("Publisher", "string"),
    "release": ("Release", "string"),
    "licence": ("Licence", "string"),
    "retrieved": ("Retrieved", "string"),
    "triples": ("Triples", "integer"),
    "rejected": ("Rows rejected", "integer"),
    "attribution": ("To be cited as", "string"),
}


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
    """An overview of a graph: its named graphs with their as-of dates, its records by kind.

    `imported` lists the datasets of a store of imports, and is empty for any other.
    """

    version: str
    store: str
    statements: int
    graphs: Table
    kinds: Table
    imported: Table


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
    """Return an overview of the graph, counted by queries or, once, when datasets were imported."""
    from importlib.metadata import version

    about: dict[str, Any] = getattr(store, "about", {})
    graphs = _graphs_as_counted(store, about) if about else source.ask("graphs_counted")
    with expecting_known_facts(store, "a count"):
        statements = sum(graphs.column("triples"))
    return Info(
        version=version("credgraph"),
        store=store.name,
        statements=statements,
        graphs=graphs,
        kinds=source.ask("records_by_kind"),
        imported=_imported(about),
    )


def _graphs_as_counted(store: Store, about: dict[str, Any]) -> Table:
    """Return what `graphs_counted` would, without counting again."""
    counted = about["statistics"]["graphs"]
    named = " ".join(f"<{graph}>" for graph in counted)
    found = cast("Table", read_answer(store.query(_HEADERS % named)))
    rows = [
        (*row, ox.Literal(counted[row[0].value]))  # type: ignore[union-attr]
        for row in found.rows
    ]
    return Table((*found.columns, Column("triples", "Triples", "integer")), rows)


def _imported(about: dict[str, Any]) -> Table:
    """Return the datasets of a store of imports."""
    columns = tuple(Column(name, label, kind) for name, (label, kind) in _IMPORTED.items())
    triples = about.get("statistics", {}).get("graphs", {})
    rows = [
        (
            ox.Literal(name),
            ox.Literal(known["publisher"]),
            ox.Literal(known["release"]),
            ox.Literal(known["licence"]),
            ox.Literal(max(each["retrieved"] for each in known["sources"])),
            ox.Literal(sum(triples.get(graph, 0) for graph in known["graphs"])),
            ox.Literal(known["rejected"]),
            ox.Literal(known["attribution"]),
        )
        for name, known in about.get("datasets", {}).items()
    ]
    return Table(columns, [*rows])
