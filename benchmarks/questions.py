"""Library questions through `CredentialGraph.ask`, against the same bound text on raw pyoxigraph.

Names are resolved before the clock starts on the raw side; `ask` remembers them, and looks them up
the first time only. Both sides read every row. A question that takes too long to be measured is
left out and named.
"""

from __future__ import annotations

import statistics
from collections.abc import Iterator, Sequence
from functools import partial

import pyoxigraph as ox
from rich.console import Console
from rich.progress import track

import credgraph
from benchmarks.bounded import Stopped, within
from benchmarks.graphs import named, opened, store_of
from benchmarks.timing import Pair, Row, by_turns
from credgraph.answers import terms_for
from credgraph.catalogue import Question

__all__ = ["bound_text", "measure", "raw"]

_BUDGET = 1.15
_CAP = 60.0  # seconds that one question may take, all its turns together


def measure(sizes: Sequence[int], console: Console) -> Iterator[Row]:
    """Yield one row for each size of graph."""
    for size in sizes:
        console.print(f"loading the {named(size)}")
        graph = opened(size)
        questions = track(graph.questions.values(), named(size), console=console)
        yield _row(named(size), [_bounded(graph, question) for question in questions])


def _row(size: str, measured: Sequence[Pair | str]) -> Row:
    pairs = [pair for pair in measured if isinstance(pair, Pair)]
    stopped = [name for name in measured if isinstance(name, str)]
    median, worst = statistics.median(p.ratio for p in pairs), max(pairs, key=lambda p: p.ratio)
    over = sum(pair.ratio > _BUDGET for pair in pairs)
    too_long = f", longer than {_CAP:.0f} s: {' '.join(stopped)}" if stopped else ""
    return Row(
        f"{len(pairs)} library questions through ask, {size}",
        "raw pyoxigraph",
        f"at most {_BUDGET}x",
        f"median {median:.2f}x, worst {worst.ratio:.2f}x ({worst.name}), {over} over{too_long}",
        median <= _BUDGET and not stopped,
        pairs,
    )


def _bounded(graph: credgraph.CredentialGraph, question: Question) -> Pair | str:
    try:
        return within(_CAP, partial(_pair, graph, question))
    except Stopped:
        return question.name


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
