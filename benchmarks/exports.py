"""Export throughput in triples per second, against rdflib serializing the same graph.

rdflib already holds the graph in memory; we read it from the store, map it and write it. Checking
against the shapes is left out, because the validation benchmark measures it.
"""

from __future__ import annotations

import statistics
from collections.abc import Iterator

from rich.console import Console

import credgraph
from benchmarks.generate import file_of
from benchmarks.graphs import named, opened, store_of
from benchmarks.rdflib_process import load
from benchmarks.timing import Row, seconds
from credgraph.export import profile
from credgraph.export.exporter import run_mapping

__all__ = ["measure"]

_PROFILES = ("turtle", "ctdl")
_TURNS = 3


def measure(size: int, console: Console) -> Iterator[Row]:
    """Yield one row for each profile."""
    console.print(f"loading {named(size)} into rdflib and serializing it, by turns with exports")
    graph, theirs = opened(size), load(str(file_of(size)))
    triples = len(theirs)
    store_of(graph).optimize()
    other, mine = list[float](), {name: list[float]() for name in _PROFILES}
    while len(other) < _TURNS and sum(other) < 120:
        other.append(seconds(lambda: theirs.serialize(format="turtle")))
        for name in _PROFILES:
            mine[name].append(seconds(lambda name=name: _export(graph, name)))  # type: ignore[misc]
    rate = triples / statistics.median(other)
    for name in _PROFILES:
        own = triples / statistics.median(mine[name])
        yield Row(
            f"export to {name}, {named(size)}",
            "rdflib to Turtle",
            "as quick or quicker",
            f"{own / rate:.1f}x ({own:,.0f} and {rate:,.0f} triples/s)",
            own >= rate,
        )


def _export(graph: credgraph.CredentialGraph, name: str) -> bytes:
    chosen = profile(name)
    mapped = run_mapping(graph.store, chosen)
    return next(iter(chosen.whole.values()))(mapped)
