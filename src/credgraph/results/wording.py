"""Wording for people: values in cells, names in sentences."""

from __future__ import annotations

import re
from collections.abc import Iterable

import pyoxigraph as ox

from credgraph.rdf import compact, term
from credgraph.results.table import Table
from credgraph.results.values import Term, is_number, plain_text, python_value

__all__ = [
    "count_disputed",
    "display_value",
    "duration_parts",
    "join_names",
    "with_article",
]


def display_value(cell: Term | None, datatype: str = "") -> str:
    """Return the text to show for a cell: `P28D` is 4 weeks, `true` is yes, `90000.0` is 90,000.

    `datatype` is the column's; in a column of `hours` a duration is written in hours and minutes.

    >>> display_value(ox.Literal("PT90M", datatype=term("xsd:duration")))
    '90 minutes'
    """
    if cell is None:
        return ""
    if isinstance(cell, ox.NamedNode):
        return compact(cell.value)
    if not isinstance(cell, ox.Literal):
        return plain_text(cell)
    value = python_value(cell)
    if isinstance(value, bool):
        return "yes" if value else "no"
    if is_number(value):
        return f"{value:,}" if isinstance(value, int) else f"{value:,.2f}".removesuffix(".00")
    if cell.datatype == term("xsd:duration"):
        return _duration_in_words(cell.value, hours=datatype == "hours")
    return str(value)


_DURATION = (
    r"P(?:(?P<year>\d{1,9})Y)?(?:(?P<month>\d{1,9})M)?(?:(?P<day>\d{1,9})D)?"
    r"(?:T(?:(?P<hour>\d{1,9})H)?(?:(?P<minute>\d{1,9})M)?(?:(?P<second>\d{1,9})S)?)?"
)


def duration_parts(text: str) -> dict[str, int] | None:
    """Return the amounts of an XML Schema duration by unit, or None if it is not a duration.

    >>> duration_parts("P1Y6M")
    {'year': 1, 'month': 6}
    """
    match = re.fullmatch(_DURATION, text)
    if not match:
        return None
    return {unit: int(count) for unit, count in match.groupdict().items() if count}


def _duration_in_words(text: str, hours: bool) -> str:
    parts = duration_parts(text)
    if parts is None:
        return text
    days, clock = parts.get("day", 0), parts.get("hour", 0)
    if not any(parts.values()):
        return "0"
    if hours:  # Oxigraph writes PT160H as P6DT16H
        parts = {"hour": 24 * days + clock, "minute": parts.get("minute", 0)}
    elif set(parts) == {"hour", "minute"} and clock < 3:  # 90 minutes reads better
        parts = {"minute": 60 * clock + parts["minute"]}
    elif set(parts) == {"day"} and days % 7 == 0:
        parts = {"week": days // 7}
    words = [f"{count:,} {unit}{'s' * (count != 1)}" for unit, count in parts.items() if count]
    return " ".join(words)


def count_disputed(table: Table) -> int:
    """Return how many rows are flagged in the column `disputed`; 0 without such a column."""
    names = [column.name for column in table.columns]
    if "disputed" not in names:
        return 0
    place = names.index("disputed")
    return sum(1 for row in table.rows if display_value(row[place]))


def join_names(names: Iterable[str]) -> str:
    """Join names with commas and a final `and`.

    >>> join_names(["Safety", "Quality", "Production"])
    'Safety, Quality and Production'
    """
    *most, last = [*names] or [""]
    return f"{', '.join(most)} and {last}" if most else last


def with_article(noun: str) -> str:
    """Return the noun with its indefinite article: an issuer, a credential."""
    return f"{'an' if noun[:1] in 'aeiou' else 'a'} {noun}"
