"""The SPARQL 1.1 Protocol: how a query is sent, what comes back, and what is refused how."""

from __future__ import annotations

import gzip
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from starlette.testclient import TestClient

import credgraph
from credgraph.results import GRAPHS, TABLES, Format, Triples, content
from credgraph.server.negotiation import MEDIA_TYPES

SELECT = "SELECT ?c ?l { ?c a cg:Credential ; rdfs:label ?l } ORDER BY ?c LIMIT 5"
CONSTRUCT = "CONSTRUCT { ?c rdfs:label ?l } WHERE { ?c a cg:Credential ; rdfs:label ?l }"
SRJ = "application/sparql-results+json"
AS_QUERY = {"Content-Type": "application/sparql-query"}
AS_FORM = {"Content-Type": "application/x-www-form-urlencoded"}
GRAPH = "https://w3id.org/credgraph/graph/"
OTHER_ROWS = [form for form in Format if form not in (*GRAPHS, Format.SRJ, Format.SRX)]


def sparql(query: str, **others: str) -> str:
    return f"/sparql?{urlencode({'query': query} | others)}"


def test_a_query_is_sent_in_three_ways(client: TestClient) -> None:
    by_get = client.get(sparql(SELECT))
    by_form = client.post("/sparql", data={"query": SELECT})
    direct = client.post("/sparql", content=SELECT, headers=AS_QUERY)
    assert by_get.status_code == 200
    assert by_get.headers["content-type"] == SRJ
    assert len(by_get.json()["results"]["bindings"]) == 5
    assert by_get.content == by_form.content == direct.content


@pytest.mark.parametrize("form", TABLES)
def test_rows_come_in_every_format_of_the_command(
    client: TestClient, graph: credgraph.CredentialGraph, form: Format
) -> None:
    expected = content(graph.query(SELECT), form)
    named = client.get(sparql(SELECT, format=form))
    assert named.content == expected
    assert named.headers["content-type"].startswith(MEDIA_TYPES[form])
    if form not in (Format.CSV_SAFE, Format.JSON):  # which have no media type of their own
        accepted = client.get(sparql(SELECT), headers={"Accept": MEDIA_TYPES[form]})
        assert accepted.content == expected


@pytest.mark.parametrize("form", [*GRAPHS, *OTHER_ROWS])
def test_triples_come_in_every_format_of_the_command(
    client: TestClient, graph: credgraph.CredentialGraph, form: Format
) -> None:
    expected = content(graph.query(CONSTRUCT), form)
    assert client.get(sparql(CONSTRUCT, format=form)).content == expected
    if form in GRAPHS:
        accepted = client.get(sparql(CONSTRUCT), headers={"Accept": MEDIA_TYPES[form]})
        assert accepted.content == expected


@pytest.mark.parametrize(
    ("accept", "form"),
    [
        ("", Format.SRJ),
        ("*/*", Format.SRJ),
        ("text/csv;q=0.5, application/sparql-results+xml", Format.SRX),
        ("text/csv, */*;q=0.1", Format.CSV),
        ("text/*", Format.TABLE),
        ("application/json", Format.SRJ),
        ("text/xml", Format.SRX),
        ("text/csv;q=0, text/tab-separated-values;q=0.1", Format.TSV),
        ("TEXT/CSV", Format.CSV),
        ("text/csv;q=high", Format.CSV),
    ],
)
def test_accept_is_read_with_its_weights_and_ranges(
    client: TestClient, accept: str, form: Format
) -> None:
    found = client.get(sparql(SELECT), headers={"Accept": accept})
    assert found.headers["content-type"].startswith(MEDIA_TYPES[form])


def test_json_is_ours_unless_the_client_accepts_that_of_sparql(client: TestClient) -> None:
    address = sparql(SELECT, format="json")
    assert isinstance(client.get(address).json(), list)
    assert "bindings" in client.get(address, headers={"Accept": f"{SRJ},*/*"}).json()["results"]


def test_an_ask_query_is_answered_with_a_boolean(client: TestClient) -> None:
    assert client.get(sparql("ASK { ?c a cg:Credential }")).json()["boolean"] is True
    assert client.get(sparql("ASK { ?c a <http://no.example/Thing> }")).json()["boolean"] is False


@pytest.mark.parametrize("way", ["get", "form", "direct"])
def test_the_dataset_of_the_request_outweighs_that_of_the_query(
    client: TestClient, way: str
) -> None:
    query = f"SELECT DISTINCT ?g FROM NAMED <{GRAPH}sources> {{ GRAPH ?g {{ ?s ?p ?o }} }}"
    named = {"named-graph-uri": [f"{GRAPH}occupations", f"{GRAPH}no-such"]}
    if way == "get":
        found = client.get(f"/sparql?{urlencode({'query': query, **named}, doseq=True)}")
    elif way == "form":
        found = client.post("/sparql", data={"query": query, **named})
    else:
        address = f"/sparql?{urlencode(named, doseq=True)}"
        found = client.post(address, content=query, headers=AS_QUERY)
    rows = found.json()["results"]["bindings"]
    assert [row["g"]["value"] for row in rows] == [f"{GRAPH}occupations"]


