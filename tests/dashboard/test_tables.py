"""Tables: what they drop, merge and list, and that text from data stays text."""

from __future__ import annotations

import io

import pytest

pytest.importorskip("streamlit", reason="the explorer needs: pip install 'credgraph[explorer]'")

import pandas as pd
import pyoxigraph as ox
from explorer_pages import HOSTILE

from credgraph.results import Column, Format, Table, Term, content
from credgraph.results.wording import display_value
from dashboard.state.addresses import record_url, web_url
from dashboard.tables import downloads
from dashboard.tables.grid import grid_frame
from dashboard.tables.layout import drop_constant_columns, fields, is_wordy, markdown_list


def made(*rows: tuple[str | None, ...], columns: str) -> Table:
    heads = tuple(Column(name, name.capitalize(), "string") for name in columns.split())
    cells: list[tuple[Term | None, ...]] = [
        tuple(None if cell is None else ox.Literal(cell) for cell in row) for row in rows
    ]
    return Table(heads, cells)


def in_text(_column: Column, cell: Term | None, _record: Term | None) -> str:
    return display_value(cell)


def test_what_every_row_says_is_said_once() -> None:
    table = made(("a", "USD", "x"), ("b", "USD", "x"), columns="name currency where")
    shorter, always = drop_constant_columns(table)
    assert [column.name for column in shorter.columns] == ["name", "where"]
    assert always == ["currency: USD"]
    longer, always = drop_constant_columns(Table(table.columns, table.rows * 2))
    assert [column.name for column in longer.columns] == ["name"]
    assert always == ["currency: USD", "where: x"]


def test_the_ends_of_a_range_share_a_column() -> None:
    table = made(("a", "1", "2"), ("b", "3", "3"), ("c", None, "4"), columns="name min_p max_p")
    [_, pay] = fields(table, in_text)
    assert pay.words == ("1 to 2", "3", "up to 4")


def test_wordy_tables_become_lists_and_short_ones_do_not() -> None:
    text = "a long sentence about something " * 5
    rows = [(f"n{i}", text, text, text) for i in range(3)]
    found = fields(made(*rows, columns="name a b c"), in_text)
    assert is_wordy(found)
    assert markdown_list(found).startswith("- **n0**  \n  A: a long sentence")
    assert markdown_list(found, numbered=True).startswith("1. **n0**  \n   A: a long sentence")
    assert not is_wordy([field._replace(words=("x", "y", "z")) for field in found])


def test_a_long_text_that_all_rows_share_stays_in_the_table() -> None:
    answer = Table((Column("a", "A", "term"), Column("b", "B", "term")), [
        (ox.Literal(name), ox.Literal("x" * 5000)) for name in "abc"
    ])  # fmt: skip
    assert drop_constant_columns(answer)[1] == []


def test_hostile_labels_stay_text_in_tables() -> None:
    node = ox.NamedNode("https://w3id.org/credgraph/id/credential/x")
    columns = (Column("a", "A", "iri"), Column("a_label", "A", "string"), Column("u", "U", "iri"))
    table = Table(columns, [(node, ox.Literal(HOSTILE), ox.NamedNode("javascript:alert(1)"))])
    row = grid_frame(table).iloc[0]
    assert row["A"].startswith("record?id=credential%2Fx&name=%3Cimg")
    assert row["U"] == "javascript:alert(1)"
    assert not web_url("javascript:alert(1)")
    assert not web_url("http://[")
    assert record_url("https://w3id.org/credgraph/id/area/us-sc") == "record?id=area%2Fus-sc"


def test_the_download_for_spreadsheets_starts_no_cell_like_a_formula() -> None:
    answer = Table((Column("n", "N", "term"),), [(ox.Literal("=1+1"),)])
    made = {name: make() for name, _, make in downloads._formats(answer)}
    assert made["CSV for spreadsheets"] == b"n\n'=1+1\n"
    assert made["CSV"] == b"n\n=1+1\n"


def test_whole_numbers_beyond_64_bits_fit_into_a_file() -> None:
    huge = ox.Literal(2**70)
    answer = Table((Column("n", "N", "term"),), [(huge,), (ox.Literal(1),)])
    assert pd.read_parquet(io.BytesIO(content(answer, Format.PARQUET)))["n"].tolist() == [
        str(2**70),
        "1",
    ]
