"""A graph whose every text is an attack: nothing of it runs, leads or loads anywhere."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

import pyoxigraph as ox
import pytest
from explorer_server import VIEWS, serving, settled, visit
from listener import Listener
from playwright.sync_api import expect

from credgraph.rdf.namespaces import expand
from credgraph.store.embedded import in_memory
from dashboard.state.addresses import pack_query
from dashboard.state.errors import BROKEN

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

SCRIPT = "javascript:window.struck=1"
ATTACK = (
    '<img src=x onerror="window.struck=1"><script>window.struck=1</script>\n\n'
    "![picture](URL/p.png) <img src='URL/i.png'> [link](javascript:window.struck=1) "
    "<svg onload=window.struck=1> :material/home: $x$ # `"
)
TEXTS = {expand("cg:sourceSection"), expand("dcterms:creator"), expand("dcterms:publisher")}
URL = expand("schema:url")
LABELS = f"""SELECT ?record ?name ?page
WHERE {{ ?record rdfs:label ?name OPTIONAL {{ ?record <{URL}> ?page }} }}
ORDER BY DESC(?page) LIMIT 100"""
FEW = LABELS.replace("100", "9")
EDGES = f"CONSTRUCT {{ ?a ?p ?b }} WHERE {{ {{ {FEW} }} ?record ?p ?b . ?a ?p ?b }} LIMIT 20"
VISITS = [
    "",
    "?q=CPT",
    f"?q={quote(ATTACK)}",
    "?ask=funders_of_credential",
    "plan",
    "plan?pay=40000&audience=FormerMilitary&state=us-sc",
    "record?id=credential/mssc-cpt",
    "record?id=credential/mssc-cpt&part=Who+pays",
    "record?id=credential/mssc-cpt&part=All+facts",
    "record?id=credential/mssc-cpt&part=What+points+here",
    "record?id=credential/mssc-cpt&part=Sources",
    "record?id=source/mssc-cpt-guide",
    "record?id=organization/toyota",
    f"record?id={quote(ATTACK)}",
    "compare",
    "funding?audience=FormerMilitary&area=us-sc",
    "employers",
    "employers?employer=toyota",
    "pay",
    "pay?show=states",
    "graph",
    "graph?id=area/us-sc&to=organization/toyota",
    "sparql?ask=funders_of_credential",
    f"sparql?q={pack_query(LABELS)}",
    f"sparql?q={pack_query(FEW)}",
    f"sparql?q={pack_query(EDGES)}",
    "quality",
    "export?id=credential/mssc-cpt",
]


@pytest.fixture(scope="module")
def attacked() -> Iterator[Listener]:
    """The address that the attacks name."""
    with Listener() as found:
        yield found
    assert found.calls == []


@pytest.fixture(scope="module")
def hostile(
    browser: Browser, attacked: Listener, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """An explorer of the shipped graph with an attack after every text."""
    folder = tmp_path_factory.mktemp("hostile") / "store"
    _attack(folder, ATTACK.replace("URL", attacked.url))
    with serving(environment={"CREDGRAPH_STORE": str(folder)}) as url:
        yield url


def _attack(folder: Path, attack: str) -> None:
    store = ox.Store(str(folder))
    store.extend(_attacked(quad, attack) for quad in in_memory().triples)
    store.flush()


def _attacked(quad: ox.Quad, attack: str) -> ox.Quad:
    told = quad.object
    if quad.predicate.value == URL:
        told = ox.NamedNode(SCRIPT)
    elif isinstance(told, ox.Literal) and told.language:
        told = ox.Literal(f"{told.value} {attack}", language=told.language)
    elif isinstance(told, ox.Literal) and quad.predicate.value in TEXTS:
        told = ox.Literal(f"{told.value} {attack}")
    return ox.Quad(quad.subject, quad.predicate, told, quad.graph_name)


def expect_harmless(page: Page, attacked: Listener) -> None:
    calls, attacked.calls[:] = [*attacked.calls], []  # so that one fault fails one test
    assert calls == []
    assert page.evaluate("window.struck") is None
    struck = f"[href^='javascript' i], [src='x'], [src*='{attacked.url}'], script:text('struck')"
    assert page.locator(struck).all() == []
    assert page.get_by_text(BROKEN).all() == []


def hover_over_everything(page: Page) -> None:
    """Move over pictures and canvases, whose tooltips hold texts too."""
    for picture in page.locator("canvas:visible, .vega-embed svg:visible").all():
        box = picture.bounding_box()
        if box:
            for part in (0.3, 0.5, 0.7):
                x, y = box["x"] + box["width"] * part, box["y"] + box["height"] * part
                page.mouse.move(x, y)


def test_every_view_that_shows_the_graph_is_visited() -> None:
    assert VIEWS
    assert {path.partition("?")[0] or "start" for path in VISITS} | {"check"} == set(VIEWS)


@pytest.mark.parametrize("path", VISITS, ids=range(len(VISITS)))
def test_no_text_of_the_graph_runs_or_loads(
    page: Page, hostile: str, attacked: Listener, path: str
) -> None:
    visit(page, f"{hostile}/{path}")
    hover_over_everything(page)
    expect_harmless(page, attacked)


def test_the_attack_is_shown_as_text(page: Page, hostile: str, attacked: Listener) -> None:
    visit(page, f"{hostile}/record?id=credential/mssc-cpt")
    expect(page.locator("h1")).to_contain_text('<img src=x onerror="window.struck=1">')
    expect(page.locator("h1")).to_contain_text(f"![picture]({attacked.url}/p.png)")


def test_no_text_runs_on_the_canvas(page: Page, hostile: str, attacked: Listener) -> None:
    visit(page, f"{hostile}/graph")
    stage = page.locator(".graph-canvas .stage")
    stage.wait_for()
    stage.press("Enter")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Shift+Enter")
    settled(page)
    labels = stage.evaluate("stage => stage.__cy.nodes().map(n => n.data('label')).join()")
    assert "<img src=x onerror" in labels
    expect_harmless(page, attacked)


def test_no_text_runs_in_completion(page: Page, hostile: str, attacked: Listener) -> None:
    visit(page, f"{hostile}/sparql")
    page.locator(".sparql-editor .cm-content").click()
    page.keyboard.press("Control+a")
    page.keyboard.type("SELECT * { ?s cg:req")
    page.keyboard.press("Control+Space")
    expect(page.locator(".cm-completionInfo")).to_contain_text("<img src=x onerror")
    expect_harmless(page, attacked)


def test_no_text_of_an_uploaded_file_runs(page: Page, explorer: str, attacked: Listener) -> None:
    told = ox.Literal(ATTACK.replace("URL", attacked.url), language="en")
    label, record = expand("rdfs:label"), "https://w3id.org/credgraph/id/credential/x"
    text = f"<{record}> <{label}> {told} ; <{URL}> <{SCRIPT}> ; a <{SCRIPT}> .\n"
    visit(page, f"{explorer}/check")
    page.get_by_test_id("stFileUploader").locator("input[type=file]").set_input_files(
        {"name": "<img src=x onerror=1>.ttl", "mimeType": "text/turtle", "buffer": text.encode()}
    )
    expect(page.get_by_role("heading", name="Findings")).to_be_visible()
    page.get_by_test_id("stMain").get_by_role("heading", name="Ask it together").wait_for()
    settled(page)
    expect_harmless(page, attacked)
