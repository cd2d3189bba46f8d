"""A running explorer on loopback and a browser to look at it, for tests and for pictures."""

from __future__ import annotations

import shutil
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from places import ROOT
from servers import SECONDS, running

if TYPE_CHECKING:
    from playwright.sync_api import Browser, ConsoleMessage, Error, Page, Request, WebSocket

__all__ = [
    "CHROMIUM",
    "VIEWS",
    "explore",
    "open_browser",
    "path_of",
    "run_query",
    "serving",
    "settled",
    "until",
    "visit",
    "watched",
    "write_query",
]

_NAMES = ("chromium", "chromium-browser", "google-chrome")
CHROMIUM = next(filter(None, map(shutil.which, _NAMES)), "")
VIEWS = sorted(path.stem for path in (ROOT / "dashboard" / "views").glob("[a-z]*.py"))
_PATHS = {"start": "", "record": "record?id=credential/mssc-cpt"}
_QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
]
_HERE = (sys.executable, "-P", "-m", "credgraph")
# On a page's own address Streamlit looks for its server below that address first and at the root
# only then; `PD` in its bundle takes the address apart, and no setting changes that.
_PROBES = ("_stcore/health", "_stcore/host-config")
_LOOPBACK = {"127.0.0.1", "localhost", "::1", None}  # none: data: and blob: are no calls


def explore(port: int, program: Sequence[str] = _HERE) -> list[str]:
    """Return how the explorer is started on a port, by this installation or by another's."""
    return [*program, "explore", "--no-browser", f"--port={port}"]


def serving(
    command: Callable[[int], Sequence[str]] = explore,
    environment: Mapping[str, str] | None = None,
    folder: Path | None = None,
) -> AbstractContextManager[str]:
    """Run an explorer, with `running`."""
    return running(command, "/_stcore/health", environment, folder)


@contextmanager
def open_browser() -> Iterator[Browser]:
    """Start Chromium without a screen and without calls of its own; end it afterwards."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=_QUIET)
        try:
            yield browser
        finally:
            browser.close()


@dataclass
class _Watch:
    """What a page did that no page of the explorer may do."""

    errors: list[str] = field(default_factory=list)
    calls: list[str] = field(default_factory=list)

    def said(self, message: ConsoleMessage) -> None:
        url = urlsplit(message.location["url"])
        _, _, below = url.path.lstrip("/").partition("/")
        if message.type == "error" and not (below in _PROBES and "404" in message.text):
            self.errors.append(f"{message.text} ({message.location['url']})")

    def failed(self, error: Error) -> None:
        self.errors.append(str(error))

    def asked(self, call: Request | WebSocket) -> None:
        if urlsplit(call.url).hostname not in _LOOPBACK:
            self.calls.append(call.url)


@contextmanager
def watched(page: Page) -> Iterator[Page]:
    """Watch a page while it is used; leave it empty, and refuse what it may not have done.

    Raises AssertionError with the errors it logged and the addresses beyond loopback it asked for.
    """
    page.set_default_timeout(SECONDS * 1000)
    watch = _Watch()
    listeners: tuple[tuple[Any, Any], ...] = (
        ("console", watch.said),
        ("pageerror", watch.failed),
        ("request", watch.asked),
        ("websocket", watch.asked),
    )
    for event, listen in listeners:
        page.on(event, listen)
    try:
        yield page
    finally:
        page.goto("about:blank")  # which ends its Streamlit session too
        for event, listen in listeners:
            page.remove_listener(event, listen)
    assert not watch.errors, watch.errors
    assert not watch.calls, watch.calls


def path_of(view: str) -> str:
    """Return the path of a view that has something to show."""
    return _PATHS.get(view, view)


def visit(page: Page, url: str) -> None:
    """Open an address of the explorer and wait until the page stands."""
    page.goto(url, wait_until="domcontentloaded")
    page.locator("h1").first.wait_for()
    settled(page)


def settled(page: Page) -> None:
    """Wait until the server has run the page to its end and the browser shows all of it."""
    page.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for()
    page.locator("[data-stale=true], [data-testid=stSkeleton]").first.wait_for(state="hidden")


def write_query(page: Page, text: str) -> None:
    """Replace the editor's text as a paste would: nothing is completed or closed by itself."""
    page.locator(".sparql-editor .cm-content").click()
    page.keyboard.press("Control+a")
    page.keyboard.insert_text(text)


def run_query(page: Page, text: str) -> None:
    """Write a query into the editor and run it."""
    write_query(page, text)
    page.keyboard.press("Control+Enter")


def until(page: Page, holds: Callable[[], object]) -> None:
    """Wait until something holds that no locator can wait for.

    Raises TimeoutError if it does not hold within a minute.
    """
    late = time.monotonic() + SECONDS
    while not holds():
        if time.monotonic() > late:
            raise TimeoutError(f"it did not come to hold within {SECONDS} seconds")
        page.wait_for_timeout(100)
