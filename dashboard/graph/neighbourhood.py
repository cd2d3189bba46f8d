"""Which neighbours of the records on the screen to draw, and how many are left out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import zip_longest
from typing import NamedTuple

from dashboard.graph.edges import Edge, Subgraph, edges_between, edges_of, relation_path
from dashboard.graph.kinds import MAIN_KINDS, SECONDARY_KINDS, kind_slug, label_of

__all__ = ["Expansion", "neighbourhood_of"]


class Expansion(NamedTuple):
    """A record whose neighbours are drawn: those of one relation, or a few of each kind."""

    iri: str
    relation: str = ""


def neighbourhood_of(
    expansions: Sequence[Expansion], each: int, most: int, path: Sequence[Edge] = ()
) -> Subgraph:
    """Choose what to draw: the path, `each` main neighbours of a record, `most` nodes in all."""
    nodes = {iri: label_of(iri) for iri in _ends(path, expansions)}
    waiting = {expansion.iri for expansion in expansions}
    for iri, relation in expansions:
        waiting.discard(iri)
        there, drawn = nodes.keys() - waiting, 0
        edges = _of_relation(iri, relation) if relation else _main(iri)
        for other in dict.fromkeys(edge.other(iri) for edge in edges):
            fits = other in nodes or len(nodes) < most
            if other not in there and fits and (relation or drawn < each):
                nodes.setdefault(other, label_of(other))
                drawn += 1
    return Subgraph(edges_between(nodes), nodes, _left_out(expansions, nodes))


def _left_out(expansions: Sequence[Expansion], nodes: dict[str, str]) -> Counter[str]:
    """Count the neighbours of each expanded record that are wanted and not drawn."""
    missing: dict[str, set[str]] = {}
    for iri, relation in expansions:
        edges = _of_relation(iri, relation) if relation else edges_of(iri)
        missing.setdefault(iri, set()).update(edge.other(iri) for edge in edges)
    return +Counter({iri: len(others - nodes.keys()) for iri, others in missing.items()})


def _ends(path: Iterable[Edge], expansions: Iterable[Expansion]) -> list[str]:
    along = [iri for edge in path for iri in (edge.source, edge.target)]
    return list(dict.fromkeys([*along, *(expansion.iri for expansion in expansions)]))


def _of_relation(iri: str, relation: str) -> list[Edge]:
    return [edge for edge in edges_of(iri) if relation_path(edge, iri) == relation]


def _main(iri: str) -> list[Edge]:
    """Order the edges so that the first few show something of every main kind."""
    kinds: dict[str, dict[str, list[Edge]]] = {}
    for edge in edges_of(iri):
        kind = kind_slug(edge.other(iri))
        if kind not in SECONDARY_KINDS:
            kinds.setdefault(kind, {}).setdefault(relation_path(edge, iri), []).append(edge)
    ordered = {kind: list(_in_turn(_by_weight(kinds[kind]))) for kind in kinds}
    main = [ordered.pop(kind) for kind in MAIN_KINDS if kind in ordered]
    return [*_in_turn(main), *_in_turn(ordered.values())]


def _by_weight(found: dict[str, list[Edge]]) -> list[list[Edge]]:
    """Put the relations that the record states first, then the most frequent of the others."""
    return [found[name] for name in sorted(found, key=lambda n: (n[0] == "^", -len(found[n])))]


def _in_turn(lists: Iterable[Sequence[Edge]]) -> Iterator[Edge]:
    for row in zip_longest(*lists):
        yield from (edge for edge in row if edge is not None)
