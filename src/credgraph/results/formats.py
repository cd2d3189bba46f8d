"""The formats of answers: plain or coloured tables, CSV, JSON, Markdown and Turtle."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from enum import StrEnum
from typing import Any

import pyoxigraph as ox

from credgraph.rdf import term
from credgraph.results.table import Column, Table, Term, Triples, is_number, python_value
from credgraph.results.wording import display_value, one_line

__all__ = [
    "Format",
    "render",
    "visible_columns",
]


class Format(StrEnum):
    """The formats in which an answer can be printed."""

    TABLE = "table"
    CSV = "csv"
    JSON = "json"
    MARKDOWN = "markdown"
    TTL = "ttl"


def visible_columns(table: Table, iris: bool = False) -> Table:
    """Drop each column of IRIs that has a column of labels; with `iris` drop the labels instead.

    The labels of a column `x` are in the column `x_label`.
    """
    names = {column.name for column in table.columns}
    labelled = {name for name in names if f"{name}_label" in names}
    drop = {f"{name}_label" for name in labelled} if iris else labelled
    keep = [i for i, column in enumerate(table.columns) if column.name not in drop]
    return Table(
        tuple(table.columns[i] for i in keep), [tuple(row[i] for i in keep) for row in table.rows]
    )


def render(answer: Table | Triples | bool, form: Format, color: bool = False) -> str:
    """Return an answer as text; a Table in Turtle uses the W3C result set vocabulary."""
    if isinstance(answer, bool):
        answer = Table((Column("answer", "Answer", "boolean"),), [(ox.Literal(answer),)])
    if isinstance(answer, Triples):
        return _triples(answer, form, color)
    return _WRITERS[form](answer) if form is not Format.TABLE else _table(answer, color)


def _triples(answer: Triples, form: Format, color: bool) -> str:
    if form is Format.JSON:
        return answer.to_json_ld() + "\n"
    if form is Format.TTL:
        return answer.to_turtle()
    columns = tuple(
        Column(name, name.title(), "term") for name in ("subject", "predicate", "object")
    )
    rows: list[tuple[Term | None, ...]] = [tuple(triple) for triple in answer]
    return render(Table(columns, rows), form, color)


def _table(table: Table, color: bool) -> str:
    table = _without_empty_columns(table)
    headings = [one_line(column.label) for column in table.columns]
    rows = [[one_line(cell) for cell in row] for row in _display_rows(table)]
    numeric = [_is_numeric(table, i) for i in range(len(headings))]
    if color:
        from credgraph.results.terminal import draw

        return draw(headings, rows, numeric)
    return _plain_text(headings, rows, numeric)


def _without_empty_columns(table: Table) -> Table:
    """Drop the empty columns of a question; one that a person selected stays."""
    cells = zip(*table.rows, strict=True)
    selected = [column.datatype == "term" for column in table.columns]
    keep = [
        i for i, column in enumerate(cells) if selected[i] or any(c is not None for c in column)
    ]
    if not keep:
        return table
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


def _plain_text(headings: list[str], rows: list[list[str]], numeric: list[bool]) -> str:
    widths = [max(map(len, column)) for column in zip(headings, *rows, strict=True)]
    lines = []
    for row in [headings, *rows]:
        cells = zip(row, widths, numeric, strict=True)
        padded = [c.rjust(w) if r else c.ljust(w) for c, w, r in cells]
        lines.append("  ".join(padded).rstrip())
    lines.insert(1, "  ".join("-" * width for width in widths))
    return "\n".join(lines) + "\n"


def _csv(table: Table) -> str:
    import csv
    import io

    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(column.name for column in table.columns)
    writer.writerows([_lexical(cell) for cell in row] for row in table.rows)
    return out.getvalue()


def _lexical(cell: Term | None) -> str:
    return "" if cell is None else getattr(cell, "value", str(cell))


def _json(table: Table) -> str:
    import json

    rows = [{name: _json_value(value) for name, value in row.items()} for row in table]
    return json.dumps(rows, indent=2, ensure_ascii=False) + "\n"


def _json_value(value: Any) -> Any:
    """Return a value that JSON can hold: decimals become floats, infinities strings."""
    if is_number(value) and not isinstance(value, int):
        value = float(value)
        return value if math.isfinite(value) else str(value)
    return value


def _markdown(table: Table) -> str:
    lines = [[column.label for column in table.columns], ["---"] * len(table.columns)]
    lines += _display_rows(table)
    return "".join(f"| {' | '.join(map(_markdown_cell, line))} |\n" for line in lines)


def _markdown_cell(text: str) -> str:
    return re.sub(r"([\\|<>\[\]`*!])", r"\\\1", one_line(text))


_RESULT_SET = "http://www.w3.org/2001/sw/DataAccess/tests/result-set#"


def _turtle(table: Table) -> str:
    """Return a W3C result set: its solutions and their bindings as blank nodes, in order."""
    answer = ox.BlankNode("answer")
    triples = [ox.Triple(answer, term("rdf:type"), _rs("ResultSet"))]
    triples += [
        ox.Triple(answer, _rs("resultVariable"), ox.Literal(column.name))
        for column in table.columns
    ]
    for index, row in enumerate(table.rows, 1):
        solution = ox.BlankNode(f"row{index}")
        triples.append(ox.Triple(answer, _rs("solution"), solution))
        triples.append(ox.Triple(solution, _rs("index"), ox.Literal(index)))
        for column, cell in zip(table.columns, row, strict=True):
            if cell is not None:
                triples += _binding(solution, column.name, cell)
    written = ox.serialize(triples, format=ox.RdfFormat.TURTLE, prefixes={"rs": _RESULT_SET})
    return bytes(written or b"").decode()


def _rs(name: str) -> ox.NamedNode:
    return ox.NamedNode(_RESULT_SET + name)


def _binding(solution: ox.BlankNode, variable: str, value: Term) -> list[ox.Triple]:
    binding = ox.BlankNode(solution.value + variable)
    return [
        ox.Triple(solution, _rs("binding"), binding),
        ox.Triple(binding, _rs("variable"), ox.Literal(variable)),
        ox.Triple(binding, _rs("value"), value),
    ]


_WRITERS: dict[Format, Callable[[Table], str]] = {
    Format.CSV: _csv,
    Format.JSON: _json,
    Format.MARKDOWN: _markdown,
    Format.TTL: _turtle,
}
