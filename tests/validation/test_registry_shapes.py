"""Every case of every registry's shapes, on both engines; and the messages of shapes."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
from registry_cases import FILES, FOLDERS, PROFILES, data, findings, reporting_shapes, rules
from shape_cases import (
    ENGINES,
    KINDS,
    SHAPES,
    as_expectations,
    expected,
    is_named_for_its_severity,
    trials,
)

from credgraph.rdf.namespaces import compact, term
from credgraph.validation.engines import Engine
from credgraph.validation.registries import registry_shapes
from credgraph.validation.validator import validate

REPORTING = [(profile, shape) for profile in PROFILES for shape in reporting_shapes(profile)]
NAMED = [shape.value.removeprefix(SHAPES) for _, shape in REPORTING]


def test_the_lists_below_are_not_empty() -> None:
    assert len(PROFILES) > 1
    assert len(FILES) > 100
    assert len(REPORTING) > 600


@pytest.mark.parametrize(("engine", "path"), trials(FILES))
def test_a_case_gives_exactly_the_findings_it_expects(engine: Engine, path: Path) -> None:
    assert as_expectations(findings(path, engine)) == expected(path)


@pytest.mark.parametrize("profile", PROFILES)
def test_both_engines_agree_on_all_cases_at_once(profile: str) -> None:
    """All cases as one graph, where samples contradict each other: many faults, all shapes."""
    if Engine.RUST not in ENGINES:
        pytest.skip("the Rust engine has no wheel here")
    everything = [triple for path in _cases(profile) for triple in data(path)]
    rust, reference = (
        validate(everything, shapes=registry_shapes(profile), engine=e) for e in ENGINES
    )
    assert rust == reference
    assert rust


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_a_case_is_named_for_its_severity(path: Path) -> None:
    assert is_named_for_its_severity(path)


def test_the_cases_stand_in_a_folder_for_each_registry() -> None:
    assert {path.parent.name for path in FILES} == set(PROFILES)
    for profile in PROFILES:
        assert "valid.ttl" in {path.name for path in _cases(profile)}


@pytest.mark.parametrize(("profile", "shape"), REPORTING, ids=NAMED)
def test_a_shape_has_a_failing_case(profile: str, shape: ox.NamedNode) -> None:
    assert shape.value.startswith(f"{SHAPES}{profile}-")
    assert shape.value.removeprefix(SHAPES) in _named_by_cases(profile)


@pytest.mark.parametrize(("profile", "shape"), REPORTING, ids=NAMED)
def test_a_shape_has_a_readable_message(profile: str, shape: ox.NamedNode) -> None:
    [message] = _objects(profile, shape, "sh:message")
    assert message.language == "en"
    assert message.value.endswith(".")
    assert len(message.value) > 40
    assert "{?" not in message.value, "engines fill templates differently"
    [severity] = _objects(profile, shape, "sh:severity")
    assert compact(severity.value) in {f"sh:{severity}" for severity in KINDS.values()}


@pytest.mark.parametrize("profile", PROFILES)
def test_every_reporting_shape_has_an_iri(profile: str) -> None:
    for node in _subjects(profile, "sh:message"):
        assert isinstance(node, ox.NamedNode)


def _cases(profile: str) -> list[Path]:
    return sorted((FOLDERS / profile).glob("*.ttl"))


@cache
def _named_by_cases(profile: str) -> set[str]:
    return {name for path in _cases(profile) for _, name, _ in expected(path)}


def _objects(profile: str, subject: ox.NamedNode, curie: str) -> list[Any]:
    return [q.object for q in rules(profile).quads_for_pattern(subject, term(curie), None)]


def _subjects(profile: str, curie: str) -> set[object]:
    return {quad.subject for quad in rules(profile).quads_for_pattern(None, term(curie), None)}
