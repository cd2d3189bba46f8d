"""The page of /sparql in a real browser: writing, running, stopping, and links that restore it."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest
from explorer_server import run_query, watched, write_query
from playwright.sync_api import expect
from servers import running

from credgraph.server.assets import asset

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, Page

pytestmark = pytest.mark.skipif(
    asset("editor.js") is None,
    reason="the editor is not built here: python -m dashboard.components.build",
)

RUNAWAY = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
CREDENTIALS = "SELECT ?c ?issuer { ?c a cg:Credential ; cg:issuer ?issuer } ORDER BY ?c LIMIT 7"


@pytest.fixture(scope="module")
def server(browser: Browser, disk: Path) -> Iterator[str]:
    """The address of `credgraph serve` with a deadline of 20 seconds."""

    def command(port: int) -> list[str]:
        serve = [sys.executable, "-P", "-m", "credgraph", "serve", "--store", str(disk)]
        return [*serve, f"--port={port}", "--rate=0", "--timeout=20", "--no-log"]

    with running(command, "/health") as address:
        yield address


@pytest.fixture
def sparql(page: Page, server: str) -> Page:
    """The page with its editor."""
    page.goto(f"{server}/sparql")
    editor(page).wait_for()
    return page


def editor(page: Page) -> Locator:
    return page.locator(".sparql-editor .cm-content")


def status(page: Page) -> Locator:
    return page.locator("#status")


def test_a_query_is_completed_run_and_shown_with_names_and_links(sparql: Page, server: str) -> None:
    with sparql.expect_response("**/sparql/completion"):
        sparql.reload()
    editor(sparql).wait_for()
    write_query(sparql, "SELECT DISTINCT ?m { ?c ")
    sparql.keyboard.type("cg:requiredM", delay=20)
    sparql.keyboard.press("Control+Space")
    offered = sparql.locator(".cm-tooltip-autocomplete li", has_text="cg:requiredModule")
    expect(sparql.locator(".cm-completionInfo p")).to_have_text(re.compile(r"\w+ \w+"))
    offered.click()
    sparql.keyboard.type(" ?m }")
    sparql.get_by_role("button", name="Run").click()
    expect(status(sparql)).to_have_text(re.compile(r"^\d+ rows in [\d.]+ seconds\.$"))
    rows = sparql.locator("#answer tbody tr")
    assert f"{rows.count()} rows" in (status(sparql).text_content() or "")
    first = rows.first.locator("a")
    expect(first).to_have_text(re.compile(r"^module:"))
    expect(rows.first.locator("small")).to_have_text(re.compile(r"\w+"))
    first.click()
    sparql.wait_for_url(f"{server}/id/module/*")


def test_a_link_restores_a_query_and_its_answer_and_back_goes_back(
    sparql: Page, browser: Browser
) -> None:
    run_query(sparql, CREDENTIALS)
    expect(status(sparql)).to_have_text(re.compile("^7 rows"))
    link = sparql.locator("#link").get_attribute("href")
    assert link == sparql.url
    with watched(browser.new_page()) as other:
        other.goto(link)
        expect(status(other)).to_have_text(re.compile("^7 rows"))
        expect(editor(other)).to_have_text(CREDENTIALS)
    run_query(sparql, "ASK { ?s ?p ?o }")
    expect(status(sparql)).to_have_text(re.compile("^Yes"))
    sparql.go_back()
    expect(status(sparql)).to_have_text(re.compile("^7 rows"))
    expect(editor(sparql)).to_have_text(CREDENTIALS)


def test_a_query_too_long_for_a_server_to_be_sent_in_an_address_is_restored_too(
    sparql: Page,
) -> None:
    run_query(sparql, f"ASK {{ ?s ?p ?o FILTER('{'x' * 5000}' != '') }}")
    expect(status(sparql)).to_have_text(re.compile("^Yes"))
    assert "#query=" in sparql.url
    sparql.reload()
    expect(status(sparql)).to_have_text(re.compile("^Yes"))


def test_stop_ends_a_runaway_query_and_the_next_one_answers(sparql: Page, server: str) -> None:
    run_query(sparql, RUNAWAY)
    expect(status(sparql)).to_have_text(re.compile("^Running for"))
    sparql.get_by_role("button", name="Stop").click()
    expect(status(sparql)).to_have_text(re.compile("^Stopped after"))
    expect(sparql.get_by_role("button", name="Stop")).to_be_hidden()
    expect(editor(sparql)).to_have_text(RUNAWAY)
    run_query(sparql, "ASK { ?s ?p ?o }")
    expect(status(sparql)).to_have_text(re.compile("^Yes"))
    for _ in range(100):  # the server ends it too
        if sparql.request.get(f"{server}/health").json()["running"] == 0:
            return
        sparql.wait_for_timeout(100)
    raise AssertionError("it still runs")


def test_the_triples_of_a_record_are_a_table_and_a_file_in_every_format(sparql: Page) -> None:
    run_query(sparql, "DESCRIBE credential:mssc-cpt")
    expect(status(sparql)).to_have_text(re.compile(r"^\d+ triples in"))
    expect(sparql.locator("#answer thead th")).to_have_text(["subject", "predicate", "object"])
    label = sparql.locator("#answer tr", has_text="rdfs:label").locator("td").nth(2)
    expect(label).to_have_text("MSSC CPT @en")
    links = sparql.locator("#downloads a")
    assert links.count() == 6
    for link in links.all():
        found = sparql.request.get(link.evaluate("each => each.href"))
        assert found.ok, link.text_content()
        assert "mssc-cpt" in found.text()
    with sparql.expect_download() as begun:
        links.first.click()
    assert begun.value.suggested_filename == "credgraph.ttl"


def test_an_answer_is_shown_as_text_in_the_format_that_is_chosen(sparql: Page) -> None:
    sparql.get_by_label("Show as").select_option("CSV")
    run_query(sparql, CREDENTIALS)
    expect(sparql.locator("#answer pre")).to_have_text(re.compile(r"^c,issuer\nhttps://"))


def test_many_rows_are_counted_and_shown_a_part_at_a_time(sparql: Page) -> None:
    run_query(sparql, "SELECT * { ?s ?p ?o } LIMIT 450")
    expect(status(sparql)).to_have_text(re.compile("^450 rows"))
    rows = sparql.locator("#answer tbody tr")
    expect(rows).to_have_count(200)
    sparql.get_by_role("button", name="Show 200 more").click()
    sparql.get_by_role("button", name="Show 50 more").click()
    expect(rows).to_have_count(450)


def test_a_question_of_the_library_is_a_query_to_start_from(sparql: Page) -> None:
    sparql.get_by_label("Start from a question").select_option("Who pays for a credential?")
    expect(editor(sparql)).to_contain_text("# Who pays for a credential?")
    sparql.get_by_role("button", name="Run").click()
    expect(status(sparql)).to_have_text(re.compile(r"^\d+ rows"))


def test_what_is_in_the_data_is_text_and_never_markup(sparql: Page) -> None:
    run_query(
        sparql, "SELECT ('<img src=x onerror=alert(1)>' AS ?x) (<javascript:alert(1)> AS ?y) {}"
    )
    expect(status(sparql)).to_have_text(re.compile("^1 row"))
    expect(sparql.locator("#answer td").first).to_have_text("<img src=x onerror=alert(1)>")
    assert sparql.locator("#answer img").count() == 0
    assert sparql.locator("#answer a[href^=javascript]").count() == 0


def test_an_error_is_marked_at_its_line_and_said(browser: Browser, server: str) -> None:
    page = browser.new_page()  # a browser logs each refusal as an error, which `watched` refuses
    page.goto(f"{server}/sparql?query={quote('SELECT *' + chr(10) + '{ ?s ?p nope:x }')}")
    problem = page.locator("#problem[role=alert]")
    expect(problem).to_contain_text("line 2, column 9: the prefix nope: is not declared")
    expect(page.locator(".cm-lint-marker-error")).to_have_count(1)
    run_query(page, "ASK { ?s ?p ?o }")
    expect(status(page)).to_have_text(re.compile("^Yes"))
    expect(problem).to_be_empty()
    page.close()


def test_the_plain_field_stays_where_the_editor_cannot_be_had(
    browser: Browser, server: str
) -> None:
    page = browser.new_page()
    page.route("**/assets/editor-*.js", lambda route: route.abort())
    page.goto(f"{server}/sparql")
    page.get_by_role("textbox", name="Query").fill(CREDENTIALS)
    page.keyboard.press("Control+Enter")
    expect(status(page)).to_have_text(re.compile("^7 rows"))
    page.close()


def test_without_scripts_a_form_asks(browser: Browser, server: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{server}/sparql?query={quote(CREDENTIALS)}")
    expect(page.get_by_role("textbox", name="Query")).to_have_value(CREDENTIALS)
    page.get_by_label("Show as").select_option("SPARQL results in JSON")
    page.get_by_role("button", name="Run").click()
    page.wait_for_url("**/sparql?query=*&format=srj")
    assert '"bindings"' in page.content()
    context.close()


@pytest.mark.parametrize("width", [400, 900, 1440])
def test_nothing_is_wider_than_the_screen(browser: Browser, server: str, width: int) -> None:
    page = browser.new_page(viewport={"width": width, "height": 900})
    with watched(page):
        page.goto(f"{server}/sparql?query={quote(CREDENTIALS)}")
        expect(status(page)).to_have_text(re.compile("^7 rows"))
        editor(page).wait_for()
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.close()
