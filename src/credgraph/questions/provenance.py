"""The sources of many records at once, and the disputes about them."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain
from typing import TypeGuard

import pyoxigraph as ox

from credgraph.questions.answering import read_answer
from credgraph.rdf import RECORDS, bind_parameters, split_parameters
from credgraph.results import Column, Table, Term
from credgraph.store import Store

__all__ = ["EDITORS", "disputes_of", "records_in", "sources_of"]

EDITORS = f"{RECORDS}source/credgraph-editors"  # the source of what we judged ourselves

_ASIDE = ("source", "dispute", "claim")  # kinds of records that say where facts come from

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
  ?dispute cg:disputedRecord ?record ; cg:disputedProperty ?property ; cg:disputeKind ?kind .
  FILTER EXISTS {{
    ?record ?property ?value .
    FILTER(isLiteral(?value) || EXISTS {{ ?dispute cg:disputedValue ?value }}
      || NOT EXISTS {{ ?dispute cg:disputedValue ?another }})
  }}
  # Labels in OPTIONAL: required ones, after a path, take half a second.
  OPTIONAL {{ ?dispute rdfs:label ?dispute_label }}
  OPTIONAL {{ ?kind rdfs:label ?kind_label }}
  OPTIONAL {{
    ?dispute cg:claim ?said . ?said dcterms:description ?claim ; prov:wasDerivedFrom ?claim_source
    OPTIONAL {{ ?claim_source rdfs:label ?claim_source_label }}
  }}
  OPTIONAL {{
    ?dispute cg:counterClaim ?counter .
    ?counter dcterms:description ?counter_claim ; prov:wasDerivedFrom ?counter_source
    OPTIONAL {{ ?counter_source rdfs:label ?counter_source_label }}
  }}
}} ORDER BY ?record ?dispute_label ?dispute ?property ?counter_source_label ?counter_source
  ?counter_claim""")


def records_in(*tables: Table) -> list[str]:
    """List the IRIs of the records that tables name, each once.

    None of them is a source, a dispute or a claim, which say where facts come from.
    """
    rows = chain.from_iterable(table.rows for table in tables)
    return [*dict.fromkeys(cell.value for row in rows for cell in row if _is_record(cell))]


def _is_record(cell: Term | None) -> TypeGuard[ox.NamedNode]:
    if not isinstance(cell, ox.NamedNode) or not cell.value.startswith(RECORDS):
        return False
    return cell.value.removeprefix(RECORDS).partition("/")[0] not in _ASIDE


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
