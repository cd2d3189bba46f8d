"""`credgraph query`: any SPARQL query, from text, a file or standard input, within a deadline."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable

from credgraph.cli.arguments import Commands, add_command, seconds
from credgraph.cli.opening import exists, open_graph
from credgraph.cli.output import Answered, complain, note, show

__all__ = ["add", "run"]

_EXAMPLES = """credgraph query 'SELECT ?c { ?c a cg:Credential }'
  credgraph query question.rq --format csv
  credgraph query - < question.rq"""


def add(commands: Commands) -> None:
    """Add the subcommand."""
    made = add_command(commands, "query", "Answer a SPARQL query.", _EXAMPLES)
    made.add_argument("query", metavar="TEXT|FILE|-", help="SPARQL, a file of it, or - for stdin")
    made.add_argument(
        "--timeout", type=seconds, default=60.0, metavar="SECONDS", help="give up after (60)"
    )


def run(options: argparse.Namespace) -> int:
    """Answer the query; if nothing is found, name the terms that may be misspelt."""
    text = _query_text(options.query)
    graph = open_graph(options)
    answer = _run_within(options.timeout, lambda: graph.query(text))
    if not isinstance(answer, bool) and not len(answer):
        for wrong, right in graph.undeclared_terms(text).items():
            note(f"{wrong} is not a term of ours{right and f'; did you mean {right}?'}")
    return show(graph, answer, options)


def _query_text(given: str) -> str:
    from credgraph.rdf.files import decode, read_text

    if given == "-":
        return decode(sys.stdin.buffer.read() if sys.stdin else b"", "standard input")
    is_path = given.endswith((".rq", ".sparql")) or not any(c in given for c in " {\n")
    return read_text(given) if given and (is_path or exists(given)) else given


def _run_within(limit: float, work: Callable[[], Answered]) -> Answered:
    """Return the work's result; end the process at the limit, as no query can be stopped."""
    from threading import Timer

    def stop() -> None:
        complain(f"no answer within {limit:g} seconds; narrow the query or raise --timeout")
        os._exit(2)

    timer = Timer(limit, stop)
    timer.daemon = True
    timer.start()
    try:
        return work()
    finally:
        timer.cancel()
