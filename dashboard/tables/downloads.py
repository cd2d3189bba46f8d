"""Download buttons for tables, triples and files; each file is made when it is asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import streamlit as st

from credgraph.results import Format, Table, Triples, render
from dashboard.tables.grid import is_exact

__all__ = ["file_downloads", "table_downloads", "triples_downloads"]

_FILES = {
    ".ttl": ("Turtle", "text/turtle"),
    ".jsonld": ("JSON-LD", "application/ld+json"),
    ".json": ("JSON", "application/json"),
    ".zip": ("All files (zip)", "application/zip"),
}


def table_downloads(table: Table, file: str, key: str) -> None:
    """Offer a table as CSV, JSON, Parquet and Turtle."""
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


def _formats(table: Table) -> list[tuple[str, str, Callable[[], Any]]]:
    return [
        ("CSV", "csv", lambda: render(table, Format.CSV)),
        ("JSON", "json", lambda: render(table, Format.JSON)),
        ("Parquet", "parquet", lambda: _parquet(table)),
        ("Turtle (W3C result set)", "ttl", lambda: render(table, Format.TTL)),
    ]


def _parquet(table: Table) -> bytes:
    """Return a table as Parquet; a column of mixed types, or of inexact numbers, becomes text."""
    data = table.to_pandas()
    for name in data.columns:
        found = data[name].dropna()
        mixed = len({type(value) for value in found}) > 1 or not all(map(is_exact, found))
        if data[name].dtype == object and mixed:
            data[name] = data[name].map(lambda value: None if value is None else str(value))
    return bytes(data.to_parquet(index=False))


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
