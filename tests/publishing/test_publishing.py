"""Publishing to a real server, and to servers that refuse, break off or keep something else."""

from __future__ import annotations

import hashlib
import re
import sys
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from urllib.parse import quote

import pyoxigraph as ox
import pytest
from endpoints import listening
from servers import running

from credgraph.cli import main
from credgraph.errors import EndpointUnavailable, StoreUnavailable
from credgraph.graph import CredentialGraph
from credgraph.publishing import Published, publish
from credgraph.publishing.contents import pieces, same
from credgraph.publishing.places import places
from credgraph.rdf import GRAPHS
from credgraph.store import EmbeddedStore, Spellings
from credgraph.store.endpoint import RemoteStore

DECIMAL = ox.NamedNode("http://www.w3.org/2001/XMLSchema#decimal")
LABEL = ox.NamedNode("http://www.w3.org/2000/01/rdf-schema#label")
NAMES = [f"{GRAPHS}{name}" for name in ("costs", "names", "sources")]
Call = BaseHTTPRequestHandler


def ours() -> EmbeddedStore:
    """Return a store of three graphs: a price, a name that cannot be guessed, two blank nodes."""
    triples = ox.Store()
    turtle = (
        '<x:a> <x:price> "40.00"^^<http://www.w3.org/2001/XMLSchema#decimal> .',
        '<x:a> <x:label> "a \\"b\\" \\\\ \\n é"@en .',
        "<x:a> <x:from> _:s . _:s <x:page> <x:p> . _:t <x:page> <x:p> , _:s .",
    )
    quads = list[ox.Quad]()
    for name, text in zip(NAMES, turtle, strict=True):
        graph = ox.NamedNode(name)
        for found in ox.parse(text, format=ox.RdfFormat.TURTLE):
            quads.append(ox.Quad(found.subject, found.predicate, found.object, graph))
    triples.extend(quads)
    return EmbeddedStore(triples, spellings=Spellings.of(quads))


@pytest.fixture(scope="module")
def oxigraph() -> Iterator[str]:
    program = str(Path(sys.executable).with_name("oxigraph"))
    with running(lambda port: [program, "serve", "--bind", f"127.0.0.1:{port}"]) as url:
        yield url


@pytest.fixture
def server(oxigraph: str) -> str:
    """The address of an empty server that takes writes."""
    ask(oxigraph, "DELETE", "/store")
    return oxigraph


def ask(server: str, method: str, path: str, body: str | None = None, media: str = "") -> bytes:
    data = None if body is None else body.encode()
    request = urllib.request.Request(f"{server}{path}", data, method=method)
    if body is not None:
        request.add_header("Content-Type", media or "text/turtle")
    with urllib.request.urlopen(request, timeout=20) as reply:
        return bytes(reply.read())


def put(server: str, graph: str, turtle: str) -> None:
    ask(server, "PUT", f"/store?graph={quote(graph, safe='')}", turtle)


def graphs_at(server: str) -> set[str]:
    rows = CredentialGraph(RemoteStore(f"{server}/query", 20)).query(
        "SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }"
    )
    return {str(iri) for iri in rows.column("g")}  # type: ignore[union-attr]


