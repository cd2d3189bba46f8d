"""Tables as text: constant columns dropped, ranges in one column, wordy tables as lists."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from credgraph.results import Column, Table, Term, display_value, visible_columns
from dashboard.state import escape

__all__ = [
    "Field",
    "drop_constant_columns",
    "fields",
    "is_wordy",
    "markdown_list",
    "markdown_table",
]

_ROOM = 115  # characters in a line of a table on a desktop screen
_LINES = 2.5  # that a cell may take before its column needs more room
_LONG = 60  # characters; a longer text in a list gets a line of its own
_SHARED = 200  # characters; a longer text stays in the table even if all rows share it
_FEW = 2  # rows that may be equal by chance
_UNITS = ("currency", "per", "period")
_LOWER = re.compile(r"(.*?)min_(\w+)")

Show = Callable[[Column, Term | None, Term | None], str]  # of a cell and the record it names


class Field(NamedTuple):
    """A column: its name and head, and its cells as plain words and as Markdown."""

    name: str
    head: str
    words: tuple[str, ...]
    markdown: tuple[str, ...]


def drop_constant_columns(table: Table) -> tuple[Table, list[str]]:
    """Return the table without the columns that say the same in every row, and what they say."""
    kept, constant = [], list[str]()
    first = next((c.name.removesuffix("_label") for c in visible_columns(table).columns), "")
    for i, column in enumerate(table.columns):
        words = {display_value(row[i], column.datatype) for row in table.rows}
        if column.name.removesuffix("_label") == first or not _is_constant(
            column.name, words, table
        ):
            kept.append(i)
        elif column in visible_columns(table).columns:
            constant.append(f"{column.label.lower()}: {words.pop()}")
    columns = tuple(table.columns[i] for i in kept)
    return Table(columns, [tuple(row[i] for i in kept) for row in table.rows]), constant


def _is_constant(name: str, words: set[str], table: Table) -> bool:
    """Tell whether a column is a unit, or a short text that three rows or more share."""
    if len(words) != 1 or words == {""} or name == "disputed" or len(min(words)) > _SHARED:
        return False
    return name in _UNITS or len(table) > _FEW


def fields(table: Table, show: Show) -> list[Field]:
    """Return the columns that are not empty, the two ends of a range as one."""
    return _ranges([field for field in _read(table, show) if any(field.words)])


def _read(table: Table, show: Show) -> list[Field]:
    places = {column.name: i for i, column in enumerate(table.columns)}
    found, heads = [], set[str]()
    for column in visible_columns(table).columns:
        at, record_at = places[column.name], places.get(column.name.removesuffix("_label"))
        records = [None if record_at is None else row[record_at] for row in table.rows]
        words = tuple(display_value(row[at], column.datatype) for row in table.rows)
        pairs = zip(table.rows, records, strict=True)
        markdown = tuple(show(column, row[at], record) for row, record in pairs)
        head = column.label[:1].upper() + column.label[1:]
        head = f"{head} ({column.name.replace('_', ' ')})" if head in heads else head
        heads.add(head)
        found.append(Field(column.name, head, words, markdown))
    return found


def _ranges(found: list[Field]) -> list[Field]:
    """Put the two ends of a range into one column."""
    by_name = {field.name: field for field in found}
    uppers = {
        field.name: by_name.get(f"{match[1]}max_{match[2]}")
        for field in found
        if (match := _LOWER.fullmatch(field.name))
    }
    taken = [upper for upper in uppers.values() if upper]
    merged = []
    for field in found:
        upper = uppers.get(field.name)
        if upper:
            merged.append(_range(field, upper))
        elif field not in taken:
            merged.append(field)
    return merged


def _range(lower: Field, upper: Field) -> Field:
    words = tuple(map(_from_to, lower.words, upper.words))
    head = re.sub(r"(?i)\bfrom\b ?|^least ", "", lower.head).strip()
    head = head[:1].upper() + head[1:]
    return Field(lower.name, head or lower.head, words, tuple(map(escape, words)))


def _from_to(low: str, high: str) -> str:
    """Write a range as people do.

    >>> _from_to("2 years", "3 years"), _from_to("90", "90"), _from_to("40", "")
    ('2 to 3 years', '90', 'from 40')
    """
    if not low or not high:
        return f"from {low}" if low else f"up to {high}" if high else ""
    if low == high:
        return low
    number, _, unit = low.partition(" ")
    shared = unit and high.endswith(f" {unit}")
    return f"{number if shared else low} to {high}"


def is_wordy(found: Sequence[Field]) -> bool:
    """Tell whether a table would squeeze its texts into narrow columns."""
    needed = 0.0
    for field in found:
        longest = max(map(len, field.words))
        needed += 2 + max(longest / _LINES, min(longest, 14), len(field.head) / 2)
    return len(found) > 2 and needed > _ROOM


def markdown_table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a Markdown table of Markdown cells: quicker for a browser than many elements.

    >>> print(markdown_table(["Name", "Pay"], [["CPT", "45,000"]]))
    | Name | Pay |
    | --- | --- |
    | CPT | 45,000 |
    """
    lines = (heads, ["---"] * len(heads), *rows)
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def markdown_list(found: Sequence[Field], numbered: bool = False) -> str:
    """Return a Markdown list with one entry per row: its name, then each field with its head."""
    named = next((i for i, f in enumerate(found) if not _is_number(f)), 0)
    name, before = found[named], found[:named]
    rest = [field for field in found if field is not name and field not in before]
    mark = "1. " if numbered else "- "  # Markdown counts on from it
    return "\n".join(_entry(i, name, before, rest, mark) for i in range(len(name.words)))


def _is_number(field: Field) -> bool:
    return all(word.replace(",", "").isdecimal() for word in field.words if word)


def _entry(i: int, name: Field, before: Sequence[Field], rest: Sequence[Field], mark: str) -> str:
    numbers = "".join(f"{field.markdown[i]}\\. " for field in before if field.words[i])
    flags = "".join(f" {f.markdown[i]}" for f in rest if f.name == "disputed" and f.words[i])
    short, long = list[str](), list[str]()
    for field in rest:
        if field.words[i] and field.name != "disputed":
            line = f"{escape(field.head)}: {field.markdown[i]}"
            (long if len(field.words[i]) > _LONG else short).append(line)
    lines = [f"{numbers}**{name.markdown[i]}**{flags}", " · ".join(short), *long]
    return mark + f"  \n{' ' * len(mark)}".join(line for line in lines if line)