def test_default_graphs_are_read_as_one(client: TestClient) -> None:
    count = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"

    def counted(*graphs: str) -> int:
        given = {"query": count, "default-graph-uri": [GRAPH + name for name in graphs]}
        found = client.post("/sparql", data=given).json()
        return int(found["results"]["bindings"][0]["n"]["value"])

    assert 0 < counted("occupations") < counted("occupations", "sources")
    assert counted("no-such") == 0


QUERY = quote(SELECT)
REFUSED: list[tuple[str, str, str, dict[str, str], bytes, int, str]] = [
    ("two queries", "GET", f"/sparql?query={QUERY}&query={QUERY}", {}, b"", 400, "one query"),
    ("a graph and no query", "GET", "/sparql?default-graph-uri=x:g", {}, b"", 400, "one query"),
    ("an empty form", "POST", "/sparql", AS_FORM, b"", 400, "one query"),
    ("a query twice", "POST", f"/sparql?query={QUERY}", AS_QUERY, SELECT.encode(), 400, "one"),
    ("no query", "GET", "/sparql?query=SELECT", {}, b"", 400, "line 1"),
    ("SERVICE", "GET", "/sparql?query=ASK{SERVICE<x:y>{}}", {}, b"", 400, "SERVICE is not allowed"),
    ("a graph that is no IRI", "GET", "/sparql?query=ASK{}&default-graph-uri=a", {}, b"", 400, ""),
    ("a query not in UTF-8", "POST", "/sparql", AS_QUERY, b"ASK{?s ?p '\xff'}", 400, "UTF-8"),
    ("a form not in UTF-8", "POST", "/sparql", AS_FORM, b"query=ASK%7B%7D%ff", 400, "UTF-8"),
    ("bytes in a form", "POST", "/sparql", AS_FORM, b"query=\xff", 400, "UTF-8"),
    ("an address not in UTF-8", "GET", "/sparql?query=%ff", {}, b"", 400, "UTF-8"),
    ("an update as a query", "GET", "/sparql?query=CLEAR%20ALL", {}, b"", 400, "read-only"),
    ("an update", "POST", "/sparql", AS_FORM, b"update=CLEAR+ALL", 403, "read-only"),
    ("an update by GET", "GET", "/sparql?update=CLEAR%20ALL", {}, b"", 403, "read-only"),
    (
        *("an update as it is", "POST", "/sparql"),
        *({"Content-Type": "application/sparql-update"}, b"CLEAR ALL", 403, "read-only"),
    ),
    ("an unknown format", "GET", "/sparql?query=ASK{}&format=doc", {}, b"", 406, "srj, table"),
    ("an unknown type", "GET", "/sparql?query=ASK{}", {"Accept": "image/png"}, b"", 406, "csv"),
    (
        *("rows as N-Quads", "GET", "/sparql?query=ASK{}"),
        *({"Accept": "application/n-quads"}, b"", 406, "choose from"),
    ),
    ("no type", "POST", "/sparql", {"Content-Type": ""}, SELECT.encode(), 415, "sparql-query"),
    (
        *("another type", "POST", "/sparql"),
        *({"Content-Type": "text/plain"}, SELECT.encode(), 415, "sparql-query"),
    ),
    (
        *("another encoding", "POST", "/sparql"),
        *({"Content-Type": "application/sparql-query; charset=utf-16"}, b"A", 415, "UTF-8"),
    ),
    ("PUT", "PUT", "/sparql", {}, b"", 405, "takes GET"),
    ("DELETE", "DELETE", "/sparql", {}, b"", 405, "takes GET"),
    ("nothing there", "GET", "/no/such", {}, b"", 404, "nothing at this address"),
    ("a text too long", "POST", "/sparql", AS_QUERY, b"ASK{}" + b" " * 102_400, 413, "100 kB"),
]


@pytest.mark.parametrize(
    ("method", "path", "headers", "body", "status", "said"),
    [case[1:] for case in REFUSED],
    ids=[case[0] for case in REFUSED],
)
def test_what_is_wrong_with_a_request_gets_its_status_and_one_sentence(
    client: TestClient,
    method: str,
    path: str,
    headers: dict[str, str],
    body: bytes,
    status: int,
    said: str,
) -> None:
    found = client.request(method, path, headers=headers, content=body)
    assert found.status_code == status
    assert said in found.text
    assert found.text.count("\n") == 1


def test_a_method_that_is_not_taken_is_answered_with_those_that_are(client: TestClient) -> None:
    assert client.put("/sparql").headers["allow"] == "GET, HEAD, POST"
    assert client.put("/graph-store").headers["allow"] == "GET, HEAD"


def test_a_refusal_is_a_problem_in_json_where_json_is_accepted(client: TestClient) -> None:
    found = client.get("/sparql?query=SELECT", headers={"Accept": SRJ})
    assert found.headers["content-type"] == "application/problem+json"
    problem: dict[str, Any] = found.json()
    assert problem["status"] == 400
    assert problem["title"] == "Bad Request"
    assert "line 1" in problem["detail"]


