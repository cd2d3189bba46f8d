"""Library questions asked of us and of rdflib in memory, on the same triples.

rdflib gets one merged graph, which it queries faster than a dataset, in a separate process that can
be stopped. A question stopped at the cap counts as taking that long, so its true ratio is higher.
Questions about named graphs, which a merged graph cannot answer, and questions for which rdflib
returns another number of rows are left out and named.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from rich.console import Console
from rich.progress import track

import credgraph
from benchmarks.deadline import DeadlinePassed, WorkFailed, run_within
from benchmarks.generate import file_of
from benchmarks.graphs import named, opened
from benchmarks.questions import bound_text
from benchmarks.timing import Pair, Row, seconds
from credgraph.questions import Question
from credgraph.results import Table

__all__ = ["SAMPLE", "measure"]

_BUDGET = 20
_CAP = 20.0  # seconds that either side may take for one question
_RUNS = 5
SAMPLE = (
    "apprenticeships_including_credential",
    "competencies_of_credential",
    "costs_of_credential",
    "credentials_recognized_by_employer",
    "employers_by_industry",
    "employers_recognizing_credential",
    "facts_of_record",
    "funders_of_credential",
    "pathway_steps",
    "pay_with_credential",
    "records_by_kind",
    "wages_in_state",
)


def measure(sizes: Sequence[int], console: Console, names: Sequence[str] = SAMPLE) -> Iterator[Row]:
    """Yield one row for each size of graph, over the named questions."""
    for size in sizes:
        console.print(f"loading {named(size)} here and in rdflib")
        graph = opened(size)
        with _rdflib(str(file_of(size))) as child:
            asked = track([graph.questions[name] for name in names], named(size), console=console)
            pairs = [pair for question in asked if (pair := _pair(graph, child, question, console))]
        yield _row(named(size), pairs)


def _row(size: str, pairs: Sequence[Pair]) -> Row:
    median = statistics.median(pair.times_faster for pair in pairs)
    least = min(pairs, key=lambda pair: pair.times_faster)
    stopped = sum(pair.more for pair in pairs)
    return Row(
        f"{len(pairs)} library questions, {size}",
        "rdflib in memory",
        f"at least {_BUDGET}x faster",
        f"median {'at least ' * (stopped > 0)}{median:.0f}x, least {least.times_faster:.1f}x "
        f"({least.name}), {stopped} stopped at {_CAP:.0f} s",
        median >= _BUDGET,
        pairs,
    )


def _pair(
    graph: credgraph.CredentialGraph,
    child: subprocess.Popen[str],
    question: Question,
    console: Console,
) -> Pair | None:
    """Time our side before and after theirs; None if either fails or their row counts differ."""
    try:
        before, rows = _ours(graph, question)
        text = bound_text(graph, question)
    except (WorkFailed, credgraph.CredGraphError) as error:
        console.print(f"left out: {question.name}: {error}")
        return None
    theirs = _reply(child, {"text": text, "cap": _CAP})
    if "failed" in theirs:
        console.print(f"left out: {question.name}: rdflib: {theirs['failed'].splitlines()[0]}")
        return None
    after, _ = _ours(graph, question)
    stopped = "stopped" in theirs
    if not stopped and theirs["rows"] != rows:
        console.print(f"left out: {question.name}: {rows} rows, in rdflib {theirs['rows']}")
        return None
    return Pair(question.name, before + after, theirs.get("seconds", [_CAP]), more=stopped)


def _ours(graph: credgraph.CredentialGraph, question: Question) -> tuple[list[float], int | None]:
    """Return five times and the row count; or, for a question over the cap, the cap and None."""

    def ask() -> Table:
        return graph.ask(question.name, **question.samples)

    try:
        rows = run_within(_CAP, lambda: len(ask()))
    except DeadlinePassed:
        return [_CAP], None
    return [seconds(ask) for _ in range(_RUNS)], rows


@contextmanager
def _rdflib(path: str) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-m", "benchmarks.rdflib_process", path]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True) as child:
        try:
            assert child.stdout
            assert child.stdout.readline() == "ready\n", "rdflib did not load the graph"
            yield child
        finally:
            child.kill()


def _reply(child: subprocess.Popen[str], asked: dict[str, Any]) -> dict[str, Any]:
    assert child.stdin
    assert child.stdout
    child.stdin.write(json.dumps(asked) + "\n")
    child.stdin.flush()
    reply: dict[str, Any] = json.loads(child.stdout.readline())
    return reply
