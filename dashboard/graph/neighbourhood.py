"""What stands around a record: its edges both ways, and what of them to draw."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import zip_longest
from typing import NamedTuple

import pyoxigraph as ox
import streamlit as st

from credgraph.errors import UnknownRecord
from credgraph.rdf import RECORDS, compact, expand
from credgraph.results import Column, Table, Triples
from dashboard.state import TTL, all_records, ask, graph, slug

__all__ = [
    "ASIDE",
    "STACKING",
    "Drawing",
    "Edge",
    "Opened",
    "around",
    "as_table",
    "as_triples",
    "between",
    "edges_of",
    "kind",
    "kinds",
    "label_of",
    "relations",
    "sort_of",
]

_NOT_DRAWN = {
    expand("rdf:type"),
    expand("rdfs:isDefinedBy"),
    expand("skos:inScheme"),
    expand("prov:wasDerivedFrom"),
}
_FIRST = [  # kinds as they stand in addresses, those that people ask for before all others
    "credential", "module", "organization", "funding-program", "apprenticeship", "pathway",
    "pay-band", "job-role", "occupation", "industry", "area", "assessment", "competency",
]  # fmt: skip
ASIDE = {  # records about records: drawn when a person asks for their relation
    "change", "claim", "comparison-row", "dispute", "identifier", "question", "recognition",
    "source", "wage",
}  # fmt: skip
_UPWARD_IN_STACKS = {
    "cg:buildsOn", "cg:prerequisite", "cg:requiredModule", "cg:optionalModule", "cg:hasModule",
    "cg:requiresCredential", "cg:requiresApprenticeship", "cg:expectsCredential",
    "cg:expectsOneOf",
}  # fmt: skip
_UPWARD = {*map(expand, _UPWARD_IN_STACKS), expand("cg:assessedBy"), expand("dcterms:replaces")}
STACKING = {*map(expand, _UPWARD_IN_STACKS), expand("cg:leadsToCredential")}


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

    @property
    def upward(self) -> bool:
        """Tell whether the target comes before the source: what a thing builds on."""
        return self.relation in _UPWARD


class Relation(NamedTuple):
    """One relation of a record, as the record sees it."""

    name: str  # a CURIE, after ^ where others point at the record: as in a property path
    label: str
    edges: int


class Opened(NamedTuple):
    """A record whose neighbours are drawn: those of one relation, or a few of each kind."""

    iri: str
    relation: str = ""


class Drawing(NamedTuple):
    """The edges on the screen, the nodes with their labels, and how many were left out."""

    edges: list[Edge]
    nodes: dict[str, str]
    left_out: Counter[str]  # by the record whose neighbours they are


@st.cache_resource(show_spinner=False, max_entries=5000, ttl=TTL)
def edges_of(iri: str) -> tuple[Edge, ...]:
    """Return every edge of a record to and from other records, in a stable order.

    What is no record of this graph, such as a node of somebody's file, has none.
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


def label_of(iri: str) -> str:
    """Return the name of a record."""
    known = all_records().get(slug(iri))
    if known:
        return known.label
    return graph().records.labels([ox.NamedNode(iri)]).get(iri) or slug(iri)


def kind(iri: str) -> str:
    """Return the name of a record's kind."""
    known = all_records().get(slug(iri))
    if known:
        return known.kind
    if not iri.startswith(RECORDS):
        return "Term" if compact(iri) != iri else "Other"
    return sort_of(iri).replace("-", " ").capitalize()


@st.cache_resource(show_spinner=False)
def kinds() -> list[str]:
    """List the names of all kinds, main ones first, so that each can always look the same."""
    names = sorted({(_rank(sort_of(r.iri)), r.kind) for r in all_records().values()})
    return list(dict.fromkeys(name for _, name in names))


def _rank(sort: str) -> int:
    return _FIRST.index(sort) if sort in _FIRST else len(_FIRST)


