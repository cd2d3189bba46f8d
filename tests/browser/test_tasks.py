"""Five tasks of a newcomer, walked from the Start page; `docs/tasks.md` says what each took."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from explorer_server import settled, visit
from places import ROOT
from playwright.sync_api import expect

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

DOCUMENT = ROOT / "docs" / "tasks.md"
HEAD = """# Five tasks, and what they take

Each is walked from the Start page in a real browser by `tests/browser/test_tasks.py`, which counts
the clicks and the typed words, looks for the answer, and compares this page with what it found.

| task | clicks | words typed | the way | the answer |
|---|---|---|---|---|
"""


@dataclass
class Walk:
    """A person on their way: what they clicked and typed."""

    page: Page
    clicks: int = 0
    words: int = 0
    way: list[str] = field(default_factory=list)

    @property
    def main(self) -> Locator:
        return self.page.get_by_test_id("stMain")

    def click(self, target: Locator, name: str) -> None:
        target.first.click()
        settled(self.page)
        self.clicks += 1
        self.way.append(f"“{name}”")

    def follow(self, name: str) -> None:
        self.click(self.main.get_by_role("link", name=name, exact=True), name)

    def choose(self, label: str, option: str) -> None:
        box = self.page.get_by_role("combobox", name=label, exact=True)
        box.click()
        box.fill(option)
        self.words += len(option.split())
        self.page.get_by_role("option", name=option, exact=True).first.click()
        settled(self.page)
        self.clicks += 2
        self.way.append(f"{label.removesuffix(' …')}: “{option}”")

    def search(self, text: str) -> None:
        box = self.page.get_by_label("Search every name and synonym, or ask in words", exact=True)
        box.fill(text)
        box.press("Enter")
        self.words += len(text.split())
        self.way.append(f"search “{text}”")

    def sees(self, *texts: str) -> None:
        for text in texts:
            expect(self.main.get_by_text(re.compile(text)).first).to_be_attached()


def who_pays_a_veteran(walk: Walk) -> str:
    walk.follow("Find the money")
    walk.choose("I am a …", "Veteran")
    walk.choose("In", "South Carolina")
    walk.sees("Who pays for MSSC CPT for a veteran in South Carolina", "Apprenticeship Carolina")
    walk.sees("WIOA grant")
    return "the WIOA grant, Apprenticeship Carolina and others, with their conditions and disputes"


def cheapest_way_to_65000(walk: Walk) -> str:
    walk.follow("Plan a route")
    walk.sees(
        r"\$360 to \$480 \(or \$160 to \$240 for the exam fees alone\), and",
        r"\$65,000 to \$80,000 a year",
        "Mechatronics technician",
    )
    return (
        "CPT, SMSCP Level 2 and an AAS, $360 to $480 as usual, and more for what no source prices"
    )


def what_toyota_asks_for(walk: Walk) -> str:
    walk.search("toyota")
    walk.follow("Toyota")
    walk.sees("MSSC CPT", "Toyota T-TEN")
    return "the CPT, through an apprenticeship; a source contradicts it, and the page says so"


def what_4_0_changed(walk: Walk) -> str:
    walk.follow("What is meant by CPT 4.0?")
    walk.sees("Green Production", "Industry 4.0")
    return "each change since 3.0, with the modules it touches and what is disputed"


def export_what_i_see(walk: Walk) -> str:
    walk.search("Certified Production Technician")
    walk.follow("MSSC CPT (Certified Production Technician)")
    with walk.page.expect_download() as download:
        walk.click(walk.main.get_by_role("button", name="Turtle", exact=True), "Turtle")
    text = Path(download.value.path()).read_text("utf-8")
    assert "credential:mssc-cpt" in text
    assert "cg:requiredModule" in text
    return "a Turtle file of the record on the page"


TASKS: dict[str, Callable[[Walk], str]] = {
    "Which grants pay the CPT for a veteran in South Carolina?": who_pays_a_veteran,
    "What is the cheapest way to $65,000 a year?": cheapest_way_to_65000,
    "What does Toyota ask for?": what_toyota_asks_for,
    "What did CPT 4.0 change?": what_4_0_changed,
    "Export what I see.": export_what_i_see,
}


@pytest.fixture(scope="module")
def told() -> dict[str, str]:
    """The rows of the document, by task, as the walks find them."""
    return {}


@pytest.mark.parametrize("task", TASKS)
def test_a_newcomer_finds_the_answer(
    task: str, page: Page, explorer: str, told: dict[str, str]
) -> None:
    visit(page, explorer)
    walk = Walk(page)
    answer = TASKS[task](walk)
    cells = (task, str(walk.clicks), str(walk.words), ", ".join(walk.way), answer)
    told[task] = f"| {' | '.join(cells)} |\n"


def test_the_document_says_what_the_walks_found(
    told: dict[str, str], request: pytest.FixtureRequest
) -> None:
    if set(told) != set(TASKS):
        pytest.skip("not every task was walked in this run")
    found = HEAD + "".join(told[task] for task in TASKS)
    if request.config.getoption("--approve"):
        DOCUMENT.write_text(found, "utf-8")
    assert DOCUMENT.read_text("utf-8") == found
