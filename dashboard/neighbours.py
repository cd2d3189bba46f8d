"""What stands around a record: its edges both ways, what to draw of them, and paths between two."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import pyoxigraph as ox
import streamlit as st

from credgraph.catalogue import Column
from credgraph.table import Table, Triples
from credgraph.terms import RECORDS, expand
from dashboard.links import slug
from dashboard.session import ask, everything, graph

__all__ = [
    "Drawing",
    "Edge",
    "as_table",
    "as_triples",
    "counts",
    "draw",
    "edges_of",
    "kind",
    "path",
]

_NOT_DRAWN = {
    expand("rdf:type"),
    expand("rdfs:isDefinedBy"),
    expand("skos:inScheme"),
    expand("prov:wasDerivedFrom"),
}
_ASIDE = {
    "Change",
    "Claim",
    "Comparison row",
    "Dispute",
    "Identifier",
    "Question",
    "Recognition",
    "Source",
    "Wage observation",
}  # records about records: drawn when a person asks for their relation
_LOOKUPS = 800  # records looked at for one path


class Edge(NamedTuple):
    """One statement between two records, with its names."""

    source: str
    source_label: str
    relation: str
    relation_label: str
    target: str
    target_label: str

    def other(self, iri: str) -> str:
        """Return the end that is not this one."""
        return self.target if self.source == iri else self.source


class Drawing(NamedTuple):
    """The edges on the screen, the nodes with their labels, and how many were left out."""

    edges: list[Edge]
    nodes: dict[str, str]
    left_out: Counter[str]


@st.cache_resource(show_spinner=False, max_entries=5000)
def edges_of(iri: str) -> tuple[Edge, ...]:
    """Return every edge of a record to and from other records, in a stable order."""
    label = label_of(iri)
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


def label_of(iri: str) -> str:
    """Return the name of a record."""
    known = everything().get(slug(iri))
    if known:
        return known.label
    return graph().records.labels([ox.NamedNode(iri)]).get(iri) or slug(iri)


def kind(iri: str) -> str:
    """Return the name of a record's kind."""
    known = everything().get(slug(iri))
    return known.kind if known else slug(iri).partition("/")[0].replace("-", " ").capitalize()


def counts(iri: str) -> Counter[str]:
    """Count the edges of a record by the name of their relation, links to it marked by an arrow."""
    return Counter(relation_name(edge, iri) for edge in edges_of(iri))


def relation_name(edge: Edge, iri: str) -> str:
    """Name a relation as seen from one end."""
    return edge.relation_label if edge.source == iri else f"← {edge.relation_label}"


def draw(
    opened: Sequence[str], relations: Iterable[str], hidden: Iterable[str], each: int, most: int
) -> Drawing:
    """Choose what to draw: `each` edges of a relation at most, and `most` nodes in all."""
    wanted, gone = set(relations), set(hidden)
    nodes = {iri: label_of(iri) for iri in opened}
    edges: dict[Edge, None] = {}
    left_out: Counter[str] = Counter()
    for iri in opened:
        taken: Counter[str] = Counter()
        for edge in edges_of(iri):
            name, other = relation_name(edge, iri), edge.other(iri)
            if other in gone or (wanted and name not in wanted):
                continue
            aside = not wanted and kind(other) in _ASIDE
            if other not in nodes and (aside or taken[name] >= each or len(nodes) >= most):
                left_out[name] += 1
                continue
            taken[name] += 1
            edges[edge] = None
            nodes.setdefault(
                other, edge.target_label if other == edge.target else edge.source_label
            )
    return Drawing(list(edges), nodes, left_out)


def path(start: str, end: str) -> list[Edge] | None:
    """Return a shortest chain of edges between two records, or None within the bounds."""
    before: dict[str, Edge | None] = {start: None}
    queue = deque([start])
    for _ in range(_LOOKUPS):
        if not queue or end in before:
            break
        here = queue.popleft()
        for edge in edges_of(here):
            if edge.other(here) not in before:
                before[edge.other(here)] = edge
                queue.append(edge.other(here))
    return _back(before, end) if end in before else None


def _back(before: dict[str, Edge | None], end: str) -> list[Edge]:
    chain, here = [], end
    while edge := before[here]:
        chain.append(edge)
        here = edge.other(here)
    return chain[::-1]


def as_table(edges: Iterable[Edge]) -> Table:
    """Return the edges as an answer, each name with its record."""
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


def as_triples(edges: Iterable[Edge]) -> Triples:
    """Return the edges as triples, as they stand in the graph."""
    node = ox.NamedNode
    found = {ox.Triple(node(e.source), node(e.relation), node(e.target)) for e in edges}
    return Triples(tuple(sorted(found, key=str)))
