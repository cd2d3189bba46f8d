"""`credgraph ask`: one question of the library, or the list of all."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING

from credgraph.cli.answers import show
from credgraph.cli.arguments import Commands, Parser, add_command
from credgraph.cli.opening import open_graph
from credgraph.cli.output import complain, note, write, write_bytes
from credgraph.errors import UnclearQuestion
from credgraph.results import GRAPHS, Format

if TYPE_CHECKING:
    from credgraph.graph import CredentialGraph
    from credgraph.questions import Parameter, Question

__all__ = ["add", "question_parser", "run"]

_EXAMPLES = """credgraph ask
  credgraph ask "who pays for the CPT for a veteran in South Carolina"
  credgraph ask funders_of_credential --credential mssc-cpt
  credgraph ask funders_of_credential --help"""


def add(commands: Commands) -> None:
    """Add the subcommand; a question's own parameters are parsed once its name is known."""
    about, own = "Answer a question of the library, or list them all.", "show this, or a question's"
    made = add_command(commands, "ask", about, _EXAMPLES, own_help=own)
    named = "the question, or what you ask in words; without it, the list"
    made.add_argument("name", nargs="?", metavar="NAME|WORDS", help=named)
    which = "of words: print as JSON which question they ask, and answer nothing"
    made.add_argument("--which", action="store_true", help=which)


def run(options: argparse.Namespace) -> int:
    """Answer the question, or print its help or the list; `options.rest` holds its arguments."""
    graph, rest = open_graph(options), options.rest
    questions = graph.questions
    if options.name is None:
        if options.help:
            return write(options.parser.format_help())
        if rest:
            options.parser.error(f"name a question before {rest[0]}")
        return _list(graph, options)
    if options.name not in questions and _is_in_words(options.name, rest):
        return _ask_in_words(graph, " ".join([options.name, *rest]), options)
    if rest and options.name not in questions and _is_option_value(options.name, rest):
        options.parser.error(f"name a question before {rest[0]}")
    question = questions[options.name]
    own = question_parser(question, described=options.help)
    if options.help:
        return write(own.format_help())
    values = {
        name: value for name, value in vars(own.parse_args(rest)).items() if value is not None
    }
    return _answer(graph, question.name, values, options)


def _answer(
    graph: CredentialGraph, name: str, values: dict[str, str], options: argparse.Namespace
) -> int:
    """Print an answer, opened by its sentence where people read it."""
    # A sentence tells of all rows; a registry is too large for that, and read a page at a time.
    if options.limit is not None and graph.questions[name].folder == "registry":
        return show(graph, graph.page(name, options.limit, **values), options)
    table = graph.ask(name, **values)
    is_read = options.format in (Format.TABLE, Format.MARKDOWN)
    opening = graph.sentence(name, table, **values) if is_read else ""
    return show(graph, table, options, opening)


def _is_in_words(name: str, rest: list[str]) -> bool:
    """Tell whether what was typed is a question in words, in quotes or without."""
    return (" " in name.strip() or bool(rest)) and not any(word.startswith("-") for word in rest)


def _ask_in_words(graph: CredentialGraph, text: str, options: argparse.Namespace) -> int:
    found = graph.interpret(text)
    if options.which:
        return write_bytes(found.to_json().encode())
    unclear = UnclearQuestion(text, tuple(found.commands))
    if found.is_sure:
        note(found.commands[0])
    else:
        complain(unclear.problem)
    if found.ignored:
        note(f"not taken into account: {', '.join(found.ignored)}")
    if not found.is_sure:
        note("the nearest questions are:")
        for command in unclear.commands:
            note(f"  {command}")
        return 2
    return _answer(graph, found.question, found.values, options)


def _is_option_value(name: str, rest: list[str]) -> bool:
    """Tell whether the supposed name of the question is really the value of an option."""
    given = sys.argv[1:]
    return name in given and rest[0] in given and given.index(rest[0]) < given.index(name)


def _list(graph: CredentialGraph, options: argparse.Namespace) -> int:
    from credgraph.questions.listing import as_table, as_triples

    made = as_triples if options.format in GRAPHS else as_table
    return show(graph, made(graph.questions), options)


def question_parser(question: Question, *, described: bool = True) -> Parser:
    """Return the parser of one question's own parameters, or one that gives no help."""
    described_as = _description(question) if described else {}
    own = Parser(prog=f"credgraph ask {question.name}", add_help=False, **described_as)
    for parameter in question.parameters:
        about = f"{parameter.label}, such as {parameter.sample}"
        own.add_argument(f"--{parameter.name}", metavar=_metavar(parameter), help=about)
    return own


def _description(question: Question) -> dict[str, str]:
    from credgraph.questions import command_for

    metavars = {each.name: _metavar(each) for each in question.parameters}
    return {
        "description": f"{question.summary}\n\n{question.description}",
        "usage": command_for(question.name, metavars),
        "heading": "example",
        "examples": command_for(question.name, question.samples),
    }


def _metavar(parameter: Parameter) -> str:
    """Return what a value is; a record goes by any of its names, not by its IRI alone."""
    return "NAME" if parameter.datatype == "iri" else parameter.datatype.upper()
