"""A profile's mapping, run on a store: its triples, and which node belongs to which entity.

A CONSTRUCT query keeps the IRI of the record that it maps. A further node that a record needs, such
as a condition, gets the record's IRI with a fragment: `credential/mssc-cpt#requires`. So every
finding and every count leads back to a record, and anybody can run the queries as they are. Only
the writers turn nodes that a registry wants embedded into blank nodes.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache, cached_property
from typing import TYPE_CHECKING

import pyoxigraph as ox

from credgraph.rdf import expand, term
from credgraph.resources import root

if TYPE_CHECKING:
    from pathlib import Path

    from credgraph.store import Store

__all__ = ["MappedGraph", "queries"]

_TYPE = term("rdf:type")


class MappedGraph:
    """The triples of an export, sorted, with the entities among their subjects.

    An entity is a subject with a document of its own: an IRI without a fragment and of none of the
    `embedded` classes (CURIEs), whose nodes are written inside others. `store` is the source of the
    triples. `full` is the mapping that a selection was made from, which also describes the records
    that the selection refers to.
    """

    def __init__(
        self,
        triples: Iterable[ox.Triple],
        embedded: frozenset[str],
        store: Store,
        full: MappedGraph | None = None,
    ) -> None:
        self.triples = sorted(set(triples), key=str)
        self.embedded, self.store = embedded, store
        self.full = full or self

    @cached_property
    def by_subject(self) -> dict[str, list[ox.Triple]]:
        """The triples of each subject, both in order."""
        found: dict[str, list[ox.Triple]] = {}
        for triple in self.triples:
            found.setdefault(_iri(triple.subject), []).append(triple)
        return found

    @cached_property
    def entities(self) -> list[str]:
        """The IRIs of the entities, in order."""
        embedded = {expand(name) for name in self.embedded}
        return [
            subject
            for subject, triples in self.by_subject.items()
            if "#" not in subject and not embedded & _types(triples)
        ]

    @cached_property
    def entity_set(self) -> frozenset[str]:
        """The entities as a set, for membership tests."""
        return frozenset(self.entities)

    def nodes_of(self, entity: str) -> list[str]:
        """Return the entity and every node written inside it, each once, in order of mention."""
        found, waiting = dict[str, None](), [entity]
        while waiting:
            node = waiting.pop()
            if node in found:
                continue
            found[node] = None
            inside = [
                t.object.value
                for t in self.by_subject.get(node, ())
                if isinstance(t.object, ox.NamedNode)
                and t.object.value in self.by_subject
                and t.object.value not in self.entity_set
            ]
            waiting.extend(reversed(inside))
        return list(found)

    def only(self, entities: Iterable[str]) -> MappedGraph:
        """Return the triples of these entities and of the nodes written inside them."""
        kept = {node for entity in entities for node in self.nodes_of(entity)}
        return MappedGraph(
            (t for node in kept for t in self.by_subject.get(node, ())),
            self.embedded,
            self.store,
            self.full,
        )

    def without(self, entities: Iterable[str]) -> MappedGraph:
        """Return everything but these entities."""
        excluded = set(entities)
        if not excluded:
            return self
        return self.only(entity for entity in self.entities if entity not in excluded)


def _iri(node: ox.NamedNode | ox.BlankNode | ox.Triple) -> str:
    return str(node) if isinstance(node, ox.Triple) else node.value


def _types(about: list[ox.Triple]) -> set[str]:
    return {t.object.value for t in about if t.predicate == _TYPE}  # type: ignore[union-attr]


@cache
def queries(profile: str) -> tuple[Path, ...]:
    """Return the query files of a profile, in order."""
    return tuple(sorted((root() / "queries" / "export" / profile).glob("*.rq")))
