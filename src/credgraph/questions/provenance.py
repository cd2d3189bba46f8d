"""The sources of many records at once, and the disputes about them."""

from __future__ import annotations

from collections.abc import Iterable

import pyoxigraph as ox

from credgraph.questions.answering import read_answer
from credgraph.rdf import RECORDS, bind_parameters, split_parameters
from credgraph.results import Column, Table, display_value
from credgraph.store import Store

__all__ = ["disputes_of", "records_in", "sources_of"]

_PREFIXES = """PREFIX cg: <https://w3id.org/credgraph/ns#>
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX prov: <http://www.w3.org/ns/prov#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX schema: <https://schema.org/>
"""
# `?_these_iri` stands for any number of records.
_SOURCES = split_parameters(f"""{_PREFIXES}
SELECT DISTINCT ?record ?source ?source_label ?as_of ?section ?page WHERE {{
  {{ SELECT DISTINCT ?record ?file
     WHERE {{ VALUES ?record {{ ?_these_iri }} GRAPH ?file {{ ?record ?property ?value }} }} }}
  ?file prov:hadPrimarySource ?primary .
  OPTIONAL {{ GRAPH ?file {{ ?record prov:wasDerivedFrom ?own }} }}
  OPTIONAL {{ GRAPH ?file {{ ?record cg:sourceSection ?section }} }}
  BIND(COALESCE(?own, ?primary) AS ?source)
  ?source rdfs:label ?source_label .
  OPTIONAL {{ ?source cg:asOf ?as_of }}
  OPTIONAL {{ ?source schema:url ?page }}
}} ORDER BY ?record ?source_label ?source ?as_of ?section ?page""")
_DISPUTES = split_parameters(f"""{_PREFIXES}
SELECT DISTINCT ?record ?dispute ?dispute_label ?kind_label ?property ?claim ?claim_source
  ?claim_source_label ?counter_claim ?counter_source ?counter_source_label
WHERE {{
  VALUES ?record {{ ?_these_iri }}
  ?dispute cg:disputedRecord ?record ; rdfs:label ?dispute_label ;
    cg:disputeKind/rdfs:label ?kind_label ; cg:disputedProperty ?property ; cg:claim ?said .
  ?said dcterms:description ?claim ; prov:wasDerivedFrom ?claim_source .
  ?claim_source rdfs:label ?claim_source_label .
  FILTER EXISTS {{
    ?record ?property ?value .
    FILTER(isLiteral(?value) || EXISTS {{ ?dispute cg:disputedValue ?value }}
      || NOT EXISTS {{ ?dispute cg:disputedValue ?another }})
  }}
  OPTIONAL {{
    ?dispute cg:counterClaim ?counter .
    ?counter dcterms:description ?counter_claim ; prov:wasDerivedFrom ?counter_source .
    ?counter_source rdfs:label ?counter_source_label .
  }}
}} ORDER BY ?record ?dispute_label ?dispute ?property ?counter_source_label ?counter_source
  ?counter_claim""")


def records_in(table: Table) -> dict[str, str]:
    """Return the records that a table names, except sources: their labels by their IRIs."""
    places = {column.name: i for i, column in enumerate(table.columns)}
    found: dict[str, str] = {}
    for row in table.rows:
        for column, cell in zip(table.columns, row, strict=True):
            label = places.get(f"{column.name}_label")
            if label is None or not isinstance(cell, ox.NamedNode):
                continue
            if cell.value.startswith(RECORDS) and not cell.value.startswith(f"{RECORDS}source/"):
                found.setdefault(cell.value, display_value(row[label]))
    return found


def sources_of(store: Store, records: Iterable[str]) -> Table:
    """Return the sources of records, given by their IRIs: a row for each place in a source."""
    return _rows(store, _SOURCES, records)


def disputes_of(store: Store, records: Iterable[str]) -> Table:
    """Return the disputes about records, given by their IRIs: a row for each counter-claim."""
    return _rows(store, _DISPUTES, records)


def _rows(store: Store, query: tuple[str, ...], records: Iterable[str]) -> Table:
    these = " ".join(str(ox.NamedNode(iri)) for iri in records)
    found = read_answer(store.query(bind_parameters(query, {"?_these_iri": these})))
    if not isinstance(found, Table):
        return Table((), [])
    kinds = dict.fromkeys(("section", "page"), "string")
    columns = [Column(c.name, c.label, kinds.get(c.name, "term")) for c in found.columns]
    return Table(tuple(columns), found.rows)
