"""What one client may use: time, memory, rows, places, a share of the queue, requests, bytes."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import time
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from server.conftest import serving
from server.trials import every_trial
from starlette.testclient import TestClient

from credgraph import CredentialGraph
from credgraph.errors import BadQuery, StoreUnavailable, TimedOut
from credgraph.sandbox.crew import Busy, Crew
from credgraph.server.limits import RateLimit, client_of

FOREVER = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
ANY = "ASK { ?s ?p ?o }"
GREEDY = "SELECT * { ?a ?b ?c . ?d ?e ?f } ORDER BY ?c ?f"


@pytest.fixture(scope="module")
def hasty(disk: Path) -> Iterator[TestClient]:
    """A server with a deadline of two seconds, few rows and small requests."""
    with serving(disk, seconds=2, rows=3, request_bytes=5000, workers=1) as made:
        yield made


def asked(client: TestClient, query: str, **headers: str) -> Any:
    return client.get("/sparql", params={"query": query}, headers=headers)


def test_a_query_without_end_is_stopped_at_the_deadline(hasty: TestClient) -> None:
    begun = time.monotonic()
    found = asked(hasty, FOREVER)
    assert found.status_code == 504
    assert "stopped after 2 seconds; nothing joins ?a ?b ?c with ?d ?e ?f" in found.text
    assert time.monotonic() - begun < 6
    assert asked(hasty, ANY).status_code == 200


def test_a_query_that_takes_too_much_memory_is_told(disk: Path) -> None:
    with serving(disk, seconds=30, memory=700 * 2**20, workers=1) as client:
        found = asked(client, GREEDY)
        assert found.status_code == 400
        assert "the memory of a query may take 700 MB" in found.text
        assert asked(client, ANY).status_code == 200


def test_a_server_whose_processes_cannot_start_does_not_start(disk: Path) -> None:
    expected = pytest.raises(StoreUnavailable, match="64 MB may be too little memory")
    with expected, serving(disk, memory=64 * 2**20):
        pass


def test_an_answer_with_more_rows_is_cut_and_says_so(hasty: TestClient) -> None:
    cut = asked(hasty, "SELECT ?s { ?s ?p ?o }")
    assert len(cut.json()["results"]["bindings"]) == 3
    assert cut.headers["x-sparql-maxrows"] == "3"
    whole = asked(hasty, "SELECT ?s { ?s ?p ?o } LIMIT 3")
    assert "x-sparql-maxrows" not in whole.headers


def test_a_graph_is_not_handed_out_in_part(hasty: TestClient) -> None:
    found = hasty.get("/graph-store?default")
    assert found.status_code == 400
    assert "more than 3 triples" in found.text


@pytest.mark.parametrize("announced", [True, False])
def test_a_request_with_too_many_bytes_is_refused(hasty: TestClient, announced: bool) -> None:
    body = ANY.encode() + b" " * 5000
    parts = (body[at : at + 1000] for at in range(0, len(body), 1000))
    head = {"Content-Type": "application/sparql-query"}
    found = hasty.post("/sparql", content=body if announced else parts, headers=head)
    assert found.status_code == 413
    assert "5,000 bytes" in found.text


def test_a_client_that_hurries_is_told_when_to_ask_again(disk: Path) -> None:
    with serving(disk, rate=0.5) as client:
        found = [asked(client, ANY) for _ in range(6)]
        assert [each.status_code for each in found] == [200] * 5 + [429]
        assert found[-1].headers["retry-after"] == "2"
        assert client.get("/health").status_code == 200, "what watches the server has no limit"


def test_a_bucket_fills_again_and_each_client_has_its_own() -> None:
    limit = RateLimit(2)
    assert [limit.wait("a", 0) for _ in range(21)] == [0] * 20 + [0.5]
    assert limit.wait("b", 0) == 0
    assert limit.wait("a", 0.5) == 0
    assert limit.wait("a", 0.5) == 0.5
    assert RateLimit(0).wait("a", 0) == 0


def test_buckets_of_many_clients_take_no_more_memory() -> None:
    limit = RateLimit(1)
    for number in range(20_000):
        limit.wait(str(number), 0)
    assert len(limit._buckets) == 10_000


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("2001:db8::1", "2001:db8::2", True),
        ("2001:db8:0:1::1", "2001:db8:0:2::1", False),
        ("192.0.2.1", "192.0.2.2", False),
        ("testclient", "testclient", True),
    ],
)
def test_a_network_of_ipv6_is_one_client(one: str, other: str, same: bool) -> None:
    found = [client_of({"client": (host, 1)}) for host in (one, other)]
    assert (found[0] == found[1]) is same


@asynccontextmanager
async def crew(disk: Path, size: int = 1, waiting: int = 4) -> AsyncIterator[Crew]:
    made = Crew(disk, memory=2**31, size=size, waiting=waiting)
    await made.start()
    try:
        yield made
    finally:
        made.close()


def request(text: str = ANY) -> dict[str, Any]:
    return {"job": "query", "text": text, "rows": 10}


def test_requests_that_wait_are_so_many_and_half_of_them_of_one_client(disk: Path) -> None:
    async def fill() -> None:
        async with crew(disk) as made:
            running = asyncio.create_task(made.ask(request(FOREVER), b"", 20, "a"))
            await asyncio.sleep(0.1)
            waiting = [asyncio.create_task(made.ask(request(), b"", 20, who)) for who in "aabc"]
            await asyncio.sleep(0.1)
            with pytest.raises(Busy, match=r"4 requests wait already; ask again in \d+ second"):
                await made.ask(request(), b"", 20, "d")
            assert made.waiting == 4
            running.cancel()
            await asyncio.gather(*waiting)
            assert made.waiting == 0

    async def crowd() -> None:
        async with crew(disk) as made:
            running = asyncio.create_task(made.ask(request(FOREVER), b"", 20, "a"))
            await asyncio.sleep(0.1)
            waiting = [asyncio.create_task(made.ask(request(), b"", 20, who)) for who in "aa"]
            await asyncio.sleep(0.1)
            with pytest.raises(Busy, match="2 requests of yours wait already"):
                await made.ask(request(), b"", 20, "a")
            running.cancel()
            await asyncio.gather(*waiting)

    asyncio.run(fill())
    asyncio.run(crowd())


def test_a_full_queue_is_told_with_the_time_to_ask_again(disk: Path) -> None:
    with serving(disk, workers=1, queue=2, seconds=5) as client, ThreadPoolExecutor(8) as threads:
        found = [*threads.map(lambda _: asked(client, FOREVER), range(8))]
        refused = [each for each in found if each.status_code == 503]
        assert refused
        assert all(int(each.headers["retry-after"]) >= 1 for each in refused)
        assert {each.status_code for each in found} <= {503, 504}


def test_a_long_request_gives_its_place_to_the_next(disk: Path) -> None:
    async def ask() -> None:
        async with crew(disk) as made:
            long = asyncio.create_task(made.ask(request(FOREVER), b"", 8, "a"))
            await asyncio.sleep(0.1)
            begun = time.monotonic()
            header, _ = await made.ask(request(), b"", 20, "b")
            assert header["kind"] == "boolean"
            assert time.monotonic() - begun < 5
            with pytest.raises(TimedOut):
                await long

    asyncio.run(ask())


def test_a_second_long_request_of_a_client_is_ended_where_others_wait(disk: Path) -> None:
    async def ask() -> None:
        async with crew(disk) as made:
            first = asyncio.create_task(made.ask(request(FOREVER), b"", 30, "a"))
            await asyncio.sleep(2)
            second = asyncio.create_task(made.ask(request(FOREVER), b"", 30, "a"))
            await asyncio.sleep(0.2)
            await made.ask(request(), b"", 30, "b")
            with pytest.raises(Busy, match="ended for others that wait"):
                await second
            assert not first.done(), "the first goes on beside"
            first.cancel()

    asyncio.run(ask())


def test_a_request_that_is_cancelled_leaves_no_process_behind(disk: Path) -> None:
    async def ask() -> None:
        async with crew(disk) as made:
            [before] = made.process_ids
            running = asyncio.create_task(made.ask(request(FOREVER), b"", 30, "a"))
            await asyncio.sleep(0.2)
            running.cancel()
            with pytest.raises(asyncio.CancelledError):
                await running
            assert before not in made.process_ids
            assert (await made.ask(request(), b"", 20))[0]["value"] is True

    asyncio.run(ask())


def test_workers_that_somebody_kills_cost_no_answer(disk: Path) -> None:
    text = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o . FILTER(STRLEN(STR(?o)) >= 0) }"

    async def ask() -> None:
        async with crew(disk, size=2, waiting=20) as made:
            expected = await made.ask(request(text), b"", 30)
            asking = [asyncio.create_task(made.ask(request(text), b"", 30)) for _ in range(10)]
            for _ in range(3):
                await asyncio.sleep(0.3)
                for process in made.process_ids[:1]:
                    os.kill(process, signal.SIGKILL)
            found = await asyncio.gather(*asking)
            assert [body for _, body in found] == [expected[1]] * 10
            assert len(made.process_ids) <= 2

    asyncio.run(ask())


def test_what_crashes_the_engine_is_not_tried_again(disk: Path, tmp_path: Path) -> None:
    async def ask() -> None:
        async with crew(disk) as made:
            running = asyncio.create_task(made.ask(request(FOREVER), b"", 30))
            await asyncio.sleep(0.3)
            os.kill(made.process_ids[0], signal.SIGSEGV)
            with pytest.raises(BadQuery, match="too deep for the engine"):
                await running

    asyncio.run(ask())


def test_a_query_whose_client_is_gone_is_ended(disk: Path) -> None:
    from credgraph.server.app import create_app
    from credgraph.server.settings import Settings

    async def ask() -> None:
        app = create_app(Settings(store=str(disk), workers=1, seconds=60, log=False))
        async with app.router.lifespan_context(app):
            source = app.state.service.source
            messages = [{"type": "http.request", "body": b""}, {"type": "http.disconnect"}]
            query = b"query=" + FOREVER.replace(" ", "+").encode()
            scope = {
                "type": "http",
                "method": "GET",
                "path": "/sparql",
                "headers": [],
                "query_string": query,
                "client": ("192.0.2.1", 1),
                "http_version": "1.1",
                "scheme": "http",
                "server": ("x", 80),
                "raw_path": b"/sparql",
                "root_path": "",
            }

            async def receive() -> Any:
                return messages.pop(0) if len(messages) > 1 else messages[0]

            async def send(_message: Any) -> None:
                pass

            begun = time.monotonic()
            await app(scope, receive, send)
            assert time.monotonic() - begun < 20
            await asyncio.sleep(0.5)
            assert source.load.running == 0

    asyncio.run(ask())


def test_work_with_the_graph_has_one_deadline(disk: Path) -> None:
    from credgraph.server.answering import Service
    from credgraph.server.settings import Settings

    async def ask() -> None:
        service = Service(Settings(store=str(disk), seconds=2, workers=1))
        await service.start()
        try:
            begun = time.monotonic()
            with pytest.raises(TimedOut):
                await service.run(lambda graph: [graph.query(FOREVER) for _ in range(5)])
            assert time.monotonic() - begun < 6
            table = await service.run(
                lambda graph: graph.ask("funders_of_credential", credential="mssc-cpt")
            )
            assert len(table)
        finally:
            await service.close()

    asyncio.run(ask())


def test_a_file_is_checked_in_a_process_too(disk: Path) -> None:
    from credgraph.server.answering import Service
    from credgraph.server.settings import Settings

    async def check() -> None:
        service = Service(Settings(store=str(disk), workers=1))
        await service.start()
        try:
            bad = b"<https://w3id.org/credgraph/id/credential/new> a cg:Credential ."
            prefixed = b"@prefix cg: <https://w3id.org/credgraph/ns#> . " + bad
            findings = await service.validate(prefixed, "new.ttl")
            assert len(findings)
        finally:
            await service.close()

    asyncio.run(check())


def test_the_log_tells_neither_who_asked_nor_what(
    client: TestClient, caplog: pytest.LogCaptureFixture
) -> None:
    asking = "ASK { ?s ?p 'my secret' }"
    with caplog.at_level("INFO", "credgraph.access"):
        asked(client, asking)
        client.get("/no/such/person")
    first, second = (json.loads(record.getMessage()) for record in caplog.records)
    assert first["route"] == "/sparql"
    assert (first["kind"], first["length"], first["rows"]) == ("ASK", len(asking), 1)
    assert first["status"] == 200
    assert first["bytes"] > 0
    assert second["route"] == "none"
    assert not [word for word in ("secret", "person", "testclient") if word in caplog.text]


def test_health_and_metrics_tell_how_the_service_fares(client: TestClient) -> None:
    asked(client, ANY)
    health = client.get("/health").json()
    assert health["status"] == "ok"
    assert len(health["release"]) == 16
    counts = client.get("/metrics").text
    assert 'credgraph_requests_total{method="GET",route="/sparql",status="200"}' in counts
    assert 'credgraph_request_seconds_count{route="/sparql"}' in counts
    assert "credgraph_workers_started_total" in counts


def test_every_address_says_when_to_ask_again_where_there_is_no_place(
    disk: Path, graph: CredentialGraph, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def refuse(*_asked: object, **_more: object) -> None:
        raise Busy("64 requests wait already", 7)

    with serving(disk) as client:
        service: Any = client.app.state.service  # type: ignore[attr-defined]
        for work in ("query", "run", "validate"):
            monkeypatch.setattr(service, work, refuse)
        refused = 0
        for trial in every_trial(graph):
            found = client.request(
                trial.method, trial.path, content=trial.body, headers=trial.headers
            )
            if found.status_code == 503:
                refused += 1
                assert found.headers["retry-after"] == "7", trial.path
                assert trial.method == "HEAD" or "wait already" in found.text
            elif found.status_code == 200 and trial.path in ("/", "/sparql/completion"):
                assert found.headers["cache-control"] == "no-store", "it lacks what it should hold"
                assert "etag" not in found.headers
                assert '"complete":true' not in found.text
        assert refused > 40


def test_the_place_of_the_store_is_told_nowhere(
    disk: Path, graph: CredentialGraph, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail(*_asked: object, **_more: object) -> None:
        raise StoreUnavailable(str(disk), "its readers do not stay alive")

    with serving(disk) as client:
        service: Any = client.app.state.service  # type: ignore[attr-defined]
        for work in ("query", "run", "validate"):
            monkeypatch.setattr(service, work, fail)
        for trial in every_trial(graph):
            found = client.request(
                trial.method, trial.path, content=trial.body, headers=trial.headers
            )
            assert str(disk) not in found.text, trial.path
