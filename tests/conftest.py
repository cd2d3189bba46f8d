"""One graph for the session, no network but loopback, and the --approve switch."""

from __future__ import annotations

import gc
import socket
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from servers import running

import credgraph


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--approve", action="store_true", help="approve the current answers")


def pytest_collection_finish() -> None:
    """Leave what is loaded by now out of every later search for garbage, which is then quicker."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000)


@pytest.fixture(autouse=True)
def only_loopback(monkeypatch: pytest.MonkeyPatch) -> None:
    """Refuse every connection except to this machine."""
    connect = socket.socket.connect

    def connect_to_loopback(self: socket.socket, address: Any) -> None:
        if self.family != socket.AF_UNIX and address[0] not in ("127.0.0.1", "::1", "localhost"):
            raise AssertionError(f"a test called {address}")
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", connect_to_loopback)


@pytest.fixture(autouse=True, scope="session")
def own_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep snapshots made by tests out of the user's cache, and the user's store out of tests."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CREDGRAPH_CACHE", str(tmp_path_factory.mktemp("cache")))
        patch.setenv("CREDGRAPH_DATA", str(tmp_path_factory.mktemp("data")))
        yield


@pytest.fixture(scope="session")
def graph() -> credgraph.CredentialGraph:
    """The shipped graph in memory; nothing may write to it."""
    return credgraph.open()


@pytest.fixture(scope="session")
def disk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store on disk, made from the shipped graph."""
    place = tmp_path_factory.mktemp("disk") / "store"
    credgraph.open(place)
    return place


@pytest.fixture(scope="session")
def endpoint(disk: Path) -> Iterator[str]:
    """The address of a real SPARQL server on loopback that serves the shipped graph."""
    program = str(Path(sys.executable).with_name("oxigraph"))

    def command(port: int) -> list[str]:
        served = [program, "serve-read-only", "--location", str(disk), "--union-default-graph"]
        return [*served, "--bind", f"127.0.0.1:{port}"]

    with running(command) as url:
        yield f"{url}/query"
