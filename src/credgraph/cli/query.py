"""`credgraph query`: any SPARQL query, from text, a file or standard input, within a deadline."""

from __future__ import annotations

import argparse
import re
from contextlib import suppress
from typing import TYPE_CHECKING

from credgraph.cli.answers import show
from credgraph.cli.arguments import Commands, add_command, pair
from credgraph.cli.opening import exists, open_graph, standard_input
from credgraph.cli.output import note
from credgraph.errors import CredGraphError
from credgraph.results import Table, Triples
from credgraph.store import is_elsewhere

if TYPE_CHECKING:
    from credgraph.graph import CredentialGraph

__all__ = ["add", "run", "why_long"]

_EXAMPLES = """credgraph query 'SELECT ?c { ?c a cg:Credential }'
  credgraph query question.rq --format csv
  credgraph query question.rq --param credential=mssc-cpt --param 'label="CPT"@en'
  credgraph query - < question.rq"""
_START = re.compile(r"\s*(SELECT|ASK|CONSTRUCT|DESCRIBE|PREFIX|BASE)(?![\w.-])", re.IGNORECASE)


def add(commands: Commands) -> None:
    """Add the subcommand."""
    made = add_command(commands, "query", "Answer a SPARQL query.", _EXAMPLES)
    made.add_argument("query", metavar="TEXT|FILE|-", help="SPARQL, a file of it, or - for stdin")
    value = (
        "a value for a variable of the query: an IRI, a prefixed name, a slug, a number, a date or "
        "text, by what it looks like; give it again for each"
    )
    made.add_argument(
        "--param", type=pair, action="append", default=[], metavar="NAME=VALUE", help=value
    )


def run(options: argparse.Namespace) -> int:
    """Answer the query; if nothing is found, say what in it may be why."""
    text, terms = _query_text(options.query), dict[str, str]()
    graph = open_graph(options)
    if options.param:
        from credgraph.questions.binding import bind_values

        text, terms = bind_values(text, dict(options.param), graph.records)
    answer = graph.query(text, limit=options.limit)
    if not isinstance(answer, bool):
        with suppress(CredGraphError):  # a hint, which an endpoint may refuse
            _remark(graph, answer, text, terms)
    return show(graph, answer, options)


def why_long(options: argparse.Namespace) -> str:
    """Return what in the query may make it long; nothing for one that was read already."""
    from credgraph.rdf.joins import unjoined

    with suppress(CredGraphError):
        return "" if options.query == "-" else unjoined(_query_text(options.query))
    return ""


def _remark(
    graph: CredentialGraph, answer: Table | Triples, text: str, terms: dict[str, str]
) -> None:
    """Note what may be misspelt: where nothing was found, or a variable has no value."""
    if not len(answer):
        for name, term in terms.items():
            near = graph.records.nearest(term[1:-1]) if term[:1] == '"' else {}
            hint = f"; did you mean {' or '.join(near)}?" if near else ""
            note(f"{name} was read as {term}{hint}")
        for reason in graph.why_nothing(text):
            note(reason)
    if isinstance(answer, Table) and answer.has_gaps:
        from credgraph.rdf.diagnosis import valueless_notes

        empty = None if is_elsewhere(graph.store) else answer.empty_columns()
        for reason in valueless_notes(text, empty):
            note(reason)


def _query_text(given: str) -> str:
    from credgraph.rdf.files import decode, read_text

    if given == "-":
        return decode(standard_input().read(), "standard input")
    is_path = given.endswith((".rq", ".sparql")) or not (
        any(sign in given for sign in " {\n") or _START.match(given)
    )
    return read_text(given) if given and (is_path or exists(given)) else given
