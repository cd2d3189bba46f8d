"""What leads to everything else: the home page, lists, search, the API's page, VoID, the dump."""

from __future__ import annotations

import gzip
import re
import xml.etree.ElementTree as ElementTree
from html import unescape
from urllib.parse import urlencode

import pyoxigraph as ox
import pytest
from server.test_linked_data import BROWSER, Elements, page_of
from starlette.testclient import TestClient

import credgraph
from credgraph.questions import Catalogue
from credgraph.rdf import BASE, GRAPHS, RECORDS, term

MIRROR = "https://graph.example.org/mirror"
LOCATION = "{http://www.sitemaps.org/schemas/sitemap/0.9}loc"
QUESTIONS = Catalogue()


def links(site: TestClient, path: str) -> list[str]:
    return [
        href.removeprefix("/mirror").partition("#")[0]
        for href in Elements(page_of(site, path)).all("a", "href")
        if href.startswith("/mirror")
    ]


@pytest.mark.parametrize("path", ["/", "/id", "/id/credential", "/graph", "/query", "/docs"])
def test_every_link_of_a_list_leads_somewhere(site: TestClient, path: str) -> None:
    found = sorted(set(links(site, path)))
    assert len(found) > 7
    for there in found[:: 1 + len(found) // 25]:
        assert site.get(there, headers=BROWSER).status_code == 200, there


def test_the_home_page_counts_what_is_here(
    site: TestClient, graph: credgraph.CredentialGraph
) -> None:
    page, info = page_of(site, "/"), graph.info()
    assert f"{info.statements:,} statements in {len(info.graphs)} files" in page
    for row in info.kinds:
        assert not row["records"] or f"</a>: {row['records']:,}</li>" in page
    for path in ("/sparql", "/docs", "/dump.nq.gz", "/.well-known/void", "/graph", "/shapes"):
        assert path in links(site, "/")


def test_a_program_that_asks_the_root_for_data_is_led_to_the_ontology(site: TestClient) -> None:
    answer = site.get("/", headers={"accept": "text/turtle"}, follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "ns")
    assert site.get("/", headers={"accept": "*/*"}).headers["content-type"].startswith("text/html")


def test_the_list_of_a_kind_names_every_record(
    site: TestClient, graph: credgraph.CredentialGraph
) -> None:
    named = {path for path in links(site, "/id/credential") if path.startswith("/id/credential/")}
    rows = graph.ask("credentials_listed")
    assert named == {iri.removeprefix(BASE) for iri in rows.column("credential")}
    assert site.get("/id/credential?from=x").status_code == 400
    assert site.get(f"/id/credential?from={'9' * 30}").status_code == 400
    assert not {p for p in links(site, "/id/credential?from=400") if p.startswith("/id/cred")}


def test_search_finds_records_and_answers_questions(
    site: TestClient, graph: credgraph.CredentialGraph
) -> None:
    assert "/id/organization/toyota" in links(site, "/search?text=toyota")
    page = unescape(page_of(site, "/search?text=who+pays+for+the+CPT"))
    answer = graph.ask("funders_of_credential", credential="mssc-cpt")
    assert graph.sentence("funders_of_credential", answer, credential="mssc-cpt") in page
    assert "Give a name" in page_of(site, "/search")
    assert "No record has such a name" in page_of(site, "/search?text=zzzzqqq")


@pytest.mark.parametrize("name", [*QUESTIONS][::9])
def test_the_page_of_a_question_shows_its_form_and_its_answer(
    site: TestClient, graph: credgraph.CredentialGraph, name: str
) -> None:
    question = QUESTIONS[name]
    path, samples = question.iri.removeprefix(BASE), question.samples
    page = Elements(page_of(site, path))
    assert {*samples} <= {*page.all("input", "name")}
    shown = unescape(page_of(site, f"{path}?{urlencode(samples)}"))
    answer = graph.ask(name, **samples)
    assert graph.sentence(name, answer, **samples) in shown
    assert question.text.strip() in shown
    assert f"{MIRROR}/api/questions/{name}" in shown


def test_a_question_asked_amiss_says_so_on_its_page(site: TestClient) -> None:
    path = "/query/explore/costs_of_credential"
    for values, status in (("credential=msc-cpt", 404), ("credential=toyota", 400), ("x=1", 400)):
        page = page_of(site, f"{path}?{values}", status)
        assert 'role="alert"' in page
        assert "<form" in page


def test_snippets_lead_to_the_same_answer(site: TestClient) -> None:
    page = page_of(site, "/query/explore/costs_of_credential?credential=mssc-cpt")
    expected = site.get("/api/questions/costs_of_credential?credential=mssc-cpt&format=csv").text
    for language in ("curl", "Python", "R"):
        assert f"Ask this from {language}" in page
    for address in re.findall(rf"{MIRROR}(/api[^'\"]*)['\"]", unescape(page)):
        if "format=csv" in address:
            assert site.get(address).text == expected


def test_the_page_of_the_api_works_offline_and_without_a_script(site: TestClient) -> None:
    page = page_of(site, "/docs")
    elements = Elements(page)
    assert "<script" not in page
    fetched = elements.all("link", "href") + elements.all("img", "src")
    assert [address for address in fetched if "//" in address] == []
    actions = elements.all("form", "action")
    assert {f"/mirror/api/questions/{name}" for name in QUESTIONS} <= {*actions}
    assert "/mirror/api/validate" in actions


def test_a_form_of_the_apis_page_asks_what_it_says(site: TestClient) -> None:
    page = page_of(site, "/docs")
    form = r'<form class="ask" action="/mirror(/[^"]*)" method="get">(.*?)</form>'
    sent = [found for found in re.findall(form, page) if "/questions/" not in found[0]]
    sent += [found for found in re.findall(form, page) if "/questions/" in found[0]][::13]
    assert {"/sparql", "/api/plan", "/api/ask", "/api/search", "/api/describe"} <= {*dict(sent)}
    for action, fields in sent:  # a browser sends what is left empty too
        given = {
            name: unescape(value)
            for name, value in re.findall(r'<input name="([^"]+)"(?: value="([^"]*)")?', fields)
        }
        given |= dict(re.findall(r'<select name="(\w+)"><option>([^<]*)', fields))
        assert site.get(action, params=given).status_code == 200, (action, given)


def test_void_says_what_there_is_and_where(
    site: TestClient, graph: credgraph.CredentialGraph
) -> None:
    answer = site.get("/.well-known/void", headers={"accept": "text/turtle"})
    triples = {quad.triple for quad in ox.parse(answer.content, ox.RdfFormat.TURTLE)}
    dataset = ox.NamedNode(f"{GRAPHS}catalog")

    def values(name: str) -> set[str]:
        return {
            t.object.value for t in triples if t.subject == dataset and t.predicate == term(name)
        }

    assert values("void:sparqlEndpoint") == {f"{MIRROR}/sparql"}
    assert values("void:dataDump") == {f"{MIRROR}/dump.nq.gz"}
    assert values("void:uriSpace") == {RECORDS}
    assert values("dcterms:license") == {"https://creativecommons.org/licenses/by/4.0/"}
    assert values("void:subset") == {*graph.info().graphs.column("graph")}
    for iri in values("void:exampleResource") | values("void:subset"):
        assert site.get(iri.removeprefix(BASE)).status_code == 200
    assert site.get("/.well-known/void", headers={"accept": "image/png"}).status_code == 406


def test_the_dump_is_the_whole_graph_and_always_the_same(
    site: TestClient, graph: credgraph.CredentialGraph
) -> None:
    answer = site.get("/dump.nq.gz")
    assert answer.headers["content-type"] == "application/gzip"
    quads = {*ox.parse(gzip.decompress(answer.content), ox.RdfFormat.N_QUADS)}
    assert quads == {*graph.store.quads()}  # type: ignore[attr-defined]
    assert site.get("/dump.nq.gz").content == answer.content
    assert site.head("/dump.nq.gz").status_code == 200


def locations(site: TestClient, path: str) -> list[str]:
    answer = site.get(path)
    assert answer.headers["content-type"] == "application/xml"
    tree = ElementTree.fromstring(answer.text)  # noqa: S314 - our own
    return [str(each.text) for each in tree.iter(LOCATION)]


def test_the_sitemap_names_the_page_of_every_record(
    site: TestClient, graph: credgraph.CredentialGraph
) -> None:
    parts = [url.removeprefix(MIRROR) for url in locations(site, "/sitemap.xml")]
    found = [url.removeprefix(MIRROR) for part in parts for url in locations(site, part)]
    assert len(found) == len(set(found))
    table = graph.query(
        "SELECT DISTINCT ?record { ?record a ?class . ?class cg:kind ?kind "
        'FILTER(STRSTARTS(STR(?record), CONCAT("https://w3id.org/credgraph/id/", ?kind, "/"))) }'
    )
    assert isinstance(table, credgraph.Table)
    records = {iri.removeprefix(BASE) for iri in table.column("record")}
    assert len(records) > 1000
    assert records <= {*found}
    assert {question.iri.removeprefix(BASE) for question in QUESTIONS.values()} <= {*found}
    for path in found[::150]:
        assert site.get(path, headers=BROWSER).status_code == 200, path


def test_robots_read_pages_and_leave_the_api_alone(site: TestClient) -> None:
    text = site.get("/robots.txt").text
    assert f"Sitemap: {MIRROR}/sitemap.xml" in text
    assert "Disallow: /mirror/sparql\n" in text
    assert "/id" not in text


def test_the_style_sheet_fetches_nothing(site: TestClient) -> None:
    answer = site.get("/style.css")
    assert answer.headers["content-type"] == "text/css; charset=utf-8"
    assert "url(" not in answer.text
    assert "@import" not in answer.text
    assert "@media print" in answer.text


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "POST"])
@pytest.mark.parametrize("path", ["/id/credential/mssc-cpt", "/graph/costs", "/ns", "/api/ask"])
def test_nothing_can_be_written(site: TestClient, method: str, path: str) -> None:
    assert site.request(method, path, content=b"x").status_code == 405
