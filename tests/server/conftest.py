"""The application over the shipped graph, without a socket."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

pytest.importorskip("fastapi", reason="the server needs: pip install 'credgraph[server]'")

from starlette.testclient import TestClient

from credgraph.server.app import create_app
from credgraph.server.settings import Settings


@pytest.fixture(scope="session")
def site() -> Iterator[TestClient]:
    """A client of the application, which knows its address and limits no rate."""
    settings = Settings(base="https://graph.example.org/mirror", rate=0, seconds=60)
    with TestClient(create_app(settings), raise_server_exceptions=False) as client:
        yield client
