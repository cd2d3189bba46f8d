"""A process that holds a graph in rdflib and answers queries, each within a deadline.

`python -m benchmarks.rdflib_child FILE` loads N-Quads, says `ready`, and reads a JSON object a line
from standard input: `text` and `cap`, in seconds. It answers each with a JSON object on a line:
`seconds`, up to three times, and `rows`; or `stopped` after the cap, or `failed` and why.
"""

from __future__ import annotations

import json
import statistics
import sys
import time
from functools import partial
from typing import Any

import pyoxigraph as ox
import rdflib

from benchmarks.bounded import Failed, Stopped, within

__all__ = ["main"]

_RUNS = 3


def main(path: str) -> None:
    """Load the file, then answer until standard input ends."""
    graph = load(path)
    graph.query("ASK {}")  # loads its parser
    print("ready", flush=True)
    for line in sys.stdin:
        asked = json.loads(line)
        print(json.dumps(_reply(graph, asked["text"], asked["cap"])), flush=True)


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


def _reply(graph: rdflib.Graph, text: str, cap: float) -> dict[str, Any]:
    try:
        return within(cap, partial(_answer, graph, text, cap))
    except Stopped:
        return {"stopped": True}
    except Failed as failed:
        return {"failed": str(failed)}


def _answer(graph: rdflib.Graph, text: str, cap: float) -> dict[str, Any]:
    seconds, rows = list[float](), list[Any]()
    while len(seconds) < _RUNS and sum(seconds) + statistics.mean(seconds or [0]) < cap / 2:
        start = time.perf_counter()
        rows = list(graph.query(text))
        seconds.append(time.perf_counter() - start)
    return {"seconds": seconds, "rows": len(rows)}


if __name__ == "__main__":
    main(sys.argv[1])
