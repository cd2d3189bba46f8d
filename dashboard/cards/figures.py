"""The figures of a credential at a glance: price, time, modules, who asks and who pays for it."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from credgraph.results import Term, display_value, join_names
from dashboard.state import ask, escape, flagged

__all__ = ["show_figures"]

_FIGURES = (
    ("Price, USD", "min_price", "max_price"),
    ("Preparation", "min_duration", "max_duration"),
    ("Modules required", "required_modules", ""),
    ("Employers", "employers", ""),
    ("Programs paying for it", "programs", ""),
)


def show_figures(iri: str) -> None:
    """Show the first figures of a credential in a line, and at its end which are not stated."""
    overview = ask("credential_overview", credential=iri)
    names = [column.name for column in overview.columns]
    cells = dict(zip(names, overview.rows[0], strict=True)) if len(overview) else {}
    figures = {label: _figure(cells, low, high) for label, low, high in _FIGURES}
    stated = [f"{label} {figure}" for label, figure in figures.items() if figure]
    silent = [label.partition(",")[0].lower() for label, figure in figures.items() if not figure]
    if silent:
        stated.append(f"Not stated: {join_names(silent)}")
    st.markdown(" · ".join(stated))


def _figure(cells: Mapping[str, Term | None], low: str, high: str) -> str:
    """Return a number or a range with what is to be known of it, as Markdown; empty: not stated."""
    words = [display_value(cells.get(name)) for name in (low, high) if name]
    ends = " to ".join(dict.fromkeys(filter(None, words)))
    if not ends:
        return ""
    roughly = display_value(cells.get("roughly")) if low == "min_price" else ""
    note = {"min_price": _price_note, "min_duration": _time_note}.get(low)
    return f"**{escape(f'{roughly} {ends}'.strip())}**" + (note(cells) if note else "")


def _price_note(cells: Mapping[str, Term | None]) -> str:
    """Return which of several prices is shown, and a mark if it is disputed."""
    bundled, disputed = (display_value(cells[name]) for name in ("price_profile", "disputed"))
    return flagged(f" {escape(f'({bundled})')}" if bundled else "", disputed)


def _time_note(cells: Mapping[str, Term | None]) -> str:
    """Return the statements from which a time is worked out, where they differ."""
    stated = display_value(cells["time_worked_out"])
    return f" {escape(f'(worked out from {stated})')}" if stated else ""
