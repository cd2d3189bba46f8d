"""Long tables as grids that sort and search: links for names, numbers as numbers."""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote

import pandas as pd
import pyoxigraph as ox
import streamlit as st

from credgraph.rdf import BASE
from credgraph.results import (
    Column,
    Table,
    Term,
    display_value,
    is_number,
    python_value,
    visible_columns,
)
from dashboard.state import DISPUTED, has_page, record_url, web_url

__all__ = ["grid_frame", "show_grid"]

_RECORD = "record?id="
_LARGEST_EXACT = 2**53  # a float holds every whole number up to here


def show_grid(table: Table, key: str) -> None:
    """Show a table as a grid that sorts and searches."""
    data = grid_frame(table)
    st.dataframe(data, hide_index=True, key=f"grid-{key}", column_config=_grid_columns(data))


def _grid_columns(data: pd.DataFrame) -> dict[str, Any]:
    configured: dict[str, Any] = {}
    for head in data.columns:
        texts = [value for value in data[head] if isinstance(value, str) and value]
        if texts and all(value.startswith(_RECORD) for value in texts):
            configured[head] = st.column_config.LinkColumn(
                head, display_text=r"&name=(.*)$", alignment="left"
            )
        elif texts and all(map(web_url, texts)):
            configured[head] = st.column_config.LinkColumn(head, display_text=r"https?://([^/]*)")
        elif pd.api.types.is_numeric_dtype(data[head]):
            configured[head] = st.column_config.NumberColumn(head, format="localized")
    return configured


def grid_frame(table: Table) -> pd.DataFrame:
    """Return the table as a grid shows it: addresses in place of labels, numbers as numbers."""
    data = _as_frame(table)
    for head in data.columns:  # a link column may hold nothing but links; else show labels
        linked = [str(value).startswith(_RECORD) for value in data[head] if value]
        if any(linked) and not all(linked):
            data[head] = data[head].map(_label_of)
    return data


def _label_of(value: object) -> object:
    linked = isinstance(value, str) and value.startswith(_RECORD)
    return unquote(str(value).partition("&name=")[2]) if linked else value


def _grid_cell(column: Column, cell: Term | None, iri: str) -> object:
    value = python_value(cell)
    if iri and has_page(iri):
        return record_url(iri, display_value(cell))
    if isinstance(cell, ox.NamedNode) and not cell.value.startswith(BASE) and web_url(cell.value):
        return cell.value
    if cell is None:
        return None
    if is_number(value) and column.datatype != "string" and _is_exact(value):
        return float(value) if not isinstance(value, int) else value
    words = display_value(cell, column.datatype)
    return f"{DISPUTED} {words}" if column.name == "disputed" and words else words


def _is_exact(value: float) -> bool:
    """Tell whether a browser's grid holds a number without rounding it."""
    return not isinstance(value, int) or abs(value) <= _LARGEST_EXACT


def _as_frame(table: Table) -> pd.DataFrame:
    places = {column.name: i for i, column in enumerate(table.columns)}
    heads, columns = dict[str, int](), []
    for column in visible_columns(table).columns:
        at, record = places[column.name], places.get(column.name.removesuffix("_label"), -1)
        if all(row[at] is None or display_value(row[at]) == "" for row in table.rows):
            continue
        heads[_head(column, heads)] = at
        cells = [_grid_cell(column, row[at], _iri(row, record)) for row in table.rows]
        columns.append(_one_type(cells))
    return pd.DataFrame(dict(zip(heads, columns, strict=True)))


def _one_type(values: list[object]) -> list[object]:
    """Turn every value of a column into text if any of them is text."""
    if any(isinstance(value, str) for value in values):
        return ["" if value is None else str(value) for value in values]
    return values


def _head(column: Column, taken: dict[str, int]) -> str:
    head = column.label[:1].upper() + column.label[1:]
    return head if head not in taken else f"{head} ({column.name.replace('_', ' ')})"


def _iri(row: tuple[Term | None, ...], at: int) -> str:
    cell = row[at] if at >= 0 else None
    return cell.value if isinstance(cell, ox.NamedNode) else ""