@contextmanager
def before(server: str, intercept: Callable[[Call, bytes], bytes | None]) -> Iterator[str]:
    """Serve what a server does, but for the requests that `intercept` answers with None.

    It gets each request and its body, and returns the body to hand on.
    """

    class Handler(BaseHTTPRequestHandler):
        def handle_any(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            handed_on = intercept(self, body)
            if handed_on is None:
                return
            kept = {k: v for k, v in self.headers.items() if k in ("Content-Type", "Accept")}
            data = handed_on if self.command in ("POST", "PUT") else None
            request = urllib.request.Request(server + self.path, data, kept, method=self.command)
            try:
                with urllib.request.urlopen(request, timeout=20) as found:
                    self.answer(found.status, found.read(), found.headers.get("Content-Type", ""))
            except urllib.error.HTTPError as error:
                self.answer(error.code, error.read(), "text/plain")

        do_GET = do_POST = do_PUT = do_DELETE = handle_any  # noqa: N815

        def answer(self, status: int, body: bytes, media: str) -> None:
            self.send_response(status)
            self.send_header("Content-Type", media)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    with listening(Handler) as address:
        yield address


def is_write(call: Call) -> bool:
    is_update = "update" in f"{call.path} {call.headers.get('Content-Type')}"
    return call.command in ("PUT", "DELETE") or is_update


def refuse(call: Call, status: int, words: str, **headers: str) -> bytes | None:
    call.send_response(status)
    for name, value in headers.items():
        call.send_header(name.replace("_", "-"), value)
    call.send_header("Content-Length", str(len(words)))
    call.end_headers()
    call.wfile.write(words.encode())
    return None


@pytest.mark.parametrize("method", ["graph-store", "update", None])
def test_a_server_holds_what_it_was_sent(server: str, method: str | None) -> None:
    made = publish(ours(), f"{server}/query", method=method)
    assert made.is_same
    assert made.written == NAMES
    assert str(made).startswith(f"{server}/query holds all 6 statements in 3 graphs, 0 of them")
    assert graphs_at(server) == set(NAMES)


@pytest.mark.parametrize("method", ["graph-store", "update"])
def test_what_a_server_holds_already_is_not_sent_again(server: str, method: str) -> None:
    publish(ours(), f"{server}/query", method=method)

    def no_writes(call: Call, body: bytes) -> bytes:
        assert not is_write(call)
        return body

    with before(server, no_writes) as url:
        again = publish(ours(), f"{url}/query", method=method)
    assert (again.unchanged, again.written) == (NAMES, [])
    assert "3 of them unchanged" in str(again)


@pytest.mark.parametrize("method", ["graph-store", "update"])
@pytest.mark.parametrize(
    "held",
    [
        "<x:a> <x:from> _:s . _:s <x:page> <x:p> . _:t <x:page> <x:p> , _:t .",
        "<x:a> <x:from> _:s . _:s <x:page> <x:p> .",
        "<x:a> <x:from> <x:s> . <x:s> <x:page> <x:p> . <x:t> <x:page> <x:p> , <x:s> .",
    ],
    ids=["as many, joined otherwise", "fewer", "named"],
)
def test_a_graph_of_other_content_is_written_anew(server: str, method: str, held: str) -> None:
    publish(ours(), f"{server}/query")
    put(server, NAMES[2], held)
    again = publish(ours(), f"{server}/query", method=method)
    assert again.is_same
    assert again.written == [NAMES[2]]


def test_graphs_of_others_stay_and_those_with_our_names_go_with_replace_alone(server: str) -> None:
    for graph in ("x:theirs", f"{GRAPHS}of_last_year"):
        put(server, graph, "<x:a> <x:b> <x:c> .")
    made = publish(ours(), f"{server}/query")
    assert made.left == [f"{GRAPHS}of_last_year"]
    assert "1 more, with names like ours, stay without --replace: of_last_year" in str(made)
    assert {"x:theirs", f"{GRAPHS}of_last_year"} < graphs_at(server)
    for method in ("update", "graph-store"):
        put(server, f"{GRAPHS}of_last_year", "<x:a> <x:b> <x:c> .")
        made = publish(ours(), f"{server}/query", method=method, replace=True)
        assert (made.is_same, made.removed) == (True, [f"{GRAPHS}of_last_year"])
        assert graphs_at(server) == {*NAMES, "x:theirs"}


def test_a_server_whose_default_graph_is_the_union_is_compared_graph_by_graph() -> None:
    """Oxigraph then heeds no FROM: each graph would seem to hold everything."""
    program = str(Path(sys.executable).with_name("oxigraph"))
    command = [program, "serve", "--union-default-graph", "--bind"]
    with running(lambda port: [*command, f"127.0.0.1:{port}"]) as url:
        assert publish(ours(), f"{url}/query").is_same
        assert publish(ours(), f"{url}/query").unchanged == NAMES


def test_a_server_that_keeps_something_else_is_told(server: str) -> None:
    def less(call: Call, body: bytes) -> bytes:
        return body.split(b"\n")[0] if call.command == "PUT" else body

    def other(call: Call, body: bytes) -> bytes:
        return body.replace(b"40.00", b"41.00") if call.command == "PUT" else body

    with before(server, less) as url:
        made = publish(ours(), f"{url}/query")
    assert not made.is_same
    assert "holds something else than was sent in 1 of 3 graphs: sources (4 sent, 1 held)" in str(
        made
    )
    put(server, NAMES[0], "<x:a> <x:b> <x:c> .")
    with before(server, other) as url:
        made = publish(ours(), f"{url}/query")
    assert "in 1 of 3 graphs: costs (other statements)" in str(made)


def test_a_push_that_broke_off_goes_on_where_it_was(server: str) -> None:
    writes = list[str]()

    def fail_after_two(call: Call, body: bytes) -> bytes | None:
        if call.command != "PUT":
            return body
        writes.append(call.path)
        return body if len(writes) <= 2 else refuse(call, 500, "the disk is full")

    with (
        before(server, fail_after_two) as url,
        pytest.raises(EndpointUnavailable, match="the disk is full"),
    ):
        publish(ours(), f"{url}/query", method="graph-store")
    assert graphs_at(server) == set(NAMES[:2])
    again = publish(ours(), f"{server}/query")
    assert (again.unchanged, again.written) == (NAMES[:2], NAMES[2:])


@pytest.mark.parametrize("status", [401, 403])
def test_a_server_that_asks_who_writes_is_told_as_such(server: str, status: int) -> None:
    def ask_who(call: Call, body: bytes) -> bytes | None:
        return refuse(call, status, "Who are you?") if is_write(call) else body

    with before(server, ask_who) as url, pytest.raises(EndpointUnavailable) as refused:
        publish(ours(), f"{url}/query")
    assert "refused to be written: Who are you?" in str(refused.value)
    assert ("name and password, or a token" in str(refused.value)) == (status == 401)


def test_a_server_that_takes_no_writes_is_told_as_such(endpoint: str) -> None:
    with pytest.raises(EndpointUnavailable, match="The server is read-only"):
        publish(ours(), endpoint)


def test_a_server_with_no_place_for_writes_is_told_as_such(endpoint: str) -> None:
    def only_queries(call: Call, body: bytes) -> bytes | None:
        return refuse(call, 404, "no such page") if is_write(call) else body

    with (
        before(endpoint.removesuffix("/query"), only_queries) as url,
        pytest.raises(EndpointUnavailable, match=r"takes no writes at any .* with --write-to"),
    ):
        publish(ours(), f"{url}/query")


def digest_of(call: Call, password: str) -> str:
    given = dict(re.findall(r'(\w+)="?([^",]+)"?', call.headers["Authorization"]))
    parts = [f"ann:kg:{password}", f"{call.command}:{call.path}"]
    first, second = (hashlib.md5(part.encode()).hexdigest() for part in parts)  # noqa: S324
    asked = f"{first}:{given['nonce']}:{given['nc']}:{given['cnonce']}:auth:{second}"
    is_right = hashlib.md5(asked.encode()).hexdigest() == given["response"]  # noqa: S324
    return "right" if is_right else "wrong"


@pytest.mark.parametrize("tells", [True, False], ids=["", "not told to who gave a name already"])
@pytest.mark.parametrize("password", ["right-one", "wrong-one"])
def test_a_name_and_password_are_given_as_a_digest_where_a_server_asks_for_one(
    server: str, password: str, tells: bool
) -> None:
    def ask_for_digest(call: Call, body: bytes) -> bytes | None:
        given = call.headers.get("Authorization", "")
        if given.startswith("Digest") and digest_of(call, "right-one") == "right":
            return body
        if given.startswith("Basic") and not tells:
            return refuse(call, 401, "no")
        demand = 'Digest realm="kg", nonce="n1", qop="auth", algorithm=MD5'
        return refuse(call, 401, "no", WWW_Authenticate=demand)

    with before(server, ask_for_digest) as url:
        if password == "right-one":  # noqa: S105
            assert publish(ours(), f"{url}/query", credentials=("ann", password)).is_same
            return
        with pytest.raises(EndpointUnavailable) as refused:
            publish(ours(), f"{url}/query", credentials=("ann", password))
        assert password not in str(refused.value)


def test_a_wrong_place_that_says_yes_is_not_believed(server: str) -> None:
    """A web server may take a PUT at any address; only what queries find was written."""

    def swallow(call: Call, body: bytes) -> bytes | None:
        return refuse(call, 204, "") if call.command == "PUT" else body

    with before(server, swallow) as url:
        made = publish(ours(), f"{url}/query")
    assert made.is_same
    assert made.way == "SPARQL Update"


def test_an_update_is_sent_as_a_form_to_a_server_that_takes_no_other(server: str) -> None:
    def forms_only(call: Call, body: bytes) -> bytes | None:
        is_other = "form" not in call.headers.get("Content-Type", "")
        return refuse(call, 415, "no") if call.path == "/update" and is_other else body

    with before(server, forms_only) as url:
        assert publish(ours(), f"{url}/query", method="update").is_same


def test_a_repository_of_rdf4j_is_written_at_its_own_places_alone() -> None:
    """A PUT of RDF4J's statements would replace them all, whatever graph it names."""
    for url in ("http://e/rdf4j/repositories/kg", "http://e/rdf4j/repositories/kg/statements"):
        assert {place.address for place in places(url)} == {
            "http://e/rdf4j/repositories/kg/rdf-graphs/service",
            "http://e/rdf4j/repositories/kg/statements",
        }
        [store] = places(url, "graph-store")
        assert store.address.endswith("/rdf-graphs/service")


def test_what_a_blank_node_joins_goes_in_one_piece() -> None:
    a, p = ox.NamedNode("x:a"), ox.NamedNode("x:p")
    named = [ox.Triple(a, p, ox.Literal(number)) for number in range(25)]
    joined = [ox.Triple(ox.BlankNode("b"), p, ox.Literal(number)) for number in range(15)]
    found = [*pieces([*named[:10], *joined, *named[10:]], 10)]
    assert [len(piece) for piece in found] == [15, 10, 10, 5]
    assert {*found[0]} == {*joined}


def test_graphs_are_compared_by_what_they_say() -> None:
    def read(text: str) -> list[ox.Triple]:
        return [quad.triple for quad in ox.parse(text, format=ox.RdfFormat.TURTLE)]

    one = read('<x:a> <x:p> 1.50 , _:b . _:b <x:q> "P12M"^^<http://e/d> , true .')
    assert same(one, read('<x:a> <x:p> 1.5 , _:z . _:z <x:q> true , "P12M"^^<http://e/d> .'))
    assert not same(one, read('<x:a> <x:p> 1.5 , _:z . _:y <x:q> true , "P12M"^^<http://e/d> .'))
    assert not same(one, read('<x:a> <x:p> 1.51 , _:z . _:z <x:q> true , "P12M"^^<http://e/d> .'))


def test_statements_in_no_graph_and_graphs_elsewhere_are_refused(endpoint: str) -> None:
    unnamed = ox.Store()
    unnamed.add(ox.Quad(ox.NamedNode("x:a"), LABEL, ox.Literal("a")))
    with pytest.raises(StoreUnavailable, match="in no named graph"):
        publish(EmbeddedStore(unnamed), endpoint)
    with pytest.raises(StoreUnavailable, match="publish from a store on this machine"):
        publish(RemoteStore(endpoint), endpoint)


def test_the_command_publishes_the_whole_graph_and_says_so_in_one_sentence(
    server: str, disk: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["push", f"{server}/query", "--from", str(disk)]) == 0
    said = capsys.readouterr()
    assert re.fullmatch(r"http\S+ holds all [\d,]+ statements in \d+ graphs, 0 .*\n", said.out)
    assert said.err == ""

    def less(call: Call, body: bytes) -> bytes:
        return body.split(b"\n")[0] if call.command == "PUT" else body

    put(server, f"{GRAPHS}costs", "<x:a> <x:b> <x:c> .")
    with before(server, less) as url:
        assert main(["push", f"{url}/query", "--from", str(disk)]) == 1
    assert "holds something else than was sent in 1 of" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["ftp://e/x"], "not an http or https address"),
        (["http://127.0.0.1:1/query"], "refused the connection"),
        (["http://127.0.0.1:1/query", "--from", "nowhere"], "there is no store here"),
        (["http://127.0.0.1:1/query", "--user", "ann"], "has no password"),
        (["http://127.0.0.1:1/query", "--token-env", "NO_SUCH"], "is not set"),
    ],
)
def test_the_command_refuses_in_one_sentence(
    arguments: list[str],
    said: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in ("CREDGRAPH_PASSWORD", "NO_SUCH"):
        monkeypatch.delenv(name, raising=False)
    assert main(["push", *arguments]) == 2
    told = capsys.readouterr()
    assert said in told.err
    assert told.err.count("\n") == 1


def test_python_publishes_too(server: str) -> None:
    made = CredentialGraph(ours()).push(f"{server}/query")
    assert isinstance(made, Published)
    assert made.is_same
