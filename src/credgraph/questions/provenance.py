"""Where the records that an answer names come from, and what is disputed about them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain
from typing import NamedTuple, TypeGuard

import pyoxigraph as ox

from credgraph.questions.record_names import RecordNames
from credgraph.rdf import RECORDS, bind_parameters, split_parameters
from credgraph.results import Table, Term
from credgraph.store import Store, read_solutions

__all__ = ["EDITORS", "CounterClaim", "Dispute", "Provenance", "Source", "provenance", "records_in"]

EDITORS = f"{RECORDS}source/credgraph-editors"  # the source of what we judged ourselves

_ASIDE = ("source", "dispute", "claim")  # kinds that say where facts come from, and are none
_PREFIXES = """PREFIX cg: <https://w3id.org/credgraph/ns#>
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX prov: <http://www.w3.org/ns/prov#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX schema: <https://schema.org/>
"""
_SOURCE_COLUMNS = "?record ?source ?name ?as_of ?page"
_DISPUTE_COLUMNS = (
    "?record ?dispute ?name ?kind ?property ?property_name ?claim ?claimed_by"
    " ?counter ?countered_by"
)
# `?_these_iri` stands for any number of terms. As in the questions sources_of_record and
# disputes_of_record, for many records at once.
_SOURCES = split_parameters(f"""{_PREFIXES}
SELECT DISTINCT {_SOURCE_COLUMNS}
WHERE {{
  VALUES ?record {{ ?_these_iri }}
  GRAPH ?file {{ ?record ?property ?value }}
  ?file prov:hadPrimarySource ?primary .
  OPTIONAL {{ GRAPH ?file {{ ?record prov:wasDerivedFrom ?own }} }}
  BIND(COALESCE(?own, ?primary) AS ?source)
  OPTIONAL {{ ?source rdfs:label ?name }}
  OPTIONAL {{ ?source cg:asOf ?as_of }}
  OPTIONAL {{ ?source schema:url ?page }}
}}
ORDER BY ?name ?source ?record""")
_DISPUTES = split_parameters(f"""{_PREFIXES}
SELECT DISTINCT {_DISPUTE_COLUMNS}
WHERE {{
  VALUES ?record {{ ?_these_iri }}
  ?dispute cg:disputedRecord ?record ; cg:disputedProperty ?property ; cg:disputeKind ?kinds .
  FILTER EXISTS {{
    ?record ?property ?value .
    FILTER(isLiteral(?value) || EXISTS {{ ?dispute cg:disputedValue ?value }}
      || NOT EXISTS {{ ?dispute cg:disputedValue ?another }})
  }}
  OPTIONAL {{ ?dispute rdfs:label ?name }}
  OPTIONAL {{ ?kinds rdfs:label ?kind }}
  OPTIONAL {{ ?property rdfs:label ?property_name }}
  OPTIONAL {{
    ?dispute cg:claim ?said . ?said dcterms:description ?claim
    OPTIONAL {{ ?said prov:wasDerivedFrom ?by OPTIONAL {{ ?by rdfs:label ?claimed_by }} }}
  }}
  OPTIONAL {{
    ?dispute cg:counterClaim ?other . ?other dcterms:description ?counter
    OPTIONAL {{ ?other prov:wasDerivedFrom ?rival OPTIONAL {{ ?rival rdfs:label ?countered_by }} }}
  }}
}}
ORDER BY ?name ?dispute ?record ?property ?countered_by ?counter""")


class Source(NamedTuple):
    """A source, as of which day it holds, its page, and the labels of the records it is behind.

    What is not stated is empty. `judged` tells that it is our own judgement and no source's.
    """

    iri: str
    label: str
    as_of: str
    page: str
    judged: bool
    records: tuple[str, ...]


class CounterClaim(NamedTuple):
    """What another source says, and which."""

    text: str
    source: str


class Dispute(NamedTuple):
    """What one source claims about a record and others say; `kind` is contradicted or the like."""

    iri: str
    label: str
    kind: str
    record: str
    property: str
    claim: str
    claimed_by: str
    counter_claims: tuple[CounterClaim, ...]


class Provenance(NamedTuple):
    """The sources and disputes of some records; of `left_out` more records they are not listed."""

    sources: tuple[Source, ...]
    disputes: tuple[Dispute, ...]
    left_out: int


def records_in(*tables: Table) -> list[ox.NamedNode]:
    """List the records that tables name, each once; none that is a source, a dispute or a claim."""
    rows = chain.from_iterable(table.rows for table in tables)
    return [*dict.fromkeys(cell for row in rows for cell in row if _is_record(cell))]


def _is_record(cell: Term | None) -> TypeGuard[ox.NamedNode]:
    if not isinstance(cell, ox.NamedNode) or not cell.value.startswith(RECORDS):
        return False
    return cell.value.removeprefix(RECORDS).partition("/")[0] not in _ASIDE


def provenance(
    store: Store, names: RecordNames, records: Sequence[ox.NamedNode], most: int = 50
) -> Provenance:
    """Return the sources and disputes of the first `most` records, in two queries."""
    asked = [*dict.fromkeys(records)]
    kept = asked[:most]
    if not kept:
        return Provenance((), (), 0)
    labels = names.names(kept)
    these = {"?_these_iri": " ".join(map(str, kept))}
    return Provenance(
        _sources(_rows(store, bind_parameters(_SOURCES, these), _SOURCE_COLUMNS), labels),
        _disputes(_rows(store, bind_parameters(_DISPUTES, these), _DISPUTE_COLUMNS), labels),
        len(asked) - len(kept),
    )


def _rows(store: Store, query: str, columns: str) -> Iterable[tuple[str, ...]]:
    """Yield the rows as text, in which what has no value is empty."""
    for row in read_solutions(store, query, columns.replace("?", "").split()):
        yield tuple(str(getattr(cell, "value", "")) for cell in row)


def _sources(rows: Iterable[tuple[str, ...]], labels: dict[str, str]) -> tuple[Source, ...]:
    behind: dict[tuple[str, str, str, str], dict[str, None]] = {}
    for record, *source in rows:
        iri, name, as_of, page = source
        behind.setdefault((iri, name or iri, as_of, page), {})[labels.get(record, record)] = None
    return tuple(
        Source(*source, source[0] == EDITORS, tuple(records)) for source, records in behind.items()
    )


def _disputes(rows: Iterable[tuple[str, ...]], labels: dict[str, str]) -> tuple[Dispute, ...]:
    against: dict[tuple[str, ...], dict[CounterClaim, None]] = {}
    for *claim, counter, countered_by in rows:
        found = against.setdefault(tuple(claim), {})
        if counter:
            found[CounterClaim(counter, countered_by)] = None
    return tuple(
        Dispute(
            iri, name, kind, labels.get(record, record), named or _last(of), said, by, (*found,)
        )
        for (record, iri, name, kind, of, named, said, by), found in against.items()
    )


def _last(iri: str) -> str:
    return iri.rpartition("#")[2].rpartition("/")[2]
