"""Checking files against the shapes of a registry, or a person's own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox

from credgraph.errors import BadParameter, UnknownShapes
from credgraph.rdf.files import FORMATS, File, named, read
from credgraph.resources import root
from credgraph.validation.blank_nodes import BlankNodeLabels
from credgraph.validation.checked import Findings
from credgraph.validation.engines import Engine
from credgraph.validation.own_shapes import faults_of, read_shapes
from credgraph.validation.scope import checked_files, checked_graph
from credgraph.validation.targets import targets_of
from credgraph.validation.validator import stored_triples, validate

if TYPE_CHECKING:
    from credgraph.store import Store

__all__ = [
    "check_files",
    "check_with_own_shapes",
    "is_shapes_file",
    "registry_names",
    "registry_shapes",
]


def registry_names() -> list[str]:
    """Return the names of the registries that have shapes, for `credgraph validate --shapes`."""
    return sorted(path.stem for path in (root() / "shapes" / "registries").glob("*.ttl"))


def registry_shapes(name: str) -> str:
    """Return the shapes of a registry as Turtle text, with the prefixes of their queries.

    Raises UnknownShapes with the nearest names.
    """
    known = registry_names()
    if name not in known:
        typed = name.strip().lower().replace("_", "-").replace(".", "-")
        raise UnknownShapes(name, tuple(get_close_matches(typed, known, 2, 0.4)), tuple(known))
    files = [f"shapes/registries/{name}.ttl", "ontology/prefixes.ttl"]
    return "\n".join((root() / file).read_text("utf-8") for file in files)


def is_shapes_file(shapes: str | Path) -> bool:
    """Tell whether this names a file of shapes rather than a registry."""
    path = Path(shapes)
    return str(shapes) not in registry_names() and (
        path.suffix.lower() in FORMATS or path.parent != Path() or path.is_file()
    )


def check_files(
    files: Sequence[File],
    name: str,
    engine: Engine = Engine.AUTO,
    *,
    syntax: str | None = None,
) -> Findings:
    """Return the findings of a registry's shapes about files, the gravest first.

    The files are checked together, and without the graph; `syntax` is theirs where their names do
    not say. Raises UnknownShapes, UnreadableFile for a file that is not RDF or has nothing that the
    shapes target, BadParameter without files.
    """
    shapes = registry_shapes(name)
    if not files:
        raise BadParameter("shapes", name, "shapes check files; name at least one")
    return _check_alone(_triples(files, syntax), shapes, name, engine)


def check_with_own_shapes(
    store: Store,
    files: Sequence[File],
    path: str | Path,
    engine: Engine = Engine.AUTO,
    *,
    syntax: str | None = None,
) -> Findings:
    """Return the findings of the shapes in a file about other files or, without, about a store.

    Raises UnreadableFile for shapes that are broken, or for a file as `check_files` does.
    """
    shapes = read_shapes(path)
    with faults_of(path):
        if files:
            return _check_alone(_triples(files, syntax), shapes, str(path), engine)
        stored = stored_triples(store)
        found = validate(stored, shapes=shapes, engine=engine)
        targets, name = targets_of(shapes), str(path)
        return Findings(found, checked_graph(store.name, stored, targets, found, shapes=name))


def _check_alone(
    files: Mapping[str, Sequence[ox.Triple]], shapes: str, name: str, engine: Engine
) -> Findings:
    """Return the findings of some shapes about the triples of files, without the graph."""
    triples = [triple for of_file in files.values() for triple in of_file]
    labels = BlankNodeLabels(triples)
    found = validate(triples, shapes=shapes, engine=engine, blank_node_labels=labels)
    return Findings(found, checked_files(files, targets_of(shapes), found, shapes=name))


def _triples(files: Sequence[File], syntax: str | None) -> dict[str, list[ox.Triple]]:
    return {named(file): [quad.triple for quad in read(file, syntax=syntax)] for file in files}
