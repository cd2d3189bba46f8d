"""Pictures of answers: ranges of money, who against what, steps over months."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import altair as alt
import pandas as pd
import streamlit as st

__all__ = ["Range", "Spec", "bars", "matrix", "picture", "ranges", "spans"]

Spec = dict[str, Any]  # a picture in Vega-Lite, which Altair takes long to write: made once

_COLOURS = ["#0b5c8a", "#c2570c", "#4d7c0f", "#7c3aed", "#0f766e", "#be185d", "#475569", "#a16207"]
_SHAPES = ["circle", "square", "triangle-up", "diamond", "cross", "triangle-down"]
_ROW = 30  # pixels for one row of a picture
_LABEL = alt.Axis(title=None, labelLimit=360, labelPadding=8, labelOverlap=False)


class Range(NamedTuple):
    """One bar: from low to high, and where known the middle half and the median."""

    label: str
    group: str
    low: float
    high: float
    lower: float | None = None
    upper: float | None = None
    middle: float | None = None


def picture(spec: Spec, alt: str) -> None:
    """Show a picture, with a sentence for those who cannot see it."""
    st.vega_lite_chart(spec, alt=alt, width="stretch")


@st.cache_data(show_spinner=False, max_entries=200)
def ranges(rows: Sequence[Range], target: float | None = None, unit: str = "USD a year") -> Spec:
    """Draw range bars in the order given, the middle half thicker, and the target as a line."""
    data = pd.DataFrame(rows)
    base = alt.Chart(data).encode(
        y=alt.Y("label:N", sort=None, axis=_LABEL), color=_colour("group", list(data["group"]))
    )
    money = alt.Axis(format=",.0f", title=unit)
    tooltip = [
        alt.Tooltip(f"{name}:{kind}", title=title, format=",.0f" if kind == "Q" else "")
        for name, kind, title in (
            ("label", "N", "What"),
            ("group", "N", "Which"),
            ("low", "Q", "From"),
            ("middle", "Q", "Median"),
            ("high", "Q", "To"),
        )
    ]
    x = alt.X("low:Q", axis=money, scale=alt.Scale(zero=False))
    layers = [
        base.mark_bar(height=8, opacity=0.4).encode(x=x, x2="high:Q", tooltip=tooltip),
        base.mark_bar(height=16, opacity=0.75).encode(x="lower:Q", x2="upper:Q", tooltip=tooltip),
        base.mark_tick(thickness=3, size=24).encode(x="middle:Q", color=alt.value("#111827")),
    ]
    if target:
        layers.append(_target_line(target))
    return _spec(alt.layer(*layers), _ROW * len(set(data["label"])) + 130)


def _spec(chart: Any, height: int) -> Spec:
    return dict(chart.properties(height=height).to_dict())


def _target_line(target: float) -> Any:
    data = pd.DataFrame({"target": [target]})
    return (
        alt.Chart(data)
        .mark_rule(color="#b91c1c", strokeDash=[6, 4], size=2)
        .encode(x="target:Q", tooltip=[alt.Tooltip("target:Q", format=",.0f", title="Wanted")])
    )


def _colour(name: str, values: Sequence[str]) -> Any:
    domain = list(dict.fromkeys(values))
    scale = alt.Scale(domain=domain, range=(_COLOURS * 3)[: len(domain)])
    legend = alt.Legend(orient="top", title=None, labelLimit=300, columns=2)
    return alt.Color(f"{name}:N", scale=scale, legend=legend)


@st.cache_data(show_spinner=False, max_entries=200)
def matrix(rows: Sequence[dict[str, Any]], x: str, y: str, kind: str) -> Spec:
    """Draw a mark where two things meet, its shape and colour telling how."""
    data = pd.DataFrame(rows)
    kinds = list(dict.fromkeys(data[kind]))
    shape = alt.Shape(
        f"{kind}:N",
        scale=alt.Scale(domain=kinds, range=(_SHAPES * 3)[: len(kinds)]),
        legend=alt.Legend(orient="top", title=None, labelLimit=300, columns=2),
    )
    straight = alt.Axis(title=None, grid=True, labelLimit=330, labelOverlap=False)
    slanted = alt.Axis(
        title=None, grid=True, labelLimit=160, labelAngle=-35, orient="top", labelOverlap=False
    )
    across, down = alt.X(f"{x}:N", axis=slanted), alt.Y(f"{y}:N", sort=None, axis=straight)
    marks = alt.Chart(data).mark_point(size=90, filled=True, opacity=0.9)
    encoded = marks.encode(
        x=across, y=down, shape=shape, color=_colour(kind, kinds), tooltip=list(data.columns)
    )
    return _spec(encoded, 20 * data[y].nunique() + 160)


@st.cache_data(show_spinner=False, max_entries=200)
def spans(rows: Sequence[dict[str, Any]], start: str, end: str, label: str, kind: str) -> Spec:
    """Draw steps as bars over months, in the order given; a step with no length is a dot."""
    data = pd.DataFrame(rows)
    short = data[data[start] == data[end]]
    y = alt.Y(f"{label}:N", sort=None, axis=_LABEL)
    colour = _colour(kind, list(data[kind]))
    axis = alt.Axis(title="Months from the start", format=".0f")
    base = alt.Chart(data).encode(y=y, color=colour, tooltip=list(data.columns))
    bars = base.mark_bar(height=16, cornerRadius=3).encode(
        x=alt.X(f"{start}:Q", axis=axis), x2=f"{end}:Q"
    )
    dots = base.properties(data=short).mark_point(filled=True, size=80).encode(x=f"{start}:Q")
    return _spec(alt.layer(bars, dots), _ROW * data[label].nunique() + 130)


@st.cache_data(show_spinner=False, max_entries=200)
def bars(rows: Sequence[tuple[str, float]], name: str) -> Spec:
    """Draw one bar a row, in the order given."""
    data = pd.DataFrame(rows, columns=["label", "value"])
    chart = alt.Chart(data).mark_bar(color=_COLOURS[0])
    encoded = chart.encode(
        x=alt.X("value:Q", title=name),
        y=alt.Y("label:N", sort=None, axis=_LABEL),
        tooltip=["label", "value"],
    )
    return _spec(encoded, 24 * data["label"].nunique() + 60)
