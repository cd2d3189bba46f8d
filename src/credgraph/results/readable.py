"""Tables for people: plain text, drawn for a terminal, or Markdown."""

from __future__ import annotations

import re

from credgraph.results.controls import one_line
from credgraph.results.table import Table
from credgraph.results.values import is_number, python_value
from credgraph.results.wording import display_value

__all__ = ["markdown", "plain_table", "visible_columns"]


def visible_columns(table: Table, iris: bool = False) -> Table:
    """Drop each column of IRIs that has a column of labels; with `iris` drop the labels instead.

    The labels of a column `x` are in the column `x_label`.
    """
    names = {column.name for column in table.columns}
    labelled = {name for name in names if f"{name}_label" in names}
    drop = {f"{name}_label" for name in labelled} if iris else labelled
    keep = [i for i, column in enumerate(table.columns) if column.name not in drop]
    return _some_columns(table, keep)


def plain_table(table: Table, terminal: bool = False, color: bool = False) -> str:
    """Return a table in columns of text; for a `terminal` as wide as that, in colour or not."""
    table = _without_empty_columns(table)
    headings = [one_line(column.label) for column in table.columns]
    rows = [[one_line(cell) for cell in row] for row in _display_rows(table)]
    numeric = [_is_numeric(table, i) for i in range(len(headings))]
    if terminal:
        from credgraph.results.terminal import draw

        return draw(headings, rows, numeric, color)
    return _aligned(headings, rows, numeric)


def _without_empty_columns(table: Table) -> Table:
    """Drop the empty columns of a question; one that a person selected stays."""
    cells = zip(*table.rows, strict=True)
    selected = [column.datatype == "term" for column in table.columns]
    keep = [
        i for i, column in enumerate(cells) if selected[i] or any(c is not None for c in column)
    ]
    return _some_columns(table, keep) if keep else table


def _some_columns(table: Table, keep: list[int]) -> Table:
    columns = tuple(table.columns[i] for i in keep)
    return Table(columns, [tuple(row[i] for i in keep) for row in table.rows])


def _display_rows(table: Table) -> list[list[str]]:
    kinds = [column.datatype for column in table.columns]
    return [
        [display_value(cell, kind) for cell, kind in zip(row, kinds, strict=True)]
        for row in table.rows
    ]


def _is_numeric(table: Table, index: int) -> bool:
    values = [python_value(row[index]) for row in table.rows if row[index] is not None]
    return bool(values) and all(map(is_number, values))


def _aligned(headings: list[str], rows: list[list[str]], numeric: list[bool]) -> str:
    widths = [max(map(len, column)) for column in zip(headings, *rows, strict=True)]
    lines = []
    for row in [headings, *rows]:
        cells = zip(row, widths, numeric, strict=True)
        padded = [c.rjust(w) if r else c.ljust(w) for c, w, r in cells]
        lines.append("  ".join(padded).rstrip())
    lines.insert(1, "  ".join("-" * width for width in widths))
    return "\n".join(lines) + "\n"


def markdown(table: Table) -> str:
    """Return a table in Markdown, in which no text of a cell is markup."""
    lines = [[column.label for column in table.columns], ["---"] * len(table.columns)]
    lines += _display_rows(table)
    return "".join(f"| {' | '.join(map(_markdown_cell, line))} |\n" for line in lines)


def _markdown_cell(text: str) -> str:
    return re.sub(r"([\\|<>\[\]`*!])", r"\\\1", one_line(text))
