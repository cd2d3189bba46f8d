"""Each IRI of ours at an address, as a page or as data, with what belongs to it."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from html import unescape
from html.parser import HTMLParser
from pathlib import Path

import pyoxigraph as ox
import pytest
from server.conftest import serving
from starlette.testclient import TestClient

import credgraph
from credgraph.rdf import BASE

BROWSER = {"accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}
TYPES = {
    "text/turtle": (".ttl", ox.RdfFormat.TURTLE),
    "application/ld+json": (".jsonld", ox.RdfFormat.JSON_LD),
    "application/n-triples": (".nt", ox.RdfFormat.N_TRIPLES),
    "application/rdf+xml": (".rdf", ox.RdfFormat.RDF_XML),
}
CPT = "/id/credential/mssc-cpt"
PATHS = (
    CPT,
    "/id/organization/toyota",
    "/id/concept/assessment-only",
    "/graph/costs",
    "/query/explore/costs_of_credential",
    "/ns",
    "/schemes",
    "/prefixes",
    "/alignments",
    "/shapes",
    "/shapes/credential",
    "/shapes/registries/case",
)


class Elements(HTMLParser):
    """The elements of a page with their attributes, and whether each ends where it should."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str]]] = []
        self.open: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in ("meta", "link", "input", "br"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def all(self, tag: str, attribute: str) -> list[str]:
        return [
            found[attribute] for name, found in self.found if name == tag and attribute in found
        ]


def page_of(client: TestClient, path: str, status: int = 200) -> str:
    answer = client.get(path, headers=BROWSER)
    assert answer.status_code == status, answer.text[:300]
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert Elements(answer.text).open == []
    return answer.text


@pytest.mark.parametrize("path", PATHS)
def test_a_browser_gets_a_page(site: TestClient, path: str) -> None:
    page = page_of(site, path)
    elements = Elements(page)
    assert page.startswith("<!DOCTYPE html>")
    assert len(re.findall("<h1>", page)) == 1
    assert not elements.all("script", "src")
    assert "<script" not in page
    assert elements.all("link", "href")[0] == "/mirror/style.css"


@pytest.mark.parametrize("media_type", TYPES)
@pytest.mark.parametrize("path", PATHS)
def test_a_program_gets_the_data_that_it_accepts(
    site: TestClient, path: str, media_type: str
) -> None:
    suffix, syntax = TYPES[media_type]
    accepted = site.get(path, headers={"accept": media_type})
    assert accepted.status_code == 200
    assert accepted.headers["content-type"].partition(";")[0] == media_type
    assert "Accept" in accepted.headers["vary"]
    triples = {quad.triple for quad in ox.parse(accepted.content, format=syntax)}
    assert triples
    assert site.get(path + suffix).content == accepted.content
    named = site.get(path, params={"format": media_type}, headers=BROWSER)
    assert named.content == accepted.content


@pytest.mark.parametrize("path", PATHS)
def test_a_suffix_and_a_format_give_the_page_too(site: TestClient, path: str) -> None:
    page = page_of(site, path)
    assert site.get(f"{path}.html", headers={"accept": "text/turtle"}).text == page
    assert site.get(f"{path}?format=html", headers={"accept": "text/turtle"}).status_code == 200


@pytest.mark.parametrize("path", [CPT, "/graph/costs", "/query/explore/costs_of_credential"])
def test_who_names_no_form_gets_turtle(site: TestClient, path: str) -> None:
    for accept in ("*/*", ""):
        answer = site.get(path, headers={"accept": accept})
        assert answer.headers["content-type"] == "text/turtle; charset=utf-8"


@pytest.mark.parametrize("path", PATHS)
def test_an_unknown_format_is_refused_with_those_there_are(site: TestClient, path: str) -> None:
    for request in ({"params": {"format": "docx"}}, {"headers": {"accept": "image/png"}}):
        answer = site.get(path, **request)  # type: ignore[arg-type]
        assert answer.status_code == 406
        assert "ttl, jsonld, nt, rdfxml, html" in answer.text


@pytest.mark.parametrize("accept", ["text/html", "text/turtle"])
def test_links_lead_to_the_other_forms_the_licence_and_the_dataset(
    site: TestClient, accept: str
) -> None:
    header = site.get(CPT, headers={"accept": accept}).headers["link"]
    links = dict(re.findall(r'<([^>]*)>; rel="([^"]*)"', header))
    base = "https://graph.example.org/mirror"
    for suffix in (".ttl", ".jsonld", ".html"):
        assert links[f"{base}{CPT}{suffix}"] == "alternate"
    assert links["https://creativecommons.org/licenses/by/4.0/"] == "license"
    assert links[f"{base}/.well-known/void"] == "describedby"
    assert links[BASE + CPT] == "about"


def test_a_page_says_what_the_graph_says(
    site: TestClient, graph: credgraph.CredentialGraph
) -> None:
    found, page = graph.describe("mssc-cpt"), unescape(page_of(site, CPT))
    assert found.label in page
    for row in found.facts:
        assert str(row["property_label"]) in page
    for row in found.disputes:
        for said in ("claim", "claim_source_label", "counter_claim", "counter_source_label"):
            assert str(row[said] or "") in page
    for row in found.sources:
        assert row["source_label"] in page
        assert (row["as_of"] or "") in page
    for row in [*found.links][:40]:
        assert row["from_label"] in page
    assert "Cite this" in page
    assert f"<{found.iri}>" in page


def test_a_page_marks_what_is_disputed_and_what_is_our_judgement(
    site: TestClient, graph: credgraph.CredentialGraph
) -> None:
    judged = graph.query(
        "SELECT DISTINCT ?record { GRAPH ?file { ?record ?property ?value } "
        "?file prov:hadPrimarySource source:credgraph-editors . ?record a ?class . "
        'FILTER(STRSTARTS(STR(?record), "https://w3id.org/credgraph/id/")) } ORDER BY ?record'
    )
    assert isinstance(judged, credgraph.Table)
    marked = [
        iri
        for iri in judged.column("record")
        if any(row["judged"] == "our judgement" for row in graph.describe(iri).facts)
    ]
    assert marked
    for iri in marked[:3]:
        page = page_of(site, iri.removeprefix(BASE))
        assert '<span class="judged">our judgement</span>' in page
    disputed = [row for row in graph.describe("mssc-cpt").facts if row["disputed"]]
    assert disputed
    assert page_of(site, CPT).count('class="disputed"') >= len(disputed)


def test_links_on_a_page_stay_at_the_mirror_and_iris_in_the_data_stay_ours(
    site: TestClient,
) -> None:
    page = Elements(page_of(site, CPT))
    inner = [href for href in page.all("a", "href") if not href.startswith(("http", "#"))]
    assert len(inner) > 100
    assert [href for href in inner if not href.startswith("/mirror/")] == []
    assert not [href for href in page.all("a", "href") if href.startswith(BASE)]
    for path in (f"{CPT}.ttl", f"{CPT}.jsonld"):
        assert "graph.example.org" not in site.get(path).text


def test_links_in_both_directions_lead_to_pages(site: TestClient) -> None:
    links = [
        unescape(href).removeprefix("/mirror").partition("#")[0]
        for href in Elements(page_of(site, CPT)).all("a", "href")
        if href.startswith("/mirror/")
    ]
    tried = sorted(set(links))[::9]
    assert len(tried) > 15
    for path in tried:
        assert site.get(path, headers=BROWSER).status_code == 200, path


def test_data_hold_the_record_and_what_is_disputed_about_it(
    site: TestClient, graph: credgraph.CredentialGraph
) -> None:
    found = graph.describe("mssc-cpt")
    written = {
        quad.triple for quad in ox.parse(site.get(f"{CPT}.nt").content, ox.RdfFormat.N_TRIPLES)
    }
    assert set(found.triples) <= written
    subjects = {str(triple.subject) for triple in written}
    assert {f"<{iri}>" for iri in found.disputes.column("dispute")} <= subjects


def test_a_named_graph_as_data_is_whole(site: TestClient, graph: credgraph.CredentialGraph) -> None:
    table = graph.query("SELECT ?s ?p ?o { GRAPH graph:costs { ?s ?p ?o } }")
    assert isinstance(table, credgraph.Table)
    written = site.get("/graph/costs.nt").content
    found = {quad.triple for quad in ox.parse(written, ox.RdfFormat.N_TRIPLES)}
    assert {tuple(map(str, row)) for row in table.rows} == {tuple(map(str, t)) for t in found}


def test_values_keep_the_form_of_their_source(site: TestClient) -> None:
    assert "40.00" in site.get("/graph/costs.ttl").text
    assert "PT160H" in site.get("/graph/costs.ttl").text + site.get("/graph/preparations.ttl").text


@pytest.mark.parametrize(
    ("path", "meant"),
    [
        ("/id/credential/mssc-cp", "/mirror/id/credential/mssc-cpt"),
        ("/id/organization/toyotta", "/mirror/id/organization/toyota"),
    ],
)
def test_a_name_that_is_nearly_right_is_answered_with_the_nearest(
    site: TestClient, path: str, meant: str
) -> None:
    page = page_of(site, path, 404)
    assert meant in Elements(page).all("a", "href")
    answer = site.get(path, headers={"accept": "text/turtle"})
    assert answer.status_code == 404
    assert BASE + meant.removeprefix("/mirror") in answer.text


HOSTILE = (
    "/id/credential/<script>alert(1)</script>",
    "/id/credential/%3Cscript%3Ealert(1)%3C/script%3E",
    "/id/credential/%22%20onload=%22x",
    "/id/credential/..%2f..%2fetc%2fpasswd",
    "/id/credential/%00%0a%0d%1b",
    "/id/credential/%ff%fe",
    "/id/credential/%ed%a0%80",
    "/id/credential/x> } ; DROP ALL ; { <y",
    "/id/credential/" + "x" * 5000,
    "/id/credential/mssc-cpt.ttl.ttl",
    "/id//mssc-cpt",
    "/id/credential/",
    "/graph/nothing",
    "/graph/%3E%20%7D",
    "/query/explore/../../etc",
    "/query/nothing/costs_of_credential",
    "/query/quality/costs_of_credential",
    "/shapes/../../pyproject",
    "/shapes/%2e%2e/%2e%2e/ontology/credgraph",
    "/shapes/nothing",
    "/id/nothing",
    "/sitemap/credential-99.xml",
    "/sitemap/%2e%2e-0.xml",
)


@pytest.mark.parametrize("accept", ["text/html", "text/turtle"])
@pytest.mark.parametrize("path", HOSTILE)
def test_a_hostile_name_is_not_found_and_not_repeated_as_markup(
    site: TestClient, path: str, accept: str
) -> None:
    answer = site.get(path, headers={"accept": accept})
    assert answer.status_code in (400, 404, 406)
    assert "<script" not in answer.text or "html" not in answer.headers["content-type"]
    assert "Traceback" not in answer.text
    if "html" not in answer.headers["content-type"]:
        assert len(answer.text.splitlines()) == 1


EVIL: dict[str, ox.Literal | ox.NamedNode] = {
    "rdfs:label": ox.Literal("<script>alert(1)</script> & \"quotes' \x07"),
    "dcterms:description": ox.Literal("</p><img src=x onerror=alert(1)>"),
    "schema:url": ox.NamedNode("javascript:alert(1)"),
    "rdfs:seeAlso": ox.NamedNode("https://evil.example/%22onclick=alert(1)"),
    "skos:note": ox.Literal("<b>bold</b>", language="en"),
}


@pytest.fixture(scope="module")
def evil(disk: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """A client of a server whose store others have filled."""
    from credgraph.rdf import term

    place = tmp_path_factory.mktemp("evil") / "store"
    shutil.copytree(disk, place)
    store = ox.Store(str(place))
    graph, record = (
        ox.NamedNode("https://evil.example/g"),
        ox.NamedNode(f"{BASE}/id/credential/evil"),
    )
    cpt = ox.NamedNode(BASE + CPT)
    store.add(ox.Quad(record, term("rdf:type"), term("cg:Credential"), graph))
    store.add(ox.Quad(record, ox.NamedNode("https://evil.example/%3Cp%3E"), cpt, graph))
    for name, value in EVIL.items():
        store.add(ox.Quad(record, term(name), value, graph))
    store.flush()
    del store
    with serving(place) as client:
        yield client


@pytest.mark.parametrize(
    "path",
    [
        "/id/credential/evil",
        CPT,
        "/id/credential",
        "/search?text=script",
        "/search?text=%3Cscript%3Ealert(1)%3C/script%3E",
        "/query/explore/facts_of_record?record=https://w3id.org/credgraph/id/credential/evil",
        "/query/explore/facts_of_record?record=%3Cscript%3Ealert(1)%3C/script%3E",
    ],
)
def test_what_others_wrote_is_text_on_a_page(evil: TestClient, path: str) -> None:
    answer = evil.get(path, headers=BROWSER)
    elements = Elements(answer.text)
    assert elements.open == []
    assert not {"script", "img", "b"} & {name for name, _ in elements.found}
    assert not [name for _, found in elements.found for name in found if name.startswith("on")]
    links = elements.all("a", "href")
    assert [href for href in links if not href.startswith(("/", "#", "http://", "https://"))] == []
    assert [href for href in links if href.startswith("//")] == []
    assert "\x07" not in answer.text
    policy = answer.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'")
    assert "unsafe" not in policy


def test_the_hostile_record_is_on_its_page(evil: TestClient) -> None:
    page = evil.get("/id/credential/evil", headers=BROWSER).text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "javascript:alert(1)" in page


def test_a_client_that_holds_the_present_page_is_told_so(site: TestClient) -> None:
    for path in (CPT, "/ns", "/query", "/docs", "/sitemap.xml", "/.well-known/void"):
        first = site.get(path, headers=BROWSER)
        tag = first.headers["etag"]
        again = site.get(path, headers={**BROWSER, "if-none-match": tag})
        assert (again.status_code, again.content) == (304, b"")
        other = site.get(path, headers={"accept": "text/turtle", "if-none-match": tag})
        assert other.status_code == 200
    missing = site.get("/id/credential/nothing", headers={"if-none-match": "*"})
    assert missing.status_code == 404


def test_a_page_says_where_there_is_more_than_it_can_show(
    disk: Path, graph: credgraph.CredentialGraph
) -> None:
    with serving(disk, rows=150) as client:
        page = page_of(client, CPT)
        assert "There is more than fits on a page." in page
        labels = graph.describe("mssc-cpt").facts.column("property_label")
        assert [label for label in labels if label not in page] == []
        assert "Cite this" in page
        refused = client.get("/graph/wages_2025.ttl")
        assert refused.status_code == 413
        assert "/dump.nq.gz" in refused.text
