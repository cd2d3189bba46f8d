"""SKOS: our concepts, and a separate document of their links to the concepts of others."""

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
_EXTERNAL = frozenset({"esco:Occupation", "esco:Skill", "void:Linkset"})


def _split(mapped: MappedGraph) -> tuple[list[ox.Triple], list[ox.Triple]]:
    """Return the triples about our concepts, and those that link to others or describe these."""
    classes = {expand(name) for name in _EXTERNAL}
    external = {
        t.subject
        for t in mapped.triples
        if t.predicate == term("rdf:type") and t.object.value in classes  # type: ignore[union-attr]
    }
    ours, links = list["ox.Triple"](), list["ox.Triple"]()
    for triple in mapped.triples:
        is_link = triple.predicate in _MATCHES or triple.subject in external
        (links if is_link else ours).append(triple)
    return ours, links


def _links(mapped: MappedGraph) -> Iterator[Document]:
    links = _split(mapped)[1]
    if links:
        yield Document("links.ttl", turtle(links))
        yield Document("links.jsonld", json_ld(links))


PROFILE = Profile(
    name="skos",
    title="SKOS",
    about="Competencies, occupations, industries and lists as concepts; links to ESCO apart.",
    whole={
        ".ttl": lambda mapped: turtle(_split(mapped)[0]),
        ".jsonld": lambda mapped: json_ld(_split(mapped)[0]),
    },
    more=_links,
    embedded=_EXTERNAL - {"void:Linkset"},
)
