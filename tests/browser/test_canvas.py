"""The graph canvas in a real browser: mouse, keyboard, legend, layouts, and what it hands out."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox
import pytest
from explorer_server import settled, until, visit
from playwright.sync_api import expect

if TYPE_CHECKING:
    from playwright.sync_api import Download, Locator, Page

ID = "https://w3id.org/credgraph/id/"
CPT = f"{ID}credential/mssc-cpt"
MSSC = f"{ID}organization/mssc"
GREEN = f"{ID}module/green-production"


@pytest.fixture
def graph_page(page: Page, explorer: str) -> Page:
    """The canvas around MSSC CPT, drawn."""
    visit(page, f"{explorer}/graph?id=credential/mssc-cpt")
    drawn(page)
    return page


def drawn(page: Page) -> None:
    page.locator(".graph-canvas .stage").wait_for()
    until(page, lambda: CPT in places(page))
    settled(page)


def cytoscape(page: Page, script: str, argument: Any = None) -> Any:
    stage = page.locator(".graph-canvas .stage")
    return stage.evaluate(f"(stage, given) => {{ const cy = stage.__cy; {script} }}", argument)


def places(page: Page) -> dict[str, tuple[float, float]]:
    """Where each node that is on screen stands on the canvas."""
    script = "return cy.nodes(':visible').map(n => [n.id(), n.position().x, n.position().y])"
    return {iri: (round(x, 3), round(y, 3)) for iri, x, y in cytoscape(page, script)}


def at(page: Page, iri: str) -> tuple[float, float]:
    page.locator(".graph-canvas .stage").scroll_into_view_if_needed()
    script = (
        "const box = stage.getBoundingClientRect();"
        "const { x, y } = cy.getElementById(given).renderedPosition();"
        "return [box.x + x, box.y + y]"
    )
    x, y = cytoscape(page, script, iri)
    return x, y


def tool(page: Page, name: str) -> Locator:
    return page.get_by_role("group", name="Graph tools").get_by_role("button", name=name)


def content(download: Download) -> bytes:
    return Path(download.path()).read_bytes()


def expect_selected(page: Page, label: str) -> None:
    expect(page.get_by_role("combobox", name="Selected")).to_have_value(label)


def test_a_click_selects_a_record_and_shows_it(graph_page: Page) -> None:
    graph_page.mouse.click(*at(graph_page, MSSC))
    expect_selected(graph_page, "MSSC")
    expect(graph_page.get_by_test_id("stMain").get_by_text("Issuer · ")).to_be_visible()
    link = graph_page.get_by_role("link", name="Open its page")
    expect(link).to_have_attribute("href", re.compile(r"id=organization%2Fmssc$"))


def test_a_double_click_adds_neighbours_and_moves_nothing(graph_page: Page) -> None:
    before = places(graph_page)
    graph_page.mouse.dblclick(*at(graph_page, MSSC))
    until(graph_page, lambda: len(places(graph_page)) > len(before))
    settled(graph_page)
    after = places(graph_page)
    assert {iri: after[iri] for iri in before} == before
    assert "open=" in graph_page.url


def test_the_legend_hides_a_kind_and_shows_it_again(graph_page: Page) -> None:
    before = places(graph_page)
    legend = graph_page.get_by_role("group", name=re.compile("Legend"))
    legend.get_by_role("checkbox", name=re.compile(r"^Module \(")).uncheck()
    until(graph_page, lambda: GREEN not in places(graph_page))
    assert {iri for iri in before if "/module/" not in iri} == set(places(graph_page))
    legend.get_by_role("checkbox", name=re.compile(r"^Module \(")).check()
    until(graph_page, lambda: places(graph_page) == before)


def test_hide_takes_a_record_away_and_undo_brings_it_back(graph_page: Page) -> None:
    before = places(graph_page)
    graph_page.mouse.click(*at(graph_page, GREEN))
    expect_selected(graph_page, "Green Production")
    tool(graph_page, "Hide").click()
    until(graph_page, lambda: set(before) - set(places(graph_page)) == {GREEN})
    settled(graph_page)
    tool(graph_page, "Undo").click()
    until(graph_page, lambda: places(graph_page) == before)


def test_undo_takes_back_what_was_added(graph_page: Page) -> None:
    before = places(graph_page)
    graph_page.mouse.dblclick(*at(graph_page, MSSC))
    until(graph_page, lambda: len(places(graph_page)) > len(before))
    settled(graph_page)
    tool(graph_page, "Undo").click()
    until(graph_page, lambda: places(graph_page) == before)


def test_every_arrangement_gives_every_record_its_own_place(graph_page: Page) -> None:
    choice = graph_page.get_by_role("combobox", name="Arrangement")
    begun = choice.input_value()
    before = seen = places(graph_page)
    for layout in {"force", "hierarchical", "concentric"} - {begun}:
        choice.select_option(layout)
        until(graph_page, lambda last=seen: places(graph_page) != last)  # type: ignore[misc]
        seen = places(graph_page)
        assert set(seen) == set(before)
        assert len(set(seen.values())) == len(seen)


def test_a_stack_stands_in_ranks(page: Page, explorer: str) -> None:
    visit(page, f"{explorer}/graph?id=credential/mssc-cpt&show=stack")
    drawn(page)
    expect(page.get_by_role("combobox", name="Arrangement")).to_have_value("hierarchical")
    found = places(page)
    assert any("/pay-band/" in iri for iri in found)
    heights = {round(y) for _, y in found.values()}
    assert 1 < len(heights) < len(found)
    assert found[f"{ID}module/safety"][1] != found[CPT][1]


def test_the_picture_is_a_png_and_the_turtle_holds_the_edges_on_screen(graph_page: Page) -> None:
    with graph_page.expect_download() as picture:
        tool(graph_page, "PNG").click()
    assert picture.value.suggested_filename == "mssc-cpt.png"
    assert content(picture.value).startswith(b"\x89PNG\r\n")
    with graph_page.expect_download() as turtle:
        graph_page.get_by_role("button", name="Turtle", exact=True).click()
    triples = set(ox.parse(content(turtle.value), format=ox.RdfFormat.TURTLE))
    drawn_edges = cytoscape(
        graph_page, "return cy.edges(':visible').map(e => [e.source().id(), e.target().id()])"
    )
    assert {frozenset((t.subject.value, t.object.value)) for t in triples} == {
        frozenset(ends) for ends in drawn_edges
    }


def test_the_keyboard_reaches_the_canvas_walks_and_selects(graph_page: Page) -> None:
    graph_page.get_by_role("combobox", name="Find a path to").focus()
    on_stage = "stage === stage.getRootNode().activeElement"
    for _ in range(30):
        graph_page.keyboard.press("Tab")
        if cytoscape(graph_page, f"return {on_stage}"):
            break
    assert cytoscape(graph_page, f"return {on_stage}")
    for key in ("ArrowRight", "ArrowDown", "ArrowLeft", "ArrowUp"):
        graph_page.keyboard.press(key)
        walked = cytoscape(graph_page, "return cy.nodes('.focus').map(n => n.data('label'))[0]")
        if walked != "MSSC CPT":
            break
    assert walked != "MSSC CPT"
    graph_page.keyboard.press("Enter")
    expect_selected(graph_page, walked)


def test_shift_enter_expands(graph_page: Page) -> None:
    before = len(places(graph_page))
    graph_page.mouse.click(*at(graph_page, MSSC))
    expect_selected(graph_page, "MSSC")
    graph_page.locator(".graph-canvas .stage").press("Shift+Enter")
    until(graph_page, lambda: len(places(graph_page)) > before)


def test_relations_are_counted_before_they_are_drawn(graph_page: Page) -> None:
    before = len(places(graph_page))
    graph_page.get_by_role("combobox", name="Draw all edges of a relation").click()
    graph_page.get_by_role("option", name=re.compile(r"recognizes 4\d$")).click()
    until(graph_page, lambda: len(places(graph_page)) > before + 20)
    assert sum("/organization/" in iri for iri in places(graph_page)) >= 40


def test_what_is_left_out_is_said(graph_page: Page) -> None:
    omitted = graph_page.locator(".graph-canvas .omitted")
    expect(omitted).to_contain_text(re.compile(r"Left out: \d+ more around MSSC CPT"))


def test_a_path_between_two_records_is_drawn(page: Page, explorer: str) -> None:
    visit(page, f"{explorer}/graph?id=area/us-sc&to=organization/toyota")
    page.locator(".graph-canvas .stage").wait_for()
    until(page, lambda: {f"{ID}area/us-sc", f"{ID}organization/toyota"} <= set(places(page)))
    assert cytoscape(page, "return cy.edges('.path').length") > 0
