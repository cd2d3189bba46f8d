"""Asking an endpoint: methods, credentials, moves, waits, proxies, graphs; and what is said."""

from __future__ import annotations

import base64
import json
import socket
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pyoxigraph as ox
import pytest
from endpoints import HEAD, JSON, answering, asked, reply

import credgraph
from credgraph.cli import main
from credgraph.errors import BadParameter, BadQuery, CredGraphError, EndpointUnavailable
from credgraph.graph import CredentialGraph
from credgraph.results import Table, Triples
from credgraph.store import Spellings, read_rows
from credgraph.store.endpoint import RemoteStore

SELECT = "SELECT * { ?s ?p ?o }"
YES = HEAD + b'{"x":{"type":"literal","value":"yes"}}]}}'
NAMED = HEAD + b'{"x":{"type":"uri","value":"http://e/1"}}]}}'
Call = BaseHTTPRequestHandler
Answer = Callable[[Call], None]


def yes(call: Call) -> None:
    reply(call, 200, JSON, YES)


def refusing(status: int, words: str = "", media: str = "text/plain", **headers: str) -> Answer:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return lambda call: reply(call, status, media, words.encode(), headers=named)


def says(answer: Answer, query: str = SELECT) -> str:
    """Return what is said of an endpoint that refuses."""
    with answering(answer) as url, pytest.raises(CredGraphError) as refused:
        CredentialGraph(RemoteStore(url, 5)).query(query)
    return str(refused.value)


def column(url: str, query: str = SELECT, seconds: float = 10) -> list[object]:
    table = CredentialGraph(RemoteStore(url, seconds)).query(query)
    assert isinstance(table, Table)
    return table.column("x")


@pytest.mark.parametrize("status", [403, 404, 405, 411, 415, 501])
def test_an_endpoint_that_takes_no_post_is_asked_by_get_from_then_on(status: int) -> None:
    methods: list[str] = []

    def get_only(call: Call) -> None:
        methods.append(call.command)
        assert call.command == "POST" or asked(call)["query"]
        (yes if call.command == "GET" else refusing(status))(call)

    with answering(get_only) as url:
        store = RemoteStore(f"{url}?format=x")
        for _ in range(2):
            table = CredentialGraph(store).query(SELECT)
            assert isinstance(table, Table)
            assert table.column("x") == ["yes"]
        assert methods == ["POST", "GET", "GET"]
        with pytest.raises(EndpointUnavailable, match="refused the query"):
            CredentialGraph(RemoteStore(url, method="post")).query(SELECT)


NO_QUERY = [
    (400, "Missing query parameter"),
    (400, "Virtuoso 22023 Error The request does not contain a query: no query parameter"),
    (400, "Required request parameter 'query' for method parameter type String is not present"),
    (422, '{"detail": [{"loc": ["query", "query"], "msg": "Field required"}]}'),
    (500, "No query string"),
    (400, '{"error": "query is required"}'),
]


@pytest.mark.parametrize(("status", "words"), NO_QUERY)
def test_an_endpoint_that_finds_no_query_in_a_post_is_asked_by_get(status: int, words: str) -> None:
    def get_only(call: Call) -> None:
        (yes if call.command == "GET" else refusing(status, words))(call)

    with answering(get_only) as url:
        assert column(url) == ["yes"]
        with pytest.raises(CredGraphError, match=r"[qQ]uery|required"):
            CredentialGraph(RemoteStore(url, method="post")).query(SELECT)


@pytest.mark.parametrize("words", ["Parse error at line 1: unexpected }", "timeout"])
def test_a_query_that_an_endpoint_finds_bad_is_sent_once(words: str) -> None:
    methods: list[str] = []

    def bad(call: Call) -> None:
        methods.append(call.command)
        refusing(400, words)(call)

    assert words in says(bad)
    assert methods == ["POST"]


def test_the_method_and_the_query_of_an_address_are_kept() -> None:
    seen: list[tuple[str, dict[str, list[str]]]] = []

    def look(call: Call) -> None:
        seen.append((call.command, asked(call)))
        yes(call)

    with answering(look) as url:
        address = f"{url}?vocab=a%20b"
        credgraph.open(address, method="get").query(SELECT)
        credgraph.open(address, default_graphs=["x:g"], named_graphs=["x:n"]).query(SELECT)
    [(first, got), (second, posted)] = seen
    assert (first, second) == ("GET", "POST")
    assert got["vocab"] == posted["vocab"] == ["a b"]
    assert got["query"] == posted["query"] == [SELECT]
    assert (posted["default-graph-uri"], posted["named-graph-uri"]) == (["x:g"], ["x:n"])


