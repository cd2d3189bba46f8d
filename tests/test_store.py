"""Stores: memory, disk and endpoint, and how each fails."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

import credgraph
from credgraph.errors import BadQuery, EndpointUnavailable, StoreUnavailable

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


def test_a_store_is_made_whole_or_not_at_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_triples: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("credgraph.store._fill", fail)
    with pytest.raises(KeyboardInterrupt):
        credgraph.open(tmp_path / "new")
    assert list(tmp_path.iterdir()) == []


def test_a_store_is_opened_again_without_being_changed(disk: Path) -> None:
    before = sorted((path.name, path.stat().st_size) for path in disk.iterdir())
    assert count(credgraph.open(disk)) == count(credgraph.open(disk))
    assert sorted((path.name, path.stat().st_size) for path in disk.iterdir()) == before


def test_a_file_or_a_folder_of_something_else_is_no_store(tmp_path: Path) -> None:
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


@pytest.fixture
def odd_server() -> Iterator[str]:
    """A server that answers every path with something that is not SPARQL."""
    answers = {
        "/page": (200, "text/html", b"<html>hello</html>"),
        "/junk": (200, "application/sparql-results+json", b"\x00\xff junk"),
        "/gone": (404, "text/plain", b"no"),
        "/broken": (500, "text/plain", b"it broke"),
        "/locked": (401, "text/plain", b"who are you"),
    }

    class Odd(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            status, media, body = answers[self.path]
            self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(status)
            self.send_header("Content-Type", media)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Odd)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.parametrize(
    ("path", "problem"),
    [
        ("/page", "answers a web page; is it a SPARQL endpoint"),
        ("/junk", "does not answer SPARQL results"),
        ("/gone", "refused the query"),
        ("/broken", "refused the query"),
        ("/locked", "refused the query"),
    ],
)
def test_an_endpoint_that_answers_something_else(path: str, problem: str, odd_server: str) -> None:
    with pytest.raises(EndpointUnavailable, match=problem):
        credgraph.open(odd_server + path).query(COUNT)


def test_an_endpoint_that_does_not_answer() -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with pytest.raises(EndpointUnavailable, match="cannot be reached"):
        credgraph.open(f"http://127.0.0.1:{port}/query").query(COUNT)
