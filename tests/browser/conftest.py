"""One explorer and one Chromium for all browser tests; every page is watched while it is used."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from explorer_server import CHROMIUM, open_browser, serving, watched
from listener import Listener
from playwright.sync_api import expect

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

expect.set_options(timeout=30_000)  # for busy machines
_MISSING = "the browser tests need Chromium: apt-get install chromium, as root"


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium without a screen."""
    if not CHROMIUM:
        pytest.skip(_MISSING)
    with open_browser() as found:
        yield found


@pytest.fixture(scope="session")
def explorer(browser: Browser, own_cache: None) -> Iterator[str]:
    """The address of an explorer of the shipped graph."""
    with serving() as url:
        yield url


@pytest.fixture(scope="session")
def desktop(browser: Browser) -> Page:
    """A tab that stays open, for in a new one each page takes twice as long."""
    return browser.new_page(viewport={"width": 1280, "height": 900})


@pytest.fixture(scope="session")
def handheld(browser: Browser) -> Page:
    """The same on a phone: 390 pixels wide, touch instead of a mouse."""
    return browser.new_page(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)


@pytest.fixture
def page(desktop: Page) -> Iterator[Page]:
    """A page whose test fails if it logs an error or asks for anything beyond loopback."""
    with watched(desktop) as found:
        yield found


@pytest.fixture
def phone(handheld: Page) -> Iterator[Page]:
    """The same on a phone."""
    with watched(handheld) as found:
        yield found


@pytest.fixture
def listener() -> Iterator[Listener]:
    """An address on loopback; the test fails if anything calls it."""
    with Listener() as found:
        yield found
    assert found.calls == [], "the explorer called an address that came with data"
