"""What docs/performance.md names is there: commands, questions, files and links."""

from __future__ import annotations

import importlib
import re
from pathlib import Path

import pytest
from places import ROOT

from benchmarks import registry
from credgraph.questions.catalogue import Catalogue

PAGE = ROOT / "docs" / "performance.md"
TEXT = PAGE.read_text("utf-8")
CODE = [re.sub(r"\s+", " ", code) for code in re.findall(r"`([^`]+)`", TEXT)]
CATALOGUE = Catalogue()


def test_every_question_is_one_of_the_library() -> None:
    named = [code for code in CODE if re.fullmatch(r"[a-z]+(_[a-z]+)+", code)]
    assert len(named) > 25
    assert [name for name in named if name not in CATALOGUE] == []


@pytest.mark.parametrize("command", sorted({c for c in CODE if c.startswith("make ")}))
def test_every_target_is_in_the_makefile(command: str) -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    assert re.search(rf"^{command.split()[1]}:", makefile, re.MULTILINE)


@pytest.mark.parametrize("command", sorted({c for c in CODE if c.startswith("python -m ")}))
def test_every_module_runs(command: str) -> None:
    assert callable(importlib.import_module(command.split()[2]).main)


def test_every_file_and_link_leads_somewhere() -> None:
    files = [ROOT / code for code in CODE if re.fullmatch(r"[\w/]+/[\w.]+", code)]
    links: list[Path] = [PAGE.parent / target for target in re.findall(r"\]\(([^)]+)\)", TEXT)]
    assert len(files) >= 2
    assert [path for path in (*files, *links) if not path.exists()] == []


def test_the_size_of_the_whole_is_the_generators() -> None:
    assert f"TRIPLES={registry.WHOLE}" in CODE


def test_every_question_of_a_registry_has_its_time() -> None:
    names = {name for name in CATALOGUE if CATALOGUE[name].folder == "registry"}
    assert names <= {*CODE}
