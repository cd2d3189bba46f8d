"""The page of /sparql for a person: its policy, its two states, and the files it asks for."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest
from starlette.testclient import TestClient

import credgraph
from credgraph.resources import root
from credgraph.server import assets

BROWSER = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}
JAVA = {"Accept": "text/html, image/gif, image/jpeg, *; q=.2, */*; q=.2"}
QUERY = 'SELECT ?s # "</textarea><script>alert(1)</script>&amp;\n{ ?s a cg:Credential }'


@pytest.fixture
def built(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Path]:
    """The folder in which the server looks for the built editor, with one in it."""
    folder = tmp_path.joinpath(*assets._EDITOR)
    folder.mkdir(parents=True)
    for name in ("index-ABC.js", "style.css", "LICENSES.txt"):
        (folder / name).write_text(f"/* {name} */ {'x' * 2000}")
    monkeypatch.setattr(assets, "root", lambda: tmp_path)
    forget()
    yield folder
    forget()


def forget() -> None:
    for each in (assets._contents, assets._paths, assets._assets):
        each.cache_clear()


def page_of(client: TestClient, address: str = "/sparql") -> str:
    found = client.get(address, headers=BROWSER)
    assert found.status_code == 200, found.text
    assert found.headers["content-type"] == "text/html; charset=utf-8"
    return found.text


def query_in(page: str) -> str:
    [written] = re.findall(r"<textarea[^>]*>\n(.*?)</textarea>", page, re.DOTALL)
    return unescape(written)


def test_scripts_and_styles_come_from_here_alone(client: TestClient, built: Path) -> None:
    found = client.get("/sparql", headers=BROWSER)
    policy = dict(
        part.strip().split(" ", 1) for part in found.headers["content-security-policy"].split(";")
    )
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == policy["connect-src"] == "'self'"
    assert found.headers["x-content-type-options"] == "nosniff"
    assert "Accept" in found.headers["vary"]
    assert not re.findall(r"<script(?![^>]* src=)", found.text), "the policy would refuse it"
    assert not re.findall(r"\s(style|on\w+)=", found.text), "the policy would refuse it"
    named = re.findall(
        r'(?:src|data-editor|data-editor-style|rel="stylesheet" href)="([^"]+)"', found.text
    )
    assert len(named) >= 5
    assert all(each.startswith("/") for each in named), "it must work offline"


def test_every_file_of_the_page_is_kept_for_good_under_the_name_of_its_content(
    client: TestClient, built: Path
) -> None:
    named = re.findall(r'"(/assets/[^"]+)"', page_of(client))
    assert {each.rpartition(".")[2] for each in named} == {"js", "css", "txt"}
    for address in named:
        plain = client.get(address, headers={"Accept-Encoding": "identity"})
        assert plain.status_code == 200, address
        assert "immutable" in plain.headers["cache-control"]
        assert "content-encoding" not in plain.headers
        kind = {"js": "text/javascript", "css": "text/css", "txt": "text/plain"}
        assert plain.headers["content-type"].startswith(kind[address.rpartition(".")[2]])
        head = client.head(address, headers={"Accept-Encoding": "gzip"})
        assert head.content == b""
        assert head.headers["content-encoding"] == "gzip"
        with client.stream("GET", address, headers={"Accept-Encoding": "gzip"}) as packed:
            sent = b"".join(packed.iter_raw())
        assert gzip.decompress(sent) == plain.content
        assert int(head.headers["content-length"]) == len(sent)
    assert client.get("/assets/editor-000000000000.js").status_code == 404
    assert client.get("/assets/..%2Feditor.py").status_code == 404
    before = next(each for each in named if "editor-" in each and each.endswith(".js"))
    (built / "index-ABC.js").write_text("// another")
    forget()
    assert before not in page_of(client)
    assert client.get(before).status_code == 404


@pytest.mark.parametrize("missing", ["index-ABC.js", "style.css", "LICENSES.txt", "all"])
def test_without_the_built_editor_the_plain_form_remains_and_says_so(
    client: TestClient, built: Path, missing: str
) -> None:
    assert "data-editor=" in page_of(client)
    assert "not part of this installation" not in page_of(client)
    for path in [*built.iterdir()] if missing == "all" else [built / missing]:
        path.unlink()
    forget()
    page = page_of(client)
    assert "data-editor" not in page
    assert "not part of this installation" in page
    assert "<textarea" in page
    assert '<noscript><p class="note">Without scripts, choose a format' in page
    assert client.get(re.findall(r'src="(/assets/[^"]+)"', page)[0]).status_code == 200


def test_a_link_to_a_query_restores_it_whatever_it_holds(client: TestClient) -> None:
    found = client.get("/sparql", params={"query": QUERY}, headers=BROWSER)
    assert query_in(found.text) == QUERY
    assert "<script>alert" not in found.text
    assert query_in(page_of(client)).startswith("# Which credentials")


def test_whoever_is_no_browser_gets_the_answer_to_a_link(client: TestClient) -> None:
    sent = {"query": "ASK { ?s ?p ?o }"}
    for headers in (JAVA, {"Accept": "*/*"}, {"Accept": "application/sparql-results+xml"}):
        assert "true" in client.get("/sparql", params=sent, headers=headers).text
    assert "true" in client.post("/sparql", data=sent, headers=BROWSER).text
    named = client.get("/sparql", params={**sent, "format": "srj"}, headers=BROWSER)
    assert named.json()["boolean"] is True


def test_a_question_is_a_query_to_start_from(
    client: TestClient, graph: credgraph.CredentialGraph
) -> None:
    page = page_of(client)
    for name, question in graph.questions.items():
        assert f'<option value="{name}">' in page, question
    written = client.get("/sparql/examples/funders_of_credential")
    assert written.headers["content-type"].startswith("application/sparql-query")
    assert "?_" not in written.text, "a parameter is left unbound"
    assert query_in(page_of(client, "/sparql?example=funders_of_credential")) == written.text
    rows = graph.query(written.text)
    assert len(rows) == len(graph.ask("funders_of_credential", credential="mssc-cpt"))  # type: ignore[arg-type]
    assert client.get("/sparql/examples/no_such").status_code == 404
    assert client.get("/sparql?example=no_such", headers=BROWSER).status_code == 404


def test_every_question_can_be_started_from(
    client: TestClient, graph: credgraph.CredentialGraph
) -> None:
    for name in graph.questions:
        found = client.get(f"/sparql/examples/{name}")
        assert found.status_code == 200, f"{name}: {found.text}"


def test_the_editor_completes_terms_with_what_they_mean_and_records(
    client: TestClient, graph: credgraph.CredentialGraph
) -> None:
    found = client.get("/sparql/completion").json()
    terms = {each["name"]: each for each in found["terms"]}
    assert found["complete"] is True
    assert found["prefixes"]["cg"] == "https://w3id.org/credgraph/ns#"
    assert terms["cg:Credential"]["kind"] == "class"
    assert terms["cg:requiredModule"]["kind"] == "property"
    assert terms["cg:requiredModule"]["definition"]
    assert terms["schema:minPrice"]["kind"] == "property"
    assert terms["credential:mssc-cpt"] == {
        "name": "credential:mssc-cpt",
        "iri": "https://w3id.org/credgraph/id/credential/mssc-cpt",
        "kind": "record",
        "label": "MSSC CPT",
    }
    declared = graph.query("SELECT ?t { ?t rdfs:isDefinedBy <https://w3id.org/credgraph> }")
    assert isinstance(declared, credgraph.Table)
    ours = {each["iri"] for each in found["terms"]}
    assert {str(iri) for iri in declared.column("t")} <= ours


def test_an_error_says_in_numbers_where_it_is(client: TestClient) -> None:
    found = client.get(
        "/sparql",
        params={"query": "SELECT *\n{ ?s ?p nope:x }", "format": "srj"},
        headers={"Accept": "application/json"},
    )
    assert found.status_code == 400
    assert found.headers["content-type"] == "application/problem+json"
    assert (found.json()["line"], found.json()["column"]) == (2, 9)
    assert found.json()["detail"].startswith("line 2, column 9: ")
    assert (
        "line" not in client.post("/sparql", data={}, headers={"Accept": "application/json"}).json()
    )


def test_what_is_served_is_what_is_built(client: TestClient) -> None:
    folder = root().joinpath(*assets._EDITOR)
    scripts = [*folder.glob("index-*.js")]
    if not scripts:
        pytest.skip("the editor is not built here: python -m dashboard.components.build")
    address = assets.asset("editor.js")
    assert address is not None
    assert client.get(address).content == scripts[0].read_bytes()


def test_the_script_of_the_page_sets_no_html_from_text() -> None:
    script = assets._contents()["sparql_page.js"].decode()
    assert not re.search(r"\.(inner|outer)HTML|insertAdjacentHTML|document\.write|eval\(", script)
