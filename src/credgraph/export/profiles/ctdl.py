"""CTDL, the language of the Credential Registry: as Turtle, and as JSON-LD the registry takes.

Both hold the same triples. A condition, a price or a third party has no identifier there, so each
node that refers to one holds a copy: a blank node in Turtle, a nested object in JSON-LD.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from typing import TYPE_CHECKING

import pyoxigraph as ox

from credgraph.export.profile import Profile
from credgraph.export.profiles.ctdl_json import document, is_inside, node
from credgraph.export.profiles.ctdl_payloads import payloads
from credgraph.rdf import GRAPHS
from credgraph.rdf.turtle import turtle

if TYPE_CHECKING:
    from credgraph.export.mapping import MappedGraph

__all__ = ["PROFILE"]

_EMBEDDED = """ConditionProfile CostProfile CredentialAlignmentObject CredentialOrganization
DurationProfile FinancialAssistanceProfile IdentifierValue JurisdictionProfile Organization
PayProfile Place ProcessProfile QACredentialOrganization"""


def _nested(
    mapped: MappedGraph,
    iri: str,
    subject: ox.NamedNode | ox.BlankNode,
    labels: Iterator[int],
    above: tuple[str, ...],
) -> Iterator[ox.Triple]:
    """Yield the triples of a node, then those of a copy of each node inside it."""
    inside = []
    for triple in mapped.by_subject[iri]:
        value = triple.object
        if is_inside(mapped, value, (*above, iri)):
            blank = ox.BlankNode(f"n{next(labels)}")
            inside.append((value.value, blank))  # type: ignore[union-attr]
            value = blank
        yield ox.Triple(subject, triple.predicate, value)
    for name, blank in inside:
        yield from _nested(mapped, name, blank, labels, (*above, iri))


def _turtle(mapped: MappedGraph, *entities: str) -> bytes:
    labels = count(1)
    return turtle(
        triple
        for entity in entities
        for triple in _nested(mapped, entity, ox.NamedNode(entity), labels, ())
    )


def _graph(mapped: MappedGraph) -> bytes:
    nodes = [node(mapped, entity) for entity in mapped.entities]
    return document({"@id": f"{GRAPHS}ctdl", "@graph": nodes})


PROFILE = Profile(
    name="ctdl",
    title="CTDL, for the Credential Registry",
    about="Turtle and JSON-LD that the Credential Registry takes, and what its envelopes hold.",
    whole={".jsonld": _graph, ".ttl": lambda mapped: _turtle(mapped, *mapped.entities)},
    each={".jsonld": lambda mapped, entity: document(node(mapped, entity)), ".ttl": _turtle},
    more=payloads,
    embedded=frozenset(f"ceterms:{name}" for name in _EMBEDDED.split()),
)
