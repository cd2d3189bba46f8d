"""The edges of records in both directions, and sets of edges as tables and triples."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from typing import NamedTuple

import pyoxigraph as ox
import streamlit as st

from credgraph.errors import UnknownRecord
from credgraph.rdf import RECORDS, compact, expand
from credgraph.results import Column, Table, Triples
from dashboard.graph.kinds import label_of
from dashboard.state import TTL, ask

__all__ = [
    "STACKING",
    "Edge",
    "Relation",
    "Subgraph",
    "edge_table",
    "edge_triples",
    "edges_between",
    "edges_of",
    "relation_path",
    "relations_of",
]

_NOT_DRAWN = {
    expand("rdf:type"),
    expand("rdfs:isDefinedBy"),
    expand("skos:inScheme"),
    expand("prov:wasDerivedFrom"),
}
_UPWARD_IN_STACKS = {
    "cg:buildsOn", "cg:prerequisite", "cg:requiredModule", "cg:optionalModule", "cg:hasModule",
    "cg:requiresCredential", "cg:requiresApprenticeship", "cg:expectsCredential",
    "cg:expectsOneOf",
}  # fmt: skip
_UPWARD = {*map(expand, _UPWARD_IN_STACKS), expand("cg:assessedBy"), expand("dcterms:replaces")}
STACKING = {*map(expand, _UPWARD_IN_STACKS), expand("cg:leadsToCredential")}


class Edge(NamedTuple):
    """One statement between two records, with its labels."""

    source: str
    source_label: str
    relation: str
    relation_label: str
    target: str
    target_label: str

    def other(self, iri: str) -> str:
        """Return the end that is not this one."""
        return self.target if self.source == iri else self.source

    @property
    def upward(self) -> bool:
        """Tell whether the target comes before the source, as what a credential builds on."""
        return self.relation in _UPWARD


class Relation(NamedTuple):
    """One relation of a record, seen from the record."""

    name: str  # as a property path: a CURIE, after ^ where others point at the record
    label: str
    edges: int


class Subgraph(NamedTuple):
    """The edges to draw, the nodes with their labels, and how many neighbours were left out."""

    edges: list[Edge]
    nodes: dict[str, str]
    left_out: Counter[str]  # by the record whose neighbours they are


@st.cache_resource(show_spinner=False, max_entries=5000, ttl=TTL)
def edges_of(iri: str) -> tuple[Edge, ...]:
    """Return every edge of a record to and from other records, in a stable order.

    An IRI that is not a record of this graph, such as a node of an uploaded file, has none.
    """
    try:
        return _edges_of(iri, label_of(iri))
    except UnknownRecord:
        return ()


def _edges_of(iri: str, label: str) -> tuple[Edge, ...]:
    facts = [
        Edge(iri, label, row["property"], row["property_label"], row["value"], row["value_label"])
        for row in ask("facts_of_record", record=iri)
        if str(row["value"]).startswith(RECORDS) and row["property"] not in _NOT_DRAWN
    ]
    links = [
        Edge(row["from"], row["from_label"], row["property"], row["property_label"], iri, label)
        for row in ask("links_to_record", record=iri)
        if row["from"].startswith(RECORDS) and row["property"] not in _NOT_DRAWN
    ]
    return tuple(dict.fromkeys([*facts, *links]))


@st.cache_resource(show_spinner=False, max_entries=5000, ttl=TTL)
def relations_of(iri: str) -> tuple[Relation, ...]:
    """Count the edges of a record by relation, the most frequent first."""
    labels = {relation_path(edge, iri): edge.relation_label for edge in edges_of(iri)}
    counted = Counter(relation_path(edge, iri) for edge in edges_of(iri))
    return tuple(
        Relation(name, f"{'← ' * name.startswith('^')}{labels[name]}", count)
        for name, count in counted.most_common()
    )


def relation_path(edge: Edge, iri: str) -> str:
    """Return a relation as a property path from one of its ends."""
    return f"{'^' * (edge.source != iri)}{compact(edge.relation)}"


def edges_between(
    nodes: dict[str, str], wanted: Callable[[Edge], bool] = lambda _: True
) -> list[Edge]:
    """Return every wanted edge between two of the nodes."""
    edges = dict.fromkeys(
        edge for iri in nodes for edge in edges_of(iri) if edge.other(iri) in nodes and wanted(edge)
    )
    return list(edges)


def edge_table(edges: Iterable[Edge]) -> Table:
    """Return the edges as a table of their ends and relations, each with its label."""
    names = ("source", "source_label", "relation", "relation_label", "target", "target_label")
    heads = ("From", "From", "Relation", "Relation", "To", "To")
    columns = tuple(
        Column(name, head, "string" if name.endswith("_label") else "iri")
        for name, head in zip(names, heads, strict=True)
    )
    rows = [
        tuple(ox.Literal(v) if i % 2 else ox.NamedNode(v) for i, v in enumerate(edge))
        for edge in edges
    ]
    return Table(columns, [tuple(row) for row in rows])


def edge_triples(edges: Iterable[Edge]) -> Triples:
    """Return the edges as triples, as they stand in the graph."""
    node = ox.NamedNode
    found = {ox.Triple(node(e.source), node(e.relation), node(e.target)) for e in edges}
    return Triples(tuple(sorted(found, key=str)))
