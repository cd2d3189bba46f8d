"""The snapshot makes the command quick, and never changes or withholds an answer."""

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
    here = Path(snapshot.folder())
    for path in (here / "store").iterdir():
        path.write_bytes(b"junk")
    (here / "questions.json").write_text("{")


def before(cache: Path, days: float) -> None:
    """Make six snapshots that were used last so many days ago."""
    for number in range(6):
        old = cache / "credgraph" / f"old{number}"
        old.mkdir(parents=True)
        os.utime(old, (time.time() - days * 86400,) * 2)


@pytest.mark.parametrize("spoil", [unusable, damaged])
def test_a_cache_that_fails_costs_no_answer(
    spoil: Callable[[Path, pytest.MonkeyPatch], None], cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    spoil(cache, monkeypatch)
    graph = CredentialGraph(*snapshot.shipped())
    assert len(graph.ask("facts_of_record", record="mssc-cpt")) > 3


def test_old_snapshots_are_forgotten(cache: Path) -> None:
    before(cache, days=2)
    snapshot.shipped()
    assert len(list((cache / "credgraph").iterdir())) == 3


def test_a_snapshot_that_may_be_open_elsewhere_is_kept(cache: Path) -> None:
    before(cache, days=0.9)
    snapshot.shipped()
    assert len(list((cache / "credgraph").iterdir())) == 7


def test_a_snapshot_that_is_used_is_not_old(cache: Path) -> None:
    for use in (snapshot.shipped, snapshot.store_folder):
        use()
        here = Path(snapshot.folder())
        os.utime(here, (0, 0))
        use()
        assert here.stat().st_mtime > time.time() - 60


@pytest.mark.parametrize("spoil", [unusable, damaged])
def test_a_store_is_there_for_others_whatever_the_cache_is(
    spoil: Callable[[Path, pytest.MonkeyPatch], None], cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    spoil(cache, monkeypatch)
    place = snapshot.store_folder()
    assert place == snapshot.store_folder()
    assert not place.is_relative_to(cache)
    graph = credgraph.open(place)
    assert len(graph.ask("facts_of_record", record="mssc-cpt")) > 3
