"""What a contributor meets first: forms, hooks, formatting, and links between the documents."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
import yaml
from places import ROOT

FORMS = sorted((ROOT / ".github" / "ISSUE_TEMPLATE").glob("*.yml"))
INPUTS = {"checkboxes", "dropdown", "input", "textarea"}
LINK = re.compile(r"\]\(([^()\s]+)\)")


def tracked(*patterns: str) -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z", *patterns], cwd=ROOT, capture_output=True)
    return [ROOT / name for name in listed.stdout.decode().split("\0") if name]


DOCUMENTS = tracked("*.md") or sorted(ROOT.glob("*.md"))


def test_the_lists_below_are_not_empty() -> None:
    assert len(FORMS) >= 4
    assert len(DOCUMENTS) >= 5


@pytest.mark.parametrize("path", FORMS, ids=lambda path: path.stem)
def test_a_form_has_what_github_asks_for(path: Path) -> None:
    form: dict[str, Any] = yaml.safe_load(path.read_text("utf-8"))
    assert form["name"]
    assert form["description"]
    fields = [field for field in form["body"] if field["type"] != "markdown"]
    assert {field["type"] for field in fields} <= INPUTS
    assert all(field["attributes"]["label"] for field in fields)
    ids = [field["id"] for field in fields]
    assert len(ids) == len(set(ids)) >= 3


def test_a_wrong_fact_needs_its_source_and_date() -> None:
    form = yaml.safe_load((ROOT / ".github" / "ISSUE_TEMPLATE" / "wrong_fact.yml").read_text())
    required = {each["id"] for each in form["body"] if each.get("validations", {}).get("required")}
    assert {"record", "now", "instead", "source", "date"} <= required


def test_the_registry_form_lists_every_set_of_shapes() -> None:
    shapes = sorted(path.stem for path in (ROOT / "shapes" / "registries").glob("*.ttl"))
    form = yaml.safe_load((ROOT / ".github" / "ISSUE_TEMPLATE" / "registry_file.yml").read_text())
    [options] = [each["attributes"]["options"] for each in form["body"] if each["id"] == "registry"]
    assert sorted(options) == shapes


def test_the_hooks_are_the_quick_part_of_make_verify() -> None:
    config = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text("utf-8"))
    [local] = config["repos"]
    assert local["repo"] == "local"
    make = (ROOT / "Makefile").read_text("utf-8")
    [steps] = re.findall(r"^verify:.*\n((?:\t.*\n)+)", make, re.MULTILINE)
    quick = [line.strip() for line in steps.splitlines() if "$(MAKE)" not in line]
    assert len(quick) >= 4
    assert [hook["entry"] for hook in local["hooks"]] == [
        line.replace("$(BIN)", ".venv/bin") for line in quick
    ]


def test_text_files_are_as_the_editorconfig_says() -> None:
    files = tracked()
    if not files:
        pytest.skip("this is not a git checkout")
    for path in files:
        content = path.read_bytes()
        if b"\0" in content or not content or path.is_symlink():
            continue
        assert content.endswith(b"\n"), path
        assert b"\r" not in content, path
        assert not re.search(rb"[ \t]$", content, re.MULTILINE), path


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_link_to_a_file_leads_somewhere(path: Path) -> None:
    for target in LINK.findall(path.read_text("utf-8")):
        if "://" not in target and not target.startswith("#"):
            place = path.parent / unquote(target.partition("#")[0])
            assert place.exists(), f"{path.name} links {target}"
