"""The snapshot makes commands quick, and never changes or prevents an answer."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from shutil import copytree

import pytest
from places import ROOT

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


def test_spellings_are_had_without_opening_the_store(
    cache: Path, monkeypatch: pytest.MonkeyPatch, graph: credgraph.CredentialGraph
) -> None:
    made = snapshot.shipped().store
    for opens in ("credgraph.snapshot._opened", "credgraph.store.in_memory"):
        monkeypatch.setattr(opens, None)
    assert snapshot.shipped_spellings().spelt == made.spellings.spelt
    assert made.spellings.spelt.keys() == graph.store.spellings.spelt.keys()  # type: ignore[attr-defined]


def test_a_changed_file_makes_a_new_snapshot(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = snapshot.folder()
    monkeypatch.setattr("pyoxigraph.__version__", "9.9")
    assert snapshot.folder() != before


def test_other_words_for_one_thing_make_a_new_snapshot(
    cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copied = tmp_path / "questions"
    copytree(ROOT / "src" / "credgraph" / "questions", copied)
    monkeypatch.setattr("credgraph.snapshot._WORDS", str(copied))
    before = snapshot.folder()
    (copied / "notes.txt").write_text("no code")
    assert snapshot.folder() == before
    (copied / "everyday.py").write_text("SAME = {}")
    assert snapshot.folder() != before


def unusable(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (cache / "file").write_text("x")
    monkeypatch.setenv("CREDGRAPH_CACHE", str(cache / "file"))


def shared(cache: Path, _patch: pytest.MonkeyPatch) -> None:
    snapshot.shipped()
    (cache / "credgraph").chmod(0o777)


def homeless(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("CREDGRAPH_CACHE", "XDG_CACHE_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", "")
    monkeypatch.chdir(cache)


def unknown(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A user without an entry in the list of users, as in a container."""
    homeless(cache, monkeypatch)
    monkeypatch.delenv("HOME")
    monkeypatch.setattr("pwd.getpwuid", {}.__getitem__)


UNUSABLE = [unusable, shared, homeless, unknown]


def half(path: Path) -> None:
    content = path.read_bytes()
    path.write_bytes(content[: len(content) // 2])


def flipped(path: Path) -> None:
    content = path.read_bytes()
    path.write_bytes(bytes(255 - byte for byte in content))


def zeroed(path: Path) -> None:
    path.write_bytes(bytes(path.stat().st_size))


WORDS = ("who pays for the CPT in Ohio", "emplyers that want the CPT", "find lean", "how much")


def test_words_are_read_with_the_phrasebook_of_the_snapshot(
    cache: Path, monkeypatch: pytest.MonkeyPatch, graph: credgraph.CredentialGraph
) -> None:
    made, read = CredentialGraph(*snapshot.shipped()), [*map(graph.interpret, WORDS)]
    monkeypatch.setattr("credgraph.questions.phrasebook.Phrasebook.__init__", None)
    assert [*map(made.interpret, WORDS)] == read


@pytest.mark.parametrize("harm", [half, flipped, zeroed, Path.unlink])
def test_words_are_read_without_the_phrasebook_too(
    harm: Callable[[Path], None], cache: Path, graph: credgraph.CredentialGraph
) -> None:
    made = CredentialGraph(*snapshot.shipped())
    harm(Path(snapshot.folder()) / "phrasebook")
    assert [*map(made.interpret, WORDS)] == [*map(graph.interpret, WORDS)]


def make_old_snapshots(cache: Path, days: float) -> None:
    """Make six snapshots that were last used so many days ago."""
    for number in range(6):
        old = cache / "credgraph" / f"old{number}"
        old.mkdir(parents=True)
        os.utime(old, (time.time() - days * 86400,) * 2)


@pytest.mark.parametrize("spoil", UNUSABLE)
def test_questions_are_answered_without_a_cache(
    spoil: Callable[[Path, pytest.MonkeyPatch], None], cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    spoil(cache, monkeypatch)
    before = sorted(cache.iterdir())
    graph = CredentialGraph(*snapshot.shipped())
    assert len(graph.ask("facts_of_record", record="mssc-cpt")) > 3
    assert "in memory" in graph.store.name
    assert sorted(cache.iterdir()) == before


@pytest.mark.parametrize("harm", [half, flipped, zeroed, Path.unlink])
@pytest.mark.parametrize(
    "file", ["store/MANIFEST*", "store/*.sst", "questions", "phrasebook", "state.txt"]
)
def test_a_damaged_snapshot_is_made_anew(
    file: str, harm: Callable[[Path], None], cache: Path, graph: credgraph.CredentialGraph
) -> None:
    snapshot.shipped()
    current = Path(snapshot.folder())
    harm(max(current.glob(file), key=lambda path: path.stat().st_size))
    for _ in range(2):
        found = CredentialGraph(*snapshot.shipped())
        assert "in memory" not in found.store.name
        assert found.ask("disputed_facts").rows == graph.ask("disputed_facts").rows
    assert [path.name for path in (cache / "credgraph").iterdir()] == [current.name]


def test_a_whole_snapshot_is_used_again(cache: Path) -> None:
    snapshot.shipped()
    made = Path(snapshot.folder()).stat().st_ino
    snapshot.shipped()
    snapshot.store_folder()
    assert Path(snapshot.folder()).stat().st_ino == made


def test_processes_may_make_a_snapshot_at_once(cache: Path) -> None:
    command = [sys.executable, "-m", "credgraph", "info"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    running = [
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment)
        for _ in range(3)
    ]
    answers = [process.communicate() for process in running]
    assert [process.returncode for process in running] == [0, 0, 0]
    assert len(set(answers)) == 1
    assert [path.name for path in (cache / "credgraph").iterdir()] == [Path(snapshot.folder()).name]


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


@pytest.mark.parametrize("spoil", UNUSABLE)
def test_other_processes_get_a_store_without_a_cache(
    spoil: Callable[[Path, pytest.MonkeyPatch], None], cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    spoil(cache, monkeypatch)
    store = snapshot.store_folder()
    assert store == snapshot.store_folder()
    assert not store.is_relative_to(cache)
    graph = credgraph.open(store)
    assert len(graph.ask("facts_of_record", record="mssc-cpt")) > 3
