"""The approved answers of the question library, and whether an engine gives the same."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import credgraph
from credgraph.errors import CredGraphError
from credgraph.publishing import publish
from credgraph.results import Format, render
from credgraph.snapshot import shipped_spellings
from credgraph.store import in_memory
from credgraph.store.endpoint import RemoteStore
from engines.subjects import Engine, Served

__all__ = ["Outcome", "Run", "run"]

_GOLDEN = Path(__file__).parents[1] / "golden" / "questions"
_SECONDS = 120  # for an answer


class Outcome(NamedTuple):
    """What came of a question: the approved answer, another one, or none for a reason."""

    question: str
    is_approved: bool
    detail: str = ""


class Run(NamedTuple):
    """All questions on one engine, and what publishing the graph to it came to."""

    engine: str
    outcomes: list[Outcome]
    graphs: int = 0
    graphs_same: int = 0


def run(engine: Engine) -> Run:
    """Fill an engine and ask it everything; raises Lacking where it cannot be started."""
    if engine.start is None:
        return _embedded(engine.name)
    with engine.start() as served:
        return _served(engine.name, served)


def _embedded(name: str) -> Run:
    if name == "memory":
        return Run(name, [*_asked(credgraph.open())])
    with TemporaryDirectory() as place:
        return Run(name, [*_asked(credgraph.open(Path(place) / "store"))])


def _served(name: str, served: Served) -> Run:
    made = publish(in_memory(), served.url, credentials=served.credentials)
    store = RemoteStore(served.url, _SECONDS, spellings=shipped_spellings)
    graphs = len(made.unchanged) + len(made.written)
    outcomes = [*_asked(credgraph.CredentialGraph(store))]
    return Run(name, outcomes, graphs, graphs - len(made.differences))


def _asked(graph: credgraph.CredentialGraph) -> Iterator[Outcome]:
    ours = {name: q for name, q in graph.questions.items() if q.folder != "registry"}
    for name, question in sorted(ours.items()):
        try:
            found = render(graph.ask(name, **question.samples), Format.CSV)
        except CredGraphError as error:
            yield Outcome(name, False, str(error)[:300])
            continue
        is_approved = found == (_GOLDEN / f"{name}.csv").read_text("utf-8")
        yield Outcome(name, is_approved, "" if is_approved else "another answer")
