"""Rows of plain values: CSV, JSON and JSON Lines."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from typing import Any

from credgraph.results.values import Term, is_number, plain_text, python_value

__all__ = ["csv_text", "json_document", "json_lines", "json_text"]

Rows = Iterable[tuple[Term | None, ...]]

_FORMULA = ("=", "+", "-", "@", "\t", "\r")  # with which a cell starts that spreadsheets evaluate


def csv_text(names: Iterable[str], rows: Rows, safe: bool = False) -> str:
    """Return CSV; `safe` puts an apostrophe before what a spreadsheet takes for a formula."""
    read = _spreadsheet_text if safe else plain_text
    heads = (f"'{name}" if safe and name.startswith(_FORMULA) else name for name in names)
    return "".join(map(_csv_line, [heads, *(map(read, row) for row in rows)]))


def _csv_line(texts: Iterable[str]) -> str:
    """Return a line of CSV; Python's own writer leaves a lone carriage return without quotes."""
    cells = list(texts)
    quoted = ('"{}"'.format(c.replace('"', '""')) if re.search('[",\r\n]', c) else c for c in cells)
    return ("" if cells != [""] else '""') + ",".join(quoted) + "\n"


def _spreadsheet_text(cell: Term | None) -> str:
    text = plain_text(cell)
    risky = text.startswith(_FORMULA) and not is_number(python_value(cell))
    return f"'{text}" if risky else text


def json_text(names: Sequence[str], rows: Rows) -> str:
    """Return a JSON array with an object per row, decimals and integers with all their digits."""
    objects = [_object(names, row, indent=4) for row in rows]
    inner = ",\n  ".join(objects)
    return f"[\n  {inner}\n]\n" if objects else "[]\n"


def json_lines(names: Sequence[str], rows: Rows) -> str:
    """Return JSON Lines: an object per line."""
    return "".join(f"{_object(names, row)}\n" for row in rows)


def _object(names: Sequence[str], row: tuple[Term | None, ...], indent: int = 0) -> str:
    """Return a JSON object on one line, or with each member on its own, so far from the left."""
    members = [
        f"{_json_value(name)}: {_json_value(python_value(cell))}"
        for name, cell in zip(names, row, strict=True)
    ]
    if not indent or not members:
        return f"{{{', '.join(members)}}}"
    line = "\n" + " " * indent
    return f"{{{line}{f',{line}'.join(members)}{line[:-2]}}}"


def json_document(value: Any, line: str = "\n") -> str:
    """Return a value of dicts and lists as indented JSON, decimals with all their digits."""
    inner = f"{line}  "
    if isinstance(value, dict):
        members = [f"{_json_value(name)}: {json_document(value[name], inner)}" for name in value]
        return f"{{{inner}{f',{inner}'.join(members)}{line}}}" if members else "{}"
    if isinstance(value, list | tuple):
        items = [json_document(item, inner) for item in value]
        return f"[{inner}{f',{inner}'.join(items)}{line}]" if items else "[]"
    return _json_value(value)


def _json_value(value: Any) -> str:
    """Return a value as JSON, which knows no infinity: INF, -INF and NaN are strings."""
    import json

    if is_number(value) and not isinstance(value, int):
        if not math.isfinite(value):
            value = "NaN" if math.isnan(value) else f"{'-' * (value < 0)}INF"
        elif not isinstance(value, float):
            return f"{value:f}"
    return json.dumps(value, ensure_ascii=False)
