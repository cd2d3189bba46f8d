"""The targets of shapes: which nodes of some data they apply to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import chain
from typing import Any, TypeAlias, cast

import pyoxigraph as ox

from credgraph.rdf import prefixes, term

__all__ = ["Classes", "TargetedRecords", "Targets", "narrowest", "targets_of"]

Classes: TypeAlias = "frozenset[Any] | set[Any]"

_TYPE, _SUBCLASS = term("rdf:type"), term("rdfs:subClassOf")
_CLASSES = {term("rdfs:Class"), term("owl:Class")}
_SHAPES = {term("sh:NodeShape"), term("sh:PropertyShape")}


class Targets:
    """The targets that a graph of shapes declares."""

    def __init__(self, shapes: Sequence[Any]) -> None:
        values = defaultdict[Any, set[Any]](set)
        for triple in shapes:
            values[triple.predicate].add(triple.object)
        self.classes = values[term("sh:targetClass")] | _implicit(shapes)
        self.subjects_of = values[term("sh:targetSubjectsOf")]
        self.objects_of = values[term("sh:targetObjectsOf")]
        self.nodes = values[term("sh:targetNode")]
        queried = values[term("sh:target")]
        self.queries = [
            str(triple.object.value)
            for triple in shapes
            if triple.predicate == term("sh:select") and triple.subject in queried
        ]
        self.prefixes = prefixes() | _declared(shapes)
        self.terms = {
            node.value
            for triple in shapes
            for node in (triple.predicate, triple.object)
            if _is_iri(node)
        }

    def __bool__(self) -> bool:
        declared = self.classes or self.subjects_of or self.objects_of or self.nodes
        return bool(declared or self.queries)

    def selected(self, data: Iterable[ox.Triple]) -> set[Any]:
        """Return the nodes that the target queries select; raises SyntaxError for a bad query."""
        store = ox.Store()
        store.extend(ox.Quad(*triple) for triple in data)
        found = set[Any]()
        for query in self.queries:
            rows = cast("ox.QuerySolutions", store.query(query, prefixes=self.prefixes))
            found |= {node for row in rows for node in tuple(row)[:1]}
        return found


class TargetedRecords:
    """The classes of the records in some data, and those that the targets apply to.

    The context, such as the whole graph, says more about the same records. `typed` holds the
    classes of each record that has one, `found` those of each record that is a target: the classes
    that the shapes are for, where it has any of them.
    """

    def __init__(
        self, targets: Targets, data: Sequence[ox.Triple], context: Iterable[ox.Triple] = ()
    ) -> None:
        self.subjects = {triple.subject for triple in data}
        self.superclasses = defaultdict[Any, set[Any]](set)
        self.typed = defaultdict[Any, set[Any]](set)
        for subject, predicate, value in chain(data, context):
            if predicate == _TYPE and subject in self.subjects:
                self.typed[subject].add(value)
            elif predicate == _SUBCLASS:
                self.superclasses[subject].add(value)
        classes = _with_subclasses(targets.classes, self.superclasses)
        targeted = {record for record, kinds in self.typed.items() if not classes.isdisjoint(kinds)}
        for subject, predicate, value in data:
            if predicate in targets.subjects_of:
                targeted.add(subject)
            if predicate in targets.objects_of:
                targeted.add(value)
        self.found, self._classes = dict[Any, Classes](), targets.classes
        self.add(targeted | (targets.nodes & self.subjects))

    def add(self, records: Iterable[Any]) -> None:
        """Count these among the records that were looked at."""
        for record in records:
            kinds: set[Any] = self.typed.get(record, set())
            self.found[record] = kinds & self._classes or kinds


@lru_cache(maxsize=4)
def targets_of(shapes: str) -> Targets:
    """Return the targets of shapes in Turtle."""
    quads = ox.parse(shapes.encode(), format=ox.RdfFormat.TURTLE)
    return Targets([quad.triple for quad in quads])


def narrowest(classes: Classes, superclasses: Mapping[Any, Classes]) -> str:
    """Return the IRI of the narrowest of a record's classes; nothing if it has none."""
    broader = set[Any]().union(*(superclasses.get(each, ()) for each in classes))
    names = sorted(str(each.value) for each in classes if _is_iri(each))
    narrow = sorted(str(each.value) for each in classes - broader if _is_iri(each))
    return next(iter(narrow or names), "")


def _implicit(shapes: Iterable[ox.Triple]) -> set[Any]:
    """Return the classes that are shapes themselves, and so their own targets."""
    kinds = defaultdict[Any, set[Any]](set)
    for triple in shapes:
        if triple.predicate == _TYPE:
            kinds[triple.subject].add(triple.object)
    return {node for node, found in kinds.items() if found & _SHAPES and found & _CLASSES}


def _declared(shapes: Iterable[ox.Triple]) -> dict[str, str]:
    """Return the prefixes that the shapes declare for their queries."""
    entries = defaultdict[Any, dict[str, str]](dict)
    for subject, predicate, value in shapes:
        if predicate in (term("sh:prefix"), term("sh:namespace")):
            entries[subject][predicate.value.rpartition("#")[2]] = value.value
    whole = (entry for entry in entries.values() if len(entry) == 2)
    return {entry["prefix"]: entry["namespace"] for entry in whole}


def _with_subclasses(classes: set[Any], superclasses: Mapping[Any, set[Any]]) -> set[Any]:
    found, waiting = set[Any](), set(classes)
    while waiting:
        found |= waiting
        waiting = {sub for sub, supers in superclasses.items() if supers & waiting} - found
    return found


def _is_iri(node: Any) -> bool:
    return isinstance(node, ox.NamedNode)
