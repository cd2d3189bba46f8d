"""Checking an export against the shapes of its registry, with findings by entity."""

from __future__ import annotations

from typing import TYPE_CHECKING

from credgraph.validation import Finding, registry_names, registry_shapes, validate

if TYPE_CHECKING:
    from credgraph.export.mapping import MappedGraph

__all__ = ["check_export"]


def check_export(mapped: MappedGraph, profile: str) -> dict[str, list[Finding]]:
    """Return the findings of each entity that has any, the gravest first.

    A finding on a node that is written inside several entities counts for each of them. A selection
    is checked within the full mapping, because rules may test the class of a record it links to.
    """
    if profile not in registry_names():
        return {}
    found: dict[str, list[Finding]] = {}
    for finding in validate(mapped.full.triples, shapes=registry_shapes(profile)):
        found.setdefault(finding.focus, []).append(finding)
    if not found:
        return {}
    by_entity = {
        entity: sorted({f for node in mapped.nodes_of(entity) for f in found.get(node, ())})
        for entity in mapped.entities
    }
    return {entity: findings for entity, findings in by_entity.items() if findings}
