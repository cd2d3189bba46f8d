"""Charts of answers and plans, as Vega-Lite specifications.

Each is drawn from the rows that it is given: nothing here asks a question or reads the address.
"""

from dashboard.charts.specs import (
    Range,
    bar_chart,
    matrix_chart,
    range_chart,
    span_chart,
    stacked_bar_chart,
)
from dashboard.charts.style import STATED_PAY, SURVEYED_WAGES, Spec, show_chart
from dashboard.charts.timeline import show_timeline

__all__ = [
    "STATED_PAY",
    "SURVEYED_WAGES",
    "Range",
    "Spec",
    "bar_chart",
    "matrix_chart",
    "range_chart",
    "show_chart",
    "show_timeline",
    "span_chart",
    "stacked_bar_chart",
]
