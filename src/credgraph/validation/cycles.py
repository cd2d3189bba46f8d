"""Rules against circles, such as that no credential is its own prerequisite, in linear time.

Such a rule asks `?this P ?other . ?other P* ?this`, and an engine follows P anew from every record:
a chain of n records takes it n² steps. So the nodes on a circle of P are found here, all at once,
each is marked `<node> cgs:onCircleOf "P"` in what the engine reads, and the rule asks for the mark:
a text, since a property that stands as a value is checked as one.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeVar

import pyoxigraph as ox

from credgraph.rdf import BASE, term

__all__ = ["cycle_marks", "nodes_on_cycles", "rewrite_cycle_rules"]

_MARK = ox.NamedNode(f"{BASE}/shapes#onCircleOf")
_BACK = re.compile(r"((\S+:\S+) \?other \.\s+)\?other \2\* \?this \.")
_Node = TypeVar("_Node")


def rewrite_cycle_rules(shapes: str) -> str:
    """Return the shapes, which use our prefixes, with every rule against circles asking for marks.

    >>> rewrite_cycle_rules("?this cg:buildsOn ?other . ?other cg:buildsOn* ?this .")[27:]
    '?this <https://w3id.org/credgraph/shapes#onCircleOf> "cg:buildsOn" .'
    """
    return _BACK.sub(rf'\1?this {_MARK} "\2" .', shapes)


def cycle_marks(shapes: str, triples: Iterable[ox.Triple]) -> list[ox.Triple]:
    """Return the marks that the rules of these shapes, as they were written, would ask for."""
    followed = {term(curie): curie for _, curie in _BACK.findall(shapes)}
    links = {link: defaultdict[Any, list[Any]](list) for link in followed}
    for subject, predicate, value in triples:
        if predicate in links:
            links[predicate][subject].append(value)
    return [
        ox.Triple(node, _MARK, ox.Literal(followed[link]))
        for link, others in links.items()
        for node in nodes_on_cycles(others)
    ]


def nodes_on_cycles(links: Mapping[_Node, Sequence[_Node]]) -> set[_Node]:
    """Return the nodes from which links lead back to where one was, in linear time.

    >>> sorted(nodes_on_cycles({1: [2], 2: [3], 3: [2, 4], 4: [4, 5]}))
    [2, 3, 4]
    """
    back = defaultdict[_Node, list[_Node]](list)
    for node, others in links.items():
        for other in others:
            back[other].append(node)
    found, seen = set[_Node](), set[_Node]()
    for start in reversed(_left_in_order(links)):  # by Kosaraju: strongly connected components
        group = _reached(start, back, seen)
        if len(group) > 1 or (group and start in links.get(start, ())):
            found |= group
    return found


def _left_in_order(links: Mapping[_Node, Sequence[_Node]]) -> list[_Node]:
    """List every node after all those that a walk in depth reaches from it first."""
    order, seen = list[_Node](), set[_Node]()
    waiting = [(node, False) for node in links]
    while waiting:
        node, is_left = waiting.pop()
        if is_left:
            order.append(node)
        elif node not in seen:
            seen.add(node)
            waiting.append((node, True))
            waiting += [(other, False) for other in links.get(node, ())]
    return order


def _reached(start: _Node, links: Mapping[_Node, Sequence[_Node]], seen: set[_Node]) -> set[_Node]:
    """Return the nodes that links lead to, the start too, without those seen, which they join."""
    group, waiting = set[_Node](), [start]
    while waiting:
        node = waiting.pop()
        if node not in seen:
            seen.add(node)
            group.add(node)
            waiting += links.get(node, ())
    return group
