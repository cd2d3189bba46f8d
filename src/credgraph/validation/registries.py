"""The shapes of a registry, and what they find in anybody's files."""

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
    """Return the names of the shapes that `credgraph validate --shapes` takes."""
    return sorted(path.stem for path in (root() / "shapes" / "registries").glob("*.ttl"))


def registry_shapes(name: str) -> str:
    """Return the shapes of a registry, with the prefixes of their queries, as Turtle text.

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
    """Return what a registry's shapes find in files by themselves, the gravest first.

    The files are judged together. Raises UnknownShapes, UnreadableFile for a file that is not RDF
    or in which the shapes have nothing to judge, BadParameter without files.
    """
    from credgraph.rdf.files import read
    from credgraph.validation.blank_nodes import BlankNodeLabels
    from credgraph.validation.validator import validate

    shapes = registry_shapes(name)
    if not files:
        raise BadParameter("shapes", name, "judges files; name at least one")
    triples = list[ox.Triple]()
    for path in files:
        own = [quad.triple for quad in read(path)]
        if not _speak_of(shapes, own):
            raise UnreadableFile(str(path), f"it holds nothing that the shapes of {name} speak of")
        triples += own
    return validate(triples, shapes=shapes, engine=engine, called=BlankNodeLabels(triples))


def _speak_of(shapes: str, triples: list[ox.Triple]) -> bool:
    """Tell whether shapes select anything: by class, by property, or else by a query."""
    said = list(ox.parse(shapes.encode(), format=ox.RdfFormat.TURTLE))
    kinds = {term("sh:targetClass"), term("sh:targetSubjectsOf")}
    selecting = {quad.object for quad in said if quad.predicate in kinds}
    if any((t.object if t.predicate == _TYPE else t.predicate) in selecting for t in triples):
        return True
    store = ox.Store()
    store.extend(ox.Quad(*triple) for triple in triples)
    queries = [quad.object.value for quad in said if quad.predicate == term("sh:select")]
    return any(_first(store.query(query, prefixes=prefixes())) for query in queries)


def _first(found: object) -> bool:
    return next(iter(cast("ox.QuerySolutions", found)), None) is not None
