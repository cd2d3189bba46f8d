"""The graphs that are measured: the shipped one and generated ones, held in memory."""

from __future__ import annotations

import pyoxigraph as ox

import credgraph
from benchmarks.generate import file_of
from credgraph.store import EmbeddedStore

__all__ = ["SHIPPED", "named", "opened", "store_of"]

SHIPPED = 0  # stands for the size of the shipped graph


def named(triples: int) -> str:
    """Return a size in words: `1M triples`, or `shipped graph`."""
    if triples == SHIPPED:
        return "shipped graph"
    million = triples % 1_000_000 == 0
    return f"{triples // 1_000_000}M triples" if million else f"{triples // 1_000}k triples"


def opened(triples: int) -> credgraph.CredentialGraph:
    """Load a graph of about this size into memory, or the shipped one for SHIPPED."""
    if triples == SHIPPED:
        return credgraph.open()
    store = ox.Store()
    store.bulk_load(path=str(file_of(triples)), format=ox.RdfFormat.N_QUADS)
    return credgraph.CredentialGraph(EmbeddedStore(store))


def store_of(graph: credgraph.CredentialGraph) -> ox.Store:
    """Return the Oxigraph store under a graph in memory."""
    assert isinstance(graph.store, EmbeddedStore)
    return graph.store.triples
