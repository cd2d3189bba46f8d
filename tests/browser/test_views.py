"""Every view in a real browser: it shows what it should, and calls nobody."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from explorer_server import visit
from places import ROOT
from playwright.sync_api import expect

if TYPE_CHECKING:
    from playwright.sync_api import Page

VIEWS = sorted(path.stem for path in (ROOT / "dashboard" / "views").glob("[a-z]*.py"))
PATHS = {"start": "", "record": "record?id=credential/mssc-cpt"}  # else the view's own name
FACTS = {  # the heading of each view, and something true that it shows at once
    "start": ("Find the money, the next step and the pay", "Who pays for CPT"),
    "plan": ("Plan a route", "1 route"),
    "record": ("MSSC CPT", "Entry-level manufacturing credential in four modules"),
    "compare": ("Compare credentials", "Siemens SMSCP Level 1"),
    "funding": ("Funding", "Who pays for MSSC CPT"),
    "employers": ("Employers", "Counted by industry and use"),
    "pay": ("Pay", "Which stacks reach 65,000 USD"),
    "graph": ("Graph", "MSSC CPT"),
    "sparql": ("SPARQL", "Which credentials are there"),
    "quality": ("Quality", "disputed"),
    "check": ("Check a file", "the graph is never changed"),
}


def test_every_view_has_its_fact() -> None:
    assert VIEWS
    assert sorted(FACTS) == VIEWS


@pytest.mark.parametrize("view", VIEWS)
def test_a_view_shows_its_heading_and_a_fact(page: Page, explorer: str, view: str) -> None:
    heading, fact = FACTS[view]
    visit(page, f"{explorer}/{PATHS.get(view, view)}")
    expect(page.locator("h1")).to_have_text(heading)
    expect(page.get_by_test_id("stMain").get_by_text(fact).first).to_be_visible()
