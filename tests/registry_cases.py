"""Cases for the shapes of registries, in a folder for each below `tests/cases/registries/`."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pyoxigraph as ox
from shape_cases import CASES, applicable_shapes, parse

from credgraph.rdf.namespaces import term
from credgraph.validation.engines import Engine
from credgraph.validation.finding import Finding
from credgraph.validation.registries import registry_names, registry_shapes
from credgraph.validation.validator import validate

PROFILES = registry_names()
FOLDERS = CASES / "registries"
FILES = sorted(FOLDERS.glob("*/*.ttl"))
_PROPERTY_SHAPE = term("sh:PropertyShape")


def data(path: Path) -> list[ox.Triple]:
    """The triples of a case; like an export, it has no named graphs and no context."""
    return [quad.triple for quad in parse(path)]


def findings(path: Path, engine: Engine) -> list[Finding]:
    """Validate one case; pySHACL is slow, so it is given only the shapes that apply to the case."""
    own, shapes = data(path), registry_shapes(path.parent.name)
    if engine is Engine.PYSHACL:
        shapes = applicable_shapes(own, (), shapes)
    return validate(own, shapes=shapes, engine=engine)


@cache
def rules(profile: str) -> ox.Store:
    """The shapes of a registry, without the prefixes of their queries."""
    store = ox.Store()
    store.load(registry_shapes(profile).encode(), ox.RdfFormat.TURTLE)
    return store


def reporting_shapes(profile: str) -> list[ox.NamedNode]:
    """The shapes that a finding can name: property shapes, and node shapes with a message."""
    store = rules(profile)
    found = [quad.subject for quad in store.quads_for_pattern(None, term("sh:message"), None)]
    found += [quad.subject for quad in store.quads_for_pattern(None, None, _PROPERTY_SHAPE)]
    return sorted({node for node in found if isinstance(node, ox.NamedNode)}, key=str)
