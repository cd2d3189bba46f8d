"""An endpoint behind the server: what it fails to say is told, and never passed off as whole."""

from __future__ import annotations

import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler

import pytest
from endpoints import JSON, answering, asked, reply, rows
from server.conftest import serving

Call = BaseHTTPRequestHandler


def slow(call: Call) -> None:
    time.sleep(3)
    reply(call, 200, JSON, rows(1))


def broken(call: Call) -> None:
    reply(call, 200, JSON, rows(2)[:-30])


def half(call: Call) -> None:
    reply(call, 200, JSON, rows(2), more=100)


def refusing(call: Call) -> None:
    reply(call, 500, "text/plain", b"out of memory")


def cut(call: Call) -> None:
    reply(call, 206, JSON, rows(2), headers={"X-SPARQL-MaxRows": "2"})


def page(call: Call) -> None:
    reply(call, 200, "text/html", b"<html>Please sign in</html>")


@pytest.mark.parametrize(
    ("answer", "status", "said"),
    [
        (slow, 504, "did not answer within 1 seconds"),
        (broken, 502, ""),
        (half, 502, ""),
        (refusing, 502, "out of memory"),
        (cut, 502, ""),
        (page, 502, ""),
    ],
)
def test_an_endpoint_that_is_slow_or_broken_is_told(
    answer: Callable[[Call], None], status: int, said: str
) -> None:
    with answering(answer) as address, serving(address, seconds=1) as client:
        found = client.get("/sparql", params={"query": "SELECT ?x { ?x a ?y }"})
        assert found.status_code == status, found.text
        assert said in found.text


def test_an_endpoint_that_is_away_is_told() -> None:
    with serving("http://127.0.0.1:9/query") as client:
        found = client.get("/sparql?query=ASK{}")
        assert found.status_code == 502
        assert "refused the connection" in found.text


def test_an_answer_of_an_endpoint_is_negotiated_and_not_kept(endpoint: str) -> None:
    query = "SELECT ?c { ?c a cg:Credential } ORDER BY ?c LIMIT 2"
    with serving(endpoint) as client:
        found = client.get("/sparql", params={"query": query, "format": "csv"})
        assert found.text.splitlines()[0] == "c"
        assert len(found.text.splitlines()) == 3
        assert found.headers["cache-control"] == "no-store"
        assert "etag" not in found.headers


def test_the_graphs_of_a_request_are_those_that_the_endpoint_is_asked_for() -> None:
    calls = list[dict[str, list[str]]]()

    def answer(call: Call) -> None:
        calls.append(asked(call))
        reply(call, 200, JSON, rows(1))

    with answering(answer) as address, serving(address) as client:
        given = {"query": "SELECT ?x { ?x a ?y }", "named-graph-uri": "http://e/g"}
        assert client.post("/sparql", data=given).status_code == 200
    assert calls[0]["named-graph-uri"] == ["http://e/g"]