BASIC = "Basic " + base64.b64encode(b"ann:s3cret/@").decode()


def test_credentials_and_headers_are_sent() -> None:
    seen: list[tuple[str | None, ...]] = []
    wanted = ("Authorization", "X-Team", "User-Agent")

    def look(call: Call) -> None:
        seen.append(tuple(call.headers.get(name) for name in wanted))
        yes(call)

    with answering(look) as url:
        credgraph.open(url, credentials=("ann", "s3cret/@")).query(SELECT)
        credgraph.open(url.replace("//", "//ann:s3cret%2F%40@")).query(SELECT)
        credgraph.open(url, credentials="t0ken", headers={"x-team": "kg"}).query(SELECT)
        credgraph.open(url, headers={"User-Agent": "us (us@example.org)"}).query(SELECT)
    assert [given[0] for given in seen] == [BASIC, BASIC, "Bearer t0ken", None]
    assert seen[2][1] == "kg"
    assert "https://w3id.org/credgraph" in str(seen[2][2])
    assert seen[3][2] == "us (us@example.org)"


def test_no_secret_is_told_whatever_goes_wrong() -> None:
    def echo(call: Call) -> None:
        refusing(403, f"no entry with {call.headers['Authorization']} s3cret")(call)

    with answering(echo) as url:
        secret = url.replace("//", "//ann:s3cret@") + "?api_key=s3cret"
        port = url.split(":")[2].split("/")[0]
        addresses = [secret, secret.replace(port, "x"), secret.replace("http", "ftp", 1)]
        addresses += [secret + " ", f"http://ann:s3/cret@127.0.0.1:{port}", secret + "é"]
        for address in addresses:
            with pytest.raises(CredGraphError) as refused:
                credgraph.open(address).query(SELECT)
            told = f"{refused.value}{refused.value.args}"
            assert "s3cret" not in told, address
            assert "s3/cret" not in told, address
            assert BASIC[6:] not in told
        store = RemoteStore(secret, credentials="s3cret", headers={"X-Key": "s3cret"})
        assert "s3cret" not in f"{store.name}{store.url}{store._access!r}"


def test_a_header_that_no_request_can_carry_is_refused_without_its_value() -> None:
    for headers in ({"X-Key": "a\r\nb: c"}, {"X Key": "abcd"}, {"X-Key": "ключ"}):
        with pytest.raises(BadParameter) as refused:
            RemoteStore("http://127.0.0.1:9/", headers=headers)
        assert next(iter(headers.values())) not in str(refused.value)


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize("whole", [True, False])
def test_a_move_on_the_same_host_is_followed_with_the_query(status: int, whole: bool) -> None:
    seen: list[tuple[str, bool]] = []

    def moving(call: Call) -> None:
        if call.path == "/query":
            host = f"http://{call.headers['Host']}" if whole else ""
            return refusing(status, Location=f"{host}/new")(call)
        seen.append((call.command, "query" in asked(call)))
        return yes(call)

    with answering(moving) as url:
        assert column(url) == ["yes"]
    assert seen == [("GET", False) if status == 303 else ("POST", True)]


def test_a_move_elsewhere_is_told_with_the_whole_address_and_not_followed() -> None:
    with answering(yes) as other:
        moved = says(refusing(308, Location=f"{other}?a=b"))
        assert f"has moved; use its new address, {other}?a=b" in moved
    moved = says(refusing(301, Location="//elsewhere.example/sparql"))
    assert "http://elsewhere.example/sparql" in moved
    assert "https://" in says(lambda c: refusing(301, Location=f"https://{c.headers['Host']}/")(c))


def test_moves_without_end_are_given_up() -> None:
    calls: list[str] = []

    def around(call: Call) -> None:
        calls.append(call.path)
        refusing(307, Location=f"/{len(calls)}")(call)

    assert "moved 5 times" in says(around)
    assert len(calls) == 6


@pytest.mark.parametrize("status", [429, 503])
def test_a_busy_endpoint_is_asked_again_when_it_says(status: int) -> None:
    times: list[float] = []

    def busy(call: Call) -> None:
        times.append(time.monotonic())
        (yes if len(times) > 1 else refusing(status, Retry_After="1"))(call)

    with answering(busy) as url:
        assert column(url) == ["yes"]
    assert times[1] - times[0] >= 1


