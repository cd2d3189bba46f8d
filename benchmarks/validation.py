"""Validation of a generated graph: the Rust engine against pySHACL; their findings must agree."""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Iterator

from rich.console import Console

import credgraph
from benchmarks.graphs import named, opened
from benchmarks.timing import Pair, Row, seconds
from credgraph.validation import Finding

__all__ = ["measure"]

_BUDGET = 50
_TURNS = 3


def measure(size: int, console: Console) -> Iterator[Row]:
    """Yield the one row; asserts that both engines find the same."""
    console.print(f"validating {named(size)} with both engines (pySHACL takes its time)")
    graph = opened(size)
    found = graph.validate(engine="rust")
    pair = _pair(graph, found)
    mine, other = statistics.median(pair.ours), statistics.median(pair.theirs)
    kinds = ", ".join(
        f"{n} {kind}" for kind, n in sorted(Counter(f.severity for f in found).items())
    )
    yield Row(
        f"validation, {named(size)}",
        "pySHACL",
        f"at least {_BUDGET}x faster",
        f"{pair.times_faster:.0f}x ({mine:.2f} s, {other:.1f} s), same findings ({kinds})",
        pair.times_faster >= _BUDGET,
    )


def _pair(graph: credgraph.CredentialGraph, expected: list[Finding]) -> Pair:
    """Time our engine before and after each run of pySHACL, until the runs take a minute."""

    def ours() -> object:
        return graph.validate(engine="rust")

    def theirs() -> object:
        found.append(graph.validate(engine="pyshacl"))
        return None

    found, mine, other = list[list[Finding]](), [seconds(ours)], list[float]()
    while len(other) < _TURNS and sum(other) < 60:
        other.append(seconds(theirs))
        mine.append(seconds(ours))
    assert all(each == expected for each in found), "the engines disagree"
    return Pair("validation", mine, other)
