"""Labels by which people find a blank node: where a record mentions it, and its name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

import pyoxigraph as ox

from credgraph.rdf import compact, term

__all__ = ["BlankNodeLabels"]

_NAMES = ("ceterms:name", "ceasn:name", "skos:prefLabel", "schema:name", "rdfs:label")
_TYPE = term("rdf:type")
_MAX_STEPS = 20  # from a blank node up to the record that mentions it


class BlankNodeLabels:
    """Labels the blank nodes of some triples: call it with the identifier of a node.

    A label is such as `ceterms:ownedBy of https://example.org/cpt ("MSSC")`; if a property
    has several blank nodes they are numbered: `ceterms:estimatedCost 2 of …`. A blank node that no
    record mentions is labelled by its class.
    """

    def __init__(self, triples: Iterable[ox.Triple]) -> None:
        names = [term(name) for name in _NAMES]
        self._mention: dict[Any, tuple[Any, ox.NamedNode, int]] = {}
        self._count = Counter[tuple[Any, ox.NamedNode]]()
        self._names: dict[Any, str] = {}
        self._class: dict[Any, str] = {}
        for subject, predicate, value in triples:
            if isinstance(value, ox.BlankNode) and value not in self._mention:
                self._count[subject, predicate] += 1
                self._mention[value] = subject, predicate, self._count[subject, predicate]
            if isinstance(subject, ox.BlankNode) and predicate in names:
                self._names.setdefault(subject, _display(value))
            elif isinstance(subject, ox.BlankNode) and predicate == _TYPE:
                self._class.setdefault(subject, _display(value))

    def __call__(self, identifier: str) -> str:
        """Return the label of the blank node with this identifier, such as `b0`."""
        node: Any = ox.BlankNode(identifier)
        name = f' ("{self._names[node]}")' if node in self._names else ""
        steps = list[str]()
        while node in self._mention and len(steps) < _MAX_STEPS:
            node, predicate, number = self._mention[node]
            many = self._count[node, predicate] > 1
            steps.append(compact(predicate.value) + (f" {number}" if many else ""))
        if not isinstance(node, ox.NamedNode):
            steps.append(self._class.get(node, "a node") + " without @id")
        else:
            steps.append(compact(node.value))
        return " of ".join(steps) + name


def _display(value: Any) -> str:
    return compact(value.value) if isinstance(value, ox.NamedNode) else str(value.value)[:80]
