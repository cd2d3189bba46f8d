"""What a profile is: its name, how its documents are written, and which classes it embeds."""

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
    """A format that the graph can be exported to.

    `whole` writes everything into one document, by file ending; the first goes to standard output.
    `each` writes one document per entity, by file ending. `more` yields the further documents of a
    folder. A node of a class in `embedded` (a CURIE such as `ceterms:CostProfile`) is no entity: it
    is written inside the entities that refer to it. `mapped` is false where the graph is exported
    unchanged, without CONSTRUCT queries. `counts` is true where the export states in VoID how much
    the graph holds, so that even facts that are not carried change its numbers.
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


# Turtle and JSON-LD of all triples, for profiles without a document format of their own.
PLAIN_DOCUMENTS: Mapping[str, Callable[[MappedGraph], bytes]] = {
    ".ttl": lambda mapped: turtle(mapped.triples),
    ".jsonld": lambda mapped: json_ld(mapped.triples),
}