def sort_of(iri: str) -> str:
    """Return the kind of a record as it stands in its address, such as `pay-band`."""
    return slug(iri).partition("/")[0]


@st.cache_resource(show_spinner=False, max_entries=5000, ttl=TTL)
def relations(iri: str) -> tuple[Relation, ...]:
    """Count the edges of a record by relation, the most frequent first."""
    labels = {relation_of(edge, iri): edge.relation_label for edge in edges_of(iri)}
    counted = Counter(relation_of(edge, iri) for edge in edges_of(iri))
    return tuple(
        Relation(name, f"{'← ' * name.startswith('^')}{labels[name]}", count)
        for name, count in counted.most_common()
    )


def relation_of(edge: Edge, iri: str) -> str:
    """Name a relation as a path from one of its ends."""
    return f"{'^' * (edge.source != iri)}{compact(edge.relation)}"


def around(opened: Sequence[Opened], each: int, most: int, chain: Sequence[Edge] = ()) -> Drawing:
    """Choose what to draw: the chain, `each` main neighbours of a record, `most` nodes in all."""
    nodes = {iri: label_of(iri) for iri in _ends(chain, opened)}
    waiting = {each.iri for each in opened}
    for iri, relation in opened:
        waiting.discard(iri)
        there, drawn = nodes.keys() - waiting, 0
        edges = _of_relation(iri, relation) if relation else _main(iri)
        for other in dict.fromkeys(edge.other(iri) for edge in edges):
            room = other in nodes or len(nodes) < most
            if other not in there and room and (relation or drawn < each):
                nodes.setdefault(other, label_of(other))
                drawn += 1
    return Drawing(between(nodes), nodes, _not_drawn(opened, nodes))


def _not_drawn(opened: Sequence[Opened], nodes: dict[str, str]) -> Counter[str]:
    """Count the neighbours of each opened record that are wanted and not drawn."""
    missing: dict[str, set[str]] = {}
    for iri, relation in opened:
        edges = _of_relation(iri, relation) if relation else edges_of(iri)
        missing.setdefault(iri, set()).update(edge.other(iri) for edge in edges)
    return +Counter({iri: len(others - nodes.keys()) for iri, others in missing.items()})


def _ends(chain: Iterable[Edge], opened: Iterable[Opened]) -> list[str]:
    along = [iri for edge in chain for iri in (edge.source, edge.target)]
    return list(dict.fromkeys([*along, *(each.iri for each in opened)]))


def _of_relation(iri: str, relation: str) -> list[Edge]:
    return [edge for edge in edges_of(iri) if relation_of(edge, iri) == relation]


def _main(iri: str) -> list[Edge]:
    """Order the edges so that the first few show something of every main kind."""
    kinds: dict[str, dict[str, list[Edge]]] = {}
    for edge in edges_of(iri):
        sort = sort_of(edge.other(iri))
        if sort not in ASIDE:
            kinds.setdefault(sort, {}).setdefault(relation_of(edge, iri), []).append(edge)
    ordered = {sort: list(_in_turn(_by_weight(kinds[sort]))) for sort in kinds}
    main = [ordered.pop(sort) for sort in _FIRST if sort in ordered]
    return [*_in_turn(main), *_in_turn(ordered.values())]


def _by_weight(found: dict[str, list[Edge]]) -> list[list[Edge]]:
    """Put what the record itself says first, then what most others say of it."""
    return [found[name] for name in sorted(found, key=lambda n: (n[0] == "^", -len(found[n])))]


def _in_turn(lists: Iterable[Sequence[Edge]]) -> Iterator[Edge]:
    for row in zip_longest(*lists):
        yield from (edge for edge in row if edge is not None)


def between(nodes: dict[str, str], wanted: Callable[[Edge], bool] = lambda _: True) -> list[Edge]:
    """Return every edge between two records that are drawn."""
    edges = dict.fromkeys(
        edge for iri in nodes for edge in edges_of(iri) if edge.other(iri) in nodes and wanted(edge)
    )
    return list(edges)


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
