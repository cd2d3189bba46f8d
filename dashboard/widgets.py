"""Answers on a page: tables with linked names, flags on disputed facts, downloads and sources."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any
from urllib.parse import unquote, urlsplit

import pandas as pd
import pyoxigraph as ox
import streamlit as st

from credgraph.catalogue import Column
from credgraph.formats import Format, in_words, people_see, render
from credgraph.table import Table, Term, Triples, is_number, python_value
from credgraph.terms import BASE, GRAPHS, RECORDS, compact
from dashboard.links import address, outside
from dashboard.reading import Field, as_entries, as_rows, fields, folded, is_wordy
from dashboard.session import ask, sentence
from dashboard.text import plain

__all__ = [
    "answer",
    "file_downloads",
    "frame",
    "labels",
    "records_in",
    "show",
    "triples_downloads",
]

_MOST_READ = 30  # rows shown as a readable table; longer answers get a grid that sorts and searches
_SHAPES = f"{BASE}/shapes#"  # they are no part of the graph
_FILES = {
    ".ttl": ("Turtle", "text/turtle"),
    ".jsonld": ("JSON-LD", "application/ld+json"),
    ".json": ("JSON", "application/json"),
    ".zip": ("All files (zip)", "application/zip"),
}
_RECORD = "record?id="
_LARGEST_WHOLE = 2**53  # all whole numbers up to here have a float of their own


def answer(name: str, empty: str, key: str = "", **values: str) -> Table | None:
    """Ask a question and show the answer with its downloads, or why there is none."""
    with sentence():
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
        st.info(plain(empty), icon=":material/search_off:")
        return
    shorter, always = folded(table)
    if grid or len(table) > _MOST_READ:
        _grid(shorter, key)
    else:
        _readable(fields(shorter, _markdown_cell), as_list)
    with st.container(horizontal=True, vertical_alignment="center"):
        flagged = _disputed(table)
        words = [f"{len(table):,} row{'s' * (len(table) != 1)}"]
        words += [f"each with {', '.join(always)}"] if always else []
        words += [f"⚠ {flagged} disputed"] if flagged else []
        st.caption(" · ".join(map(plain, words)))
        _behind(table, file, key)


def _readable(found: list[Field], as_list: bool) -> None:
    if as_list or is_wordy(found):
        st.markdown(as_entries(found))
    else:
        heads = [plain(field.head) for field in found]
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
                with sentence():
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
            where = _outside_link(place) if outside(place) else plain(place)
            rows.append((_link(iri, label), _link(source, name), plain(as_of), where))
    heads = ["Record", "Source", "As of", "Where in it"]
    return as_rows(heads, rows or [("", "no source is stated", "", "")])


def records_in(table: Table) -> list[tuple[str, str]]:
    """List the records that a table names, each once: IRI and label, at most forty."""
    labels = {column.name: i for i, column in enumerate(table.columns)}
    found: dict[str, str] = {}
    for row in table.rows:
        for column, cell in zip(table.columns, row, strict=True):
            other = labels.get(f"{column.name}_label")
            if other is None or not isinstance(cell, ox.NamedNode):
                continue
            if cell.value.startswith(RECORDS) and "/source/" not in cell.value:
                found.setdefault(cell.value, in_words(row[other]))
    return list(found.items())[:40]


def _markdown_cell(column: Column, cell: Term | None, record: Term | None) -> str:
    words = in_words(cell, column.datatype)
    iri = record.value if isinstance(record, ox.NamedNode) else ""
    if column.name == "disputed":
        return f":orange-badge[⚠ {plain(words)}]" if words else ""
    if iri and words and _is_record(iri):
        return _link(iri, words)
    url = outside(iri) or (outside(cell.value) if isinstance(cell, ox.NamedNode) else "")
    return _outside_link(url) if url and not url.startswith(BASE) else plain(words)


def frame(table: Table) -> pd.DataFrame:
    """Return the table as a grid shows it: addresses for names, numbers as numbers."""
    data = _built(table)
    for head in data.columns:  # a link column holds links alone; else names have to do
        linked = [str(value).startswith(_RECORD) for value in data[head] if value]
        if any(linked) and not all(linked):
            data[head] = data[head].map(_name_of)
    return data


def _name_of(value: object) -> object:
    linked = isinstance(value, str) and value.startswith(_RECORD)
    return unquote(str(value).partition("&name=")[2]) if linked else value


def _grid_cell(column: Column, cell: Term | None, iri: str) -> object:
    value = python_value(cell)
    if iri and _is_record(iri):
        return address(iri, in_words(cell))
    if isinstance(cell, ox.NamedNode) and not cell.value.startswith(BASE) and outside(cell.value):
        return cell.value
    if cell is None:
        return None
    if is_number(value) and column.datatype != "string" and _is_exact(value):
        return float(value) if not isinstance(value, int) else value
    words = in_words(cell, column.datatype)
    return f"⚠ {words}" if column.name == "disputed" and words else words


def _is_exact(value: float) -> bool:
    """Tell a number that a browser's grid and a file's 64 bits hold as it is."""
    return not isinstance(value, int) or abs(value) <= _LARGEST_WHOLE


def _built(table: Table) -> pd.DataFrame:
    places = {column.name: i for i, column in enumerate(table.columns)}
    heads, columns = dict[str, int](), []
    for column in people_see(table).columns:
        at, beside = places[column.name], places.get(column.name.removesuffix("_label"), -1)
        if all(row[at] is None or in_words(row[at]) == "" for row in table.rows):
            continue
        heads[_head(column, heads)] = at
        columns.append(
            _alike([_grid_cell(column, row[at], _iri(row, beside)) for row in table.rows])
        )
    return pd.DataFrame(dict(zip(heads, columns, strict=True)))


def _alike(values: list[object]) -> list[object]:
    """Make texts of everything in a column that holds both texts and numbers."""
    if any(isinstance(value, str) for value in values):
        return ["" if value is None else str(value) for value in values]
    return values


def _head(column: Column, taken: dict[str, int]) -> str:
    head = column.label[:1].upper() + column.label[1:]
    return head if head not in taken else f"{head} ({column.name.replace('_', ' ')})"


def _iri(row: tuple[Term | None, ...], at: int) -> str:
    cell = row[at] if at >= 0 else None
    return cell.value if isinstance(cell, ox.NamedNode) else ""


def _is_record(iri: str) -> bool:
    """Tell ours and the terms we borrow, which have a page here, from pages of the web."""
    named = compact(iri) != iri and not iri.startswith(_SHAPES)
    return iri.startswith((RECORDS, GRAPHS)) or named


def _link(iri: str, label: str) -> str:
    return f"[{plain(label)}]({address(iri)})"


def _outside_link(url: str) -> str:
    safe = url.replace("(", "%28").replace(")", "%29").replace("<", "%3C").replace("|", "%7C")
    return f"[{plain(urlsplit(url).netloc)} ↗](<{safe.replace('>', '%3E').replace(' ', '%20')}>)"


def _grid(table: Table, key: str) -> None:
    data = frame(table)
    st.dataframe(data, hide_index=True, key=f"grid-{key}", column_config=_grid_columns(data))


def _grid_columns(data: pd.DataFrame) -> dict[str, Any]:
    configured: dict[str, Any] = {}
    for head in data.columns:
        texts = [value for value in data[head] if isinstance(value, str) and value]
        if texts and all(value.startswith(_RECORD) for value in texts):
            configured[head] = st.column_config.LinkColumn(
                head, display_text=r"&name=(.*)$", alignment="left"
            )
        elif texts and all(map(outside, texts)):
            configured[head] = st.column_config.LinkColumn(head, display_text=r"https?://([^/]*)")
        elif pd.api.types.is_numeric_dtype(data[head]):
            configured[head] = st.column_config.NumberColumn(head, format="localized")
    return configured


def _disputed(table: Table) -> int:
    names = [column.name for column in table.columns]
    if "disputed" not in names:
        return 0
    at = names.index("disputed")
    return sum(1 for row in table.rows if in_words(row[at]))


def _parquet(table: Table) -> bytes:
    data = table.to_pandas()
    for name in data.columns:
        found = data[name].dropna()
        mixed = len({type(value) for value in found}) > 1 or not all(map(_is_exact, found))
        if data[name].dtype == object and mixed:
            data[name] = data[name].map(lambda value: None if value is None else str(value))
    return bytes(data.to_parquet(index=False))


def labels(rows: Iterable[tuple[str, str]]) -> str:
    """Return names in one line, each a link to its record, as Markdown."""
    return ", ".join(_link(iri, label) for iri, label in rows)
