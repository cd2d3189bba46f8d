"""The shortest path between two records, and the stack of what builds on what."""

from __future__ import annotations

from collections import Counter, deque

from dashboard.graph.edges import STACKING, Edge, Subgraph, edges_between, edges_of
from dashboard.graph.kinds import SECONDARY_KINDS, kind_slug, label_of

__all__ = ["shortest_path", "stack_of"]

_LOOKUPS = 800  # records visited in the search for one path


def stack_of(iri: str, most: int) -> Subgraph:
    """Return what a record requires or builds on, and what requires it, step by step."""
    nodes, left_out = {iri: label_of(iri)}, Counter[str]()
    for upward in (True, False):
        queue = deque([iri])
        while queue:
            here = queue.popleft()
            for other in _next_in_stack(here, upward=upward):
                if other in nodes:
                    continue
                if len(nodes) >= most:
                    left_out[here] += 1
                    continue
                nodes[other] = label_of(other)
                queue.append(other)
    return Subgraph(edges_between(nodes, lambda edge: edge.relation in STACKING), nodes, left_out)


def _next_in_stack(iri: str, *, upward: bool) -> list[str]:
    """List what is directly above a record in its stack, or below it."""
    return [
        edge.other(iri)
        for edge in edges_of(iri)
        if edge.relation in STACKING and upward == ((edge.source == iri) == edge.upward)
    ]


def shortest_path(start: str, end: str) -> list[Edge] | None:
    """Return the edges of a shortest path between two records, or None where none is found.

    No path leads through a concept: two prices that are both charged per credential have nothing
    to do with each other. One leads through records about records only where no other is found.
    """
    found = _search(start, end, {"concept", *SECONDARY_KINDS})
    return _search(start, end, {"concept"}) if found is None else found


def _search(start: str, end: str, avoided: set[str]) -> list[Edge] | None:
    before: dict[str, Edge | None] = {start: None}
    queue = deque([start])
    for _ in range(_LOOKUPS):
        if not queue or end in before:
            break
        here = queue.popleft()
        for edge in edges_of(here) if here == start or kind_slug(here) not in avoided else ():
            if edge.other(here) not in before:
                before[edge.other(here)] = edge
                queue.append(edge.other(here))
    return _walk_back(before, end) if end in before else None


def _walk_back(before: dict[str, Edge | None], end: str) -> list[Edge]:
    path, here = [], end
    while edge := before[here]:
        path.append(edge)
        here = edge.other(here)
    return path[::-1]
