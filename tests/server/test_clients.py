"""The clients that people have, against a server in a process of its own."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from places import ROOT
from rdflib import RDF, Graph, URIRef
from rdflib.plugins.stores.sparqlstore import SPARQLStore, SPARQLUpdateStore
from servers import running
from SPARQLWrapper import (
    CSV,
    JSON,
    POSTDIRECTLY,
    RDFXML,
    TSV,
    TURTLE,
    URLENCODED,
    XML,
    SPARQLWrapper,
)

import credgraph
from credgraph.cli import main

GRAPH = "https://w3id.org/credgraph/graph/"
COUNT = "SELECT (COUNT(DISTINCT ?c) AS ?n) { ?c a <https://w3id.org/credgraph/ns#Credential> }"


def command(port: int, *options: str) -> list[str]:
    python = [sys.executable, "-m", "credgraph", "serve", "--port", str(port)]
    return [*python, "--rate", "0", *options]


@pytest.fixture(scope="module")
def served(disk: Path) -> Iterator[str]:
    """The address of `credgraph serve` on loopback."""
    path = {"PYTHONPATH": str(ROOT / "src")}
    with running(lambda port: command(port, "--store", str(disk)), "/health", path) as address:
        yield address


@pytest.fixture(scope="module")
def credentials(graph: credgraph.CredentialGraph) -> int:
    found = graph.query(COUNT)
    assert isinstance(found, credgraph.Table)
    return int(found.column("n")[0])


@pytest.mark.parametrize(
    ("method", "request_method"),
    [("GET", "urlencoded"), ("POST", "urlencoded"), ("POST", "postdirectly")],
)
def test_sparqlwrapper_reads_rows(
    served: str, credentials: int, method: str, request_method: str
) -> None:
    client = SPARQLWrapper(f"{served}/sparql")
    client.setMethod(method)
    client.setRequestMethod(request_method)
    client.setQuery(COUNT)
    client.setReturnFormat(JSON)
    found: Any = client.queryAndConvert()
    assert int(found["results"]["bindings"][0]["n"]["value"]) == credentials
    client.setReturnFormat(XML)
    document: Any = client.queryAndConvert()
    assert str(credentials) in document.toxml()
    for form in (CSV, TSV):
        client.setReturnFormat(form)
        text: Any = client.queryAndConvert()
        assert str(credentials).encode() in text


@pytest.mark.parametrize("form", [TURTLE, RDFXML])
def test_sparqlwrapper_reads_triples(served: str, form: str) -> None:
    client = SPARQLWrapper(f"{served}/sparql")
    client.setQuery(f"CONSTRUCT {{ ?s ?p ?o }} FROM <{GRAPH}sources> WHERE {{ ?s ?p ?o }} LIMIT 9")
    client.setReturnFormat(form)
    found: Any = client.queryAndConvert()
    graph = found if isinstance(found, Graph) else Graph().parse(data=found, format="turtle")
    assert len(graph) == 9


@pytest.mark.parametrize("method", ["GET", "POST", "POST_FORM"])
def test_a_graph_of_rdflib_reads_from_us(served: str, credentials: int, method: str) -> None:
    store = SPARQLStore(f"{served}/sparql", method=method, context_aware=False)
    graph = Graph(store)
    rows: Any = graph.query(COUNT)
    [row] = rows
    assert int(row[0]) == credentials
    kind = URIRef("https://w3id.org/credgraph/ns#Credential")
    assert len(set(graph.subjects(RDF.type, kind))) == credentials


@pytest.mark.skipif(not shutil.which("curl"), reason="there is no curl here")
def test_curl_asks_in_one_line(served: str, credentials: int) -> None:
    for options in (
        ["--get", "--data-urlencode", f"query={COUNT}"],
        ["--data-urlencode", f"query={COUNT}"],
        ["--compressed", "-H", "Content-Type: application/sparql-query", "--data-binary", COUNT],
    ):
        line = ["curl", "-sf", "-H", "Accept: text/csv", f"{served}/sparql", *options]
        assert subprocess.run(line, capture_output=True, text=True).stdout == f"n\n{credentials}\n"


CURL = pytest.mark.skipif(not shutil.which("curl"), reason="there is no curl here")


def curl(*options: str) -> str:
    """Return what curl prints, on its standard output."""
    done = subprocess.run(["curl", "-s", *options], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    return done.stdout


def unchanged(served: str, credentials: int) -> None:
    query = ["--get", "--data-urlencode", f"query={COUNT}", "-H", "Accept: text/csv"]
    assert curl(*query, f"{served}/sparql") == f"n\n{credentials}\n"


@CURL
def test_updates_are_refused_to_every_client(served: str, credentials: int) -> None:
    for method in (URLENCODED, POSTDIRECTLY):
        client = SPARQLWrapper(f"{served}/sparql")
        client.setMethod("POST")
        client.setRequestMethod(method)
        client.setQuery("CLEAR ALL")
        with pytest.raises(urllib.error.HTTPError) as refused:
            client.query()
        assert refused.value.code == 403
        assert b"read-only" in refused.value.read()
    store = SPARQLUpdateStore(f"{served}/sparql", f"{served}/sparql", context_aware=False)
    with pytest.raises(urllib.error.HTTPError, match="403"):
        store.update("INSERT DATA { <x:a> <x:b> <x:c> }")
    for options in (
        ["--data-urlencode", "update=CLEAR ALL"],
        ["-H", "Content-Type: application/sparql-update", "--data-binary", "CLEAR ALL"],
    ):
        told = curl("-w", "%{http_code}", *options, f"{served}/sparql")
        assert told == "this graph is read-only: updates are refused\n403"
    for method in ("PUT", "DELETE", "PATCH"):
        told = curl("-X", method, "-w", "%{http_code}", f"{served}/graph-store?default")
        assert told.endswith("405")
    unchanged(served, credentials)


@CURL
def test_curl_follows_a_redirect_to_a_page(served: str) -> None:
    asked = ["-w", "%{http_code} %{num_redirects} %{url_effective}", "-o", os.devnull]
    for path in ("/docs/", "/query/", "/graph/", "/id/", "/id/credential/", "/shapes/"):
        first = curl(*asked, f"{served}{path}")
        status, _, _ = first.split()
        followed = curl("-L", *asked, f"{served}{path}")
        assert followed.startswith("200 "), f"{path}: {first}"
        assert f" {served}/" in followed, "it leads back here"
        assert status in ("200", "307", "308")


@CURL
def test_curl_gets_the_same_packed_and_the_length_alone_by_head(served: str) -> None:
    query = "SELECT * { ?s a cg:Credential ; ?p ?o } ORDER BY ?s ?p ?o"
    for path in (
        f"/sparql?format=csv&query={quote(query)}",
        f"/sparql?format=nt&query={quote('CONSTRUCT WHERE { ?s a cg:Credential ; ?p ?o }')}",
        "/id/credential/mssc-cpt.ttl",
        "/id/credential/mssc-cpt.html",
        "/api/questions/funders_of_credential?credential=mssc-cpt",
    ):
        plain = curl(f"{served}{path}")
        packed = curl(
            "-H",
            "Accept-Encoding: gzip",
            "-o",
            "-",
            "-w",
            "%{size_download}",
            "--compressed",
            f"{served}{path}",
        )
        assert packed.startswith(plain), path
        assert int(packed.removeprefix(plain)) < len(plain.encode()) / 2, path
        headers = curl("--head", f"{served}{path}").lower()
        assert headers.startswith("http/1.1 200"), path
        assert f"content-length: {len(plain.encode())}\n" in headers, path
        assert headers.endswith("\n\n"), "nothing follows the headers"


def test_a_long_query_fits_into_an_address(served: str) -> None:
    query = f"ASK {{ FILTER('{'x' * 60_000}' != '') }}"
    with urllib.request.urlopen(f"{served}/sparql?query={quote(query)}", timeout=30) as found:
        assert b"true" in found.read()


def test_what_is_no_http_harms_nothing(served: str) -> None:
    host, port = served.removeprefix("http://").split(":")
    for sent in (b"\x16\x03\x01\x02\x00\x01", b"GET / HTTP/9.9\r\n\r\n", b"A" * 300_000):
        connected = socket.create_connection((host, int(port)), timeout=10)
        with connected as call, suppress(OSError):  # it may be closed already
            call.sendall(sent)
            call.shutdown(socket.SHUT_WR)
            assert not call.recv(4000).startswith(b"HTTP/1.1 5")
    assert urllib.request.urlopen(f"{served}/health", timeout=20).status == 200


def test_it_ends_when_told_and_answers_first_what_was_asked(disk: Path, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    log = tmp_path / "log"
    with log.open("w") as errors:
        server = subprocess.Popen(
            command(port, "--store", str(disk), "--timeout", "3"),
            env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
            stderr=errors,
        )
    base, statuses = f"http://127.0.0.1:{port}", list[int]()

    def ask() -> None:
        query = "SELECT%20(COUNT(*)%20AS%20?n)%20{?a%20?b%20?c.%20?d%20?e%20?f.%20?g%20?h%20?i}"
        try:
            urllib.request.urlopen(f"{base}/sparql?query={query}", timeout=60)
        except urllib.error.HTTPError as error:
            statuses.append(error.code)

    try:
        for _ in range(300):
            try:
                urllib.request.urlopen(f"{base}/health", timeout=1).close()
                break
            except OSError:
                time.sleep(0.2)
        asking = threading.Thread(target=ask)
        asking.start()
        time.sleep(1)
        server.send_signal(signal.SIGTERM)
        asking.join(60)
        assert statuses == [504], "the running request was answered"
        assert server.wait(30) in (0, -signal.SIGTERM)
    finally:
        server.kill()
        server.wait()
    said = log.read_text()
    assert f"serving at {base}" in said
    assert '"route": "/sparql", "status": 504' in said
    assert "Traceback" not in said
    assert "COUNT" not in said


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["--port", "0"], "0 is not a port between 1 and 65535"),
        (["--workers", "0"], "0 is too few"),
        (["--rate", "-1"], "-1"),
        (["--store", "no/such/store"], "there is no store here; make one"),
        (["--store", __file__], "is a file; a store is a folder"),
        (["--store", "ftp://x/y"], "neither a folder nor an http or https"),
        (["--host", "192.0.2.1"], "192.0.2.1 cannot be listened at"),
        (["--format", "csv"], "unrecognized arguments: --format csv"),
    ],
)
def test_what_cannot_be_served_is_told_in_one_line(
    arguments: list[str], complaint: str, capsys: pytest.CaptureFixture[str]
) -> None:
    try:
        code = main(["serve", *arguments])
    except SystemExit as ended:
        code = int(ended.code or 0)
    said = capsys.readouterr().err
    assert code == 2
    assert complaint in said
    assert said.count("\n") == 1


def test_a_port_that_is_taken_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert main(["serve", "--port", str(port)]) == 2
    assert f"port {port} is taken" in capsys.readouterr().err


def test_without_the_extra_it_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("credgraph.cli.serve.find_spec", lambda _name: None)
    assert main(["serve"]) == 2
    assert "pip install 'credgraph[server]'" in capsys.readouterr().err


def test_neither_the_library_nor_a_question_loads_the_server() -> None:
    code = (
        "import sys; from credgraph.cli import main;"
        "main(['ask', 'funders_of_credential', '--credential', 'mssc-cpt']);"
        "heavy = {'fastapi', 'starlette', 'uvicorn', 'prometheus_client', 'mcp'} & {*sys.modules};"
        "sys.exit(f'loaded: {heavy}' if heavy else 0)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
    )
    assert done.returncode == 0, done.stderr
