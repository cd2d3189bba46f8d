"""What a registry's shapes find in an export, entity by entity."""

from __future__ import annotations

from typing import TYPE_CHECKING

from credgraph.validation import Finding, registry_names, registry_shapes, validate

if TYPE_CHECKING:
    from credgraph.export.mapping import MappedGraph

__all__ = ["check_export"]


def check_export(mapped: MappedGraph, profile: str) -> dict[str, list[Finding]]:
    """Return the findings of each entity that has any, the gravest first.

    A fault of a node that is written inside several entities is a fault of each of them. Rules may
    ask of what kind the other end of a link is, so a selection is judged with what is around it.
    """
    if profile not in registry_names():
        return {}
    found: dict[str, list[Finding]] = {}
    for finding in validate(mapped.around.triples, shapes=registry_shapes(profile)):
        found.setdefault(finding.focus, []).append(finding)
    if not found:
        return {}
    judged = {
        entity: sorted({f for node in mapped.nodes_of(entity) for f in found.get(node, ())})
        for entity in mapped.entities
    }
    return {entity: findings for entity, findings in judged.items() if findings}
