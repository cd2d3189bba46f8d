"""Builds, checks and tags a release: `make release`. `make dist` does all of it but the tag.

Two builds, each in a clone of its own, must give the same bytes: the files carry the time of the
last commit, and the browser parts are bundled anew in each. Nothing is uploaded or pushed.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from zipfile import ZipFile

__all__ = ["Refused", "build_twice", "check_contents", "check_ready", "check_tree", "main", "tag"]

ROOT = Path(__file__).parent
SHIPPED = ("credgraph/py.typed", "graph_canvas/frontend/build/", "sparql_editor/frontend/build/")
QUESTION = ("funders_of_credential", "--credential", "mssc-cpt")


class Refused(Exception):
    """Why there is no release, in one line."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Build from the last commit, check, and tag unless told not to; 2 and one line if refused."""
    parser = argparse.ArgumentParser(prog="python release.py", description=__doc__)
    parser.add_argument("--no-tag", action="store_true", help="build and check, and stop there")
    options = parser.parse_args(arguments)
    try:
        _release(ROOT, wants_tag=not options.no_tag)
    except Refused as refused:
        print(f"release: {refused}", file=sys.stderr)
        return 2
    return 0


def _release(root: Path, *, wants_tag: bool) -> None:
    version = version_of(root)
    check_tree(root)
    if wants_tag:
        check_ready(root, version)
        if has_unreleased(root):
            print(f"Note: CHANGELOG.md lists changes under Unreleased, which {version} will hold.")
    print(f"Building {version} twice …")
    wheel, sdist = build_twice(root, root / "dist")
    check_contents(wheel)
    print("Installing the wheel into an environment of its own …")
    try_out(wheel, root / "constraints.txt", version)
    print(f"{wheel.name} and {sdist.name} are in {root / 'dist'}.")
    if wants_tag:
        name = tag(root, version)
        print(
            f"Tagged {name}. To undo: git tag --delete {name}. To publish: git push origin {name}."
        )


def version_of(root: Path) -> str:
    """Return the version in pyproject.toml."""
    about = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))
    return str(about["project"]["version"])


def check_tree(root: Path) -> None:
    """Raise Refused where something is not committed: only commits are built."""
    changed = _run("git", "status", "--porcelain", cwd=root).splitlines()
    if changed:
        more = f" and {len(changed) - 1} more" if len(changed) > 1 else ""
        raise Refused(f"the work tree is not clean: commit or stash {changed[0][3:]}{more} first")


def check_ready(root: Path, version: str) -> None:
    """Raise Refused where the change log lacks the version, or the tag exists already."""
    log = (root / "CHANGELOG.md").read_text("utf-8")
    if not re.search(rf"^## {re.escape(version)} \(\d{{4}}-\d\d-\d\d\)$", log, re.MULTILINE):
        raise Refused(f"CHANGELOG.md lacks the heading of this version: ## {version} (YYYY-MM-DD)")
    if _run("git", "tag", "--list", f"v{version}", cwd=root).strip():
        raise Refused(f"the tag v{version} exists already: raise the version in pyproject.toml")


def has_unreleased(root: Path) -> bool:
    """Tell whether the change log still lists something under Unreleased."""
    log = (root / "CHANGELOG.md").read_text("utf-8")
    return bool(re.search(r"^## Unreleased\n+- ", log, re.MULTILINE))


def build_twice(root: Path, target: Path) -> tuple[Path, Path]:
    """Write wheel and sdist of the last commit; raises Refused where two builds differ."""
    with TemporaryDirectory() as temporary:
        first, second = (_build(root, Path(temporary) / name) for name in ("first", "second"))
        for one, other in zip(first, second, strict=True):
            if one.name != other.name or one.read_bytes() != other.read_bytes():
                raise Refused(f"two builds of the same commit differ in {one.name}")
        target.mkdir(parents=True, exist_ok=True)
        wheel, sdist = (Path(shutil.copy(file, target)) for file in first)
        return wheel, sdist


def _build(root: Path, folder: Path) -> tuple[Path, Path]:
    """Build in a new clone, with the time of its last commit; return wheel and sdist."""
    clone, made = folder / "clone", folder / "made"
    _run("git", "clone", "--quiet", str(root), str(clone), cwd=root)
    time = _run("git", "log", "-1", "--format=%ct", cwd=clone).strip()
    build = (sys.executable, "-m", "hatchling", "build", "--directory", str(made))
    _run(*build, cwd=clone, SOURCE_DATE_EPOCH=time)
    return next(made.glob("*.whl")), next(made.glob("*.tar.gz"))


def check_contents(wheel: Path) -> None:
    """Raise Refused where the wheel's metadata is not valid, or it lacks what must be shipped."""
    from packaging.metadata import Metadata

    with ZipFile(wheel) as archive:
        names = archive.namelist()
        [about] = [name for name in names if name.endswith(".dist-info/METADATA")]
        try:
            Metadata.from_email(archive.read(about), validate=True)
        except ExceptionGroup as wrong:
            raise Refused(f"the wheel's metadata is not valid: {wrong.exceptions[0]}") from None
    lacking = [part for part in SHIPPED if not any(part in name for name in names)]
    if lacking:
        raise Refused(f"the wheel lacks {', '.join(lacking)}")


def try_out(wheel: Path, constraints: Path, version: str) -> None:
    """Install the wheel into a new environment and ask it something; raises Refused."""
    with TemporaryDirectory() as temporary:
        place = Path(temporary)
        _run(sys.executable, "-m", "venv", str(place / "clean"), cwd=place)
        programs = place / "clean" / "bin"
        install = ("install", "--quiet", "--constraint", str(constraints), str(wheel))
        _run(str(programs / "python"), "-m", "pip", *install, cwd=place)
        command, cache = str(programs / "credgraph"), str(place / "cache")
        said = _run(command, "--version", cwd=place).strip()
        if said != f"credgraph {version}":
            raise Refused(f"the installed wheel calls itself {said!r}, not 'credgraph {version}'")
        answer = _run(command, "ask", *QUESTION, cwd=place, CREDGRAPH_CACHE=cache)
        if answer.count("\n") <= 2:  # a table's head and its rule
            raise Refused(f"the installed wheel has no answer to {QUESTION[0]}")


def tag(root: Path, version: str) -> str:
    """Tag the last commit with the version; return the tag's name."""
    name = f"v{version}"
    _run("git", "tag", "--annotate", name, "--message", f"CredGraph {version}", cwd=root)
    return name


def _run(*command: str, cwd: Path, **environment: str) -> str:
    """Run a program and return what it printed; raises Refused with its last words."""
    done = subprocess.run(
        command,
        cwd=cwd,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        words = f"{done.stdout}\n{done.stderr}".split("\n")
        last = next((line.strip() for line in reversed(words) if line.strip()), "no word of why")
        raise Refused(f"`{' '.join(command)}` failed: {last}")
    return done.stdout


if __name__ == "__main__":
    sys.exit(main())
