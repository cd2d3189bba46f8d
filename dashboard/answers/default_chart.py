"""The chart that fits a table of any query, chosen by its columns."""

from __future__ import annotations

from collections.abc import Sequence

import pyoxigraph as ox

from credgraph.results import Table, display_value, is_number, python_value
from dashboard.charts import Range, Spec, bar_chart, range_chart
from dashboard.tables import grid_frame

__all__ = ["default_chart"]

_MOST = 60  # bars in one chart
_ENDS = (("min", "max"), ("Min", "Max"), ("low", "high"), ("p10", "p90"))  # of a range, in names


def default_chart(table: Table) -> Spec | None:
    """Draw ranges where two columns of numbers are ends of one, else bars of the first numbers.

    Rows are named by the first column of text. Returns None where there is nothing to draw.
    """
    numbers = [
        column.name
        for i, column in enumerate(table.columns)
        if any(is_number(python_value(row[i])) for row in table.rows)
    ]
    if not numbers or len(table) < 2 or grid_frame(table).empty:
        return None
    labels = _row_labels(table, numbers)
    if labels is None:
        return None
    ends = _range_ends(numbers)
    if ends:
        return _ranges(table, labels, *ends)
    values = zip(labels, table.column(numbers[0]), strict=False)
    return bar_chart([(label, float(v)) for label, v in values if is_number(v)], numbers[0])


def _range_ends(names: Sequence[str]) -> tuple[str, str] | None:
    """Return the first two columns that are ends of one range, as min_pay and max_pay are.

    >>> _range_ends(["year", "min_pay", "max_cost", "max_pay"])
    ('min_pay', 'max_pay')
    """
    for name in names:
        for low, high in _ENDS:
            upper = name.replace(low, high, 1)
            if upper != name and upper in names:
                return name, upper
    return None


def _row_labels(table: Table, numbers: Sequence[str]) -> list[str] | None:
    for i, column in enumerate(table.columns):
        cells = [row[i] for row in table.rows]
        has_iris = any(isinstance(cell, ox.NamedNode) for cell in cells)
        if column.name not in numbers and not has_iris:
            return [display_value(cell) for cell in cells[:_MOST]]
    return None


def _ranges(table: Table, labels: list[str], low: str, high: str) -> Spec | None:
    ends = zip(labels, table.column(low), table.column(high), strict=False)
    rows = [
        Range(label, f"{low} to {high}", float(a), float(b))
        for label, a, b in ends
        if is_number(a) and is_number(b)
    ]
    return range_chart(rows, unit=f"{low} to {high}") if rows else None
