"""Nothing a person types or uploads makes the explorer call another address, nor breaks it."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest
from explorer_server import run_query, visit
from playwright.sync_api import FilePayload, expect

from dashboard.state.addresses import pack_query

if TYPE_CHECKING:
    from listener import Listener
    from playwright.sync_api import Page

QUERIES = {
    "service": "SELECT * { SERVICE <URL> { ?s ?p ?o } }",
    "service in any case": "SELECT * { SeRvIcE<URL>{ ?s ?p ?o } }",
    "service silent": "SELECT * { SERVICE SILENT <URL> { ?s ?p ?o } }",
    "service escaped": "SELECT * { SER\\u0056ICE <URL> { ?s ?p ?o } }",
    "service after a comment": "SELECT * { # {\nSERVICE # x\n <URL> { ?s ?p ?o } }",
    "service by a variable": "SELECT * { BIND(<URL> AS ?u) SERVICE ?u { ?s ?p ?o } }",
    "service in a subquery": "SELECT * { { SELECT * { SERVICE <URL> { ?s ?p ?o } } } }",
    "load": "LOAD <URL>",
    "load silent": "LOAD SILENT <URL> INTO GRAPH <urn:x>",
    "insert": "INSERT DATA { <urn:a> <urn:b> <URL> }",
    "delete where": "DELETE WHERE { ?s ?p ?o }",
}
EMPTY = {  # no faults: these graphs are not in the store, so nothing is found
    "from": "SELECT * FROM <URL> { ?s ?p ?o }",
    "from named": "SELECT * FROM NAMED <URL> { GRAPH ?g { ?s ?p ?o } }",
    "graph": "SELECT * { GRAPH <URL> { ?s ?p ?o } }",
}
FILES = {
    "remote context": ("c.jsonld", {"@context": "URL", "@id": "urn:a", "name": "x"}),
    "remote context in a list": ("l.jsonld", {"@context": ["URL", {}], "@id": "urn:a", "x": "y"}),
    "imported context": (
        "i.jsonld",
        {"@context": {"@version": 1.1, "@import": "URL"}, "@id": "urn:a", "name": "x"},
    ),
}
MALFORMED = {
    "cut.ttl": b"@prefix a: <http://example.org/> . a:b a:c",
    "binary.ttl": bytes(range(256)),
    "cut.jsonld": b'{"@id": ',
    "deep.jsonld": b"[" * 100_000,
    "empty.nt": b"not a triple",
}


def expect_plain_sentence(page: Page, words: str | re.Pattern[str]) -> None:
    alert = page.get_by_test_id("stAlert")
    expect(alert).to_contain_text(words)
    expect(alert).not_to_contain_text(re.compile('went wrong|Traceback|Error:|File "'))


def upload(page: Page, explorer: str, name: str, content: bytes) -> None:
    visit(page, f"{explorer}/check")
    file = FilePayload(name=name, mimeType="application/octet-stream", buffer=content)
    page.get_by_test_id("stFileUploader").locator("input[type=file]").set_input_files(file)


@pytest.mark.parametrize("query", QUERIES.values(), ids=QUERIES)
def test_a_query_that_would_call_out_or_write_is_refused(
    page: Page, explorer: str, listener: Listener, query: str
) -> None:
    visit(page, f"{explorer}/sparql?q={pack_query(query.replace('URL', listener.url))}")
    expect_plain_sentence(page, re.compile("not allowed|cannot read|starts with"))


@pytest.mark.parametrize("query", EMPTY.values(), ids=EMPTY)
def test_a_graph_that_is_not_in_the_store_is_not_fetched(
    page: Page, explorer: str, listener: Listener, query: str
) -> None:
    visit(page, f"{explorer}/sparql?q={pack_query(query.replace('URL', listener.url))}")
    expect_plain_sentence(page, re.compile(r"\w+ \w+ \w+"))


@pytest.mark.parametrize(("name", "content"), FILES.values(), ids=FILES)
def test_an_uploaded_file_that_names_a_remote_context_is_not_followed(
    page: Page, explorer: str, listener: Listener, name: str, content: dict[str, object]
) -> None:
    text = json.dumps(content).replace("URL", f"{listener.url}/context.jsonld")
    upload(page, explorer, name, text.encode())
    expect_plain_sentence(page, "context")


@pytest.mark.parametrize(("name", "content"), MALFORMED.items(), ids=MALFORMED)
def test_a_malformed_upload_gets_a_plain_sentence(
    page: Page, explorer: str, name: str, content: bytes
) -> None:
    upload(page, explorer, name, content)
    expect_plain_sentence(page, name)


def test_an_upload_over_ten_megabytes_is_refused_in_plain_words(page: Page, explorer: str) -> None:
    upload(page, explorer, "large.nt", b"#" * (10 * 2**20 + 1))
    uploader = page.get_by_test_id("stFileUploader")
    expect(uploader).to_contain_text(re.compile("10(.0)?.?MB or smaller"))
    expect(page.get_by_role("heading", name="Findings")).to_have_count(0)


def test_a_file_is_checked_and_asked_together_with_the_graph(page: Page, explorer: str) -> None:
    upload(page, explorer, "mine.ttl", b"<urn:x> a <https://w3id.org/credgraph/ns#Credential> .")
    expect(page.get_by_role("heading", name="Findings")).to_be_visible()
    expect(page.get_by_text(re.compile("^1 statements?;"))).to_be_visible()
    run_query(page, "ASK { <urn:x> a ?k . ?other a ?k FILTER(?other != <urn:x>) }")
    expect(page.get_by_test_id("stMetricValue")).to_have_text("Yes")
