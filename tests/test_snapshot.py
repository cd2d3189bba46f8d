"""The snapshot makes commands quick, and never changes or prevents an answer."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
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


def unusable(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (cache / "file").write_text("x")
    monkeypatch.setenv("CREDGRAPH_CACHE", str(cache / "file"))


def damaged(_cache: Path, _patch: pytest.MonkeyPatch) -> None:
    snapshot.shipped()
    current = Path(snapshot.folder())
    for path in (current / "store").iterdir():
        path.write_bytes(b"junk")
    (current / "questions.json").write_text("{")


def make_old_snapshots(cache: Path, days: float) -> None:
    """Make six snapshots that were last used so many days ago."""
    for number in range(6):
        old = cache / "credgraph" / f"old{number}"
        old.mkdir(parents=True)
        os.utime(old, (time.time() - days * 86400,) * 2)


@pytest.mark.parametrize("spoil", [unusable, damaged])
def test_questions_are_answered_without_a_cache(
    spoil: Callable[[Path, pytest.MonkeyPatch], None], cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    spoil(cache, monkeypatch)
    graph = CredentialGraph(*snapshot.shipped())
    assert len(graph.ask("facts_of_record", record="mssc-cpt")) > 3


def test_old_snapshots_are_removed(cache: Path) -> None:
    make_old_snapshots(cache, days=2)
    snapshot.shipped()
    assert len(list((cache / "credgraph").iterdir())) == 3


def test_a_snapshot_that_may_be_open_elsewhere_is_kept(cache: Path) -> None:
    make_old_snapshots(cache, days=0.9)
    snapshot.shipped()
    assert len(list((cache / "credgraph").iterdir())) == 7


def test_using_a_snapshot_keeps_it_from_being_old(cache: Path) -> None:
    for use in (snapshot.shipped, snapshot.store_folder):
        use()
        current = Path(snapshot.folder())
        os.utime(current, (0, 0))
        use()
        assert current.stat().st_mtime > time.time() - 60


@pytest.mark.parametrize("spoil", [unusable, damaged])
def test_other_processes_get_a_store_without_a_cache(
    spoil: Callable[[Path, pytest.MonkeyPatch], None], cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    spoil(cache, monkeypatch)
    store = snapshot.store_folder()
    assert store == snapshot.store_folder()
    assert not store.is_relative_to(cache)
    graph = credgraph.open(store)
    assert len(graph.ask("facts_of_record", record="mssc-cpt")) > 3
