"""Exports from an endpoint that serves the shipped graph: the bytes of a local export."""

from __future__ import annotations

import pytest

import credgraph
from credgraph.export.profiles import NAMES
from credgraph.graph import CredentialGraph


@pytest.mark.parametrize("name", NAMES)
def test_an_export_from_an_endpoint_has_the_bytes_of_a_local_one(
    name: str, graph: CredentialGraph, endpoint: str
) -> None:
    local, remote = graph.export(name), credgraph.open(endpoint).export(name)
    assert [*remote.documents()] == [*local.documents()]
    assert len(remote.blocked) == len(local.blocked)
