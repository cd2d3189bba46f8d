"""Library questions through `CredentialGraph.ask`, against the same SPARQL on raw pyoxigraph.

The raw side gets its IRIs before the clock starts; `ask` looks names up the first time only. Both
sides read every row. A question that fails or takes too long is left out and named.
"""

from __future__ import annotations

import statistics
from collections.abc import Iterator, Sequence
from functools import partial

import pyoxigraph as ox
from rich.console import Console
from rich.progress import track

import credgraph
from benchmarks.deadline import DeadlinePassed, WorkFailed, run_within
from benchmarks.graphs import named, opened, store_of
from benchmarks.timing import Pair, Row, by_turns
from credgraph.questions import Question, terms_for

__all__ = ["bound_text", "measure", "raw"]

_BUDGET = 1.15
_CAP = 20.0  # seconds that one question may take


def measure(sizes: Sequence[int], console: Console) -> Iterator[Row]:
    """Yield one row for each size of graph."""
    for size in sizes:
        console.print(f"loading the {named(size)}")
        graph = opened(size)
        questions = track(graph.questions.values(), named(size), console=console)
        yield _row(named(size), [_bounded(graph, question) for question in questions])


def _row(size: str, measured: Sequence[Pair | str]) -> Row:
    pairs = [pair for pair in measured if isinstance(pair, Pair)]
    unmeasured = [why for why in measured if isinstance(why, str)]
    median, worst = statistics.median(p.ratio for p in pairs), max(pairs, key=lambda p: p.ratio)
    over = sum(pair.ratio > _BUDGET for pair in pairs)
    left_out = f"; not measured: {', '.join(unmeasured)}" if unmeasured else ""
    return Row(
        f"{len(pairs)} library questions through ask, {size}",
        "raw pyoxigraph",
        f"at most {_BUDGET}x",
        f"median {median:.2f}x, worst {worst.ratio:.2f}x ({worst.name}), {over} over{left_out}",
        median <= _BUDGET and not unmeasured,
        pairs,
    )


def _bounded(graph: credgraph.CredentialGraph, question: Question) -> Pair | str:
    """Try the question in a fork; if it ends in time, measure it in this warm process."""
    try:
        run_within(_CAP, partial(_compare, graph, question))
    except DeadlinePassed:
        return f"{question.name} (more than {_CAP:.0f} s)"
    except WorkFailed as failed:
        return f"{question.name} ({failed})"
    store, text = store_of(graph), bound_text(graph, question)
    return by_turns(
        question.name,
        lambda: graph.ask(question.name, **question.samples),
        lambda: raw(store, text),
    )


def _compare(graph: credgraph.CredentialGraph, question: Question) -> None:
    rows = raw(store_of(graph), bound_text(graph, question))
    assert len(graph.ask(question.name, **question.samples)) == len(rows), "the answers differ"


def bound_text(graph: credgraph.CredentialGraph, question: Question) -> str:
    """Return the question's SPARQL with its sample values bound."""
    return question.bind(terms_for(question, question.samples, graph.records))


def raw(store: ox.Store, text: str) -> list[tuple[object, ...]]:
    """Answer a query with Oxigraph alone and read every row."""
    found = store.query(text, use_default_graph_as_union=True)
    assert isinstance(found, ox.QuerySolutions)
    return [tuple(solution) for solution in found]
