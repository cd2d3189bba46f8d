"""`credgraph query`: any SPARQL query, from text, a file or standard input, within a deadline."""

from __future__ import annotations

import argparse
import sys
from contextlib import suppress

from credgraph.cli.arguments import Commands, add_command
from credgraph.cli.opening import exists, open_graph
from credgraph.cli.output import note, show, unhurried
from credgraph.errors import CredGraphError

__all__ = ["add", "run"]

_LONGEST = 4 * 2**20  # bytes of standard input; no query is so long
_EXAMPLES = """credgraph query 'SELECT ?c { ?c a cg:Credential }'
  credgraph query question.rq --format csv
  credgraph query - < question.rq"""


def add(commands: Commands) -> None:
    """Add the subcommand."""
    made = add_command(commands, "query", "Answer a SPARQL query.", _EXAMPLES)
    made.add_argument("query", metavar="TEXT|FILE|-", help="SPARQL, a file of it, or - for stdin")


def run(options: argparse.Namespace) -> int:
    """Answer the query; if nothing is found, name the terms that may be misspelt."""
    text = _query_text(options.query)
    graph = open_graph(options)
    answer = graph.query(text)
    if not isinstance(answer, bool) and not len(answer):
        with suppress(CredGraphError):  # a hint, which an endpoint may refuse
            for wrong, right in graph.undeclared_terms(text).items():
                note(f"{wrong} is not a term of ours{right and f'; did you mean {right}?'}")
    return show(graph, answer, options)


def _query_text(given: str) -> str:
    from credgraph.rdf.files import decode, read_text

    if given == "-":
        with unhurried():
            content = sys.stdin.buffer.read(_LONGEST + 1) if sys.stdin else b""
        return decode(content, "standard input")
    is_path = given.endswith((".rq", ".sparql")) or not any(c in given for c in " {\n")
    return read_text(given) if given and (is_path or exists(given)) else given
