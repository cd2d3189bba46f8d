"""Stores: memory, disk and endpoint, and how each fails."""

from __future__ import annotations

import gc
import shutil
import socket
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest
from endpoints import HEAD, JSON, answering, reply
from listener import Listener

import credgraph
from credgraph.errors import BadQuery, EndpointUnavailable, StoreUnavailable
from credgraph.results.table import BoundedTable, BoundedTriples
from credgraph.store import Spellings, read_solutions
from credgraph.store.endpoint import RemoteStore

COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"


def count(graph: credgraph.CredentialGraph) -> int:
    table = graph.query(COUNT)
    assert isinstance(table, credgraph.Table)
    return int(table.column("n")[0])


def test_disk_and_endpoint_hold_the_shipped_graph(
    graph: credgraph.CredentialGraph, disk: Path, endpoint: str
) -> None:
    assert count(graph) == count(credgraph.open(disk)) == count(credgraph.open(endpoint)) > 5000


def test_every_kind_of_query_works_at_an_endpoint(endpoint: str) -> None:
    remote = credgraph.open(endpoint)
    built = remote.query("CONSTRUCT { ?c a cg:Credential } WHERE { ?c a cg:Credential }")
    assert len(built) > 10  # type: ignore[arg-type]
    assert remote.query("ASK { ?c a cg:Credential }") is True
    with pytest.raises(BadQuery, match="updates are not allowed"):
        remote.query("DELETE WHERE { ?s ?p ?o }")
    with pytest.raises(BadQuery, match="the endpoint says"):
        remote.query("SELECT * WHERE { ?s ?p }")


@pytest.mark.parametrize(
    "query",
    [
        "SELECT (<urn:f>(1) AS ?x) {}",
        "CONSTRUCT { ?c a ?x } { ?c a cg:Credential BIND(<urn:f>(?c) AS ?x) }",
        "ASK { FILTER(<urn:f>(1)) }",
    ],
)
def test_a_query_that_cannot_be_evaluated_is_a_bad_query(
    query: str, graph: credgraph.CredentialGraph
) -> None:
    with pytest.raises(BadQuery, match="no function urn:f here"):
        graph.query(query)


EVERY_VALUE = """SELECT ?s ?p ?o { ?s ?p ?o FILTER(ISIRI(?s) && ISLITERAL(?o)
  && STRSTARTS(STR(DATATYPE(?o)), STR(xsd:)) && DATATYPE(?o) != xsd:string) }"""


def test_an_endpoint_spells_its_values_as_the_files_do(
    graph: credgraph.CredentialGraph, endpoint: str
) -> None:
    remote = credgraph.open(endpoint)
    there, here = (one.query(EVERY_VALUE) for one in (remote, graph))
    assert isinstance(there, credgraph.Table)
    assert isinstance(here, credgraph.Table)
    assert sorted(map(str, there.rows)) == sorted(map(str, here.rows))
    spelt = {str(row[2]) for row in there.rows}
    assert {f'"{hours}"^^<http://www.w3.org/2001/XMLSchema#duration>' for hours in HOURS} <= spelt
    built = "CONSTRUCT { ?s cg:minEffort ?o } WHERE { ?s cg:minEffort ?o }"
    assert set(remote.query(built)) == set(graph.query(built))  # type: ignore[arg-type]
    assert remote.describe("full-cpt").facts.rows == graph.describe("full-cpt").facts.rows


HOURS = ("PT160H", "PT3000H", "PT720H")


def test_an_endpoint_that_holds_no_value_reads_no_spellings(endpoint: str) -> None:
    def fail() -> Spellings:
        raise AssertionError

    store = RemoteStore(endpoint, spellings=fail)
    labels = "SELECT ?l { credential:mssc-cpt rdfs:label ?l }"
    assert len([*read_solutions(store, labels, ["l"])]) == 1


def test_an_interrupted_store_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail() -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("credgraph.store.embedded.shipped_quads", fail)
    with pytest.raises(KeyboardInterrupt):
        credgraph.open(tmp_path / "new")
    assert list(tmp_path.iterdir()) == []


def test_a_store_is_opened_again_without_being_changed(disk: Path) -> None:
    before = sorted((path.name, path.stat().st_size) for path in disk.iterdir())
    assert count(credgraph.open(disk)) == count(credgraph.open(disk))
    assert sorted((path.name, path.stat().st_size) for path in disk.iterdir()) == before


