"""Requests for every kind of address, each with the answer that the library gives."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple
from urllib.parse import quote, urlencode

import credgraph
from credgraph.export import profile
from credgraph.planning import render_plan
from credgraph.results import Format, Table, Triples, content
from credgraph.server.assets import asset

__all__ = ["MARK", "RUNAWAY", "Trial", "every_trial", "says_why", "sparql"]

RUNAWAY = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
MARK = (
    "urn:which-store"  # subject, predicate and graph of the one statement that tells stores apart
)
_QUESTIONS = (
    "funders_of_credential",
    "costs_of_credential",
    "modules_required_and_optional",
    "credential_overview",
    "disputed_facts",
    "classes_counted",
)
_SLUGS = ("mssc-cpt", "osha-10", "smscp-level-1", "aws-cwi")
_DOCUMENTS = ("ns", "schemes", "alignments", "prefixes", "shapes", "shapes/credential")
_SUFFIXES = ("", ".html", ".ttl", ".jsonld", ".nt", ".rdf")
_PAGES = {  # and the words that each must hold
    "/": "CredGraph",
    "/id": "Credential",
    "/id/credential": "MSSC CPT",
    "/id/credential/mssc-cpt.html": "Cite this",
    "/graph": "occupations",
    "/graph/https-is-no-name.html": "",
    "/search?text=CPT": "MSSC CPT",
    "/query": "Who pays for a credential?",
    "/query/explore/funders_of_credential?credential=mssc-cpt": "WIOA",
    "/docs": "/api/plan",
    "/style.css": "font",
    "/robots.txt": "Sitemap",
    "/sitemap.xml": "sitemap",
    "/openapi.json": "/api/plan",
    "/sparql?query=ASK%7B%7D": "ASK{}",
}
_NOTHING = b"<https://example.org/a> <https://example.org/b> 1 ."
_FAULTY = (
    b"<https://w3id.org/credgraph/id/credential/x> a <https://w3id.org/credgraph/ns#Credential> ."
)
_BROWSER = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}
_MCP = {"Content-Type": "application/json", "Accept": "application/json, text/event-stream"}

Check = Callable[[bytes], bool]


class Trial(NamedTuple):
    """A request, the statuses that it may get beside those of a busy server, and a check."""

    method: str
    path: str
    body: bytes | None
    headers: dict[str, str]
    statuses: tuple[int, ...]
    is_right: Check


def get(
    path: str, is_right: Check, status: int = 200, headers: dict[str, str] | None = None
) -> Trial:
    return Trial("GET", path, None, headers or {}, (status,), is_right)


def sparql(text: str, status: int, is_right: Check, form: str = "csv") -> Trial:
    return get(f"/sparql?format={form}&query={quote(text)}", is_right, status)


def says_why(body: bytes) -> bool:
    return 10 < len(body.strip()) < 2000


def has(words: str) -> Check:
    return lambda body: words.encode() in body


def is_same(expected: bytes) -> Check:
    return lambda body: body == expected


def every_trial(graph: credgraph.CredentialGraph) -> list[Trial]:
    """Return requests whose right answers are known from the library."""
    made = [
        *_queries(graph),
        *_refused(),
        *_questions(graph),
        *_api(graph),
        *_pages(),
        *_documents(graph),
        *_uploads(),
        *_assistants(graph),
    ]
    heads = [each for each in made if each.method == "GET" and each.statuses == (200,)][::4]
    return made + [each._replace(method="HEAD", is_right=is_same(b"")) for each in heads]


def _queries(graph: credgraph.CredentialGraph) -> Iterator[Trial]:
    texts = [f"SELECT ?p ?o {{ credential:{slug} ?p ?o }} ORDER BY ?p ?o" for slug in _SLUGS]
    texts.append("SELECT * { ?c a cg:Credential ; ?p ?o } ORDER BY ?c ?p ?o")
    for text in texts:
        rows = graph.query(text)
        assert isinstance(rows, Table)
        for form in (Format.CSV, Format.SRJ):
            yield sparql(text, 200, is_same(content(rows, form)), form)
    yield sparql("ASK { ?c a cg:Credential }", 200, has("true"), "srj")
    which = f"SELECT ?which {{ <{MARK}> <{MARK}> ?which }}"
    yield sparql(which, 200, lambda body: body in (b"which\nfirst\n", b"which\nsecond\n"))
    name = "https://w3id.org/credgraph/graph/occupations"
    triples = graph.query(f"CONSTRUCT {{ ?s ?p ?o }} FROM <{name}> WHERE {{ ?s ?p ?o }}")
    assert isinstance(triples, Triples)
    expected = content(triples, Format.NT)
    yield get(f"/graph-store?format=nt&graph={quote(name)}", is_same(expected))
    yield get("/sparql", has("sparql-service-description#"), headers={"Accept": "text/turtle"})


def _refused() -> Iterator[Trial]:
    yield sparql("SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }", 400, says_why)
    yield sparql("SELECT ?x {", 400, says_why)
    yield sparql("ASK {}", 406, says_why, "no-such-format")
    yield Trial("POST", "/sparql", b"x" * 300_000, {}, (413, 415), says_why)
    yield Trial("POST", "/sparql", b"update=CLEAR+ALL", {"Content-Type": _FORM}, (403,), says_why)
    yield Trial("DELETE", "/sparql", None, {}, (405,), says_why)
    yield get("/id/credential/no-such", says_why, 404)
    yield get("/api/questions/no_such_question", says_why, 404)
    yield get("/api/plan?hold=no-such-credential", says_why, 404)


_FORM = "application/x-www-form-urlencoded"


def _questions(graph: credgraph.CredentialGraph) -> Iterator[Trial]:
    yield get("/api/questions", lambda body: len(json.loads(body)) == len(graph.questions))
    for name in _QUESTIONS:
        question = graph.questions[name]
        rows = graph.ask(name, **question.samples)
        given = f"?{urlencode(question.samples)}" if question.samples else ""
        yield get(f"/api/questions/{name}{given}", _has_part("rows", rows.to_json()))
        yield get(f"/sparql/examples/{name}", has(f"# {question.summary}"))


def _has_part(name: str, expected: str) -> Check:
    part = json.loads(expected)
    return lambda body: bool(json.loads(body)[name] == part)


def _api(graph: credgraph.CredentialGraph) -> Iterator[Trial]:
    words = "who pays for the CPT"
    funders = graph.ask("funders_of_credential", credential="mssc-cpt")
    yield get(f"/api/ask?words={quote(words)}", _has_part("rows", funders.to_json()))
    plan = json.loads(render_plan(graph.plan(hold=["mssc-cpt"], state="Ohio"), Format.JSON))
    yield get("/api/plan?hold=mssc-cpt&state=Ohio", lambda body: bool(json.loads(body) == plan))
    yield get("/api/search?text=CPT", has("credential/mssc-cpt"))
    facts = graph.describe("mssc-cpt").facts.to_json()
    yield get("/api/describe?what=mssc-cpt", _has_part("facts", facts))
    yield get("/api/export", has("ctdl"))
    for name in ("ctdl", "schema-org"):
        ending = next(iter(profile(name).whole))
        exported = graph.export(name, records=["mssc-cpt"])
        if not exported.blocked:
            path = f"/api/export/{name}?record=mssc-cpt&ending={ending}"
            yield get(path, is_same(exported.content(ending)))
    yield get("/sparql/completion", _completes)
    lines = _lines(graph)
    yield get("/dump.nq.gz", lambda body: _without_mark(gzip.decompress(body)) == lines)


def _completes(body: bytes) -> bool:
    found = json.loads(body)
    names = {each["name"] for each in found["terms"]}
    return "cg:Credential" in names and ("credential:mssc-cpt" in names or not found["complete"])


def _lines(graph: credgraph.CredentialGraph) -> int:
    counted = graph.query("SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }")
    assert isinstance(counted, Table)
    return int(counted.column("n")[0])


def _without_mark(dumped: bytes) -> int:
    return sum(MARK.encode() not in line for line in dumped.splitlines())


def _pages() -> Iterator[Trial]:
    for path, words in _PAGES.items():
        status = 200 if words else 404
        yield get(path, has(words) if words else says_why_on_a_page, status, _BROWSER)
    for name in ("sparql_page.js", "sparql_page.css", "editor.js"):
        if address := asset(name):
            yield get(address, lambda body: len(body) > 500)
    yield get("/sitemap/credential-0.xml", has("<loc>"))
    yield get("/health", has('"status"'))
    yield get("/metrics", has("credgraph_requests_total"))


def says_why_on_a_page(body: bytes) -> bool:
    return len(body) > 10


def _documents(graph: credgraph.CredentialGraph) -> Iterator[Trial]:
    for name in _DOCUMENTS:
        for suffix in _SUFFIXES:
            yield get(f"/{name}{suffix}", lambda body: len(body) > 500)
    for slug in _SLUGS:
        yield get(f"/id/credential/{slug}.ttl", has(f"credential:{slug}"))
    yield get("/graph/occupations.ttl", has("cg:Occupation"))
    yield get("/.well-known/void", has("sparqlEndpoint"))


def _uploads() -> Iterator[Trial]:
    checked = {"Content-Type": "text/turtle", "Accept": "application/json"}
    yield Trial("POST", "/api/validate", _FAULTY, checked, (200,), _fails)
    for body in (b"no Turtle", _NOTHING):
        yield Trial(
            "POST", "/api/validate", body, {"Content-Type": "text/turtle"}, (400,), says_why
        )


def _fails(body: bytes) -> bool:
    found = json.loads(body)
    return found["conforms"] is False and len(found["findings"]) > 0


def _assistants(graph: credgraph.CredentialGraph) -> Iterator[Trial]:
    for name in _QUESTIONS[:3]:
        rows = len(graph.ask(name, credential="mssc-cpt"))
        values = {"credential": "mssc-cpt"}
        yield _called("ask", {"question": name, "values": values, "limit": 500}, _rows(rows))
    text = "SELECT ?p ?o { credential:mssc-cpt ?p ?o }"
    rows = len(graph.query(text))  # type: ignore[arg-type]
    yield _called("query", {"sparql": text, "limit": 500}, _rows(rows))
    yield _called("search", {"text": "CPT"}, lambda found: "mssc-cpt" in json.dumps(found))
    yield _called("describe", {"record": "mssc-cpt"}, lambda found: "MSSC CPT" in json.dumps(found))


def _rows(count: int) -> Callable[[dict[str, Any]], bool]:
    return lambda found: len(found["rows"]) == count


def _called(tool: str, arguments: dict[str, Any], holds: Callable[[dict[str, Any]], bool]) -> Trial:
    call = {"name": tool, "arguments": arguments}
    message = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": call}

    def is_right(body: bytes) -> bool:
        result = json.loads(body)["result"]
        if result.get("isError"):  # refused in one sentence, as over any other route
            sentence = result["content"][0]["text"]
            return "\n" not in sentence and any(w in sentence for w in ("ask again", "stopped"))
        return holds(result["structuredContent"])

    return Trial("POST", "/mcp", json.dumps(message).encode(), _MCP, (200,), is_right)
