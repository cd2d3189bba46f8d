"""What a profile is: a name, its documents, and which of its nodes have no page of their own."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from credgraph.export.mapping import MappedGraph
from credgraph.rdf.turtle import json_ld, turtle

__all__ = ["PLAIN_DOCUMENTS", "Document", "Profile"]


@dataclass(frozen=True)
class Document:
    """One file of an export: its name below the target folder, and its bytes."""

    name: str
    content: bytes


def _nothing_more(_mapped: MappedGraph) -> Iterator[Document]:
    return iter(())


@dataclass(frozen=True)
class Profile:
    """One way out of the graph.

    `whole` writes everything into one document, by the ending of its name; the first is what
    standard output gets. `each` writes one document an entity, by ending. `more` yields what else
    belongs into a folder. A node of a class in `embedded` (a CURIE such as `ceterms:CostProfile`)
    is written inside the entities that name it and is none itself. `mapped` is false where the
    graph goes out as it is, without CONSTRUCT queries. `counts` is true where what goes out
    says in VoID how much the graph holds: then every fact has a part in a number, carried or not.
    """

    name: str
    title: str
    about: str
    whole: Mapping[str, Callable[[MappedGraph], bytes]]
    each: Mapping[str, Callable[[MappedGraph, str], bytes]] = field(default_factory=dict)
    more: Callable[[MappedGraph], Iterator[Document]] = _nothing_more
    embedded: frozenset[str] = frozenset()
    mapped: bool = True
    counts: bool = False


# The whole of an export in documents that need no framing of their own.
PLAIN_DOCUMENTS: Mapping[str, Callable[[MappedGraph], bytes]] = {
    ".ttl": lambda mapped: turtle(mapped.triples),
    ".jsonld": lambda mapped: json_ld(mapped.triples),
}
