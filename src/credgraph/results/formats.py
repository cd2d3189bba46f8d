"""How answers look: tables for people, CSV, JSON, Markdown and Turtle for everything else."""

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
    """The shapes in which an answer can be printed."""

    TABLE = "table"
    CSV = "csv"
    JSON = "json"
    MARKDOWN = "markdown"
    TTL = "ttl"


def visible_columns(table: Table, iris: bool = False) -> Table:
    """Drop the columns people do not read: an IRI that stands beside its own label, or the label.

    A column `x` of IRIs has its labels in `x_label`; `iris` keeps the IRIs instead.
    """
    names = {column.name for column in table.columns}
    labelled = {name for name in names if f"{name}_label" in names}
    drop = {f"{name}_label" for name in labelled} if iris else labelled
    keep = [i for i, column in enumerate(table.columns) if column.name not in drop]
    return Table(
        tuple(table.columns[i] for i in keep), [tuple(row[i] for i in keep) for row in table.rows]
    )


def render(answer: Table | Triples | bool, form: Format, color: bool = False) -> str:
    """Return an answer as text; a Table in Turtle is a W3C result set."""
    if isinstance(answer, bool):
        answer = Table((Column("answer", "Answer", "boolean"),), [(_boolean(answer),)])
    if isinstance(answer, Triples):
        return _triples(answer, form, color)
    return _WRITERS[form](answer) if form is not Format.TABLE else _table(answer, color)


def _boolean(value: bool) -> ox.Literal:
    return ox.Literal(value)


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
    heads = [one_line(column.label) for column in table.columns]
    rows = [[one_line(cell) for cell in row] for row in _words(table)]
    right = [_is_numeric(table, i) for i in range(len(heads))]
    if color:
        from credgraph.results.terminal import draw

        return draw(heads, rows, right)
    return _plain(heads, rows, right)


def _without_empty_columns(table: Table) -> Table:
    cells = zip(*table.rows, strict=True)
    keep = [i for i, column in enumerate(cells) if any(cell is not None for cell in column)]
    if not keep:
        return table
    columns = tuple(table.columns[i] for i in keep)
    return Table(columns, [tuple(row[i] for i in keep) for row in table.rows])


def _words(table: Table) -> list[list[str]]:
    kinds = [column.datatype for column in table.columns]
    return [
        [display_value(cell, kind) for cell, kind in zip(row, kinds, strict=True)]
        for row in table.rows
    ]


def _is_numeric(table: Table, index: int) -> bool:
    values = [python_value(row[index]) for row in table.rows if row[index] is not None]
    return bool(values) and all(map(is_number, values))


def _plain(heads: list[str], rows: list[list[str]], right: list[bool]) -> str:
    widths = [max(map(len, column)) for column in zip(heads, *rows, strict=True)]
    lines = []
    for row in [heads, *rows]:
        cells = zip(row, widths, right, strict=True)
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
    """Return a value that JSON has: it knows decimals as floats, and no infinity."""
    if is_number(value) and not isinstance(value, int):
        value = float(value)
        return value if math.isfinite(value) else str(value)
    return value


def _markdown(table: Table) -> str:
    lines = [[column.label for column in table.columns], ["---"] * len(table.columns)]
    lines += _words(table)
    return "".join(f"| {' | '.join(map(_markdown_cell, line))} |\n" for line in lines)


def _markdown_cell(text: str) -> str:
    return re.sub(r"([\\|<>\[\]`*!])", r"\\\1", one_line(text))


_RESULT_SET = "http://www.w3.org/2001/sw/DataAccess/tests/result-set#"


def _turtle(table: Table) -> str:
    """Write the W3C result set vocabulary, rows and cells as blank nodes in order."""

    def rs(name: str) -> ox.NamedNode:
        return ox.NamedNode(_RESULT_SET + name)

    whole, kind = ox.BlankNode("answer"), term("rdf:type")
    out = [ox.Triple(whole, kind, rs("ResultSet"))]
    out += [ox.Triple(whole, rs("resultVariable"), ox.Literal(c.name)) for c in table.columns]
    for i, row in enumerate(table.rows, 1):
        line = ox.BlankNode(f"row{i}")
        out += [ox.Triple(whole, rs("solution"), line), ox.Triple(line, rs("index"), ox.Literal(i))]
        for column, cell in zip(table.columns, row, strict=True):
            if cell is not None:
                here = ox.BlankNode(f"row{i}{column.name}")
                out += [
                    ox.Triple(line, rs("binding"), here),
                    ox.Triple(here, rs("variable"), ox.Literal(column.name)),
                    ox.Triple(here, rs("value"), cell),
                ]
    names = {"rs": _RESULT_SET}
    written = ox.serialize(out, format=ox.RdfFormat.TURTLE, prefixes=names)
    return bytes(written or b"").decode()


_WRITERS: dict[Format, Callable[[Table], str]] = {
    Format.CSV: _csv,
    Format.JSON: _json,
    Format.MARKDOWN: _markdown,
    Format.TTL: _turtle,
}
