"""Library questions through `CredentialGraph.ask`, against the same bound text on raw pyoxigraph.

Names are resolved before the clock starts on the raw side; `ask` remembers them, and looks them up
the first time only. Both sides read every row.
"""

from __future__ import annotations

import statistics
from collections.abc import Iterator, Sequence

import pyoxigraph as ox
from rich.console import Console
from rich.progress import track

import credgraph
from benchmarks.graphs import named, opened, store_of
from benchmarks.timing import Pair, Row, by_turns
from credgraph.answers import terms_for
from credgraph.catalogue import Question

__all__ = ["bound_text", "measure", "raw"]

_BUDGET = 1.15


def measure(sizes: Sequence[int], console: Console) -> Iterator[Row]:
    """Yield one row for each size of graph."""
    for size in sizes:
        console.print(f"loading the {named(size)}")
        graph = opened(size)
        questions = track(graph.questions.values(), named(size), console=console)
        yield _row(named(size), [_pair(graph, question) for question in questions])


def _row(size: str, pairs: Sequence[Pair]) -> Row:
    median, worst = statistics.median(pair.ratio for pair in pairs), max(pairs, key=_ratio)
    over = sum(pair.ratio > _BUDGET for pair in pairs)
    return Row(
        f"{len(pairs)} library questions through ask, {size}",
        "raw pyoxigraph",
        f"at most {_BUDGET}x",
        f"median {median:.2f}x, worst {worst.ratio:.2f}x ({worst.name}), {over} over",
        median <= _BUDGET,
        pairs,
    )


def _ratio(pair: Pair) -> float:
    return pair.ratio


def _pair(graph: credgraph.CredentialGraph, question: Question) -> Pair:
    store, text = store_of(graph), bound_text(graph, question)
    assert len(graph.ask(question.name, **question.samples)) == len(raw(store, text))
    return by_turns(
        question.name,
        lambda: graph.ask(question.name, **question.samples),
        lambda: raw(store, text),
    )


def bound_text(graph: credgraph.CredentialGraph, question: Question) -> str:
    """Return the question's SPARQL with its sample values in it."""
    return question.bound(terms_for(question, question.samples, graph.records))


def raw(store: ox.Store, text: str) -> list[tuple[object, ...]]:
    """Answer a query with nothing but Oxigraph, every row read."""
    found = store.query(text, use_default_graph_as_union=True)
    assert isinstance(found, ox.QuerySolutions)
    return [tuple(solution) for solution in found]
