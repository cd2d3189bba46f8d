"""`credgraph ask`: one question of the library, or the list of all."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING

from credgraph.cli.arguments import Commands, Parser, add_command
from credgraph.cli.opening import open_graph
from credgraph.cli.output import colored, show, write
from credgraph.results import Format, render, visible_columns

if TYPE_CHECKING:
    from credgraph.questions import Catalogue, Question

__all__ = ["add", "question_parser", "run"]

_EXAMPLES = """credgraph ask
  credgraph ask funders_of_credential --credential mssc-cpt
  credgraph ask funders_of_credential --help"""


def add(commands: Commands) -> None:
    """Add the subcommand; a question's own parameters are parsed once its name is known."""
    about, own = "Answer a question of the library, or list them all.", "show this, or a question's"
    made = add_command(commands, "ask", about, _EXAMPLES, own_help=own)
    made.add_argument("name", nargs="?", metavar="NAME", help="the question; without it, the list")


def run(options: argparse.Namespace) -> int:
    """Answer the question, or print its help or the list; `options.rest` holds its arguments."""
    graph, rest = open_graph(options), options.rest
    questions = graph.questions
    if options.name is None:
        if options.help:
            return write(options.parser.format_help())
        if rest:
            options.parser.error(f"name a question before {rest[0]}")
        return _list(questions, options)
    if rest and options.name not in questions and _is_option_value(options.name, rest):
        options.parser.error(f"name a question before {rest[0]}")
    question = questions[options.name]
    own = question_parser(question)
    if options.help:
        return write(own.format_help())
    values = {
        name: value for name, value in vars(own.parse_args(rest)).items() if value is not None
    }
    return show(graph, graph.ask(question.name, **values), options)


def _is_option_value(name: str, rest: list[str]) -> bool:
    """Tell whether the supposed name of the question is really the value of an option."""
    given = sys.argv[1:]
    return name in given and rest[0] in given and given.index(rest[0]) < given.index(name)


def _list(questions: Catalogue, options: argparse.Namespace) -> int:
    from credgraph.questions.listing import as_table, as_triples

    if options.format is Format.TTL:
        return write(render(as_triples(questions), Format.TTL))
    table = visible_columns(as_table(questions), options.iris)
    return write(render(table, options.format, colored()))


def question_parser(question: Question) -> Parser:
    """Return the parser of one question's own parameters."""
    from shlex import quote

    samples = "".join(f" --{name} {quote(value)}" for name, value in question.samples.items())
    own = Parser(
        prog=f"credgraph ask {question.name}",
        description=f"{question.summary}\n\n{question.description}",
        examples=f"credgraph ask {question.name}{samples}",
        heading="example",
        add_help=False,
    )
    for parameter in question.parameters:
        about = f"{parameter.label}, such as {parameter.sample}"
        own.add_argument(f"--{parameter.name}", metavar=parameter.datatype.upper(), help=about)
    return own
