"""What a profile's shapes find in an export, entity by entity."""

from __future__ import annotations

from typing import TYPE_CHECKING

from credgraph.resources import root

if TYPE_CHECKING:
    from credgraph.export.mapping import Mapped
    from credgraph.validation import Finding

__all__ = ["judge", "shape_sets", "shapes_of"]


def shape_sets() -> list[str]:
    """Return the names of the shapes that `credgraph validate --shapes` takes."""
    return sorted(path.stem for path in (root() / "shapes" / "registries").glob("*.ttl"))


def shapes_of(name: str) -> str:
    """Return the shapes of a registry, with the prefixes of their queries, as Turtle text."""
    files = [f"shapes/registries/{name}.ttl", "ontology/prefixes.ttl"]
    return "\n".join((root() / file).read_text("utf-8") for file in files)


def judge(mapped: Mapped) -> dict[str, list[Finding]]:
    """Return the findings of each entity that has any, the gravest first.

    A fault of a node that is written inside several entities is a fault of each of them. Rules may
    ask of what kind the other end of a link is, so a selection is judged with what is around it.
    """
    from credgraph.validation import validate

    name = mapped.profile.name
    if name not in shape_sets():
        return {}
    found: dict[str, list[Finding]] = {}
    for finding in validate(mapped.around.triples, shapes=shapes_of(name)):
        found.setdefault(finding.focus, []).append(finding)
    if not found:
        return {}
    judged = {
        entity: sorted({f for node in mapped.nodes_of(entity) for f in found.get(node, ())})
        for entity in mapped.entities
    }
    return {entity: findings for entity, findings in judged.items() if findings}
