"""The steps of a route as bars over months."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from credgraph.results import join_names
from dashboard.charts.specs import span_chart
from dashboard.charts.style import show_chart
from dashboard.state import escape

if TYPE_CHECKING:
    from credgraph.planning import Route

__all__ = ["show_timeline"]


def show_timeline(route: Route) -> None:
    """Draw the steps whose time is stated, and name the others."""
    rows, untimed = [], []
    for i, step in enumerate(route.steps, 1):
        name = f"{i}. {step.credential.label}"
        if step.starts is not None and step.ends is not None:
            rows.append(_span(name, step.starts, step.ends, "when the pathway places it"))
        elif step.months:
            rows.append(_span(name, 0, step.months.max, "how long it takes, its start is open"))
        else:
            untimed.append(step.credential.label)
    if rows:
        spec = span_chart(rows, "From month", "To month", "Step", "Bar")
        show_chart(spec, alt=f"{len(rows)} steps over months; the cards below say the same")
    if untimed:
        st.caption(
            escape(f"Not drawn, for no source states how long it takes: {join_names(untimed)}.")
        )


def _span(name: str, start: object, end: object, kind: str) -> dict[str, object]:
    return {"Step": name, "From month": float(str(start)), "To month": float(str(end)), "Bar": kind}