def test_a_wait_beyond_the_deadline_is_told_and_not_waited_for() -> None:
    started = time.monotonic()
    assert "it asks to wait 37 seconds" in says(refusing(429, Retry_After="37"))
    assert "it asks to wait" in says(refusing(503, Retry_After="Fri, 31 Dec 2100 23:59:59 GMT"))
    assert "refused the query: Too Many" in says(refusing(429, Retry_After="soon"))
    assert time.monotonic() - started < 4


REASONS = {
    "stack": (
        500,
        "SPARQL-QUERY: queryStr={query}\njava.lang.TimeoutException: late\n\tat a.B.c(D.java:2)\n",
        "text/plain",
        "refused the query: java.lang.TimeoutException: late",
    ),
    "query after": (
        400,
        "Error SP030: syntax error at 'x'\n\nSPARQL query:\n{query}",
        "text/plain",
        "the endpoint says: Error SP030: syntax error at 'x'",
    ),
    "json": (
        400,
        json.dumps({"query": "SELECT", "exception": "Invalid SPARQL query: no prefix"}),
        "application/json",
        "the endpoint says: Invalid SPARQL query: no prefix",
    ),
    "nested json": (
        400,
        json.dumps({"error": {"code": "Malformed", "detailedMessage": "line 1: bad"}}),
        "application/json",
        "the endpoint says: line 1: bad",
    ),
    "page": (
        503,
        "<html><head><title>503</title><style>p {}</style></head><p>Too many&nbsp;queries</p>",
        "text/html",
        "refused the query: Service Unavailable (Too many queries)",
    ),
}


@pytest.mark.parametrize("kind", REASONS)
def test_the_reason_is_told_and_not_our_own_query(kind: str) -> None:
    status, body, media, reason = REASONS[kind]
    query = "SELECT *\nWHERE {\n  ?s ?p ?o\n  # " + "long " * 200 + "\n}"
    said = says(refusing(status, body.replace("{query}", query), media), query)
    assert said.endswith(reason)


ADDRESSES = {
    "http://127.0.0.1/o k": "http://127.0.0.1/o%20k",
    "http://127.0.0.1:port/": "host or port in this address is wrong",
    "http://127.0.0.1:99999/": "host or port in this address is wrong",
    "http://127.0.0.1/ök": "http://127.0.0.1/%C3%B6k",
    "http://bücher.example/": "http://xn--bcher-kva.example/",
    "http:///query": "not an http or https address of a host",
    "http://[::1/": "host or port in this address is wrong",
    "http://127.0.0.1/\nx": "holds no spaces",
}


@pytest.mark.parametrize("address", ADDRESSES)
def test_an_address_that_is_none_gets_a_sentence(address: str) -> None:
    with pytest.raises(EndpointUnavailable) as refused:
        credgraph.open(address).query(SELECT)
    assert ADDRESSES[address] in str(refused.value)


