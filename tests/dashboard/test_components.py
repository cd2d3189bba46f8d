"""The components' Python side, and that what they build is offline and ships."""

import json
import shutil
import tomllib
from dataclasses import replace
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.components import build as builder
from dashboard.components.graph_canvas import Edge, Node, capped
from dashboard.components.memory import remembered
from dashboard.components.sparql_editor import event_of

COMPONENTS = Path(builder.__file__).parent
FRONTENDS = [COMPONENTS / name / "frontend" for name in builder.COMPONENTS]


def node(name: str) -> Node:
    return {"id": name, "label": name, "kind": "Credential"}


def edge(source: str, target: str) -> Edge:
    return {"id": f"{source} {target}", "source": source, "target": target, "label": "leads to"}


def test_what_is_over_the_cap_is_left_out_and_said() -> None:
    drawing = capped([node("a"), node("b"), node("c")], [edge("a", "b"), edge("a", "c")], 2)
    assert [each["id"] for each in drawing["nodes"]] == ["a", "b"]
    assert [each["id"] for each in drawing["edges"]] == ["a b"]
    assert drawing["omitted"] == "Showing 2 of 3 things; 1 left out."


def test_nothing_is_said_when_all_fits() -> None:
    assert capped([node("a"), node("a")], [], 1)["omitted"] == ""


def test_a_text_handed_back_does_not_replace_what_is_typed() -> None:
    memory = remembered(None, "A", shown=False)
    memory = replace(memory, seen="B")
    assert remembered(memory, "B", shown=True).revision == 0
    assert remembered(memory, "A", shown=True).revision == 0


def test_a_new_text_replaces_what_is_typed() -> None:
    memory = replace(remembered(None, "A", shown=False), seen="B", passed="B")
    after = remembered(memory, "A", shown=True)
    assert (after.revision, after.loaded) == (1, "A")


def test_a_text_of_before_is_loaded_where_the_page_says_so() -> None:
    memory = replace(remembered(None, "A", shown=False), seen="B")
    after = remembered(memory, "A", shown=True, anew=True)
    assert (after.revision, after.loaded, after.seen) == (1, "A", "A")


def test_an_editor_that_comes_back_shows_the_latest_text() -> None:
    memory = replace(remembered(None, "A", shown=False), seen="B", passed="B")
    assert remembered(memory, "B", shown=False).loaded == "B"


def test_a_change_is_reported_once_and_not_from_before_a_load() -> None:
    memory = remembered(None, "A", shown=False)
    typed = {"revision": 0, "text": "B"}
    assert event_of(memory, typed, None) == {"type": "change", "text": "B"}
    assert event_of(replace(memory, seen="B"), typed, None) is None
    assert event_of(replace(memory, revision=1), typed, None) is None
    assert event_of(memory, typed, "B") == {"type": "run", "text": "B"}


def test_versions_are_exact_and_the_lock_has_no_address() -> None:
    for frontend in FRONTENDS:
        package = json.loads((frontend / "package.json").read_text())
        versions = {**package["dependencies"], **package["devDependencies"]}
        assert all(version[0].isdigit() for version in versions.values())
        assert "http" not in (frontend / "package-lock.json").read_text()


def test_the_manifest_names_folders_that_the_build_makes() -> None:
    manifest = tomllib.loads((COMPONENTS / "manifest.toml").read_text())
    named = manifest["tool"]["streamlit"]["component"]["components"]
    assert manifest["project"]["name"] == "credgraph"
    assert {each["name"] for each in named} == set(builder.COMPONENTS)
    for each in named:
        folder = f"_resources/dashboard/components/{each['name']}/frontend/build"
        assert each["asset_dir"] == folder


@pytest.mark.parametrize("changed", ["graph_canvas/frontend/src/canvas.js", "frontend/dom.js"])
def test_a_changed_source_is_built_again(tmp_path: Path, changed: str) -> None:
    ignored = shutil.ignore_patterns("node_modules", "build")
    copy = shutil.copytree(COMPONENTS, tmp_path / "components", ignore=ignored)
    frontend = copy / "graph_canvas" / "frontend"
    assert not builder.is_built(frontend)
    (frontend / "build").mkdir()
    (frontend / "build" / builder.STAMP).write_text(builder.sources(frontend), encoding="utf-8")
    assert builder.is_built(frontend)
    (copy / changed).write_text("// changed", encoding="utf-8")
    assert not builder.is_built(frontend)


def test_a_machine_without_node_gets_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(builder, "system_node", lambda: None)
    monkeypatch.setattr(builder, "packaged_node", lambda: None)
    with pytest.raises(builder.CannotBuild, match="needs Node 20 or newer"):
        builder.find_node()


def page() -> None:
    from dashboard.components.graph_canvas import graph_canvas
    from dashboard.components.sparql_editor import sparql_editor

    graph_canvas([{"id": "a", "label": "A", "kind": "K"}], [], key="graph")
    sparql_editor("ASK {}", key="query", vocabulary={"prefixes": {}, "terms": []})


@pytest.mark.skipif(
    not all(builder.is_built(each) for each in FRONTENDS), reason="browser parts are not built"
)
def test_both_mount_in_a_page_and_again() -> None:
    app = AppTest.from_function(page).run()
    assert not app.exception
    assert not app.run().exception
