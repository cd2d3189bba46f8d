"""The snapshot makes the command quick, and never changes or withholds an answer."""

from __future__ import annotations

from pathlib import Path

import pytest

import credgraph
from credgraph import snapshot
from credgraph.graph import CredentialGraph


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("CREDGRAPH_CACHE", str(tmp_path))
    return tmp_path


def answers(graph: CredentialGraph) -> list[str]:
    return [str(graph.ask(name, **q.samples).rows) for name, q in graph.questions.items()]


def test_the_snapshot_answers_like_the_files(cache: Path, graph: credgraph.CredentialGraph) -> None:
    made, again = (CredentialGraph(*snapshot.shipped()) for _ in range(2))
    assert Path(snapshot.folder()).is_relative_to(cache)
    assert answers(made) == answers(again) == answers(graph)
    assert [*made.questions.values()] == [*graph.questions.values()]


def test_a_changed_file_makes_a_new_snapshot(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = snapshot.folder()
    monkeypatch.setattr("pyoxigraph.__version__", "9.9")
    assert snapshot.folder() != before


def test_an_unusable_cache_costs_no_answer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("x")
    monkeypatch.setenv("CREDGRAPH_CACHE", str(tmp_path / "file"))
    graph = CredentialGraph(*snapshot.shipped())
    assert len(graph.ask("facts_of_record", record="mssc-cpt")) > 3


def test_a_damaged_snapshot_costs_no_answer(cache: Path) -> None:
    snapshot.shipped()
    here = Path(snapshot.folder())
    for path in (here / "store").iterdir():
        path.write_bytes(b"junk")
    (here / "questions.json").write_text("{")
    graph = CredentialGraph(*snapshot.shipped())
    assert len(graph.ask("facts_of_record", record="mssc-cpt")) > 3


def test_old_snapshots_are_forgotten(cache: Path) -> None:
    for number in range(6):
        (cache / "credgraph" / f"old{number}").mkdir(parents=True)
    snapshot.shipped()
    assert len(list((cache / "credgraph").iterdir())) == 3
