"""Equality of answers up to the names of blank nodes: of tables, of graphs and of reports.

All three are bags of rows of terms. Blank nodes are compared over all rows at once: each node of
one side stands for exactly one of the other.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Sequence
from typing import Any

import pyoxigraph as ox

__all__ = ["Row", "same_in_order", "same_rows"]

Row = tuple[Any, ...]
_Names = dict[ox.BlankNode, ox.BlankNode]


def same_rows(ours: Sequence[Row], theirs: Sequence[Row]) -> bool:
    """Tell whether both are the same bag of rows, in any order.

    >>> a, b = ox.BlankNode("a"), ox.BlankNode("b")
    >>> same_rows([(a, 1), (b, 2)], [(a, 2), (b, 1)])
    True
    >>> same_rows([(a, 1), (a, 2)], [(a, 1), (b, 2)])
    False
    """
    mine, other = list(ours), list(theirs)
    if Counter(map(_pattern, mine)) != Counter(map(_pattern, other)):
        return False
    rare = Counter(map(_pattern, mine))
    mine = [row for row in mine if _blank_nodes(row)]
    other = [row for row in other if _blank_nodes(row)]
    mine.sort(key=lambda row: rare[_pattern(row)])  # those with the fewest partners first
    return _matched(mine, other, {})


def same_in_order(ours: Sequence[Row], theirs: Sequence[Row]) -> bool:
    """Tell whether both have the same rows in the same order."""
    names: _Names | None = {}
    if len(ours) != len(theirs):
        return False
    for mine, other in zip(ours, theirs, strict=True):
        names = _joined(mine, other, names) if names is not None else None
    return names is not None


def _matched(mine: list[Row], other: list[Row], names: _Names) -> bool:
    if not mine:
        return True
    first, *rest = mine
    tried = set[Row]()
    for index, row in enumerate(other):
        if row in tried or _pattern(row) != _pattern(first):
            continue
        tried.add(row)
        joined = _joined(first, row, names)
        if joined is not None and _matched(rest, other[:index] + other[index + 1 :], joined):
            return True
    return False


def _joined(mine: Any, other: Any, names: _Names) -> _Names | None:
    """Return the names extended so that both are equal, or None where they cannot be."""
    if isinstance(mine, ox.BlankNode) and isinstance(other, ox.BlankNode):
        if mine in names:
            return names if names[mine] == other else None
        return None if other in names.values() else {**names, mine: other}
    if isinstance(mine, tuple | ox.Triple) and isinstance(other, type(mine)):
        joined: _Names | None = names
        for one, another in zip(mine, other, strict=True):
            joined = _joined(one, another, joined) if joined is not None else None
        return joined
    return names if mine == other else None


def _pattern(cell: Any) -> Hashable:
    """Return what stays of a row or term without the names of its blank nodes."""
    if isinstance(cell, ox.BlankNode):
        return "a blank node"
    if isinstance(cell, tuple | ox.Triple):
        return type(cell).__name__, tuple(map(_pattern, cell))
    return cell  # type: ignore[no-any-return]


def _blank_nodes(cell: Any) -> bool:
    if isinstance(cell, tuple | ox.Triple):
        return any(map(_blank_nodes, cell))
    return isinstance(cell, ox.BlankNode)
