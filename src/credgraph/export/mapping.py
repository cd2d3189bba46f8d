"""A profile's mapping, run on a store: its triples, and which node belongs to which entity.

A CONSTRUCT query keeps the IRI of the record that it maps. What a record needs beside itself, such
as a condition around it, gets the record's IRI and a fragment: `credential/mssc-cpt#requires`. So
every finding and every count leads back to a record, and anybody can run the queries as they are.
Only the writers turn nodes that a registry wants embedded into blank ones.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache, cached_property
from typing import TYPE_CHECKING, cast

import pyoxigraph as ox

from credgraph.rdf import expand, term
from credgraph.resources import root

if TYPE_CHECKING:
    from pathlib import Path

    from credgraph.store import Store

__all__ = ["MappedGraph", "queries", "rows", "triples"]

_TYPE = term("rdf:type")


class MappedGraph:
    """The triples of an export, sorted, with the entities among their subjects.

    An entity is a subject with a document of its own: an IRI without a fragment, of none of the
    classes `embedded` (CURIEs), whose nodes are written inside others. `store` is where the triples
    came from; `around` is what a selection was cut from, where the names are of what it refers to.
    """

    def __init__(
        self,
        triples: Iterable[ox.Triple],
        embedded: frozenset[str],
        store: Store,
        around: MappedGraph | None = None,
    ) -> None:
        self.triples = sorted(set(triples), key=str)
        self.embedded, self.store = embedded, store
        self.around = around or self

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
    def own(self) -> frozenset[str]:
        """The entities, to ask whether a node is one."""
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
                and t.object.value not in self.own
            ]
            waiting.extend(reversed(inside))
        return list(found)

    def only(self, entities: Iterable[str]) -> MappedGraph:
        """Return what is said about these entities and what is written inside them."""
        kept = {node for entity in entities for node in self.nodes_of(entity)}
        return MappedGraph(
            (t for node in kept for t in self.by_subject.get(node, ())),
            self.embedded,
            self.store,
            self.around,
        )

    def without(self, entities: Iterable[str]) -> MappedGraph:
        """Return everything but these entities."""
        gone = set(entities)
        return self.only(entity for entity in self.entities if entity not in gone) if gone else self


def _iri(node: ox.NamedNode | ox.BlankNode | ox.Triple) -> str:
    return str(node) if isinstance(node, ox.Triple) else node.value


def _types(about: list[ox.Triple]) -> set[str]:
    return {t.object.value for t in about if t.predicate == _TYPE}  # type: ignore[union-attr]


@cache
def queries(profile: str) -> tuple[Path, ...]:
    """Return the query files of a profile, in order."""
    return tuple(sorted((root() / "queries" / "export" / profile).glob("*.rq")))


def triples(store: Store, query: str) -> Iterator[ox.Triple]:
    """Yield the answer of a CONSTRUCT query."""
    return iter(cast("Iterable[ox.Triple]", store.query(query)))


def rows(store: Store, query: str) -> Iterator[list[str]]:
    """Yield the answer of a SELECT query that binds every variable, each term as its text."""
    for row in cast("Iterable[Iterable[ox.NamedNode]]", store.query(query)):
        yield [term.value for term in row]
