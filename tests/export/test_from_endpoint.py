"""Exports from an endpoint that serves the shipped graph: the bytes of a local export."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

import credgraph
from credgraph.export.profiles import NAMES
from credgraph.graph import CredentialGraph
from credgraph.snapshot import spelt_as_shipped
from credgraph.store import EmbeddedStore


@pytest.mark.parametrize("name", NAMES)
def test_an_export_from_an_endpoint_has_the_bytes_of_a_local_one(
    name: str, graph: CredentialGraph, endpoint: str
) -> None:
    local, remote = graph.export(name), credgraph.open(endpoint).export(name)
    assert [*remote.documents()] == [*local.documents()]
    assert len(remote.blocked) == len(local.blocked)


def test_values_of_another_graph_are_spelt_as_its_engine_does(graph: CredentialGraph) -> None:
    other = ox.Store()
    other.extend(graph.store.quads())  # type: ignore[attr-defined]
    added = ox.Quad(ox.NamedNode("x:s"), ox.NamedNode("x:p"), ox.Literal(1), ox.NamedNode("x:g"))
    assert spelt_as_shipped(EmbeddedStore(other)) is not graph.store
    other.add(added)
    changed = EmbeddedStore(other)
    assert spelt_as_shipped(changed) is changed
