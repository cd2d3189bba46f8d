"""What /health says: ok where questions are answered, and else why not; never late."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import sys
import time
import urllib.error
import urllib.request
from contextlib import suppress
from datetime import datetime
from json import loads
from pathlib import Path
from typing import Any

import pytest
from places import ROOT
from server.conftest import serving
from servers import free_port, running
from starlette.testclient import TestClient

from credgraph.sandbox.crew import Busy
from credgraph.server import health


class Asked:
    """Stands in for the query of a service: counts, and does what it is told."""

    def __init__(self, client: TestClient) -> None:
        self.service: Any = client.app.state.service  # type: ignore[attr-defined]
        self.times, self.query = 0, self.service.query

    async def __call__(self, question: Any) -> Any:
        self.times += 1
        return await self.query(question)


def health_at(address: str) -> tuple[int, dict[str, Any]]:
    try:
        with urllib.request.urlopen(f"{address}/health", timeout=5) as found:
            return found.status, loads(found.read())
    except urllib.error.HTTPError as error:
        return error.code, loads(error.read())


def workers_of(port: str) -> list[int]:
    """Return the processes whose parent was started for this port."""
    parents = dict[int, int]()
    servers = set[int]()
    for entry in Path("/proc").iterdir():
        with suppress(OSError, ValueError):
            parents[int(entry.name)] = int(
                (entry / "stat").read_text().rpartition(")")[2].split()[1]
            )
            if port in (entry / "cmdline").read_text().split("\0"):
                servers.add(int(entry.name))
    return [pid for pid, parent in parents.items() if parent in servers]


def test_health_tells_what_is_served_and_for_how_long(disk: Path) -> None:
    with serving(disk) as client:
        first = client.get("/health")
        said = first.json()
        assert (first.status_code, said["status"], said["detail"]) == (200, "ok", "")
        assert first.headers["cache-control"] == "no-store"
        assert len(said["release"]) == 16
        assert datetime.fromisoformat(said["modified"]).tzinfo
        assert 0 <= said["answered"] < said["uptime"] < 60
        time.sleep(0.2)
        assert client.get("/health").json()["uptime"] >= said["uptime"] + 0.2
        assert client.head("/health").status_code == 200
        assert client.head("/health").content == b""


def test_health_asks_nothing_where_others_were_answered_and_else_once_in_some_seconds(
    disk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with serving(disk) as client:
        client.get("/sparql?query=ASK{}")
        asked = Asked(client)
        monkeypatch.setattr(asked.service, "query", asked)
        for _ in range(40):
            assert client.get("/health").status_code == 200
        assert asked.times == 0
        monkeypatch.setattr(health, "_FRESH", 0.5)
        until = time.monotonic() + 2
        while time.monotonic() < until:
            assert client.get("/health").status_code == 200
        assert 2 <= asked.times <= 5


def test_health_answers_in_time_where_nothing_else_does(
    disk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def hang(_question: object) -> None:
        await asyncio.sleep(60)

    with serving(disk) as client:
        monkeypatch.setattr(health, "_LONGEST", 1.5)
        asked = Asked(client)
        monkeypatch.setattr(asked.service, "query", hang)
        begun = time.monotonic()
        assert client.get("/health").status_code == 503
        assert client.get("/health").status_code == 503
        assert time.monotonic() - begun < 4
        assert client.get("/health").json()["detail"] == "nothing was answered within 1.5 seconds"
        monkeypatch.setattr(asked.service, "query", asked.query)
        client.get("/sparql?query=ASK{}")
        assert client.get("/health").json()["status"] == "ok"


def test_a_full_queue_is_no_reason_to_restart(disk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async def refuse(_question: object) -> None:
        raise Busy("64 requests wait already", 3)

    with serving(disk) as client:
        monkeypatch.setattr(Asked(client).service, "query", refuse)
        assert client.get("/health").status_code == 200


def test_an_endpoint_that_is_down_is_told() -> None:
    with serving(f"http://127.0.0.1:{free_port()}/sparql", seconds=3) as client:
        found = client.get("/health")
        assert found.status_code == 503
        assert found.json()["status"] == "not ok"
        assert 10 < len(found.json()["detail"]) < 300


@pytest.mark.skipif(sys.platform != "linux", reason="it looks at /proc")
def test_a_store_that_is_gone_is_told_and_one_that_is_back_too(disk: Path, tmp_path: Path) -> None:
    store, away = tmp_path / "store", tmp_path / "away"
    shutil.copytree(disk, store)

    def command(port: int) -> list[str]:
        serve = [sys.executable, "-m", "credgraph", "serve", "--store", str(store)]
        return [*serve, "--port", str(port), "--rate", "0", "--no-log"]

    def until(status: int) -> dict[str, Any]:
        late = time.monotonic() + 60
        while True:
            begun = time.monotonic()
            found, said = health_at(address)
            assert time.monotonic() - begun < 4
            if found == status:
                return said
            assert time.monotonic() < late, said
            time.sleep(0.3)

    with running(command, "/health", {"PYTHONPATH": str(ROOT / "src")}) as address:
        assert until(200)["status"] == "ok"
        store.rename(away)
        for worker in workers_of(address.rpartition(":")[2]):
            os.kill(worker, signal.SIGKILL)
        said = until(503)
        assert said["status"] == "not ok"
        assert "there is no store here" in said["detail"]
        assert str(tmp_path) not in said["detail"]
        away.rename(store)
        assert until(200)["detail"] == ""
