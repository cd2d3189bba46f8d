"""Every case of every shape, on both engines; and the messages and severities of shapes."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
from shape_cases import (
    CASES,
    ENGINES,
    FILES,
    KINDS,
    SHAPES,
    as_expectations,
    context,
    data,
    expected,
    findings,
    is_named_for_its_severity,
    parse,
    trials,
)

from credgraph.rdf.namespaces import compact, term
from credgraph.resources import root, turtle_files
from credgraph.validation.engines import Engine
from credgraph.validation.validator import shipped_shapes, validate

STEMS = sorted(path.stem for path in (root() / "shapes").glob("*.ttl"))
GRAPH = ox.Store()
GRAPH.load(shipped_shapes("shapes").encode(), ox.RdfFormat.TURTLE)


def objects(subject: Any, curie: str) -> list[Any]:
    return [quad.object for quad in GRAPH.quads_for_pattern(subject, term(curie), None)]


def subjects(curie: str, value: str | None = None) -> set[Any]:
    wanted = None if value is None else term(value)
    return {quad.subject for quad in GRAPH.quads_for_pattern(None, term(curie), wanted)}


def reporting_shapes() -> list[ox.NamedNode]:
    """The shapes that a finding can name: property shapes, rules, and RecordShape itself."""
    found = subjects("rdf:type", "sh:PropertyShape") | subjects("sh:target")
    found |= {node for node in subjects("sh:nodeKind") if isinstance(node, ox.NamedNode)}
    return sorted(found, key=str)


REPORTING = reporting_shapes()
NAMES = [node.value.removeprefix(SHAPES) for node in REPORTING]


def test_the_lists_below_are_not_empty() -> None:
    assert len(STEMS) > 30
    assert len(FILES) > 300
    assert len(REPORTING) > 250


@pytest.mark.parametrize(("engine", "path"), trials(FILES))
def test_a_case_gives_exactly_the_findings_it_expects(engine: Engine, path: Path) -> None:
    assert as_expectations(findings(path, engine)) == expected(path)


def test_both_engines_agree_on_all_cases_at_once() -> None:
    """All cases as one graph, where samples contradict each other: many faults, all shapes."""
    if Engine.RUST not in ENGINES:
        pytest.skip("the Rust engine has no wheel here")
    everything = [triple for path in FILES for triple in data(path)]
    rust, reference = (validate(everything, context=context(), engine=e) for e in ENGINES)
    assert len(rust) > 300
    assert rust == reference


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_a_case_is_named_for_its_severity(path: Path) -> None:
    assert is_named_for_its_severity(path)


@pytest.mark.parametrize("stem", STEMS)
def test_a_shape_file_has_its_folder_of_cases(stem: str) -> None:
    names = {path.name for path in (CASES / stem).glob("*.ttl")}
    assert "valid.ttl" in names
    assert len(names) > 1
    assert expected(CASES / stem / "valid.ttl") == set()


def test_every_folder_of_cases_belongs_to_a_shape_file() -> None:
    assert {path.parent.name for path in FILES} == set(STEMS)


@pytest.mark.parametrize("name", NAMES)
def test_a_shape_has_a_failing_case_in_its_own_folder(name: str) -> None:
    [home] = [stem for stem in STEMS if _declares(root() / "shapes" / f"{stem}.ttl", name)]
    folder = (CASES / home).glob("*.ttl")
    assert name in {shape for path in folder for _, shape, _ in expected(path)}


def _declares(path: Path, name: str) -> bool:
    return re.search(rf"^cgs:{name} a sh:", path.read_text("utf-8"), re.MULTILINE) is not None


@pytest.mark.parametrize("shape", REPORTING, ids=NAMES)
def test_a_shape_has_a_readable_message(shape: ox.NamedNode) -> None:
    for curie in ("sh:name", "sh:description", "sh:message"):
        [text] = objects(shape, curie)
        assert text.language == "en"
    [message] = objects(shape, "sh:message")
    assert message.value.endswith(".")
    assert len(message.value) > 40
    assert "{" not in message.value, "engines fill templates differently"
    [severity] = objects(shape, "sh:severity")
    assert compact(severity.value) in {f"sh:{severity}" for severity in KINDS.values()}


def test_every_reporting_shape_has_an_iri() -> None:
    assert all(isinstance(shape, ox.NamedNode) for shape in REPORTING)
    for quad in GRAPH.quads_for_pattern(None, term("sh:property"), None):
        assert isinstance(quad.object, ox.NamedNode)


def test_every_property_shape_is_used() -> None:
    reached = {quad.object for quad in GRAPH.quads_for_pattern(None, term("sh:property"), None)}
    reached |= subjects("sh:targetSubjectsOf")
    assert subjects("rdf:type", "sh:PropertyShape") <= reached


def _ontology(curie: str) -> dict[str, str]:
    triples = [q.triple for path in turtle_files("ontology") for q in parse(path)]
    pairs: list[tuple[Any, Any]] = [(t[0], t[2]) for t in triples if t[1] == term(curie)]
    return {subject.value: value.value for subject, value in pairs}


UNNAMED = ("cg:WageObservation", "cg:IndustryWageObservation")  # millions, told by what they join


def test_the_record_shape_targets_every_class() -> None:
    classes = set(_ontology("cg:kind"))
    assert len(classes) > 40
    targets = {node.value for node in objects(_shape("RecordShape"), "sh:targetClass")}
    assert targets == classes - {term(name).value for name in UNNAMED}
    facts = {node.value for node in objects(_shape("FactShape"), "sh:targetClass")}
    assert facts == classes - {term("cg:Source").value}


def _shape(name: str) -> ox.NamedNode:
    return ox.NamedNode(SHAPES + name)


def _members(node: Any) -> list[str]:
    if node == term("rdf:nil"):
        return []
    [first], [rest] = objects(node, "rdf:first"), objects(node, "rdf:rest")
    return [first.value, *_members(rest)]


def test_a_list_of_our_concepts_is_a_complete_scheme() -> None:
    schemes = _ontology("skos:inScheme")
    lists = [_members(q.object) for q in GRAPH.quads_for_pattern(None, term("sh:in"), None)]
    ours = [members for members in lists if members and members[0] in schemes and len(members) > 1]
    assert len(ours) > 7
    for members in ours:
        scheme = schemes[members[0]]
        assert set(members) == {concept for concept, at in schemes.items() if at == scheme}


def test_a_file_declares_exactly_the_prefixes_of_its_queries() -> None:
    for stem in STEMS:
        text = (root() / "shapes" / f"{stem}.ttl").read_text("utf-8")
        queries = " ".join(re.findall(r'"""(.*?)"""', text, re.DOTALL))
        used = set(re.findall(r"(?<![\w:?$])([a-z][\w-]*):[\w]", re.sub(r'"[^"\n]*"', "", queries)))
        declared = set(re.findall(r"<https://w3id.org/credgraph/prefixes#([\w-]+)>", text))
        assert declared == used, stem
