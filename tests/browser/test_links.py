"""What a person chose lives in the address: a new session shows the same, and back goes back."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from explorer_server import VIEWS, run_query, settled, until, visit
from playwright.sync_api import expect

if TYPE_CHECKING:
    from playwright.sync_api import Page

STATELESS = {"check"}  # a file is forgotten when its person leaves
VALUES = """() => [...document.querySelectorAll('[data-testid="stMain"] input')].map(
    ({ ariaLabel, checked, type, value }) => [ariaLabel, type === 'radio' ? checked : value].join()
)"""


def pick(label: str, option: str) -> Callable[[Page], None]:
    def act(page: Page) -> None:
        box = page.get_by_role("combobox", name=label, exact=True)
        box.click()
        box.fill(option)
        page.get_by_role("option", name=option, exact=True).first.click()

    return act


def open_tab(name: str) -> Callable[[Page], None]:
    return lambda page: page.get_by_role("tab", name=name).click()


def open_part(name: str) -> Callable[[Page], None]:
    return lambda page: page.get_by_role("radio", name=name, exact=True).click()


def type_text(label: str, text: str) -> Callable[[Page], None]:
    def act(page: Page) -> None:
        page.get_by_label(label, exact=True).fill(text)
        page.keyboard.press("Enter")
        page.get_by_label(label, exact=True).blur()  # which shows how long it may be

    return act


def hide_a_kind(page: Page) -> None:
    legend = page.get_by_role("group", name=re.compile("^Legend"))
    legend.get_by_role("checkbox", name=re.compile("^Module")).uncheck()


ACTIONS: dict[str, tuple[str, Callable[[Page], None]]] = {  # where to begin, and what to do there
    "start": ("", type_text("Search every name and synonym", "toyota")),
    "plan": ("plan", pick("In", "South Carolina")),
    "record": ("record?id=credential/mssc-cpt", open_part("Sources")),
    "compare": ("compare", pick("Two to four credentials", "FANUC NOCTI")),
    "funding": ("funding", pick("I am a …", "Displaced worker")),
    "employers": ("employers", pick("Employer", "Toyota")),
    "pay": ("pay", pick("State", "Texas")),
    "graph": ("graph?id=credential/mssc-cpt", hide_a_kind),
    "sparql": ("sparql", lambda page: run_query(page, "ASK { ?s ?p ?o }")),
    "quality": ("quality", open_tab("Stale facts")),
    "export": ("export?id=credential/mssc-cpt", pick("For", "Open Badges 3.0")),
}


def looks(page: Page) -> tuple[str, list[str]]:
    """What a person reads on the page: its text without the time a query took, and its inputs."""
    settled(page)
    text = page.get_by_test_id("stMain").inner_text()
    for drawn in page.get_by_test_id("stVegaLiteChart").all_inner_texts():
        text = text.replace(drawn, "\n".join(sorted(drawn.splitlines())))  # Vega adds ticks last
    return re.sub(r"\d+\.\d+ s ·", "", text), page.evaluate(VALUES)


def test_every_view_with_a_state_is_tried() -> None:
    assert VIEWS
    assert {*ACTIONS, *STATELESS} == set(VIEWS)


@pytest.mark.parametrize("view", ACTIONS)
def test_the_address_shows_the_same_in_a_new_session(page: Page, explorer: str, view: str) -> None:
    path, act = ACTIONS[view]
    visit(page, f"{explorer}/{path}")
    before, address = looks(page), page.url
    act(page)
    until(page, lambda: page.url != address)
    until(page, lambda: looks(page) != before)
    after = looks(page)
    visit(page, page.url)
    until(page, lambda: looks(page) == after)


def test_back_and_forward_take_back_a_choice(page: Page, explorer: str) -> None:
    visit(page, f"{explorer}/funding")
    heading = page.get_by_role("heading", name=re.compile("^Who pays for"))
    expect(heading).to_have_text("Who pays for MSSC CPT")
    pick("In", "South Carolina")(page)
    expect(heading).to_have_text("Who pays for MSSC CPT in South Carolina")
    page.go_back()
    expect(heading).to_have_text("Who pays for MSSC CPT")
    page.go_forward()
    expect(heading).to_have_text("Who pays for MSSC CPT in South Carolina")


def test_back_returns_from_a_record_to_the_search(page: Page, explorer: str) -> None:
    visit(page, f"{explorer}/?q=toyota")
    page.get_by_test_id("stMain").get_by_role("link", name="Toyota", exact=True).first.click()
    expect(page.locator("h1")).to_have_text("Toyota")
    page.go_back()
    expect(page.get_by_label("Search every name and synonym")).to_have_value("toyota")
