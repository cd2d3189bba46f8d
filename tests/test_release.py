"""A release: what is refused, two builds of equal bytes, and a tag at the very end."""

from __future__ import annotations

import subprocess
from pathlib import Path
from zipfile import ZipFile

import pytest
from places import ROOT

import release
from dashboard.components.build import CannotBuild, find_node
from release import Refused

LOG = "# Changelog\n\n## Unreleased\n\n## 0.3.0 (2026-11-27)\n\n- It works.\n"
METADATA = "Metadata-Version: 2.4\nName: small\nVersion: 0.3.0\n"


def git(folder: Path, *words: str) -> str:
    done = subprocess.run(["git", *words], cwd=folder, capture_output=True, text=True, check=True)
    return done.stdout


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A committed project of version 0.3.0, with nobody's git configuration."""
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", "/dev/null")
    for role in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{role}_NAME", "A tester")
        monkeypatch.setenv(f"GIT_{role}_EMAIL", "tester@example.org")
    folder = tmp_path / "project"
    folder.mkdir()
    (folder / "pyproject.toml").write_text('[project]\nname = "small"\nversion = "0.3.0"\n')
    (folder / "CHANGELOG.md").write_text(LOG)
    git(folder, "init", "--quiet")
    git(folder, "add", ".")
    git(folder, "commit", "--quiet", "--message", "Begin")
    monkeypatch.setattr(release, "ROOT", folder)
    return folder


def refusal(capsys: pytest.CaptureFixture[str]) -> str:
    """Return the one line with which a release is refused."""
    assert release.main([]) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.count("\n") == 1
    return printed.err


def test_a_change_that_is_not_committed_is_refused(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (project / "notes.txt").write_text("later")
    assert refusal(capsys) == (
        "release: the work tree is not clean: commit or stash notes.txt first\n"
    )
    (project / "CHANGELOG.md").write_text("")
    assert "commit or stash CHANGELOG.md and 1 more first" in refusal(capsys)


@pytest.mark.parametrize("heading", ["## 0.3.0", "## 0x3y0 (2026-11-27)", "## Unreleased"])
def test_a_version_without_a_dated_heading_is_refused(
    heading: str, project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (project / "CHANGELOG.md").write_text(LOG.replace("## 0.3.0 (2026-11-27)", heading))
    git(project, "commit", "--quiet", "--all", "--message", "Change the log")
    assert "lacks the heading of this version: ## 0.3.0 (YYYY-MM-DD)" in refusal(capsys)


def test_a_version_that_is_tagged_is_refused(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert release.tag(project, "0.3.0") == "v0.3.0"
    assert git(project, "tag", "--list").split() == ["v0.3.0"]
    assert "the tag v0.3.0 exists already" in refusal(capsys)


def test_a_build_that_fails_leaves_no_tag(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (project / "pyproject.toml").write_text('[project]\nname = "?"\nversion = "0.3.0"\n')
    git(project, "commit", "--quiet", "--all", "--message", "Break the build")
    assert release.main([]) == 2
    assert "hatchling build" in capsys.readouterr().err
    assert git(project, "tag", "--list") == ""


def test_builds_that_differ_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def build(_root: Path, folder: Path) -> tuple[Path, Path]:
        folder.mkdir()
        wheel, sdist = folder / "small.whl", folder / "small.tar.gz"
        wheel.write_text("the same")
        sdist.write_text(folder.name)
        return wheel, sdist

    monkeypatch.setattr(release, "_build", build)
    with pytest.raises(Refused, match=r"two builds of the same commit differ in small.tar.gz"):
        release.build_twice(tmp_path, tmp_path / "dist")
    assert not (tmp_path / "dist").exists()


@pytest.mark.parametrize(
    ("metadata", "problem"),
    [
        (METADATA, "the wheel lacks credgraph/py.typed, graph_canvas"),
        (METADATA.replace("Name: small\n", ""), "metadata is not valid"),
    ],
)
def test_a_wheel_that_lacks_something_is_refused(
    metadata: str, problem: str, tmp_path: Path
) -> None:
    wheel = tmp_path / "small-0.3.0-py3-none-any.whl"
    with ZipFile(wheel, "w") as archive:
        archive.writestr("small-0.3.0.dist-info/METADATA", metadata)
    with pytest.raises(Refused, match=problem):
        release.check_contents(wheel)


def test_two_builds_of_the_last_commit_have_the_same_bytes(tmp_path: Path) -> None:
    try:
        git(ROOT, "rev-parse", "HEAD")
    except subprocess.CalledProcessError:
        pytest.skip("this is not a git checkout")
    try:
        find_node()
    except CannotBuild as without_node:
        pytest.skip(str(without_node))
    wheel, sdist = release.build_twice(ROOT, tmp_path / "dist")
    release.check_contents(wheel)
    assert sorted(path.name for path in (tmp_path / "dist").iterdir()) == [wheel.name, sdist.name]
