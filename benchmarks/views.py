"""A warm rerun of each view of the explorer, against a bare Streamlit page.

Timed in Chromium, from the key press that reruns the page until the browser shows the result.
"""

from __future__ import annotations

import os
import statistics
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from unittest.mock import patch
from urllib.parse import urlencode

from rich.console import Console

from benchmarks.generate import OUT
from benchmarks.timing import Pair, Row, by_turns

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext

__all__ = ["measure"]

_BUDGET = 2.0
_TURNS = 11  # at least
_ROOT = Path(__file__).parents[1]
_BARE = Path(__file__).with_name("bare_page.py")
_VIEWS: dict[str, dict[str, str | list[str]]] = {
    "start": {},
    "plan": {"hold": "credential/osha-10", "audience": "veteran", "state": "SC", "pay": "65000"},
    "record": {"id": "credential/mssc-cpt"},
    "compare": {"c": ["mssc-cpt", "smscp-level-1", "nims-machining-1"]},
    "funding": {"credential": "mssc-cpt", "audience": "veteran", "area": "SC"},
    "employers": {},
    "pay": {"area": "us-sc"},
    "graph": {"id": "credential/mssc-cpt"},
    "sparql": {},
    "quality": {},
    "export": {"id": "credential/mssc-cpt"},
    "check": {},
}
_FAILED = "[data-testid=stException], [data-testid=stAlertContentError]"
_RERUN = """() => new Promise((done) => {
  const app = document.querySelector('[data-testid="stApp"]');
  let ran = false;
  const watch = new MutationObserver(() => {
    const idle = app.dataset.testScriptState === 'notRunning';
    if (ran && idle) {
      watch.disconnect();
      setTimeout(done); // let React render first
    }
    ran ||= !idle;
  });
  watch.observe(app, { attributeFilter: ['data-test-script-state'] });
  const key = { key: 'r', code: 'KeyR', keyCode: 82, bubbles: true };
  for (const event of ['keydown', 'keyup']) {
    document.body.dispatchEvent(new KeyboardEvent(event, key));
  }
})"""


def measure(console: Console) -> Iterator[Row]:
    """Yield one row for each view and one for their median; needs Chromium."""
    with patch.dict(os.environ, {"CREDGRAPH_CACHE": str(OUT / "cache")}):
        pairs = list(_pairs(console))
    for one in pairs:
        mine, other = (statistics.median(times) * 1000 for times in (one.ours, one.theirs))
        yield _row(f"warm rerun of {one.name}", [one], f"{mine:.0f} ms, {other:.0f} ms")
    worst = max(pairs, key=lambda pair: pair.ratio)
    yield _row("warm rerun of a view, median", pairs, f"worst {worst.ratio:.2f}x, {worst.name}")


def _row(what: str, pairs: Sequence[Pair], more: str) -> Row:
    ratios = [pair.ratio for pair in pairs]
    measured = f"{statistics.median(ratios):.2f}x ({more})"
    meets = max(ratios) <= _BUDGET
    return Row(what, "a bare Streamlit page", f"at most {_BUDGET:g}x", measured, meets, pairs)


def _pairs(console: Console) -> Iterator[Pair]:
    """Time each view in Chromium, alternating with the bare page, which has its own server."""
    sys.path.append(str(_ROOT / "tests"))
    from explorer_server import CHROMIUM, open_browser, serving

    if not CHROMIUM:
        raise FileNotFoundError("there is no Chromium here")
    with serving() as explorer, serving(_serve_bare) as bare, open_browser() as browser:
        context = browser.new_context(viewport={"width": 1280, "height": 900})
        with _rerunning(context, bare) as plain:
            for view, query in _VIEWS.items():
                console.print(f"rerunning {view} in a browser")
                path = "" if view == "start" else f"{view}?{urlencode(query, doseq=True)}"
                with _rerunning(context, f"{explorer}/{path}") as ours:
                    yield by_turns(view, ours, plain, least=_TURNS, enough=8)


def _serve_bare(port: int) -> list[str]:
    command = [sys.executable, "-m", "streamlit", "run", str(_BARE), "--server.headless=true"]
    return [*command, "--server.address=127.0.0.1", f"--server.port={port}"]


@contextmanager
def _rerunning(context: BrowserContext, url: str) -> Iterator[Callable[[], object]]:
    """Open a page; yield a function that reruns it and waits until the browser shows the result."""
    from explorer_server import visit

    page = context.new_page()
    visit(page, url)
    yield lambda: page.evaluate(_RERUN)
    assert not page.locator(_FAILED).count(), f"{url} shows a fault"
    page.close()
