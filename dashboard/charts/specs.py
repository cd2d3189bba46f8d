"""Specifications of charts: ranges of money, marks in a matrix, bars, and steps over months."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import altair as alt
import pandas as pd
import streamlit as st

from dashboard.charts.style import (
    COLOURS,
    INK,
    LEGEND,
    Spec,
    chart_height,
    group_colour,
    named_rows,
    to_spec,
)

__all__ = ["Range", "bar_chart", "matrix_chart", "range_chart", "span_chart", "stacked_bar_chart"]

_SHAPES = ["circle", "square", "triangle-up", "diamond", "cross", "triangle-down"]


class Range(NamedTuple):
    """One bar: from low to high, and where known the middle half and the median."""

    label: str
    group: str
    low: float
    high: float
    lower: float | None = None
    upper: float | None = None
    middle: float | None = None


@st.cache_data(show_spinner=False, max_entries=200)
def range_chart(
    rows: Sequence[Range], target: float | None = None, unit: str = "USD a year"
) -> Spec:
    """Draw range bars in the order given, the middle half thicker, and the target as a line."""
    data = pd.DataFrame(rows)
    named, above = named_rows(data, "label")
    base = named.encode(color=group_colour("group", list(data["group"])))
    tooltip = [
        alt.Tooltip(f"{name}:{kind}", title=title, format=",.0f" if kind == "Q" else "")
        for name, kind, title in (
            ("label", "N", "What"),
            ("group", "N", "Which"),
            ("low", "Q", "From"),
            ("middle", "Q", "Median"),
            ("high", "Q", "To"),
        )
        if data[name].notna().any()
    ]
    x = _across("low", unit, ",.0f")
    layers = [base.mark_bar(height=8, opacity=0.4).encode(x=x, x2="high:Q", tooltip=tooltip)]
    if data["lower"].notna().any():  # Vega warns about fields without any number
        thick = base.mark_bar(height=16, opacity=0.75)
        layers.append(thick.encode(x="lower:Q", x2="upper:Q", tooltip=tooltip))
    if data["middle"].notna().any():
        tick = base.mark_tick(thickness=3, size=20)
        layers.append(tick.encode(x="middle:Q", color=alt.value(INK)))
    if target:
        layers.append(_target_line(target))
    return to_spec(alt.layer(*layers, *above), chart_height(data, "label", "group"))


def _across(name: str, title: str, form: str) -> Any:
    """Return the horizontal axis, with room after the longest bar."""
    scale = alt.Scale(zero=False, nice=True, padding=12)
    return alt.X(f"{name}:Q", axis=alt.Axis(format=form, title=title, tickCount=6), scale=scale)


def _target_line(target: float) -> Any:
    data = pd.DataFrame({"target": [target]})
    return (
        alt.Chart(data)
        .mark_rule(color="#b91c1c", strokeDash=[6, 4], size=2)
        .encode(x="target:Q", tooltip=[alt.Tooltip("target:Q", format=",.0f", title="Wanted")])
    )


@st.cache_data(show_spinner=False, max_entries=200)
def matrix_chart(rows: Sequence[dict[str, Any]], x: str, y: str, kind: str) -> Spec:
    """Draw a mark where two things meet; its shape and colour say of which kind it is."""
    data = pd.DataFrame(rows)
    kinds = list(dict.fromkeys(data[kind]))
    shape = alt.Shape(
        f"{kind}:N",
        scale=alt.Scale(domain=kinds, range=(_SHAPES * 3)[: len(kinds)]),
        legend=LEGEND if len(kinds) > 1 else None,
    )
    straight = alt.Axis(title=None, grid=True, labelLimit=330, labelOverlap=False)
    slanted = alt.Axis(
        title=None, grid=True, labelLimit=160, labelAngle=-35, orient="top", labelOverlap=False
    )
    across, down = alt.X(f"{x}:N", axis=slanted), alt.Y(f"{y}:N", sort=None, axis=straight)
    marks = alt.Chart(data).mark_point(size=90, filled=True, opacity=0.9)
    encoded = marks.encode(
        x=across, y=down, shape=shape, color=group_colour(kind, kinds), tooltip=list(data.columns)
    )
    return to_spec(encoded, 20 * data[y].nunique() + 160)


@st.cache_data(show_spinner=False, max_entries=200)
def span_chart(rows: Sequence[dict[str, Any]], start: str, end: str, label: str, kind: str) -> Spec:
    """Draw steps as bars over months, in the order given; a step with no length is a dot."""
    data = pd.DataFrame(rows)
    named, above = named_rows(data, label)
    base = named.encode(color=group_colour(kind, list(data[kind])), tooltip=list(data.columns))
    axis = alt.Axis(title="Months from the start", format=".0f", tickMinStep=1)
    scale = alt.Scale(domain=[0, float(data[end].max()) * 1.04 or 1])  # no bar ends at the edge
    x = alt.X(f"{start}:Q", axis=axis, scale=scale)
    layers = [base.mark_bar(height=14, cornerRadius=3).encode(x=x, x2=f"{end}:Q")]
    short = data[data[start] == data[end]]
    if len(short):
        dots = base.properties(data=short).mark_point(filled=True, size=80, opacity=1)
        layers.append(dots.encode(x=x))
    return to_spec(alt.layer(*layers, *above), chart_height(data, label, kind))


@st.cache_data(show_spinner=False, max_entries=200)
def bar_chart(rows: Sequence[tuple[str, float]], name: str) -> Spec:
    """Draw one bar per row, in the order given."""
    data = pd.DataFrame(rows, columns=["label", "value"])
    named, above = named_rows(data, "label")
    bar = named.mark_bar(color=COLOURS[0], height=14).encode(
        x=alt.X("value:Q", title=name), tooltip=["label", "value"]
    )
    return to_spec(alt.layer(bar, *above), chart_height(data, "label"))


@st.cache_data(show_spinner=False, max_entries=200)
def stacked_bar_chart(rows: Sequence[tuple[str, str, float]], name: str) -> Spec:
    """Draw one bar per label, its parts end to end, in the order given."""
    data = pd.DataFrame(rows, columns=["label", "part", "value"])
    named, above = named_rows(data, "label")
    bar = named.mark_bar(height=14).encode(
        x=alt.X("sum(value):Q", title=name),
        color=group_colour("part", list(data["part"])),
        tooltip=["label", "part", "value"],
    )
    return to_spec(alt.layer(bar, *above), chart_height(data, "label", "part"))
