"""Answers on a page: tables with linked names, flags on disputed facts, downloads and sources."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pyoxigraph as ox
import streamlit as st

from credgraph.rdf import BASE, RECORDS
from credgraph.results import Column, Format, Table, Term, Triples, display_value, render
from dashboard.state import ask, escape, has_page, record_link, report_errors, web_link, web_url
from dashboard.tables.grid import is_exact, show_grid
from dashboard.tables.layout import Field, as_entries, as_rows, fields, folded, is_wordy

__all__ = [
    "answer",
    "file_downloads",
    "records_in",
    "show",
    "triples_downloads",
]

_MOST_READ = 30  # rows shown as a readable table; longer answers get a grid that sorts and searches
_FILES = {
    ".ttl": ("Turtle", "text/turtle"),
    ".jsonld": ("JSON-LD", "application/ld+json"),
    ".json": ("JSON", "application/json"),
    ".zip": ("All files (zip)", "application/zip"),
}


def answer(name: str, empty: str, key: str = "", **values: str) -> Table | None:
    """Ask a question and show the answer with its downloads, or why there is none."""
    with report_errors():
        table = ask(name, **values)
        show(table, empty, key=key or name, file=name)
        return table
    return None


def show(
    table: Table,
    empty: str,
    *,
    key: str,
    file: str = "answer",
    grid: bool = False,
    as_list: bool = False,
) -> None:
    """Show a table: short ones to read, wordy ones as a list, long ones as a grid that sorts."""
    if not len(table):
        st.info(escape(empty), icon=":material/search_off:")
        return
    shorter, always = folded(table)
    if grid or len(table) > _MOST_READ:
        show_grid(shorter, key)
    else:
        _readable(fields(shorter, _markdown_cell), as_list)
    with st.container(horizontal=True, vertical_alignment="center"):
        flagged = _disputed(table)
        words = [f"{len(table):,} row{'s' * (len(table) != 1)}"]
        words += [f"each with {', '.join(always)}"] if always else []
        words += [f"⚠ {flagged} disputed"] if flagged else []
        st.caption(" · ".join(map(escape, words)))
        _behind(table, file, key)


def _readable(found: list[Field], as_list: bool) -> None:
    if as_list or is_wordy(found):
        st.markdown(as_entries(found))
    else:
        heads = [escape(field.head) for field in found]
        st.markdown(as_rows(heads, zip(*(field.shown for field in found), strict=True)))


def _behind(table: Table, file: str, key: str) -> None:
    """Offer, one click away, the sources and dates of the records in a table, and its downloads."""
    records = records_in(table)
    label, icon = ("Sources, download", "menu_book") if records else ("Download", "download")
    drawer = st.popover(
        label, icon=f":material/{icon}:", type="tertiary", on_change="rerun", key=f"get-{key}"
    )
    if drawer.open:
        with drawer:
            with st.container(horizontal=True):
                for name, kind, make in _downloads(table):
                    st.download_button(
                        name,
                        make,
                        file_name=f"{file}.{kind}",
                        on_click="ignore",
                        key=f"get-{key}-{kind}",
                        icon=":material/download:",
                        type="tertiary",
                    )
            if records:
                with report_errors():
                    st.markdown(_sources_of(records))


def _downloads(table: Table) -> list[tuple[str, str, Callable[[], Any]]]:
    return [
        ("CSV", "csv", lambda: render(table, Format.CSV)),
        ("JSON", "json", lambda: render(table, Format.JSON)),
        ("Parquet", "parquet", lambda: _parquet(table)),
        ("Turtle (W3C result set)", "ttl", lambda: render(table, Format.TTL)),
    ]


def triples_downloads(triples: Triples, file: str, key: str) -> None:
    """Offer triples as Turtle and JSON-LD."""
    file_downloads({".ttl": triples.to_turtle, ".jsonld": triples.to_json_ld}, file, key)


def file_downloads(
    contents: Mapping[str, Callable[[], str | bytes]], file: str, key: str, prominent: bool = False
) -> None:
    """Offer files by the ending of their names; each is made when it is asked for."""
    for ending, make in contents.items():
        name, media = _FILES[ending]
        st.download_button(
            name,
            make,
            file_name=f"{file}{ending}",
            mime=media,
            on_click="ignore",
            key=f"file-{key}-{ending}",
            icon=":material/download:",
            type="primary" if prominent else "secondary",
        )


def _sources_of(records: list[tuple[str, str]]) -> str:
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
    return as_rows(heads, rows or [("", "no source is stated", "", "")])


def records_in(table: Table) -> list[tuple[str, str]]:
    """List the records that a table names, each once: IRI and label, at most forty."""
    places = {column.name: i for i, column in enumerate(table.columns)}
    found: dict[str, str] = {}
    for row in table.rows:
        for column, cell in zip(table.columns, row, strict=True):
            other = places.get(f"{column.name}_label")
            if other is None or not isinstance(cell, ox.NamedNode):
                continue
            if cell.value.startswith(RECORDS) and "/source/" not in cell.value:
                found.setdefault(cell.value, display_value(row[other]))
    return list(found.items())[:40]


def _markdown_cell(column: Column, cell: Term | None, record: Term | None) -> str:
    words = display_value(cell, column.datatype)
    iri = record.value if isinstance(record, ox.NamedNode) else ""
    if column.name == "disputed":
        return f":orange-badge[⚠ {escape(words)}]" if words else ""
    if iri and words and has_page(iri):
        return record_link(iri, words)
    url = web_url(iri) or (web_url(cell.value) if isinstance(cell, ox.NamedNode) else "")
    return web_link(url) if url and not url.startswith(BASE) else escape(words)


def _disputed(table: Table) -> int:
    names = [column.name for column in table.columns]
    if "disputed" not in names:
        return 0
    at = names.index("disputed")
    return sum(1 for row in table.rows if display_value(row[at]))


def _parquet(table: Table) -> bytes:
    data = table.to_pandas()
    for name in data.columns:
        found = data[name].dropna()
        mixed = len({type(value) for value in found}) > 1 or not all(map(is_exact, found))
        if data[name].dtype == object and mixed:
            data[name] = data[name].map(lambda value: None if value is None else str(value))
    return bytes(data.to_parquet(index=False))
