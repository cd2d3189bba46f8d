"""Cases for the shapes: the findings they expect, their context, the shapes that apply to them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
from places import ROOT
from thoroughness import part

from credgraph.rdf.namespaces import compact, prefixes, term
from credgraph.resources import turtle_files
from credgraph.validation.engines import Engine
from credgraph.validation.finding import Finding
from credgraph.validation.validator import shipped_shapes, triples_with_datasets, validate

CASES = ROOT / "tests" / "cases"
FILES = sorted(CASES.glob("*/*.ttl"))
SHAPES = "https://w3id.org/credgraph/shapes#"
_TARGETS = {term(f"sh:target{kind}") for kind in ("", "Class", "SubjectsOf", "ObjectsOf")}
_PREFIXES = "".join(f"PREFIX {prefix}: <{space}>\n" for prefix, space in prefixes().items())

ENGINES = [Engine.RUST, Engine.PYSHACL] if find_spec("shacl") else [Engine.PYSHACL]
KINDS = {"invalid": "Violation", "warning": "Warning", "info": "Info"}

Expectation = tuple[str, str, str]


def trials(files: Sequence[Path]) -> list[Any]:
    """Pair every file with the quick engine, and some, or all in a thorough run, with the other.

    That both agree is also tried on all files as one graph.
    """
    tried = [(ENGINES[0], path) for path in files]
    tried += [(engine, path) for engine in ENGINES[1:] for path in part(files, 5)]
    return [
        pytest.param(engine, path, id=f"{engine}-{path.parent.name}/{path.stem}")
        for engine, path in tried
    ]


def is_named_for_its_severity(path: Path) -> bool:
    """Whether a case is named for its gravest expected finding, or `valid` if it expects none."""
    kind, _, fault = path.stem.partition(".")
    severities = [severity for severity, _, _ in expected(path)]
    gravest = min(severities, key=list(KINDS.values()).index, default=None)
    return (gravest is None and kind == "valid") or bool(KINDS[kind] == gravest and fault)


def parse(path: Path) -> list[ox.Quad]:
    return list(ox.parse(path=str(path), format=ox.RdfFormat.TURTLE))


def data(path: Path) -> list[ox.Triple]:
    return list(triples_with_datasets(parse(path)))


@cache
def context() -> tuple[ox.Triple, ...]:
    """The ontology, and the records that cases link to."""
    files = [*turtle_files("ontology"), CASES / "neighbours.ttl"]
    return tuple(quad.triple for path in files for quad in parse(path))


def expected(path: Path) -> set[Expectation]:
    """Read the first lines: `# expect: Violation PayBandShape-minPay pay-band:sample`."""
    lines = path.read_text("utf-8").splitlines()
    stated = [line.removeprefix("# expect: ") for line in lines if line.startswith("# expect: ")]
    assert stated, f"{path} states no expectation"
    found = [line.split() for line in stated if line != "nothing"]
    return {(severity, shape, focus) for severity, shape, focus in found}


def as_expectations(findings: Iterable[Finding]) -> set[Expectation]:
    return {(str(f.severity), f.shape.removeprefix(SHAPES), compact(f.focus)) for f in findings}


def findings(path: Path, engine: Engine) -> list[Finding]:
    """Validate one case; pySHACL is slow, so it is given only the shapes that apply to the case."""
    own = data(path)
    shapes = applicable_shapes(own, context()) if engine is Engine.PYSHACL else None
    return validate(own, context=context(), shapes=shapes, engine=engine)


def applicable_shapes(
    own: Sequence[ox.Triple], around: Sequence[ox.Triple], shapes: str | None = None
) -> str:
    """Return the shapes whose targets select a subject of the case, and all that they refer to.

    No other shape can report on the case: findings about its context are dropped. SPARQL targets
    are run by Oxigraph here; tests that run all shapes show that rdflib selects the same nodes.
    """
    rules = _store(shipped_shapes("shapes") if shapes is None else shapes)
    every = ox.Store()
    every.extend(ox.Quad(*triple) for triple in (*own, *around))
    subjects = {triple.subject for triple in own}
    kept = {
        quad.subject
        for quad in rules
        if quad.predicate in _TARGETS and subjects & set(_selected(rules, quad, every))
    }
    kept |= {quad.subject for quad in rules.quads_for_pattern(None, None, _COMPONENT)}
    return _with_references(rules, kept)


_COMPONENT = term("sh:ConstraintComponent")


@cache
def _store(shapes: str) -> ox.Store:
    store = ox.Store()
    store.load(shapes.encode(), ox.RdfFormat.TURTLE)
    return store


def _selected(rules: ox.Store, target: ox.Quad, every: ox.Store) -> Iterable[Any]:
    if target.predicate == term("sh:target"):
        query = _values(rules, target.object, "sh:select")[0].value
    elif target.predicate == term("sh:targetClass"):
        query = f"SELECT ?this {{ ?this a/rdfs:subClassOf* {target.object} }}"
    elif target.predicate == term("sh:targetObjectsOf"):
        query = f"SELECT ?this {{ ?any {target.object} ?this }}"
    else:
        query = f"SELECT ?this {{ ?this {target.object} ?any }}"
    answer: Any = every.query(_PREFIXES + query)
    return (solution["this"] for solution in answer)


def _values(rules: ox.Store, node: Any, curie: str) -> list[Any]:
    return [quad.object for quad in rules.quads_for_pattern(node, term(curie), None)]


def _with_references(rules: ox.Store, shapes: set[Any]) -> str:
    seen: set[Any] = set()
    waiting = [*shapes]
    lines = []
    while waiting:
        node = waiting.pop()
        if node in seen or isinstance(node, ox.Literal):
            continue
        seen.add(node)
        for quad in rules.quads_for_pattern(node, None, None):
            lines.append(f"{quad.triple} .")
            waiting.append(quad.object)
    return "\n".join(sorted(lines))
