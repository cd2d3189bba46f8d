"""What a person chose lives in the address: a new session shows the same, and back goes back."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING
from urllib.parse import unquote

import pytest
from explorer_server import VIEWS, run_query, settled, until, visit
from playwright.sync_api import expect

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

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
    "start": ("", type_text("Search every name and synonym, or ask in words", "toyota")),
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
    expect(page.get_by_label("Search every name and synonym, or ask in words")).to_have_value(
        "toyota"
    )


PLACES = [  # pages with links to themselves
    "",
    "?q=who+pays+for+the+CPT+for+a+veteran+in+South+Carolina",
    "?q=who+pays+for+something+in+South+Carolina+or+Ohio",
    "?ask=funders_of_credential",
    "record",
    "record?kind=credential",
    "record?id=credential/mssc-cpt",
    "sparql?ask=funders_of_credential",
    "plan?audience=FormerMilitary",
    "plan?audience=FormerMilitary&print=1",
    "plan?pay=9999999",
]
TO_ITSELF = """links => links.map((link, at) => [at, link]).filter(
    ([, link]) => link.pathname === location.pathname).map(([at]) => at)"""


def follow_and_return(page: Page, start: str, link: Locator) -> None:
    """Follow a link, go back and forward, and open where it led anew."""
    visit(page, start)
    before, address = looks(page), page.url
    link.click()
    until(page, lambda: page.url != address)
    until(page, lambda: looks(page) != before)
    after, there = looks(page), page.url
    page.go_back()
    until(page, lambda: looks(page) == before)
    assert unquote(page.url) == unquote(address)
    page.go_forward()
    until(page, lambda: looks(page) == after)
    visit(page, there)
    until(page, lambda: looks(page) == after)


@pytest.mark.parametrize("path", PLACES)
def test_a_link_to_its_own_page_changes_the_address_too(
    page: Page, explorer: str, path: str
) -> None:
    links = page.get_by_test_id("stMain").get_by_test_id("stPageLink-NavLink")
    visit(page, f"{explorer}/{path}")
    found = links.evaluate_all(TO_ITSELF)
    assert found
    for at in sorted({found[0], found[-1]}):  # those between them are made alike
        follow_and_return(page, f"{explorer}/{path}", links.nth(at))


def test_a_choice_after_a_link_to_its_own_page_starts_from_the_link(
    page: Page, explorer: str
) -> None:
    visit(page, f"{explorer}/?ask=where_to_sit_exam")
    page.get_by_role("link", name="All questions").click()
    page.get_by_role("link", name="Is there a remote CPT examination?").click()
    box = page.get_by_role("combobox", name="Credential", exact=True)
    expect(box).to_have_value("MSSC CPT")
    pick("Credential", "CPT-MT")(page)
    expect(box).to_have_value("CPT-MT")
    expect(page.get_by_role("link", name="All questions")).to_be_visible()


def test_the_history_shows_a_query_with_its_own_answer(page: Page, explorer: str) -> None:
    visit(page, f"{explorer}/sparql")
    text = page.locator(".sparql-editor .cm-content")
    for query in (
        "SELECT ?first { ?first ?p ?o } LIMIT 2",
        "SELECT ?other { ?s ?p ?other } LIMIT 3",
    ):
        run_query(page, query)
        expect(page.get_by_text(re.compile(r"· [23] rows ·")).first).to_contain_text(query[-1])
        settled(page)
    page.get_by_text("Queries of this session").click()
    page.get_by_role("link", name=re.compile("first")).click()
    expect(text).to_contain_text("?first")
    expect(page.get_by_text(re.compile("· 2 rows ·")).first).to_be_visible()
    page.go_back()
    expect(text).to_contain_text("?other")
    expect(page.get_by_text(re.compile("· 3 rows ·")).first).to_be_visible()


def test_words_are_answered_while_they_are_typed(page: Page, explorer: str) -> None:
    visit(page, explorer)
    box = page.get_by_label("Search every name and synonym, or ask in words", exact=True)
    box.fill("who pays for the CPT in Ohio")
    box.press("Enter")
    link = page.get_by_role("link", name=re.compile("MSSC CPT, Ohio"))
    said = page.get_by_test_id("stMarkdown").filter(has_text="Ohio").first
    expect(said).to_contain_text("WIOA")
    sentence = said.inner_text()
    link.click()
    expect(box).to_have_value("")
    expect(page.get_by_role("combobox", name="Credential", exact=True)).to_have_value("MSSC CPT")
    expect(page.get_by_text(sentence)).to_be_visible()
    page.go_back()
    expect(box).to_have_value("who pays for the CPT in Ohio")
    expect(link).to_be_visible()