def test_a_proxy_of_the_environment_is_used_and_named(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    monkeypatch.setenv("http_proxy", f"http://ann:s3cret@127.0.0.1:{port}")
    with pytest.raises(EndpointUnavailable) as refused:
        credgraph.open("http://kg.example/sparql").query(SELECT)
    assert f"through the proxy http://127.0.0.1:{port}" in str(refused.value)
    assert "s3cret" not in str(refused.value)
    seen: list[str] = []

    def look(call: Call) -> None:
        seen.append(call.path)
        yes(call)

    with answering(look) as url:
        monkeypatch.setenv("http_proxy", url)
        assert column("http://kg.example/sparql") == ["yes"]
    assert seen == ["http://kg.example/sparql"]


AS_IT_IS = {
    "federation": "SELECT ?x { ?x <x:p> ?y SERVICE <http://e/label> { ?y <x:q> ?z } }",
    "unknown prefix": "SELECT ?x { ?x wdt:P31 wd:Q5 }",
    "functions": "SELECT ?x { ?x <x:p> ?l . ?l bif:contains 'cpt' }",
    "pragma": 'DEFINE input:inference "x" SELECT ?x { ?x ?p ?o }',
    "deep": "SELECT ?x { ?x ?p ?o FILTER(" + "(" * 300 + "1" + ")" * 300 + ") }",
    "keywords in comments": "# add all described\n# ask\nSELECT ?x { ?x ?p ?o } # delete",
}


@pytest.mark.parametrize("kind", AS_IT_IS)
def test_an_endpoint_gets_the_text_as_it_is(kind: str) -> None:
    seen: list[tuple[str, str]] = []

    def look(call: Call) -> None:
        seen.append((asked(call)["query"][0], call.headers["Accept"]))
        yes(call)

    with answering(look) as url:
        column(url, AS_IT_IS[kind])
    assert [text for text, _ in seen] == [AS_IT_IS[kind]]
    assert seen[0][1].startswith(JSON)


def test_the_time_for_a_query_does_not_depend_on_what_it_repeats() -> None:
    """The patterns that told the form of a query took minutes for these."""
    texts = ["PREFIX :<" * 20_000 + SELECT, "SERVICE:" * 20_000, "a." * 80_000, '"""' * 50_001]
    with answering(yes) as url:
        started = time.monotonic()
        for text in texts:
            column(url, text, 60)
    assert time.monotonic() - started < 15


def test_updates_are_refused_before_they_are_sent() -> None:
    store = CredentialGraph(RemoteStore("http://127.0.0.1:9/"))
    for text in (
        "INSERT DATA { <x:s> <x:p> 1 }",
        "PREFIX e: <x:e>\n# SELECT\nWITH <x:g> DELETE {}",
    ):
        with pytest.raises(BadQuery, match="updates are not allowed"):
            store.query(text)


def names_refused(call: Call) -> None:
    is_for_names = "?record" in asked(call)["query"][0]
    (refusing(429, "slow down") if is_for_names else lambda c: reply(c, 200, JSON, NAMED))(call)


def late_names(call: Call) -> None:
    if "?record" in asked(call)["query"][0]:
        time.sleep(4)
    reply(call, 200, JSON, NAMED)


@pytest.mark.parametrize("answer", [names_refused, late_names])
def test_rows_are_shown_when_their_names_cannot_be_had(
    answer: Answer, capsys: pytest.CaptureFixture[str]
) -> None:
    started = time.monotonic()
    with answering(answer) as url:
        assert main(["query", SELECT, "--store", url, "--timeout", "2"]) == 0
    assert time.monotonic() - started < 8
    out, err = capsys.readouterr()
    assert "http://e/1" in out
    assert "names are missing" in err


def test_names_of_many_records_take_few_requests() -> None:
    rows = b",".join(b'{"x":{"type":"uri","value":"http://e/%d"}}' % n for n in range(20_000))
    calls: list[str] = []

    def look(call: Call) -> None:
        query = asked(call)["query"][0]
        calls.append(query)
        no_names = b'{"head":{"vars":["record","label"]},"results":{"bindings":[]}}'
        reply(call, 200, JSON, no_names if "?record" in query else HEAD + rows + b"]}}")

    with answering(look) as url:
        graph = credgraph.open(url)
        table = graph.query(SELECT)
        assert isinstance(table, Table)
        assert len(graph.labelled(table)) == 20_000
    assert len(calls) < 10


def test_the_command_tells_of_a_part_of_an_answer_and_exits_with_three(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with answering(lambda call: reply(call, 206, JSON, YES)) as url:
        assert main(["query", SELECT, "--store", url, "--format", "json"]) == 3
    out, err = capsys.readouterr()
    assert json.loads(out) == [{"x": "yes"}]
    assert "a part of the answer" in err


def authorized(arguments: list[str]) -> tuple[int, list[str | None]]:
    seen: list[str | None] = []

    def look(call: Call) -> None:
        seen.append(call.headers["Authorization"])
        yes(call)

    with answering(look) as url:
        code = main(["query", SELECT, "--format", "csv", "--store", url, *arguments])
    return code, seen


def test_the_command_asks_as_somebody(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("CREDGRAPH_PASSWORD", raising=False)
    (tmp_path / "netrc").write_text("machine 127.0.0.1 login ann password s3cret/@\n")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    monkeypatch.setenv("OURS", "t0ken")
    assert authorized(["--user", "ann"]) == (0, [BASIC])
    assert authorized(["--token-env", "OURS"]) == (0, ["Bearer t0ken"])
    assert authorized(["--header", "Authorization: Token x"]) == (0, ["Token x"])
    assert authorized(["--user", "bob"]) == (2, [])
    assert authorized(["--token-env", "NOT_SET"]) == (2, [])
    monkeypatch.setenv("CREDGRAPH_PASSWORD", "s3cret/@")
    assert authorized(["--user", "ann"]) == (0, [BASIC])
    assert main(["info", "--user", "ann"]) == 2
    assert "s3cret" not in "".join(capsys.readouterr())


def store_of(union: bool) -> Answer:
    """Return an endpoint of the shipped graph, whose default graph is the union or empty."""
    quads = [*credgraph.open().store.quads()]  # type: ignore[attr-defined]
    held = ox.Store()
    held.extend(quads)

    def answered(query: str) -> tuple[int, str, bytes]:
        try:
            found = held.query(query, use_default_graph_as_union=union)
        except SyntaxError as error:
            return 400, "text/plain", str(error).encode()
        built = isinstance(found, ox.QueryTriples)
        form = ox.RdfFormat.N_TRIPLES if built else ox.QueryResultsFormat.JSON
        media = "application/n-triples" if built else JSON
        return 200, media, found.serialize(format=form) or b""  # type: ignore[arg-type]

    return lambda call: reply(call, *answered(asked(call)["query"][0]))


def test_named_graphs_are_read_where_the_default_graph_is_not_their_union(
    graph: CredentialGraph, capsys: pytest.CaptureFixture[str]
) -> None:
    with answering(store_of(union=False)) as url:
        for doing in (
            lambda asked: [*asked.ask("costs_of_credential", credential="mssc-cpt")],
            lambda asked: [*asked.info().kinds],
            lambda asked: asked.describe("mssc-cpt").label,
            lambda asked: [*asked.query("SELECT (COUNT(*) AS ?n) { ?c a cg:Credential }")],
            lambda asked: asked.query("ASK { ?c a cg:Credential }"),
            lambda asked: asked.validate(),
        ):
            apart = credgraph.open(url)
            assert doing(apart) == doing(graph)
            [note] = apart.store.notes  # type: ignore[attr-defined]
            assert "named graphs" in note.text
        assert main(["validate", "--store", url]) == 0
    assert capsys.readouterr().err.count("the default graph") == 1


def test_a_default_graph_that_is_the_union_takes_one_query_to_know() -> None:
    queries: list[str] = []
    answer = store_of(union=True)

    def look(call: Call) -> None:
        queries.append(asked(call)["query"][0])
        answer(call)

    with answering(look) as url:
        asked_there = credgraph.open(url)
        for _ in range(3):
            assert len(asked_there.query("SELECT ?x { ?x <x:no> ?y }")) == 0  # type: ignore[arg-type]
        assert not asked_there.store.notes  # type: ignore[attr-defined]
    assert len(queries) == 4


def test_a_query_that_a_person_wrote_is_sent_as_it_is_while_it_finds_something() -> None:
    queries: list[str] = []
    answer = store_of(union=False)

    def look(call: Call) -> None:
        queries.append(asked(call)["query"][0])
        answer(call)

    text = "SELECT ?g { GRAPH ?g { ?s a ?class } } LIMIT 3"
    with answering(look) as url:
        apart = credgraph.open(url)
        assert len(apart.query(text)) == 3  # type: ignore[arg-type]
        assert queries == [text]
        assert len(apart.query("SELECT ?s { ?s a ?class } LIMIT 3")) == 3  # type: ignore[arg-type]
        assert len(apart.query(text)) == 3  # type: ignore[arg-type]
    assert queries[-1] == text


def test_a_construct_of_nothing_is_no_reason_to_name_graphs() -> None:
    with answering(lambda call: reply(call, 200, "text/turtle", b"# nothing\n")) as url:
        remote = credgraph.open(url)
        built = remote.query("CONSTRUCT WHERE { ?s ?p ?o }")
        assert isinstance(built, Triples)
        assert not remote.store.notes  # type: ignore[attr-defined]


def test_values_are_spelt_as_in_the_files_whatever_an_engine_makes_of_them() -> None:
    """Of 40.00 Oxigraph makes 40, Jena 40.0."""
    decimal = "http://www.w3.org/2001/XMLSchema#decimal"
    price = ox.Literal("40.00", datatype=ox.NamedNode(decimal))
    spellings = Spellings.of([ox.Quad(ox.NamedNode("x:a"), ox.NamedNode("x:p"), price)])

    def jena(call: Call) -> None:
        if "ASK" in asked(call)["query"][0]:
            reply(call, 200, JSON, b'{"head":{},"boolean":true}')
            return
        row = f'{{"x":{{"type":"literal","value":"40.0","datatype":"{decimal}"}}}}]}}}}'
        reply(call, 200, JSON, HEAD + row.encode())

    with answering(jena) as url:
        ours = RemoteStore(url, 10, spellings=lambda: spellings)
        theirs = RemoteStore(url, 10, spellings=None)
        assert [*read_rows(ours, "SELECT ?x { ?s ?p ?x }", {"x": ox.Literal})] == [(price,)]
        [[found]] = read_rows(theirs, "SELECT ?x { ?s ?p ?x }", {"x": ox.Literal})
        assert found.value == "40.0"