def test_a_file_or_another_folder_is_refused_as_a_store(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(StoreUnavailable, match="is a file; a store is a folder"):
        credgraph.open(tmp_path / "file")
    with pytest.raises(StoreUnavailable, match="holds other files"):
        credgraph.open(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_a_damaged_store_is_named(tmp_path: Path) -> None:
    (tmp_path / "CURRENT").write_text("nonsense")
    with pytest.raises(StoreUnavailable, match="cannot be opened"):
        credgraph.open(tmp_path)


def test_damage_met_in_the_middle_of_an_answer_is_named(
    disk: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    damaged = tmp_path / "store"
    shutil.copytree(disk, damaged)
    for file in damaged.glob("*.sst"):
        content = bytearray(file.read_bytes())
        if len(content) > 100_000:  # the small ones are read at once
            for tenth in range(5, 10):
                place = len(content) * tenth // 10
                content[place : place + 8] = bytes(8)
        file.write_bytes(content)
    with pytest.raises(StoreUnavailable, match=r"store: is damaged \(Corruption"):
        credgraph.open(damaged).query("SELECT * { ?s ?p ?o . ?o ?q ?r }")
    held_too_long: list[
        object
    ] = []  # by the error, though only the thread of its query may drop it
    monkeypatch.setattr(sys, "unraisablehook", held_too_long.append)
    sweeper = threading.Thread(target=gc.collect)
    sweeper.start()
    sweeper.join()
    assert not held_too_long


ODD = {  # a wrong answer of a server, and what the error says of it
    "page": (200, "text/html", b"<html>hello</html>", "a web page; is it a SPARQL endpoint"),
    "junk": (200, JSON, b"\x00\xff junk", "does not answer with SPARQL results"),
    "nothing": (200, JSON, b"", "does not answer with SPARQL results .it is empty"),
    "cut": (200, JSON, HEAD + b'{"x":', "it breaks off in the middle"),
    "gone": (404, "text/plain", b"no", "refused the query: no"),
    "broken": (500, "text/plain", b"it\nbroke", "refused the query: it broke"),
    "busy": (503, "text/html", b"<p>later</p>", "refused the query: Service Unavailable"),
    "locked": (401, "text/plain", b"who are you", "refused the query: who are you"),
}


@pytest.mark.parametrize("kind", ODD)
def test_an_endpoint_that_answers_something_else(kind: str) -> None:
    status, media, body, problem = ODD[kind]
    odd = answering(lambda call: reply(call, status, media, body))
    with odd as url, pytest.raises(EndpointUnavailable, match=problem) as refused:
        credgraph.open(url).query(COUNT)
    assert "\n" not in str(refused.value)


def test_an_incomplete_answer_is_an_error() -> None:
    whole = b"<urn:a> <urn:b> <urn:c> .\n"
    short = answering(lambda call: reply(call, 200, "text/turtle", whole, more=9))
    with short as url, pytest.raises(EndpointUnavailable, match="breaks off"):
        credgraph.open(url).query("CONSTRUCT WHERE { ?s ?p ?o }")


def test_an_answer_of_too_many_bytes_is_an_error() -> None:
    body = HEAD + b" " * 2**20 + b"]}}"
    with answering(lambda call: reply(call, 200, JSON, body)) as url:
        assert credgraph.CredentialGraph(RemoteStore(url)).query(COUNT) is not None
        with pytest.raises(EndpointUnavailable, match=r"more than 0\.5 MB; add a LIMIT"):
            credgraph.CredentialGraph(RemoteStore(url, max_bytes=2**19)).query(COUNT)


@pytest.mark.parametrize("begun", [b"", b"HTTP/1.0 400 No\r\n\r\n", b"HTTP/1.0 200 OK\r\n\r\n"])
def test_an_endpoint_that_sends_byte_by_byte_times_out(begun: bytes) -> None:
    """In its headers, an error or an answer: each byte comes in time, but the reply never ends."""

    def drip(call: BaseHTTPRequestHandler) -> None:
        call.wfile.write(begun)
        while True:
            call.wfile.write(b" ")
            time.sleep(0.05)

    with answering(drip) as url, pytest.raises(EndpointUnavailable, match=r"within 0\.4 seconds"):
        credgraph.CredentialGraph(RemoteStore(url, seconds=0.4)).query(COUNT)


def test_a_refused_connection_is_explained() -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with pytest.raises(EndpointUnavailable, match="it refused the connection") as refused:
        credgraph.open(f"http://127.0.0.1:{port}/query").query(COUNT)
    assert "Errno" not in str(refused.value)


def test_a_closed_connection_is_explained() -> None:
    with Listener() as deaf, pytest.raises(EndpointUnavailable, match="breaks off"):
        credgraph.open(deaf.url).query(COUNT)


def test_an_answer_is_read_up_to_the_limit(endpoint: str) -> None:
    whole = credgraph.open(endpoint)
    for text in ("SELECT * { ?s ?p ?o }", "CONSTRUCT WHERE { ?s ?p ?o }"):
        cut = whole.query(text, limit=10)
        assert isinstance(cut, BoundedTable | BoundedTriples)
        assert (len(cut), cut.truncated) == (10, True)
    all_of_it = whole.query(COUNT, limit=1)
    assert isinstance(all_of_it, BoundedTable)
    assert not all_of_it.truncated
