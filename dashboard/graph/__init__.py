"""The graph drawn: the edges of records, which of them to draw, paths, and the canvas.

All edges come from questions of the library; pages keep what is expanded and hidden.
"""

from dashboard.graph.canvas import Event, draw_graph, has_canvas, line_id
from dashboard.graph.edges import (
    Edge,
    Subgraph,
    edge_table,
    edge_triples,
    edges_of,
    relations_of,
)
from dashboard.graph.kinds import kind_label, label_of
from dashboard.graph.neighbourhood import Expansion, neighbourhood_of
from dashboard.graph.paths import shortest_path, stack_of

__all__ = [
    "Edge",
    "Event",
    "Expansion",
    "Subgraph",
    "draw_graph",
    "edge_table",
    "edge_triples",
    "edges_of",
    "has_canvas",
    "kind_label",
    "label_of",
    "line_id",
    "neighbourhood_of",
    "relations_of",
    "shortest_path",
    "stack_of",
]
