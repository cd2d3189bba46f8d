"""Acyclicity rules, such as that no credential is its own prerequisite, in linear time.

Such a rule asks for `?this P ?other . ?other P* ?this`, and an engine follows P anew from every
record: n² steps for a chain of n records. So all nodes on a cycle of P are found here first, each
gets a triple `<node> cgs:onCycleOf "P"` in the data that the engine reads, and the rule asks for
that triple instead. Its object is a string, since other shapes check an IRI used as a value.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeVar

import pyoxigraph as ox

from credgraph.rdf import BASE, term

__all__ = ["cycle_marks", "nodes_on_cycles", "rewrite_cycle_rules"]

_MARK = ox.NamedNode(f"{BASE}/shapes#onCycleOf")
_CYCLE_PATTERN = re.compile(r"((\S+:\S+) \?other \.\s+)\?other \2\* \?this \.")
_Node = TypeVar("_Node")


def rewrite_cycle_rules(shapes: str) -> str:
    """Return the shapes, which use our prefixes, with acyclicity rules that ask for the marks.

    >>> rewrite_cycle_rules("?this cg:buildsOn ?other . ?other cg:buildsOn* ?this .")[27:]
    '?this <https://w3id.org/credgraph/shapes#onCycleOf> "cg:buildsOn" .'
    """
    return _CYCLE_PATTERN.sub(rf'\1?this {_MARK} "\2" .', shapes)


def cycle_marks(shapes: str, triples: Iterable[ox.Triple]) -> list[ox.Triple]:
    """Return a mark for each node on a cycle that a rule of the shapes, as written, forbids."""
    curies = {term(curie): curie for _, curie in _CYCLE_PATTERN.findall(shapes)}
    links = {link: defaultdict[Any, list[Any]](list) for link in curies}
    for subject, predicate, value in triples:
        if predicate in links:
            links[predicate][subject].append(value)
    return [
        ox.Triple(node, _MARK, ox.Literal(curies[link]))
        for link, others in links.items()
        for node in nodes_on_cycles(others)
    ]


def nodes_on_cycles(links: Mapping[_Node, Sequence[_Node]]) -> set[_Node]:
    """Return the nodes that lie on a cycle of the links, in linear time.

    >>> sorted(nodes_on_cycles({1: [2], 2: [3], 3: [2, 4], 4: [4, 5]}))
    [2, 3, 4]
    """
    incoming = defaultdict[_Node, list[_Node]](list)
    for node, others in links.items():
        for other in others:
            incoming[other].append(node)
    on_cycles, seen = set[_Node](), set[_Node]()
    for start in reversed(_postorder(links)):  # Kosaraju's strongly connected components
        group = _reached(start, incoming, seen)
        if len(group) > 1 or (group and start in links.get(start, ())):
            on_cycles |= group
    return on_cycles


def _postorder(links: Mapping[_Node, Sequence[_Node]]) -> list[_Node]:
    """Return all nodes in depth-first postorder: each after the nodes first reached from it."""
    order, seen = list[_Node](), set[_Node]()
    stack = [(node, False) for node in links]
    while stack:
        node, is_done = stack.pop()
        if is_done:
            order.append(node)
        elif node not in seen:
            seen.add(node)
            stack.append((node, True))
            stack += [(other, False) for other in links.get(node, ())]
    return order


def _reached(start: _Node, links: Mapping[_Node, Sequence[_Node]], seen: set[_Node]) -> set[_Node]:
    """Return the unseen nodes reachable from the start, itself included, and mark them as seen."""
    group, stack = set[_Node](), [start]
    while stack:
        node = stack.pop()
        if node not in seen:
            seen.add(node)
            group.add(node)
            stack += links.get(node, ())
    return group
