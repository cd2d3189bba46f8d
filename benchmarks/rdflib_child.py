"""A process that holds a graph in rdflib and answers queries, each within a deadline.

`python -m benchmarks.rdflib_child FILE` loads N-Quads, says `ready`, and reads a JSON object a line
from standard input: `text` and `cap`, in seconds. It answers a line of JSON each: `seconds`, a list
with up to three times, and `rows`; or, for a query stopped at the cap, that cap alone and no rows.
Each query runs in a fork that is killed at the cap, so the graph is loaded once only.
"""

from __future__ import annotations

import gc
import json
import multiprocessing
import resource
import statistics
import sys
import time
from multiprocessing.connection import Connection
from typing import Any

import pyoxigraph as ox
import rdflib

__all__ = ["main"]

_RUNS = 3
_MEMORY = 12 * 2**30  # bytes; a fork that wants more counts as stopped


def main(path: str) -> None:
    """Load the file, then answer until standard input ends."""
    graph = load(path)
    graph.query("ASK {}")  # loads its parser
    gc.freeze()  # so that a fork's collector does not copy every page
    print("ready", flush=True)
    for line in sys.stdin:
        asked = json.loads(line)
        print(json.dumps(_bounded(graph, asked["text"], asked["cap"])), flush=True)


def load(path: str) -> rdflib.Graph:
    """Read the union of all named graphs into one rdflib graph; equal terms are one object."""
    graph, known = rdflib.Graph(), dict[Any, Any]()
    for quad in ox.parse(path=path, format=ox.RdfFormat.N_QUADS):
        nodes = (quad.subject, quad.predicate, quad.object)
        graph.add(tuple(known.get(node) or known.setdefault(node, _term(node)) for node in nodes))
    return graph


def _term(node: Any) -> Any:
    if isinstance(node, ox.NamedNode):
        return rdflib.URIRef(node.value)
    if isinstance(node, ox.BlankNode):
        return rdflib.BNode(node.value)
    if node.language:
        return rdflib.Literal(node.value, lang=node.language)
    return rdflib.Literal(node.value, datatype=rdflib.URIRef(node.datatype.value))


def _bounded(graph: rdflib.Graph, text: str, cap: float) -> dict[str, Any]:
    context = multiprocessing.get_context("fork")
    receiver, sender = context.Pipe(duplex=False)
    fork = context.Process(target=_answer, args=(graph, text, cap, sender))
    fork.start()
    sender.close()
    started = time.perf_counter()
    try:
        done: dict[str, Any] = receiver.recv() if receiver.poll(cap) else {}
    except EOFError:
        done = {}
    fork.kill()
    fork.join()
    return done or {"seconds": [min(cap, time.perf_counter() - started)], "rows": None}


def _answer(graph: rdflib.Graph, text: str, cap: float, sender: Connection) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    seconds, rows = list[float](), list[Any]()
    while len(seconds) < _RUNS and sum(seconds) + statistics.mean(seconds or [0]) < cap / 2:
        start = time.perf_counter()
        rows = list(graph.query(text))
        seconds.append(time.perf_counter() - start)
    sender.send({"seconds": seconds, "rows": len(rows)})


if __name__ == "__main__":
    main(sys.argv[1])
