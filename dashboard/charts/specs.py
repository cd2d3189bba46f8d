"""Pictures of answers: ranges of money, who against what, steps over months."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import nullcontext
from itertools import cycle
from textwrap import wrap
from typing import Any, NamedTuple

import altair as alt
import pandas as pd
import streamlit as st

__all__ = [
    "STATED",
    "SURVEYED",
    "Range",
    "Spec",
    "bars",
    "matrix",
    "picture",
    "ranges",
    "spans",
    "stacks",
]

Spec = dict[str, Any]  # a picture in Vega-Lite, which Altair takes long to write: made once

_COLOURS = ["#0b5c8a", "#c2570c", "#4d7c0f", "#7c3aed", "#0f766e", "#be185d", "#475569", "#a16207"]
STATED, SURVEYED = (
    "Pay stated for a stack of credentials",
    "Wages surveyed, 10th to 90th percentile",
)
_OWN = dict(zip((STATED, SURVEYED), _COLOURS, strict=False))  # the same in every picture
_SHAPES = ["circle", "square", "triangle-up", "diamond", "cross", "triangle-down"]
_ROW = 30  # pixels for one row of a picture
_TALL = 48  # the same with the row's name above it, in one line
_LINE = 14  # pixels for each further line of a name
_SHORT = 24  # characters of a name that fit beside the row, on a phone too
_WIDE = 46  # the same above the row; a wider name would take its width from the bars
_LINES = 4  # of a name, at most
_LABEL = alt.Axis(title=None, labelLimit=200, labelPadding=8, labelOverlap=False)
_INK = "#1b2733"
_LEGEND = alt.Legend(orient="top", title=None, labelLimit=320, columns=1, labelFontSize=12)


class Range(NamedTuple):
    """One bar: from low to high, and where known the middle half and the median."""

    label: str
    group: str
    low: float
    high: float
    lower: float | None = None
    upper: float | None = None
    middle: float | None = None


def picture(spec: Spec, alt: str, key: str = "") -> None:
    """Show a picture, with a sentence for those who cannot see it; one with a key may scroll."""
    with st.container(key=f"wide-{key}") if key else nullcontext():
        st.vega_lite_chart(spec, alt=alt, width="stretch")


@st.cache_data(show_spinner=False, max_entries=200)
def ranges(rows: Sequence[Range], target: float | None = None, unit: str = "USD a year") -> Spec:
    """Draw range bars in the order given, the middle half thicker, and the target as a line."""
    data = pd.DataFrame(rows)
    named, above = _rows(data, "label")
    base = named.encode(color=_colour("group", list(data["group"])))
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
    if data["lower"].notna().any():  # Vega warns of fields without any number
        thick = base.mark_bar(height=16, opacity=0.75)
        layers.append(thick.encode(x="lower:Q", x2="upper:Q", tooltip=tooltip))
    if data["middle"].notna().any():
        tick = base.mark_tick(thickness=3, size=20)
        layers.append(tick.encode(x="middle:Q", color=alt.value(_INK)))
    if target:
        layers.append(_target_line(target))
    return _spec(alt.layer(*layers, *above), _height(data, "label", "group"))


def _across(name: str, title: str, form: str) -> Any:
    """Measure along the picture, with room after the longest bar."""
    scale = alt.Scale(zero=False, nice=True, padding=12)
    return alt.X(f"{name}:Q", axis=alt.Axis(format=form, title=title, tickCount=6), scale=scale)


def _rows(data: pd.DataFrame, name: str) -> tuple[Any, list[Any]]:
    """Return a chart with a row a name, and the names: beside the rows, or above if one is long."""
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
        color=_INK,
    )
    return chart.encode(y=y), [words.encode(x=alt.value(0), y=y, text="words:N")]


def _is_tall(data: pd.DataFrame, name: str) -> bool:
    return bool(data[name].str.len().max() > _SHORT)


def _lines(name: str) -> list[str]:
    return wrap(name, _WIDE, max_lines=_LINES, placeholder=" …") or [""]


def _height(data: pd.DataFrame, name: str, legend: str = "") -> int:
    """Return pixels for the rows, the axis below them, and the legend above."""
    lines = int(data[name].map(_lines).str.len().max())
    row = _TALL + _LINE * (lines - 1) if _is_tall(data, name) else _ROW
    kinds = int(data[legend].nunique()) if legend else 0
    return row * int(data[name].nunique()) + 110 + 20 * kinds


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
    taken = {_OWN[value] for value in domain if value in _OWN}
    free = cycle([colour for colour in _COLOURS if colour not in taken])
    drawn = [_OWN[value] if value in _OWN else next(free) for value in domain]
    scale = alt.Scale(domain=domain, range=drawn)
    return alt.Color(f"{name}:N", scale=scale, legend=_LEGEND if len(domain) > 1 else None)


@st.cache_data(show_spinner=False, max_entries=200)
def matrix(rows: Sequence[dict[str, Any]], x: str, y: str, kind: str) -> Spec:
    """Draw a mark where two things meet, its shape and colour telling how."""
    data = pd.DataFrame(rows)
    kinds = list(dict.fromkeys(data[kind]))
    shape = alt.Shape(
        f"{kind}:N",
        scale=alt.Scale(domain=kinds, range=(_SHAPES * 3)[: len(kinds)]),
        legend=_LEGEND if len(kinds) > 1 else None,
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
    named, above = _rows(data, label)
    base = named.encode(color=_colour(kind, list(data[kind])), tooltip=list(data.columns))
    axis = alt.Axis(title="Months from the start", format=".0f", tickMinStep=1)
    scale = alt.Scale(domain=[0, float(data[end].max()) * 1.04 or 1])  # no bar ends at the edge
    x = alt.X(f"{start}:Q", axis=axis, scale=scale)
    layers = [base.mark_bar(height=14, cornerRadius=3).encode(x=x, x2=f"{end}:Q")]
    short = data[data[start] == data[end]]
    if len(short):
        dots = base.properties(data=short).mark_point(filled=True, size=80, opacity=1)
        layers.append(dots.encode(x=x))
    return _spec(alt.layer(*layers, *above), _height(data, label, kind))


@st.cache_data(show_spinner=False, max_entries=200)
def bars(rows: Sequence[tuple[str, float]], name: str) -> Spec:
    """Draw one bar a row, in the order given."""
    data = pd.DataFrame(rows, columns=["label", "value"])
    named, above = _rows(data, "label")
    bar = named.mark_bar(color=_COLOURS[0], height=14).encode(
        x=alt.X("value:Q", title=name), tooltip=["label", "value"]
    )
    return _spec(alt.layer(bar, *above), _height(data, "label"))


@st.cache_data(show_spinner=False, max_entries=200)
def stacks(rows: Sequence[tuple[str, str, float]], name: str) -> Spec:
    """Draw one bar a label, its parts end to end, in the order given."""
    data = pd.DataFrame(rows, columns=["label", "part", "value"])
    named, above = _rows(data, "label")
    bar = named.mark_bar(height=14).encode(
        x=alt.X("sum(value):Q", title=name),
        color=_colour("part", list(data["part"])),
        tooltip=["label", "part", "value"],
    )
    return _spec(alt.layer(bar, *above), _height(data, "label", "part"))
