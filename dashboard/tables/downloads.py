"""Download buttons for tables, triples and files; each file is made when it is asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import streamlit as st

from credgraph.results import Format, Table, Triples, content

__all__ = ["file_downloads", "table_downloads", "triples_downloads"]

_FILES = {
    ".ttl": ("Turtle", "text/turtle"),
    ".jsonld": ("JSON-LD", "application/ld+json"),
    ".json": ("JSON", "application/json"),
    ".zip": ("All files (zip)", "application/zip"),
}


def table_downloads(table: Table, file: str, key: str) -> None:
    """Offer a table in the formats that people work with, one of them safe for spreadsheets."""
    for name, ending, make in _formats(table):
        st.download_button(
            name,
            make,
            file_name=f"{file}.{ending}",
            on_click="ignore",
            key=f"get-{key}-{ending}",
            icon=":material/download:",
            type="tertiary",
        )


def _formats(table: Table) -> list[tuple[str, str, Callable[[], bytes]]]:
    return [
        ("CSV", "csv", lambda: content(table, Format.CSV)),
        ("CSV for spreadsheets", "sheet.csv", lambda: content(table, Format.CSV_SAFE)),
        ("JSON", "json", lambda: content(table, Format.JSON)),
        ("Parquet", "parquet", lambda: content(table, Format.PARQUET)),
        ("SPARQL results (JSON)", "srj", lambda: content(table, Format.SRJ)),
        ("Turtle (W3C result set)", "ttl", lambda: content(table, Format.TTL)),
    ]


def triples_downloads(triples: Triples, file: str, key: str) -> None:
    """Offer triples as Turtle and JSON-LD."""
    file_downloads({".ttl": triples.to_turtle, ".jsonld": triples.to_json_ld}, file, key)


def file_downloads(
    contents: Mapping[str, Callable[[], str | bytes]], file: str, key: str, prominent: bool = False
) -> None:
    """Offer files of one name, given by their endings with functions that make the content."""
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
