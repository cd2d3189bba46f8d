"""What the command takes: its subcommands, their options, help with examples, and complaints."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NoReturn

from credgraph.results.formats import Format
from credgraph.results.wording import one_line

if TYPE_CHECKING:
    from credgraph.questions.catalogue import Question

__all__ = ["complain", "note", "parser", "question_parser", "subparser"]

_EXAMPLES = {
    "": "credgraph ask funders_of_credential --credential mssc-cpt",
    "ask": "credgraph ask\n  credgraph ask funders_of_credential --credential mssc-cpt\n"
    "  credgraph ask funders_of_credential --help",
    "query": "credgraph query 'SELECT ?c { ?c a cg:Credential }'\n"
    "  credgraph query question.rq --format csv\n  credgraph query - < question.rq",
    "describe": "credgraph describe mssc-cpt\n  credgraph describe 'Toyota' --format ttl",
    "plan": "credgraph plan --hold osha-10 --audience veteran --state SC --pay 65000\n"
    "  credgraph plan --hold mssc-cpt --hold 'OSHA 10' --pay 60K --format markdown",
    "validate": "credgraph validate\n  credgraph validate my_facts.ttl --engine pyshacl\n"
    "  credgraph validate --shapes ctdl their_records.jsonld",
    "export": "credgraph export --to ctdl -o ctdl-files/\n"
    "  credgraph export --to ctdl --record mssc-cpt -o cpt.jsonld\n"
    "  credgraph export --to schema-org --record 'MSSC CPT'\n"
    "  credgraph export --to turtle -o credgraph.ttl",
    "info": "credgraph info\n  credgraph info --store https://example.org/sparql",
    "explore": "credgraph explore\n  credgraph explore --port 8600 --no-browser\n"
    "  credgraph explore --store my-store",
}

_PLANS = (Format.TABLE, Format.JSON, Format.MARKDOWN)


class _Help(argparse.RawDescriptionHelpFormatter):
    """Help of a set width: asking the terminal takes longer than answering a question."""

    def __init__(self, prog: str) -> None:
        super().__init__(prog, width=96)


class _Parser(argparse.ArgumentParser):
    """An argument parser whose complaints take one line."""

    def error(self, message: str) -> NoReturn:
        complain(f"{message}; see {self.prog} --help")
        raise SystemExit(2)


def parser() -> argparse.ArgumentParser:
    """Return the parser of the whole command."""
    top = _command(None, "credgraph", "", "Ask an open graph of workforce credentials.")
    commands = top.add_subparsers(
        dest="command", metavar="COMMAND", parser_class=_Parser, prog=top.prog
    )  # the name given, argparse need not format help to find it
    ask = _command(commands, "ask", "ask", "Answer a question of the library, or list them all.")
    ask.add_argument("name", nargs="?", metavar="NAME", help="the question; without it, the list")
    query = _command(commands, "query", "query", "Answer a SPARQL query.")
    query.add_argument("query", metavar="TEXT|FILE|-", help="SPARQL, a file of it, or - for stdin")
    query.add_argument(
        "--timeout", type=_seconds, default=60.0, metavar="SECONDS", help="give up after (60)"
    )
    describe = _command(commands, "describe", "describe", "Show everything about one record.")
    describe.add_argument("what", metavar="WHAT", help="a slug, a label, a code or an IRI")
    _plan(commands)
    validate = _command(commands, "validate", "validate", "Check the graph, or files, with SHACL.")
    validate.add_argument("files", nargs="*", metavar="FILE", help="RDF files; without, the graph")
    validate.add_argument(
        "--engine", choices=("auto", "pyshacl", "rust"), default="auto", help="the SHACL engine"
    )
    validate.add_argument("--shapes", metavar="REGISTRY", help="a registry's rules, such as ctdl")
    _export(commands)
    _command(commands, "info", "info", "Show what the graph holds, and as of when.")
    _explore(commands)
    return top


def _plan(commands: argparse._SubParsersAction[_Parser]) -> None:
    about = "Plan routes to a pay: steps, time, cost, who pays, real wages, pitfalls."
    plan = _command(commands, "plan", "plan", about, _PLANS)
    held = "a credential or module that is held; give it again for each"
    plan.add_argument("--hold", action="append", default=[], metavar="NAME", help=held)
    plan.add_argument("--audience", metavar="WHO", help="a kind of person, such as veteran")
    plan.add_argument("--state", metavar="STATE", help="where, such as SC")
    plan.add_argument("--pay", metavar="USD", help="at least so much a year; without, every band")


def _export(commands: argparse._SubParsersAction[_Parser]) -> None:
    about = "Write the graph, or some records, in the vocabulary of another registry."
    made = _command(commands, "export", "export", about, ())
    names = "turtle, ctdl, schema-org, elm, skos, case, open-badges or dcat"
    made.add_argument("--to", required=True, metavar="PROFILE", help=names)
    record = "a slug, a label, a code or an IRI; give it again for each; without, all"
    made.add_argument("--record", action="append", default=[], metavar="NAME", help=record)
    target = "a folder, a file, or - for standard output (-)"
    made.add_argument("-o", "--output", default="-", metavar="DIR|FILE|-", help=target)
    force = "also write records that break a rule, into files whose names say so"
    made.add_argument("--force", action="store_true", help=force)


def _explore(commands: argparse._SubParsersAction[_Parser]) -> None:
    about = "Open the graph in a browser, served to this machine alone until you press Ctrl+C."
    explore = _command(commands, "explore", "explore", about, ())
    explore.add_argument("--port", type=_port, help="where it listens (8501, or the next free one)")
    explore.add_argument(
        "--no-browser", dest="browser", action="store_false", help="print the address, open nothing"
    )


def _command(
    commands: argparse._SubParsersAction[_Parser] | None,
    name: str,
    key: str,
    about: str,
    formats: Sequence[Format] = tuple(Format),
) -> argparse.ArgumentParser:
    looks: dict[str, Any] = {
        "description": about,
        "epilog": f"examples:\n  {_EXAMPLES[key]}",
        "formatter_class": _Help,
        "allow_abbrev": False,
    }
    if commands is None:
        top = _Parser(prog=name, **looks)
        top.add_argument("--version", action="store_true", help="print the version and stop")
        return top
    made = commands.add_parser(name, help=about, add_help=name != "ask", **looks)
    if name == "ask":
        made.add_argument("-h", "--help", action="store_true", help="show this, or a question's")
    if shapes := [form.value for form in formats]:
        made.add_argument("--format", choices=shapes, default=Format.TABLE.value, help="the shape")
        made.add_argument("--iris", action="store_true", help="show IRIs instead of names")
    made.add_argument("--store", metavar="PATH|URL", help="a store on disk or a SPARQL endpoint")
    return made


def question_parser(question: Question) -> argparse.ArgumentParser:
    """Return the parser of one question's own parameters."""
    samples = "".join(f" --{name} {_quoted(value)}" for name, value in question.samples.items())
    own = _Parser(
        prog=f"credgraph ask {question.name}",
        description=f"{question.summary}\n\n{question.description}",
        epilog=f"example:\n  credgraph ask {question.name}{samples}",
        formatter_class=_Help,
        allow_abbrev=False,
        add_help=False,
    )
    for parameter in question.parameters:
        about = f"{parameter.label}, such as {parameter.sample}"
        own.add_argument(f"--{parameter.name}", metavar=parameter.datatype.upper(), help=about)
    return own


def _quoted(value: str) -> str:
    from shlex import quote

    return quote(value)


def subparser(name: str) -> argparse.ArgumentParser:
    """Return the parser of one subcommand."""
    [choices] = [a.choices for a in parser()._actions if isinstance(a.choices, dict)]
    found: argparse.ArgumentParser = choices[name]
    return found


def _seconds(text: str) -> float:
    value = float(text) if re.fullmatch(r"\d+(\.\d+)?", text) else 0
    if not 0 < value < 86400:
        raise argparse.ArgumentTypeError(f"{text} is not a number of seconds between 0 and 86400")
    return value


def _port(text: str) -> int:
    if not re.fullmatch(r"\d{1,5}", text) or not 0 < int(text) < 65536:
        raise argparse.ArgumentTypeError(f"{text} is not a port between 1 and 65535")
    return int(text)


def complain(problem: str) -> None:
    """Write one line to standard error, whatever the problem holds."""
    note(f"credgraph: {one_line(problem)}")


def note(text: str) -> None:
    """Write a line to standard error."""
    sys.stderr.write(f"{text}\n")
    sys.stderr.flush()
