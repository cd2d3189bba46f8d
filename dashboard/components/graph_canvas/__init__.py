"""The graph canvas: nodes and links to click, expand, filter and walk by keyboard.

Nodes and edges are plain dictionaries, see `Node` and `Edge`; what the person does comes back as
one `Event`. The canvas keeps positions when nodes are added: a page just passes the larger graph.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Literal, NotRequired, TypedDict, cast

from streamlit.components.v2.types import ComponentRenderer

from dashboard.components.memory import Memory, keep, recall
from dashboard.components.mount import component

Layout = Literal["force", "hierarchical", "concentric"]
Shape = Literal[
    "ellipse", "rectangle", "diamond", "hexagon", "triangle",
    "pentagon", "octagon", "tag", "vee", "star",
]  # fmt: skip


class Node(TypedDict):
    """A thing on the canvas; `more` counts its neighbours that are not shown."""

    id: str
    label: str
    kind: str
    shape: NotRequired[Shape]
    color: NotRequired[str]
    more: NotRequired[int]


class Edge(TypedDict):
    """A named link between two nodes; an edge whose ends are not both given is not drawn.

    An `upward` edge has its target above its source where the arrangement has an above.
    """

    id: str
    source: str
    target: str
    label: str
    upward: NotRequired[bool]


class Kind(TypedDict, total=False):
    """How the legend names a kind and how its nodes look; what is not given is chosen.

    Looks are chosen in the order of kinds, so a page that always names them all keeps them alike.
    """

    label: str
    shape: Shape
    color: str


class Event(TypedDict):
    """What the person did, reported once, in the run that it caused.

    - `select`: a node was clicked, or Enter was pressed on it; `id` is None for the empty ground.
    - `expand`: a node was double-clicked, or Shift+Enter was pressed on it; `id` is the node.
    - `edge`: a link was clicked; `id` is the edge.
    - `view`: nodes or kinds were hidden or shown.
    - `undo`: an expansion was taken back; `ids` are the nodes it had added.

    Each carries what is out of sight since: `hidden` nodes and kinds that are `off`.
    """

    type: Literal["select", "expand", "edge", "view", "undo"]
    id: NotRequired[str | None]
    ids: NotRequired[list[str]]
    hidden: list[str]
    off: list[str]


class Drawing(TypedDict):
    """What fits on the canvas, and the sentence about what does not."""

    nodes: list[Node]
    edges: list[Edge]
    omitted: str


def capped(nodes: Sequence[Node], edges: Sequence[Edge], cap: int) -> Drawing:
    """Keep the first `cap` nodes with the edges between them, and say what is left out."""
    kept = list({node["id"]: node for node in nodes}.values())
    total, kept = len(kept), kept[:cap]
    ids = {node["id"] for node in kept}
    between = [edge for edge in edges if edge["source"] in ids and edge["target"] in ids]
    left = total - len(kept)
    omitted = f"Showing {len(kept)} of {total} things; {left} left out." if left else ""
    return {"nodes": kept, "edges": between, "omitted": omitted}


@cache
def _component() -> ComponentRenderer:
    return component("graph_canvas", Path(__file__).parent)


def graph_canvas(
    nodes: Sequence[Node],
    edges: Sequence[Edge],
    *,
    key: str,
    selected: str | None = None,
    kinds: Mapping[str, Kind] | None = None,
    layout: Layout = "force",
    highlight: Sequence[str] = (),
    hidden: Sequence[str] = (),
    off: Sequence[str] = (),
    cap: int = 150,
    omitted: str = "",
    height: int = 560,
    label: str = "Graph. The same links are in the table on this page.",
    name: str = "graph",
) -> Event | None:
    """Draw the graph and return what the person did on it in this run, if anything.

    `selected` is marked and announced; `hidden` nodes and kinds that are `off` are not on screen. A
    page may pass back what an event reported of these. `highlight` lists nodes and edges of a path
    to emphasize. At most `cap` nodes are drawn, the first ones given; the canvas says how many it
    left out, and `omitted` adds the page's own sentence. `name` is the file name of the downloaded
    picture.
    """
    drawing = capped(nodes, edges, cap)
    memory = recall(key, selected)
    view = recall(key, _as_text(hidden, off), part="view")
    sentences = " ".join(part for part in (drawing["omitted"], omitted) if part)
    data = {
        **drawing,
        "omitted": sentences,
        "selected": memory.loaded,
        "revision": memory.revision,
        "hidden": list(hidden),
        "off": list(off),
        "view": view.revision,
        "kinds": dict(kinds or {}),
        "layout": layout,
        "highlight": list(highlight),
        "height": height,
        "label": label,
        "name": name,
    }
    result = _component()(key=key, data=data, on_event_change=lambda: None)
    event = cast("Event | None", result.get("event"))
    _remember(key, event, memory, view)
    return event


def _remember(key: str, event: Event | None, memory: Memory, view: Memory) -> None:
    if event is not None and event["type"] in {"select", "expand"}:
        memory = replace(memory, seen=event.get("id"))
    if event is not None:
        view = replace(view, seen=_as_text(event["hidden"], event["off"]))
    keep(key, memory)
    keep(key, view, part="view")


def _as_text(hidden: Sequence[str], off: Sequence[str]) -> str:
    return json.dumps([sorted(hidden), sorted(off)])
