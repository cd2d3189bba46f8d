"""Graph: start from a record, see its neighbours, expand them, find paths, download the edges."""

from __future__ import annotations

from typing import Any, NamedTuple

import streamlit as st

from dashboard.cards import show_record_summary
from dashboard.graph import (
    Edge,
    Expansion,
    Subgraph,
    draw_graph,
    edge_table,
    edge_triples,
    edges_of,
    has_canvas,
    kind_label,
    label_of,
    line_id,
    neighbourhood_of,
    relations_of,
    shortest_path,
    stack_of,
)
from dashboard.state import (
    Named,
    all_records,
    choose,
    choose_option,
    enter_number,
    escape,
    expand_slug,
    report_errors,
    show_record_link,
    slug,
    sync_widget,
)
from dashboard.tables import show_table, triples_downloads

_MOST = 120  # nodes on the screen
_EACH = 12  # neighbours drawn at a time
_CHOSEN = "graph-chosen"
_SHOWN = {"around": "What is around it", "stack": "What it builds on and leads to"}


class _Scene(NamedTuple):
    """What the address asks for: where to start, what is expanded, and what is hidden."""

    start: str
    expanded: list[Expansion]
    hidden: list[str]
    off: list[str]


def page() -> None:
    """Show the page."""
    st.title("Graph", anchor=False)
    places = st.columns(2)
    with places[0]:
        start = choose("Start from", "id", all_records(), "credential/mssc-cpt")
    with places[1]:
        end = choose("Find a path to", "to", all_records())
    if start:
        with report_errors():
            _explore(start, end)


def _explore(start: Named, end: Named | None) -> None:
    left, right = st.columns([7, 3], gap="medium")
    with left:
        shown = choose_option("Show", "show", _SHOWN, "around")
    with right:
        each = enter_number("Neighbours added at a time", "each", _EACH, step=2)
    chain = shortest_path(start.iri, end.iri) if end else None
    if end and chain is None:
        words = (
            f"No path from {start.label} to {end.label} was found, except through shared concepts."
        )
        st.info(escape(words))
    scene = _scene(start.iri, path_only=bool(chain))
    if shown == "stack":
        drawing = stack_of(start.iri, _MOST)
    else:
        drawing = neighbourhood_of(scene.expanded, each, _MOST, chain or ())
    with left:
        event = _draw(drawing, scene, chain or [], shown)
    scene = _apply(event, scene, drawing)
    with right:
        _selected_panel(scene, drawing)
    _edge_table(drawing, scene)


def _scene(start: str, *, path_only: bool) -> _Scene:
    """Read the address; the start is expanded too, unless only a path is drawn."""
    expanded = []
    for entry in st.query_params.get_all("open"):
        name, _, relation = entry.partition(" ")
        if name in all_records():
            expanded.append(Expansion(expand_slug(name), relation))
    default = [] if path_only else [Expansion(start)]
    hidden = [expand_slug(s) for s in st.query_params.get_all("hide") if s in all_records()]
    return _Scene(start, [*default, *expanded], hidden, st.query_params.get_all("without"))


def _draw(drawing: Subgraph, scene: _Scene, chain: list[Edge], shown: str) -> dict[str, Any] | None:
    return draw_graph(
        drawing,
        "canvas",
        selected=_selected(drawing, scene),
        hidden=scene.hidden,
        off=scene.off,
        layout="hierarchical" if shown == "stack" else "concentric",
        highlight=[name for e in chain for name in (e.source, e.target, line_id(e))],
        omitted=_left_out(drawing),
        name=slug(scene.start).rpartition("/")[2],
    )


def _selected(drawing: Subgraph, scene: _Scene) -> str:
    picked = st.session_state.get(_CHOSEN)
    return str(picked) if picked in drawing.nodes else scene.start


def _left_out(drawing: Subgraph) -> str:
    words = f"{len(drawing.nodes)} records and {len(drawing.edges)} edges are drawn."
    if drawing.left_out:
        most = drawing.left_out.most_common(3)
        parts = [f"{count} more around {label_of(iri)}" for iri, count in most]
        words += f" Left out: {', '.join(parts)}. A name tells by + how many it has left."
    return words


