"""Chains of edges: a path between two records, and a stack of what builds on what."""

from __future__ import annotations

from collections import Counter, deque

from dashboard.graph.neighbourhood import (
    ASIDE,
    STACKING,
    Drawing,
    Edge,
    between,
    edges_of,
    label_of,
    sort_of,
)

__all__ = ["path", "stack"]

_LOOKUPS = 800  # records looked at for one path


def stack(iri: str, most: int) -> Drawing:
    """Draw what a record requires or builds on and what needs it in turn, step by step."""
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
    return Drawing(between(nodes, lambda edge: edge.relation in STACKING), nodes, left_out)


def _next_in_stack(iri: str, *, upward: bool) -> list[str]:
    """List what stands directly above a record in its stack, or below it."""
    return [
        edge.other(iri)
        for edge in edges_of(iri)
        if edge.relation in STACKING and upward == ((edge.source == iri) == edge.upward)
    ]


def path(start: str, end: str) -> list[Edge] | None:
    """Return a shortest chain of edges between two records, or None within the bounds.

    A chain never leads through a concept, for two prices that are both charged per credential have
    nothing to do with each other; through records about records only where no other is found.
    """
    found = _path(start, end, {"concept", *ASIDE})
    return _path(start, end, {"concept"}) if found is None else found


def _path(start: str, end: str, avoided: set[str]) -> list[Edge] | None:
    before: dict[str, Edge | None] = {start: None}
    queue = deque([start])
    for _ in range(_LOOKUPS):
        if not queue or end in before:
            break
        here = queue.popleft()
        for edge in edges_of(here) if here == start or sort_of(here) not in avoided else ():
            if edge.other(here) not in before:
                before[edge.other(here)] = edge
                queue.append(edge.other(here))
    return _back(before, end) if end in before else None


def _back(before: dict[str, Edge | None], end: str) -> list[Edge]:
    chain, here = [], end
    while edge := before[here]:
        chain.append(edge)
        here = edge.other(here)
    return chain[::-1]
