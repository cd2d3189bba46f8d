"""How charts look: the colours of groups, rows with short and long names, and sizes."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import nullcontext
from itertools import cycle
from textwrap import wrap
from typing import Any

import altair as alt
import pandas as pd
import streamlit as st

__all__ = [
    "COLOURS",
    "INK",
    "LEGEND",
    "STATED_PAY",
    "SURVEYED_WAGES",
    "Spec",
    "chart_height",
    "group_colour",
    "named_rows",
    "show_chart",
    "to_spec",
]

Spec = dict[str, Any]  # a chart in Vega-Lite; Altair is slow to write one, so each is cached

COLOURS = ["#0b5c8a", "#c2570c", "#4d7c0f", "#7c3aed", "#0f766e", "#be185d", "#475569", "#a16207"]
STATED_PAY, SURVEYED_WAGES = (
    "Pay stated for a stack of credentials",
    "Wages surveyed, 10th to 90th percentile",
)
_FIXED = dict(zip((STATED_PAY, SURVEYED_WAGES), COLOURS, strict=False))  # the same in every chart
_ROW = 30  # pixels for one row of a chart
_TALL = 48  # the same with the row's name above it, in one line
_LINE = 14  # pixels for each further line of a name
_SHORT = 24  # characters of a name that fit left of the row, on a phone too
_WIDE = 46  # characters in a line above the row; a wider name would narrow the bars
_LINES = 4  # of a name, at most
_LABEL = alt.Axis(title=None, labelLimit=200, labelPadding=8, labelOverlap=False)
INK = "#1b2733"
LEGEND = alt.Legend(orient="top", title=None, labelLimit=320, columns=1, labelFontSize=12)


def show_chart(spec: Spec, alt: str, key: str = "") -> None:
    """Show a chart with a text for those who cannot see it; a chart with a key may scroll."""
    with st.container(key=f"wide-{key}") if key else nullcontext():
        st.vega_lite_chart(spec, alt=alt, width="stretch")


def named_rows(data: pd.DataFrame, name: str) -> tuple[Any, list[Any]]:
    """Return a chart with one row per name, and a layer of names above the rows if any is long."""
    if not _is_tall(data, name):
        return alt.Chart(data).encode(y=alt.Y(f"{name}:N", sort=None, axis=_LABEL)), []
    lines = data[name].map(_lines)
    chart = alt.Chart(
        data.assign(words=lines.str.join("\n"), up=17 + _LINE * (lines.str.len() - 1))
    )
    y = alt.Y(f"{name}:N", sort=None, axis=None)
    words = chart.mark_text(
        align="left",
        baseline="middle",
        lineBreak="\n",
        lineHeight=_LINE,
        dy=alt.expr("-datum.up"),
        fontSize=12,
        color=INK,
    )
    return chart.encode(y=y), [words.encode(x=alt.value(0), y=y, text="words:N")]


def _is_tall(data: pd.DataFrame, name: str) -> bool:
    return bool(data[name].str.len().max() > _SHORT)


def _lines(name: str) -> list[str]:
    return wrap(name, _WIDE, max_lines=_LINES, placeholder=" …") or [""]


def chart_height(data: pd.DataFrame, name: str, legend: str = "") -> int:
    """Return pixels for the rows, the axis below them, and the legend above."""
    lines = int(data[name].map(_lines).str.len().max())
    row = _TALL + _LINE * (lines - 1) if _is_tall(data, name) else _ROW
    kinds = int(data[legend].nunique()) if legend else 0
    return row * int(data[name].nunique()) + 110 + 20 * kinds


def to_spec(chart: Any, height: int) -> Spec:
    """Return a chart of Altair as a specification; its height is in pixels."""
    return dict(chart.properties(height=height).to_dict())


def group_colour(name: str, values: Sequence[str]) -> Any:
    """Return the colours of the groups in a field; some groups have the same in every chart."""
    domain = list(dict.fromkeys(values))
    taken = {_FIXED[value] for value in domain if value in _FIXED}
    free = cycle([colour for colour in COLOURS if colour not in taken])
    drawn = [_FIXED[value] if value in _FIXED else next(free) for value in domain]
    scale = alt.Scale(domain=domain, range=drawn)
    return alt.Color(f"{name}:N", scale=scale, legend=LEGEND if len(domain) > 1 else None)
