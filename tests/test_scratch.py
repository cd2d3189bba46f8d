"""Hidden folders for files in the making: gone at the end, and swept up after a killed process."""

from __future__ import annotations

import subprocess
import sys
import textwrap
from pathlib import Path

import pytest
from places import ROOT

from credgraph import scratch
from credgraph.scratch import scratch_folder

_HOLDS_ONE = textwrap.dedent(
    """
    import sys, pathlib
    from credgraph.scratch import scratch_folder
    with scratch_folder(pathlib.Path(sys.argv[1])) as folder:
        (folder / "half").write_text("half")
        print("ready", flush=True)
        sys.stdin.read()
    """
)


@pytest.fixture
def holder(tmp_path: Path) -> subprocess.Popen[str]:
    """A process that holds a folder in `tmp_path` until its input ends or it is killed."""
    process = subprocess.Popen(
        [sys.executable, "-c", _HOLDS_ONE, str(tmp_path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={"PYTHONPATH": str(ROOT / "src")},
    )
    assert process.stdout
    assert process.stdout.readline() == "ready\n"
    return process


def test_a_folder_is_gone_after_use_and_after_an_error(tmp_path: Path) -> None:
    with scratch_folder(tmp_path) as folder:
        (folder / "x").write_text("x")
    with pytest.raises(ZeroDivisionError), scratch_folder(tmp_path) as folder:
        raise ZeroDivisionError
    assert not [*tmp_path.iterdir()]


def test_what_a_killed_process_left_is_swept_up(
    holder: subprocess.Popen[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scratch, "_NEW", -1)
    holder.kill()
    holder.communicate()
    assert [*tmp_path.iterdir()]
    with scratch_folder(tmp_path) as folder:
        assert [*tmp_path.iterdir()] == [folder]


def test_the_folder_of_a_living_process_is_left_alone(
    holder: subprocess.Popen[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scratch, "_NEW", -1)
    with scratch_folder(tmp_path):
        assert len([*tmp_path.iterdir()]) == 2
    holder.communicate("")
    assert not [*tmp_path.iterdir()]
