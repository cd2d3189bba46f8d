"""Checking files against the shapes of a registry."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches
from typing import TYPE_CHECKING, cast

import pyoxigraph as ox

from credgraph.errors import BadParameter, UnknownShapes, UnreadableFile
from credgraph.rdf import prefixes, term
from credgraph.resources import root
from credgraph.validation.engines import Engine
from credgraph.validation.finding import Finding

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["check_files", "registry_names", "registry_shapes"]

_TYPE = term("rdf:type")


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


def check_files(
    files: Sequence[str | Path], name: str, engine: Engine = Engine.AUTO
) -> list[Finding]:
    """Return the findings of a registry's shapes about files, the gravest first.

    The files are checked together, and without the graph. Raises UnknownShapes, UnreadableFile for
    a file that is not RDF or has nothing that the shapes target, BadParameter without files.
    """
    from credgraph.rdf.files import read
    from credgraph.validation.blank_nodes import BlankNodeLabels
    from credgraph.validation.validator import validate

    shapes = registry_shapes(name)
    if not files:
        raise BadParameter("shapes", name, "shapes check files; name at least one")
    triples = list[ox.Triple]()
    for path in files:
        file_triples = [quad.triple for quad in read(path)]
        if not _have_target(shapes, file_triples):
            raise UnreadableFile(str(path), f"it holds nothing that the {name} shapes apply to")
        triples += file_triples
    labels = BlankNodeLabels(triples)
    return validate(triples, shapes=shapes, engine=engine, blank_node_labels=labels)


def _have_target(shapes: str, triples: list[ox.Triple]) -> bool:
    """Return whether the shapes target anything: by class, by property, or else by a query."""
    statements = list(ox.parse(shapes.encode(), format=ox.RdfFormat.TURTLE))
    kinds = {term("sh:targetClass"), term("sh:targetSubjectsOf")}
    targets = {quad.object for quad in statements if quad.predicate in kinds}
    if any((t.object if t.predicate == _TYPE else t.predicate) in targets for t in triples):
        return True
    store = ox.Store()
    store.extend(ox.Quad(*triple) for triple in triples)
    queries = [quad.object.value for quad in statements if quad.predicate == term("sh:select")]
    return any(_has_solutions(store.query(query, prefixes=prefixes())) for query in queries)


def _has_solutions(result: object) -> bool:
    return next(iter(cast("ox.QuerySolutions", result)), None) is not None
