"""Graph: start from one record, see what stands around it, expand, find paths, take it along."""

from __future__ import annotations

from typing import Any

import streamlit as st

from dashboard.canvas import draw_graph
from dashboard.choices import choose, number
from dashboard.links import open_record, record_named, slug
from dashboard.neighbours import (
    Drawing,
    as_table,
    as_triples,
    counts,
    draw,
    kind,
    label_of,
    path,
)
from dashboard.session import Named, everything, sentence
from dashboard.text import plain
from dashboard.widgets import show, triples_downloads

_MOST = 120  # nodes on the screen
_FEW = 12  # relations that are shown without asking
_EACH = 2  # neighbours of one relation at first


def page() -> None:
    """Show the page."""
    st.title("Graph", anchor=False)
    places = st.columns([3, 3, 2])
    with places[0]:
        start = choose("Start from", "id", everything(), "credential/mssc-cpt")
    with places[1]:
        end = choose("Find a path to", "to", everything())
    with places[2]:
        each = number("Neighbours of one relation, at most", "each", _EACH, step=2)
    if start:
        with sentence():
            _around(start, end, each)


def _around(start: Named, end: Named | None, each: int) -> None:
    opened = [start.iri, *(i for i in _listed("open") if i != start.iri)]
    hidden = _listed("hide")
    chain = path(start.iri, end.iri) if end else None
    if end and chain is None:
        st.info(plain(f"No path from {start.label} to {end.label} was found."))
    relations = _relations(opened)
    drawing = draw(opened, relations, hidden, each, _MOST)
    if chain is not None:
        nodes = {n: label_of(n) for e in chain for n in (e.source, e.target)}
        drawing = Drawing(chain, nodes or {start.iri: start.label}, drawing.left_out.__class__())
    selected = str(st.session_state.get("canvas-selected", start.iri))
    event = draw_graph(drawing, "canvas", selected=selected, omitted=_left_out(drawing))
    _react(event, opened)
    _steps(drawing, opened, hidden)
    st.subheader("The same as a table", anchor=False)
    show(as_table(drawing.edges), "Nothing is drawn.", key="edges", file="edges", grid=True)
    with st.container(horizontal=True):
        triples_downloads(as_triples(drawing.edges), "graph", "screen")


def _relations(opened: list[str]) -> list[str]:
    """Show what there is by relation, with counts, and let a person choose before drawing it."""
    found = sum((counts(iri) for iri in opened), start=counts(opened[0]).__class__())
    asked = st.query_params.get_all("rel") if "rel" in st.query_params else []
    st.session_state["relations"] = [name for name in asked if name in found]
    title = f"{len(found)} relations, with how many edges each has: choose which to draw"
    with st.expander(title, expanded=bool(asked) or len(found) <= _FEW):
        picked = st.pills(
            "With none chosen, the main ones are drawn",
            [name for name, _ in found.most_common()],
            selection_mode="multi",
            format_func=lambda name: f"{plain(name)} {found[name]}",
            key="relations",
            on_change=lambda: _write("rel", st.session_state["relations"]),
        )
    return list(picked)


def _left_out(drawing: Drawing) -> str:
    words = f"{len(drawing.nodes)} records, {len(drawing.edges)} edges"
    if drawing.left_out:
        parts = [f"{name} {count}" for name, count in drawing.left_out.most_common(8)]
        words += f"; left out: {', '.join(parts)}. Choose relations or raise the number above."
    return words


def _steps(drawing: Drawing, opened: list[str], hidden: list[str]) -> None:
    """Offer by keyboard what the canvas does by mouse."""
    others = {iri: label for iri, label in drawing.nodes.items() if iri != opened[0]}
    places = st.columns([4, 1, 1, 1, 1], vertical_alignment="bottom")
    with places[0]:
        picked = st.selectbox(
            "A record on the screen",
            list(others),
            format_func=lambda iri: f"{others[iri]} ({sum(counts(iri).values())} edges)",
            index=None,
            placeholder="Choose one to open, expand or hide it",
        )
    last = [slug(iri) for iri in opened[1:]]
    if places[1].button("Expand", disabled=not picked, width="stretch"):
        _go("open", [*last, slug(str(picked))])
    if places[2].button("Hide", disabled=not picked, width="stretch"):
        _go("hide", [*map(slug, hidden), slug(str(picked))])
    if places[3].button("Undo", disabled=not (last or hidden), width="stretch"):
        _go("hide" if hidden else "open", ([*map(slug, hidden)] if hidden else last)[:-1])
    with places[4]:
        if picked:
            open_record(str(picked), "Open its page")


def _react(event: dict[str, Any] | None, opened: list[str]) -> None:
    """Do what a person asked for on the canvas: a double click expands, a click tells of it."""
    if event and event["type"] == "expand":
        _go("open", [*map(slug, opened[1:]), slug(str(event["id"]))])
    if event and event["type"] == "select":
        st.session_state["canvas-selected"] = event.get("id") or opened[0]
    if event and event["type"] == "undo" and len(opened) > 1:
        _go("open", [*map(slug, opened[1:-1])])
    iri = str(st.session_state.get("canvas-selected", opened[0]))
    with st.container(horizontal=True, vertical_alignment="center"):
        open_record(iri, label_of(iri), icon=":material/description:")
        st.caption(plain(f"{kind(iri)}, {sum(counts(iri).values())} edges"))


def _listed(name: str) -> list[str]:
    """Return the records that the link lists under a name, those that exist."""
    return [record_named(s) for s in st.query_params.get_all(name) if s in everything()]


def _write(name: str, values: list[str]) -> None:
    st.query_params.pop(name, None)
    if values:
        st.query_params[name] = list(dict.fromkeys(values))


def _go(name: str, values: list[str]) -> None:
    _write(name, values)
    st.rerun()


page()
