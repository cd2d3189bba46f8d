"""Servers in this process: two for the session, and others with bounds of their own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("fastapi", reason="it needs: pip install 'credgraph[server]'")

from starlette.testclient import TestClient

from credgraph.server.app import create_app
from credgraph.server.settings import Settings


@contextmanager
def serving(store: Path | str, **bounds: Any) -> Iterator[TestClient]:
    """Serve a store without a limit on the rate of requests, unless told otherwise."""
    settings = Settings(store=str(store), **{"rate": 0, "log": False, **bounds})
    with TestClient(create_app(settings)) as client:
        yield client


@pytest.fixture(scope="session")
def client(disk: Path) -> Iterator[TestClient]:
    """A server of the shipped graph with ordinary bounds."""
    with serving(disk) as made:
        yield made


@pytest.fixture(scope="session")
def site(disk: Path) -> Iterator[TestClient]:
    """A server of the shipped graph that is known by an address."""
    with serving(disk, base="https://graph.example.org/mirror", seconds=60) as made:
        yield made
