"""Payloads for envelopes of the Credential Registry, one file per resource with a CTID.

An envelope holds such a graph as a token signed with the publisher's key. Signing and sending are
left to the holder of the key; nothing here creates a key or a token. As in the registry, a
framework comes with its competencies and a pathway with its components.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from credgraph.export.profile import Document
from credgraph.export.profiles.ctdl_json import document, node
from credgraph.rdf import term

if TYPE_CHECKING:
    from credgraph.export.mapping import MappedGraph

__all__ = ["payloads"]

_PART_OF = {
    "ceasn:Competency": term("ceasn:isPartOf"),
    "ceterms:BasicComponent": term("ceterms:isPartOf"),
    "ceterms:CredentialComponent": term("ceterms:isPartOf"),
    "ceterms:JobComponent": term("ceterms:isPartOf"),
}


def payloads(mapped: MappedGraph) -> Iterator[Document]:
    """Yield the unsigned payload of each resource with a CTID: `payloads/ce-….json`."""
    parts = _parts(mapped)
    inside = {part for members in parts.values() for part in members}
    for entity in mapped.entities:
        if entity not in inside and (ctid := _value(mapped, entity, "ceterms:ctid")):
            graph = [node(mapped, member) for member in [entity, *parts.get(entity, ())]]
            content = {"@id": f"{entity}#graph", "@graph": graph}
            yield Document(f"payloads/{ctid}.json", document(content))


def _parts(mapped: MappedGraph) -> dict[str, list[str]]:
    """Return the members of each framework and pathway that is itself exported."""
    found: dict[str, list[str]] = {}
    kinds = {term(name): link for name, link in _PART_OF.items()}
    for entity in mapped.entities:
        about = mapped.by_subject[entity]
        links = {kinds[t.object] for t in about if t.object in kinds}  # type: ignore[index]
        for triple in about:
            if triple.predicate in links and triple.object.value in mapped.entity_set:  # type: ignore[union-attr]
                found.setdefault(triple.object.value, []).append(entity)  # type: ignore[union-attr]
    return found


def _value(mapped: MappedGraph, entity: str, name: str) -> str:
    wanted = term(name)
    found = (t.object.value for t in mapped.by_subject[entity] if t.predicate == wanted)  # type: ignore[union-attr]
    return next(found, "")
