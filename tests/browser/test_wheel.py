"""The built wheel in a clean environment: its own command shows every view, the two parts too."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from explorer_server import VIEWS, explore, path_of, serving, visit
from places import ROOT
from playwright.sync_api import expect

from dashboard.state.errors import BROKEN

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

PARTS = {"graph": ".graph-canvas canvas", "sparql": ".sparql-editor .cm-content"}
SERVED = "/_stcore/bidi-components/"  # a checkout hands its parts over with the page instead


def pip(python: Path | str, *arguments: str | Path) -> None:
    quiet = ["--quiet", "--disable-pip-version-check", "--retries", "1"]
    command = [python, "-m", "pip", arguments[0], *quiet, *arguments[1:]]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    if "connection broken" in done.stderr:
        pytest.skip(f"PyPI cannot be reached: {done.stderr.strip().splitlines()[0]}")
    assert done.returncode == 0, done.stderr


@pytest.fixture(scope="module")
def installed(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The `credgraph` command of a fresh environment that holds the wheel and its extra."""
    folder = tmp_path_factory.mktemp("wheel")
    pip(sys.executable, "wheel", "--no-deps", "--no-build-isolation", "--wheel-dir", folder, ROOT)
    [wheel] = folder.glob("credgraph-*.whl")
    clean = folder / "clean"
    subprocess.run([sys.executable, "-m", "venv", clean], check=True)
    constraints: list[str | Path] = ["--constraint", ROOT / "constraints.txt"]
    pip(clean / "bin" / "python", "install", *constraints, f"{wheel}[explorer]")
    return clean / "bin" / "credgraph"


@pytest.fixture(scope="module")
def wheel(installed: Path) -> Iterator[str]:
    """The address of the installed explorer, started in a folder that holds nothing of ours."""
    with serving(lambda port: explore(port, [str(installed)]), folder=installed.parent) as url:
        yield url


@pytest.mark.parametrize("view", VIEWS)
def test_the_wheel_shows_every_view(view: str, wheel: str, page: Page) -> None:
    served = list[str]()
    page.on("request", lambda request: served.append(request.url))
    visit(page, f"{wheel}/{path_of(view)}")
    expect(page.locator("h1")).not_to_be_empty()
    expect(page.get_by_text(BROKEN)).to_have_count(0)
    if view in PARTS:
        expect(page.locator(PARTS[view]).first).to_be_visible()
        assert any(SERVED in url for url in served), "the part comes from its manifest"