def _apply(event: dict[str, Any] | None, scene: _Scene, drawing: Subgraph) -> _Scene:
    """Write what the user did on the canvas into the address; return the scene after it."""
    if not event:
        return scene
    scene = scene._replace(hidden=event["hidden"], off=event["off"])
    _write("hide", [slug(iri) for iri in scene.hidden])
    _write("without", scene.off)
    if event["type"] in ("select", "expand"):
        st.session_state[_CHOSEN] = event.get("id") or scene.start
    if event["type"] == "expand" and event["id"] in drawing.nodes:
        _open(str(event["id"]))
        st.rerun()
    if event["type"] == "undo":
        _undo()
        st.rerun()
    return scene


def _selected_panel(scene: _Scene, drawing: Subgraph) -> None:
    """Show the selected record, for the keyboard too: its properties, relations and actions."""
    names = {i: label for i, label in drawing.nodes.items() if _is_shown(i, scene)}
    names = names or {scene.start: label_of(scene.start)}
    if st.session_state.get(_CHOSEN) not in names:
        st.session_state[_CHOSEN] = scene.start if scene.start in names else next(iter(names))
    iri = str(st.selectbox("Selected", list(names), format_func=names.__getitem__, key=_CHOSEN))
    st.caption(escape(f"{kind_label(iri)} · {len(edges_of(iri))} edges"))
    show_record_link(iri, "Open its page", icon=":material/description:")
    if not has_canvas():  # which has these buttons too
        with st.container(horizontal=True):
            st.button("Expand", on_click=_open, args=(iri,))
            st.button("Hide", on_click=_hide, args=(iri,))
            st.button("Undo", on_click=_undo)
    _choose_relations(iri, scene)
    show_record_summary(iri)


def _choose_relations(iri: str, scene: _Scene) -> None:
    """Show how many edges each relation has, and let the user choose which to draw."""
    found = {relation.name: relation for relation in relations_of(iri)}
    key = f"relations-{slug(iri)}"
    sync_widget(key, [o.relation for o in scene.expanded if o.iri == iri and o.relation])
    st.multiselect(
        "Draw all edges of a relation",
        list(found),
        format_func=lambda name: f"{found[name].label} {found[name].edges}",
        key=key,
        placeholder=f"{len(found)} relations",
        on_change=_open_relations,
        args=(iri, key),
    )


def _edge_table(drawing: Subgraph, scene: _Scene) -> None:
    """Show the edges on the screen as a table, with downloads."""
    edges = [e for e in drawing.edges if _is_shown(e.source, scene) and _is_shown(e.target, scene)]
    st.header("The same as a table", anchor=False)
    show_table(edge_table(edges), "Nothing is drawn.", key="edges", file="edges", grid=True)
    with st.container(horizontal=True):
        triples_downloads(edge_triples(edges), "graph", "screen")


def _is_shown(iri: str, scene: _Scene) -> bool:
    return iri not in scene.hidden and kind_label(iri) not in scene.off


def _open(iri: str) -> None:
    st.query_params.pop("show", None)  # a stack has nothing to expand
    _write("open", [*st.query_params.get_all("open"), slug(iri)])


def _open_relations(iri: str, key: str) -> None:
    """Expand the relations that are picked, in the order in which they were picked."""
    wanted = [f"{slug(iri)} {relation}" for relation in st.session_state[key]]
    entries = st.query_params.get_all("open")
    kept = [e for e in entries if not e.startswith(f"{slug(iri)} ") or e in wanted]
    st.query_params.pop("show", None)
    _write("open", [*kept, *wanted])


def _hide(iri: str) -> None:
    _write("hide", [*st.query_params.get_all("hide"), slug(iri)])


def _undo() -> None:
    """Undo what was hidden last, or else what was expanded last, or else the path."""
    for name in ("hide", "open", "to"):
        values = st.query_params.get_all(name)
        if values:
            _write(name, values[:-1])
            return
    _write("without", [])


def _write(name: str, values: list[str]) -> None:
    st.query_params.pop(name, None)
    if values:
        st.query_params[name] = list(dict.fromkeys(values))


page()
