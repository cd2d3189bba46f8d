"""Every view in a real browser: its heading and a fact, on a computer and on a phone, for all."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from explorer_server import VIEWS, path_of, visit, watched
from playwright.sync_api import expect

from dashboard.state.errors import BROKEN

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

FACTS = {  # the heading of each view, and something true that it shows at once
    "start": ("Find the money, the next step and the pay", "Who pays for CPT"),
    "plan": ("Plan a route", "Siemens SMSCP Level 2"),
    "record": ("MSSC CPT", "Entry-level manufacturing credential in four modules"),
    "compare": ("Compare credentials", "Siemens SMSCP Level 1"),
    "funding": ("Funding", "Who pays for MSSC CPT"),
    "employers": ("Employers", "Counted by industry and use"),
    "pay": ("Pay", "Which stacks reach 65,000 USD"),
    "graph": ("Graph", "The same as a table"),
    "sparql": ("SPARQL", "Which credentials are there"),
    "quality": ("Quality", "disputed"),
    "check": ("Check a file", "the graph is never changed"),
    "export": ("Export", "What was carried, and what was not"),
}
CONTROLS = {  # what a person uses first on each view
    "start": "Search every name and synonym, or ask in words",
    "plan": "I hold",
    "record": "Record",
    "compare": "Two to four credentials",
    "funding": "For",
    "employers": "Credential",
    "pay": "State",
    "graph": "Start from",
    "sparql": "A question of the library",
    "quality": "",
    "check": "An RDF file of at most 10 MB",
    "export": "For",
}
# Streamlit's own faults: its navigation puts the sections' headings between the items of a list.
NOT_OURS = {"exclude": [["[data-testid=stSidebarNav]"]]}
ALLOWED = {
    "presentation-role-conflict": 'data-testid="stFileUploaderDropzone"',  # can have the focus
}
OVERFLOWS = """() => ['html', '[data-testid="stApp"]', '[data-testid="stMain"]']
    .map(name => document.querySelector(name))
    .filter(element => element.scrollWidth > element.clientWidth)
    .map(element => `${element.tagName}: ${element.scrollWidth} > ${element.clientWidth}`)"""


@pytest.fixture(scope="module", params=VIEWS)
def view(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def on_computer(view: str, desktop: Page, explorer: str) -> Iterator[Page]:
    """The view, opened once for the tests that only look at it."""
    with watched(desktop) as page:
        visit(page, f"{explorer}/{path_of(view)}")
        yield page


@pytest.fixture(scope="module")
def on_phone(view: str, handheld: Page, explorer: str) -> Iterator[Page]:
    with watched(handheld) as page:
        visit(page, f"{explorer}/{path_of(view)}")
        yield page


def control(page: Page, view: str) -> Locator:
    main = page.get_by_test_id("stMain")
    if not CONTROLS[view]:
        return main.get_by_role("tab").first
    return main.get_by_label(CONTROLS[view], exact=True).first


def test_every_view_has_its_fact() -> None:
    assert VIEWS
    assert sorted(FACTS) == sorted(CONTROLS) == VIEWS


def test_a_view_shows_its_heading_and_a_fact(on_computer: Page, view: str) -> None:
    heading, fact = FACTS[view]
    expect(on_computer.locator("h1")).to_have_text(heading)
    expect(on_computer.get_by_test_id("stMain").get_by_text(fact).first).to_be_visible()
    expect(on_computer.get_by_text(BROKEN)).to_have_count(0)


def test_a_view_has_no_fault_that_axe_finds(on_computer: Page) -> None:
    faults: list[dict[str, Any]] = Axe().run(on_computer, context=NOT_OURS).response["violations"]
    told = [
        f"{fault['id']}: {node['target']} {node['html'][:200]}"
        for fault in faults
        for node in fault["nodes"]
        if ALLOWED.get(fault["id"], "nothing of it") not in node["html"]
    ]
    assert not told, "\n".join(told)


def test_a_view_fits_a_phone(on_phone: Page, view: str) -> None:
    heading, fact = FACTS[view]
    expect(on_phone.locator("h1")).to_have_text(heading)
    expect(on_phone.locator("h1")).to_be_in_viewport()
    expect(on_phone.get_by_test_id("stMain").get_by_text(fact).first).to_be_visible()
    expect(control(on_phone, view)).to_be_visible()
    assert on_phone.evaluate(OVERFLOWS) == []


def test_a_row_of_a_comparison_keeps_its_name_in_sight_on_a_phone(
    phone: Page, explorer: str
) -> None:
    chosen = "c=mssc-cpt&c=smscp-level-1&c=fanuc-nocti&c=nims-measurement"
    visit(phone, f"{explorer}/compare?{chosen}")
    table = phone.get_by_role("table").first
    assert table.evaluate("table => table.parentElement.scrollLeft = 200") == 200
    assert table.evaluate("table => table.parentElement.scrollLeft") > 100
    expect(table.get_by_role("cell", name="Issued by", exact=True)).to_be_in_viewport(ratio=1)
