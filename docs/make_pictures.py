"""The README's pictures, taken from the running explorer: `make pictures`."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from explorer_server import open_browser, serving, settled, visit, write_query
from PIL import Image

if TYPE_CHECKING:
    from playwright.sync_api import Page

FOLDER = Path(__file__).parent / "pictures"
_SIZE = {"width": 1180, "height": 800}
_COLOURS = 128  # enough for text and flat colours, and a third of the bytes


def _plan(page: Page, url: str) -> None:
    visit(page, f"{url}/plan?hold=credential/osha-10&audience=veteran&state=us-sc&pay=65000")


def _record(page: Page, url: str) -> None:
    visit(page, f"{url}/record?id=credential/mssc-cpt")


def _graph(page: Page, url: str) -> None:
    visit(page, f"{url}/graph?id=credential/mssc-cpt")
    stage = page.locator(".graph-canvas .stage")
    stage.wait_for()
    page.wait_for_timeout(3000)  # the layout comes to rest


def _editor(page: Page, url: str) -> None:
    visit(page, f"{url}/sparql")
    write_query(
        page, "SELECT ?credential ?name WHERE {\n  ?credential a cg:Credential ;\n    cg:req"
    )
    page.keyboard.press("Control+Space")
    page.locator(".cm-tooltip-autocomplete").first.wait_for()
    page.wait_for_timeout(1000)  # what the term means comes after its name


PICTURES: dict[str, Callable[[Page, str], None]] = {
    "plan": _plan,
    "record": _record,
    "graph": _graph,
    "sparql": _editor,
}


def main() -> None:
    """Take every picture and say where it is."""
    FOLDER.mkdir(exist_ok=True)
    with serving() as url, open_browser() as browser:
        page = browser.new_page(viewport=_SIZE)  # type: ignore[arg-type]
        page.set_default_timeout(120_000)
        for name, go in PICTURES.items():
            go(page, url)
            settled(page)
            page.wait_for_timeout(2000)  # pictures in pictures are drawn last
            _save(page.screenshot(), FOLDER / f"{name}.png")
            sys.stdout.write(f"{FOLDER / name}.png\n")


def _save(content: bytes, target: Path) -> None:
    picture = Image.open(io.BytesIO(content)).convert("RGB")
    picture.quantize(_COLOURS).save(target, optimize=True)


if __name__ == "__main__":
    main()
