"""The SPARQL editor in a real browser: completion, marks, running and stopping."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from explorer_server import run_query, settled, visit, write_query
from playwright.sync_api import expect

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

RUNAWAY = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"


@pytest.fixture
def sparql_page(page: Page, explorer: str) -> Page:
    """The SPARQL page with its editor."""
    visit(page, f"{explorer}/sparql")
    editor(page).wait_for()
    return page


def editor(page: Page) -> Locator:
    return page.locator(".sparql-editor .cm-content")


def complete(page: Page, text: str, typed: str) -> Locator:
    """Type at the end of a text and return the options that are offered."""
    write_query(page, text)
    page.keyboard.type(typed, delay=20)
    page.keyboard.press("Control+Space")
    options = page.locator(".cm-tooltip-autocomplete li")
    options.first.wait_for()
    return options


def test_a_property_is_found_by_its_name_and_shown_with_its_definition(sparql_page: Page) -> None:
    options = complete(sparql_page, "SELECT * { ?credential ", "cg:req")
    expect(options.filter(has_text="cg:requiredModule")).to_be_visible()
    expect(sparql_page.locator(".cm-completionInfo p")).to_have_text(re.compile(r"\w+ \w+"))


def test_a_property_is_found_by_its_label(sparql_page: Page) -> None:
    options = complete(sparql_page, "SELECT * { ?band ", "lowest")
    expect(options.filter(has_text="lowest pay")).to_be_visible()


def test_a_prefix_is_completed_and_declared(sparql_page: Page) -> None:
    options = complete(sparql_page, "", "PREFIX rdf")
    options.filter(has_text="rdfs:").click()
    expected = "PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>"
    expect(editor(sparql_page)).to_have_text(expected)


def test_a_record_is_found_by_its_label(sparql_page: Page) -> None:
    options = complete(sparql_page, "SELECT * { ?s ?p ", "toyot")
    options.filter(has_text=re.compile("^Toyota")).first.click()
    expect(editor(sparql_page)).to_contain_text("organization:toyota")
    expect(editor(sparql_page)).to_contain_text("PREFIX organization: <")


def test_an_error_is_marked_at_its_line_and_said_with_its_column(sparql_page: Page) -> None:
    run_query(sparql_page, "SELECT *\nWHERE {\n  ?s ?p nope:x\n}")
    message = sparql_page.locator(".sparql-editor .message")
    expect(message).to_have_text("Line 3, column 9: the prefix nope: is not declared")
    mark = sparql_page.locator(".sparql-editor .cm-lint-marker-error")
    expect(mark).to_have_count(1)
    third = sparql_page.locator(".cm-lineNumbers .cm-gutterElement", has_text="3").first
    beside, line = mark.bounding_box(), third.bounding_box()
    assert beside
    assert line
    assert line["y"] <= beside["y"] + beside["height"] / 2 <= line["y"] + line["height"]


def test_control_enter_runs_and_the_address_restores_it(sparql_page: Page) -> None:
    run_query(sparql_page, "ASK { ?s ?p ?o }")
    answer = sparql_page.get_by_test_id("stMetricValue")
    expect(answer).to_have_text("Yes")
    sparql_page.reload()
    expect(answer).to_have_text("Yes")
    expect(editor(sparql_page)).to_have_text("ASK { ?s ?p ?o }")


def test_stop_ends_a_runaway_query_and_the_next_one_answers(sparql_page: Page) -> None:
    run_query(sparql_page, RUNAWAY)
    sparql_page.get_by_text(re.compile(r"^Running for")).wait_for()
    sparql_page.get_by_role("button", name="Stop").click()
    expect(sparql_page.get_by_test_id("stAlert")).to_have_text(re.compile("The query was stopped"))
    expect(editor(sparql_page)).to_have_text(RUNAWAY)
    run_query(sparql_page, "ASK { ?s ?p ?o }")
    expect(sparql_page.get_by_test_id("stMetricValue")).to_have_text("Yes")


def test_the_deadline_ends_a_runaway_query_and_the_next_one_answers(sparql_page: Page) -> None:
    run_query(sparql_page, RUNAWAY)
    sparql_page.get_by_text(re.compile(r"^Running for [2-9]")).wait_for()
    expect(sparql_page.get_by_test_id("stAlert")).to_contain_text("after 10 seconds")
    run_query(sparql_page, "ASK { ?s ?p ?o }")
    expect(sparql_page.get_by_test_id("stMetricValue")).to_have_text("Yes")


def test_another_person_is_answered_during_a_runaway_query(
    sparql_page: Page, phone: Page, explorer: str
) -> None:
    visit(phone, f"{explorer}/?q=toyota")
    run_query(sparql_page, RUNAWAY)
    running = sparql_page.get_by_text(re.compile(r"^Running for"))
    running.wait_for()
    phone.get_by_label("Search every name and synonym, or ask in words").fill("wioa")
    expect(phone.get_by_role("link", name="WIOA").first).to_be_visible()
    expect(running).to_be_visible()
    sparql_page.get_by_role("button", name="Stop").click()
    settled(sparql_page)
