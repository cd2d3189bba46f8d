"""Our concepts as SKOS, and their links to the concepts of others in a document of their own."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from credgraph.export.profile import Document, Profile
from credgraph.rdf import expand, term
from credgraph.rdf.turtle import json_ld, turtle

if TYPE_CHECKING:
    import pyoxigraph as ox

    from credgraph.export.mapping import MappedGraph

__all__ = ["PROFILE"]

_MATCHES = {term(f"skos:{kind}Match") for kind in ("broad", "close", "exact", "narrow", "related")}
_OTHERS = frozenset({"esco:Occupation", "esco:Skill", "void:Linkset"})


def _parted(mapped: MappedGraph) -> tuple[list[ox.Triple], list[ox.Triple]]:
    """Return what we say of our concepts, and what links them to others or is about those."""
    classes = {expand(name) for name in _OTHERS}
    theirs = {
        t.subject
        for t in mapped.triples
        if t.predicate == term("rdf:type") and t.object.value in classes  # type: ignore[union-attr]
    }
    ours, links = list["ox.Triple"](), list["ox.Triple"]()
    for triple in mapped.triples:
        linking = triple.predicate in _MATCHES or triple.subject in theirs
        (links if linking else ours).append(triple)
    return ours, links


def _links(mapped: MappedGraph) -> Iterator[Document]:
    links = _parted(mapped)[1]
    if links:
        yield Document("links.ttl", turtle(links))
        yield Document("links.jsonld", json_ld(links))


PROFILE = Profile(
    name="skos",
    title="SKOS",
    about="Competencies, occupations, industries and lists as concepts; links to ESCO apart.",
    whole={
        ".ttl": lambda mapped: turtle(_parted(mapped)[0]),
        ".jsonld": lambda mapped: json_ld(_parted(mapped)[0]),
    },
    more=_links,
    embedded=_OTHERS - {"void:Linkset"},
)
