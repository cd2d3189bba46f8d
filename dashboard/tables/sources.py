"""The sources of the records in a table, with their dates."""

from __future__ import annotations

import pyoxigraph as ox

from credgraph.rdf import RECORDS
from credgraph.results import Table, display_value
from dashboard.state import ask, escape, record_link, web_link, web_url
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
    rows = []
    for iri, label in records:
        seen = set()
        for row in ask("sources_of_record", record=iri):
            place = row["page"] or row["section"] or ""
            seen.add((row["source"], row["source_label"], row["as_of"] or "", place))
        for source, name, as_of, place in sorted(seen):
            where = web_link(place) if web_url(place) else escape(place)
            rows.append((record_link(iri, label), record_link(source, name), escape(as_of), where))
    heads = ["Record", "Source", "As of", "Where in it"]
    return markdown_table(heads, rows or [("", "no source is stated", "", "")])
