"""The sources of the records in a table, with their dates."""

from __future__ import annotations

import pyoxigraph as ox
import streamlit as st

from credgraph.questions import provenance
from credgraph.rdf import RECORDS
from credgraph.results import Table, display_value
from dashboard.state import TTL, escape, graph, record_link, web_link, web_url
from dashboard.tables.layout import markdown_table

__all__ = ["records_in", "sources_of"]

_MOST = 40  # records whose sources are listed


def records_in(table: Table) -> list[tuple[str, str]]:
    """List the first records that a table names, each once, by IRI and label; no sources."""
    places = {column.name: i for i, column in enumerate(table.columns)}
    found: dict[str, str] = {}
    for row in table.rows:
        for column, cell in zip(table.columns, row, strict=True):
            label = places.get(f"{column.name}_label")
            if label is None or not isinstance(cell, ox.NamedNode):
                continue
            if cell.value.startswith(RECORDS) and "/source/" not in cell.value:
                found.setdefault(cell.value, display_value(row[label]))
    return list(found.items())[:_MOST]


def sources_of(records: list[tuple[str, str]]) -> str:
    """Return a Markdown table of the sources of records, which are given by IRI and label."""
    found = _sources(tuple(iri for iri, _ in records))
    rows = []
    for iri, label in records:
        for source, name, as_of, place in sorted(found.get(iri, ())):
            where = web_link(place) if web_url(place) else escape(place)
            rows.append((record_link(iri, label), record_link(source, name), escape(as_of), where))
    heads = ["Record", "Source", "As of", "Where in it"]
    return markdown_table(heads, rows or [("", "no source is stated", "", "")])


@st.cache_data(show_spinner=False, max_entries=500, ttl=TTL)
def _sources(records: tuple[str, ...]) -> dict[str, set[tuple[str, str, str, str]]]:
    """Return record → its sources by IRI, label, as-of date and place, found in one query."""
    found: dict[str, set[tuple[str, str, str, str]]] = {}
    for row in provenance.sources_of(graph().store, records):
        place = row["page"] or row["section"] or ""
        said = (row["source"], row["source_label"], row["as_of"] or "", place)
        found.setdefault(row["record"], set()).add(said)
    return found