def test_head_tells_the_length_alone(client: TestClient) -> None:
    whole = client.get(sparql(SELECT))
    head = client.head(sparql(SELECT))
    assert head.content == b""
    assert head.headers["content-length"] == whole.headers["content-length"]


def test_an_answer_is_compressed_for_those_who_accept_that(client: TestClient) -> None:
    with client.stream("GET", sparql(CONSTRUCT), headers={"Accept-Encoding": "gzip"}) as found:
        sent = b"".join(found.iter_raw())
    assert found.headers["content-encoding"] == "gzip"
    plain = client.get(sparql(CONSTRUCT), headers={"Accept-Encoding": "identity"})
    assert "content-encoding" not in plain.headers
    assert gzip.decompress(sent) == plain.content
    assert len(sent) < len(plain.content) / 3


def test_pages_of_other_origins_may_ask_and_read_our_headers(client: TestClient) -> None:
    asks = {"Origin": "https://yasgui.example", "Access-Control-Request-Method": "POST"}
    allowed = client.options("/sparql", headers=asks)
    assert allowed.status_code == 200
    assert allowed.headers["access-control-allow-origin"] == "*"
    found = client.get("/sparql?query=SELECT", headers={"Origin": "https://yasgui.example"})
    assert found.status_code == 400
    assert found.headers["access-control-allow-origin"] == "*"
    assert "X-SPARQL-MaxRows" in found.headers["access-control-expose-headers"]


def test_a_browser_gets_the_editor_and_a_program_the_description(client: TestClient) -> None:
    browser = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}
    page = client.get("/sparql", headers=browser)
    assert page.headers["content-type"].startswith("text/html")
    assert "<textarea" in page.text
    assert client.get("/sparql").headers["content-type"].startswith("text/turtle")


@pytest.mark.parametrize("form", GRAPHS)
def test_the_service_describes_itself_in_every_rdf_format(client: TestClient, form: Format) -> None:
    found = client.get("/sparql", headers={"Accept": MEDIA_TYPES[form]})
    assert found.headers["content-type"].startswith(MEDIA_TYPES[form])
    assert client.get(f"/sparql?format={form}").content == found.content
    assert b"sparql-service-description#" in found.content
    assert b"http://testserver/sparql" in found.content


def test_a_named_graph_is_read_whole(client: TestClient, graph: credgraph.CredentialGraph) -> None:
    name = f"{GRAPH}occupations"
    expected = graph.query(f"CONSTRUCT {{ ?s ?p ?o }} FROM <{name}> WHERE {{ ?s ?p ?o }}")
    assert isinstance(expected, Triples)
    found = client.get(f"/graph-store?graph={name}", headers={"Accept": "application/n-triples"})
    assert found.content == content(expected, Format.NT)
    assert client.head(f"/graph-store?graph={name}").status_code == 200


@pytest.mark.parametrize(
    ("method", "address", "status"),
    [
        ("GET", "/graph-store", 400),
        ("GET", "/graph-store?default&graph=x:y", 400),
        ("GET", "/graph-store?graph=no-iri", 400),
        ("GET", "/graph-store?graph=http://no.example/graph", 404),
        ("GET", f"/graph-store?graph={GRAPH}sources&format=csv", 406),
        ("PUT", f"/graph-store?graph={GRAPH}sources", 405),
        ("POST", "/graph-store?default", 405),
        ("DELETE", f"/graph-store?graph={GRAPH}sources", 405),
    ],
)
def test_the_graph_store_is_for_reading(
    client: TestClient, method: str, address: str, status: int
) -> None:
    assert client.request(method, address).status_code == status


def test_an_answer_that_the_client_holds_is_not_sent_again(client: TestClient) -> None:
    first = client.get(sparql(SELECT))
    tag, modified = first.headers["etag"], first.headers["last-modified"]
    for held in ({"If-None-Match": tag}, {"If-None-Match": f'"x", {tag}'}, {"If-None-Match": "*"}):
        again = client.get(sparql(SELECT), headers=held)
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["etag"] == tag
    assert client.get(sparql(SELECT), headers={"If-Modified-Since": modified}).status_code == 304
    other = client.get(sparql(SELECT, format="csv"), headers={"If-None-Match": tag})
    assert other.status_code == 200
    assert other.headers["etag"] != tag
    assert client.post("/sparql", data={"query": SELECT}, headers={"If-None-Match": tag}).content


@pytest.mark.parametrize("function", ["NOW()", "RAND()", "UUID()", "struuid ()"])
def test_an_answer_that_is_new_each_time_is_not_kept(client: TestClient, function: str) -> None:
    found = client.get(sparql(f"SELECT ({function} AS ?x) {{}}"))
    assert found.status_code == 200
    assert found.headers["cache-control"] == "no-store"
    assert "etag" not in found.headers


def test_the_openapi_document_describes_the_protocols(client: TestClient) -> None:
    document = client.get("/openapi.json").json()
    assert {"get", "post"} <= set(document["paths"]["/sparql"])
    assert "get" in document["paths"]["/graph-store"]
    assert "/health" in document["paths"]
