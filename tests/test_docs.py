"""The generated documentation holds everything it is about, and the same bytes each time."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from html import escape
from pathlib import Path

import pyoxigraph as ox
import pytest
from places import ROOT

pytest.importorskip("pylode", reason="the documentation needs: pip install pylode")

from credgraph.export import profiles
from credgraph.export.crosswalk import crosswalk
from credgraph.questions.catalogue import Catalogue
from credgraph.rdf.namespaces import compact, term
from credgraph.resources import root, turtle_files


def built(target: Path, seed: str) -> dict[str, str]:
    environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT / "src")}
    command = [sys.executable, str(ROOT / "docs" / "site.py"), str(target)]
    subprocess.run(command, env=environment, check=True, capture_output=True)
    return {path.name: path.read_text("utf-8") for path in sorted(target.iterdir())}


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    return built(tmp_path_factory.mktemp("docs"), "1")


def test_two_builds_give_the_same_bytes(pages: dict[str, str], tmp_path: Path) -> None:
    assert built(tmp_path, "2") == pages


def test_every_page_is_linked_and_every_link_leads_somewhere(pages: dict[str, str]) -> None:
    links = set(re.findall(r'href="([^"#:]+\.html)"', "".join(pages.values())))
    assert links == set(pages)


def test_every_term_is_in_the_ontologys_page(pages: dict[str, str]) -> None:
    path = root() / "ontology" / "credgraph.ttl"
    defined = [
        quad.subject.value
        for quad in ox.parse(path=str(path), format=ox.RdfFormat.TURTLE)
        if quad.predicate == term("skos:definition")
    ]
    assert len(defined) > 150
    assert [iri for iri in defined if iri not in pages["ontology.html"]] == []


def test_every_shape_is_in_the_table(pages: dict[str, str]) -> None:
    files = turtle_files("shapes", "shapes/registries")
    shapes = [
        compact(quad.subject.value)
        for path in files
        for quad in ox.parse(path=str(path), format=ox.RdfFormat.TURTLE)
        if quad.predicate == term("sh:message") and isinstance(quad.subject, ox.NamedNode)
    ]
    assert len(shapes) > 250
    assert [name for name in shapes if f"<code>{name}</code>" not in pages["shapes.html"]] == []


def test_every_question_is_in_the_catalogue(pages: dict[str, str]) -> None:
    summaries = [escape(question.summary, quote=False) for question in Catalogue().values()]
    assert len(summaries) > 100
    page = pages["questions.html"].replace("&quot;", '"').replace("&#x27;", "'")
    assert [summary for summary in summaries if summary not in page] == []


def test_every_crosswalk_entry_is_on_the_mapping_page(pages: dict[str, str]) -> None:
    names = {
        name
        for profile in profiles()
        if profile.mapped
        for part in crosswalk(profile.name)
        for name in part
    }
    assert len(names) > 150
    assert [
        name for name in sorted(names) if f"<code>{name}</code>" not in pages["mapping.html"]
    ] == []
