"""The `credgraph` command. Each subcommand calls one function of the library and prints its answer.

Answers go to standard output, notes and errors to standard error. Exit 0: done; 1: the data has
Violations; 2: something could not be done, said in one line.
"""

from __future__ import annotations

import argparse
import os
import signal
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from credgraph.errors import CredGraphError
from credgraph.formats import Format, one_line, people_see, render
from credgraph.table import Table, Triples

if TYPE_CHECKING:
    from typing import TypeAlias

    from credgraph.catalogue import Catalogue, Question
    from credgraph.graph import CredentialGraph

    Answered: TypeAlias = Table | Triples | bool

__all__ = ["main", "parser"]

_EXAMPLES = {
    "": "credgraph ask funders_of_credential --credential mssc-cpt",
    "ask": "credgraph ask\n  credgraph ask funders_of_credential --credential mssc-cpt\n"
    "  credgraph ask funders_of_credential --help",
    "query": "credgraph query 'SELECT ?c { ?c a cg:Credential }'\n"
    "  credgraph query question.rq --format csv\n  credgraph query - < question.rq",
    "describe": "credgraph describe mssc-cpt\n  credgraph describe 'Toyota' --format ttl",
    "validate": "credgraph validate\n  credgraph validate my_facts.ttl --engine pyshacl",
    "info": "credgraph info\n  credgraph info --store https://example.org/sparql",
}


class _Parser(argparse.ArgumentParser):
    """An argument parser whose complaints take one line."""

    def error(self, message: str) -> NoReturn:
        _complain(f"{message}; see {self.prog} --help")
        raise SystemExit(2)


def parser() -> argparse.ArgumentParser:
    """Return the parser of the whole command."""
    top = _command(None, "credgraph", "", "Ask an open graph of workforce credentials.")
    commands = top.add_subparsers(dest="command", metavar="COMMAND", parser_class=_Parser)
    ask = _command(commands, "ask", "ask", "Answer a question of the library, or list them all.")
    ask.add_argument("name", nargs="?", metavar="NAME", help="the question; without it, the list")
    query = _command(commands, "query", "query", "Answer a SPARQL query.")
    query.add_argument("query", metavar="TEXT|FILE|-", help="SPARQL, a file of it, or - for stdin")
    query.add_argument(
        "--timeout", type=_seconds, default=60.0, metavar="SECONDS", help="give up after (60)"
    )
    describe = _command(commands, "describe", "describe", "Show everything about one record.")
    describe.add_argument("what", metavar="WHAT", help="a slug, a label, a code or an IRI")
    validate = _command(commands, "validate", "validate", "Check the graph, or files, with SHACL.")
    validate.add_argument("files", nargs="*", metavar="FILE", help="RDF files; without, the graph")
    validate.add_argument(
        "--engine", choices=("auto", "pyshacl", "rust"), default="auto", help="the SHACL engine"
    )
    _command(commands, "info", "info", "Show what the graph holds, and as of when.")
    return top


def _command(
    commands: argparse._SubParsersAction[_Parser] | None, name: str, key: str, about: str
) -> argparse.ArgumentParser:
    looks: dict[str, Any] = {
        "description": about,
        "epilog": f"examples:\n  {_EXAMPLES[key]}",
        "formatter_class": argparse.RawDescriptionHelpFormatter,
        "allow_abbrev": False,
    }
    if commands is None:
        top = _Parser(prog=name, **looks)
        top.add_argument("--version", action="store_true", help="print the version and stop")
        return top
    made = commands.add_parser(name, help=about, add_help=name != "ask", **looks)
    if name == "ask":
        made.add_argument("-h", "--help", action="store_true", help="show this, or a question's")
    made.add_argument(
        "--format", choices=[*Format], type=Format, default=Format.TABLE, help="shape"
    )
    made.add_argument("--iris", action="store_true", help="show IRIs instead of names")
    made.add_argument("--store", metavar="PATH|URL", help="a store on disk or a SPARQL endpoint")
    return made


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; returns the exit code and never raises for a person's mistake."""
    _let_interrupts_through()
    top = parser()
    try:
        options, rest = top.parse_known_args(arguments)
        if options.version:
            return _print(f"credgraph {_version()}\n")
        if options.command is None:
            return _print(top.format_help())
        if rest and options.command != "ask":
            top.error(f"unrecognized arguments: {' '.join(rest)}")
        return _COMMANDS[options.command](options, rest)
    except CredGraphError as error:
        _complain(str(error))
    except BrokenPipeError:  # the reader, such as head, has had enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except SystemExit as stop:
        return int(stop.code or 0)
    return 2


def _ask(options: argparse.Namespace, rest: list[str]) -> int:
    graph = _open(options)
    questions = graph.questions
    if options.name is None:
        if options.help:
            return _print(_subparser("ask").format_help())
        if rest:
            _subparser("ask").error(f"name a question before {rest[0]}")
        return _list(questions, options)
    question = questions[options.name]
    own = _question_parser(question)
    if options.help:
        return _print(own.format_help())
    values = {
        name: value for name, value in vars(own.parse_args(rest)).items() if value is not None
    }
    return _show(graph, graph.ask(question.name, **values), options)


def _question_parser(question: Question) -> argparse.ArgumentParser:
    samples = "".join(f" --{name} {_quoted(value)}" for name, value in question.samples.items())
    own = _Parser(
        prog=f"credgraph ask {question.name}",
        description=f"{question.summary}\n\n{question.description}",
        epilog=f"example:\n  credgraph ask {question.name}{samples}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
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


def _list(questions: Catalogue, options: argparse.Namespace) -> int:
    from credgraph.questions import as_table, as_triples

    if options.format is Format.TTL:
        return _print(render(as_triples(questions), Format.TTL))
    table = people_see(as_table(questions), options.iris)
    return _print(render(table, options.format, _colored()))


def _query(options: argparse.Namespace, _rest: list[str]) -> int:
    text = _query_text(options.query)
    graph = _open(options)
    answer = _within(options.timeout, lambda: graph.query(text))
    return _show(graph, answer, options)


def _query_text(given: str) -> str:
    from credgraph.files import text

    if given == "-":
        return sys.stdin.read()
    is_path = given.endswith((".rq", ".sparql")) or not any(c in given for c in " {\n")
    return text(given) if given and (is_path or _exists(given)) else given


def _exists(given: str) -> bool:
    try:
        return Path(given).exists()
    except (OSError, ValueError):
        return False


def _describe(options: argparse.Namespace, _rest: list[str]) -> int:
    graph = _open(options)
    found = graph.describe(options.what)
    if options.format is Format.TTL:
        return _print(found.triples.to_turtle())
    if options.format is Format.JSON:
        return _print(found.triples.to_json_ld() + "\n")
    if options.format is Format.CSV:
        return _print(render(found.facts, Format.CSV))
    _print(f"{found.label}\n{found.iri}\n")
    sections = {
        "What the graph says": found.facts,
        "What points here": found.links,
        "Sources": found.sources,
        "Disputed": found.disputes,
    }
    return _show_sections(graph, sections, options)


def _validate(options: argparse.Namespace, _rest: list[str]) -> int:
    from credgraph.findings import as_table, summary

    graph = _open(options)
    found = graph.validate(*options.files, engine=options.engine)
    if found or options.format is not Format.TABLE:
        _show(graph, as_table(found), options)
    _note(summary(found))
    return 1 if any(finding.severity == "Violation" for finding in found) else 0


def _info(options: argparse.Namespace, _rest: list[str]) -> int:
    graph = _open(options)
    info = graph.info()
    if options.format in (Format.TABLE, Format.MARKDOWN):
        _print(f"CredGraph {info.version}: {info.store}, {info.statements:,} statements\n")
        return _show_sections(graph, {"Graphs": info.graphs, "Records": info.kinds}, options)
    return _show(graph, info.graphs, options)


_COMMANDS = {
    "ask": _ask,
    "query": _query,
    "describe": _describe,
    "validate": _validate,
    "info": _info,
}


def _open(options: argparse.Namespace) -> CredentialGraph:
    from credgraph.graph import CredentialGraph, open
    from credgraph.snapshot import shipped

    return open(options.store) if options.store else CredentialGraph(*shipped())


def _show(graph: CredentialGraph, answer: Answered, options: argparse.Namespace) -> int:
    form = options.format
    if isinstance(answer, Table) and form in (Format.TABLE, Format.MARKDOWN):
        answer = people_see(answer, options.iris)
        answer = answer if options.iris else graph.labelled(answer)
        if not answer.rows and form is Format.TABLE:
            _note("no rows: the graph states nothing that fits")
    return _print(render(answer, form, _colored()))


def _show_sections(
    graph: CredentialGraph, sections: dict[str, Table], options: argparse.Namespace
) -> int:
    mark = "## " if options.format is Format.MARKDOWN else ""
    for heading, table in sections.items():
        if len(table):
            _print(f"\n{mark}{heading}\n\n")
            _show(graph, table, options)
    return 0


def _print(text: str) -> int:
    sys.stdout.write(text)
    sys.stdout.flush()
    return 0


def _complain(problem: str) -> None:
    _note(f"credgraph: {one_line(problem)}")


def _note(text: str) -> None:
    sys.stderr.write(f"{text}\n")
    sys.stderr.flush()


def _colored() -> bool:
    return sys.stdout.isatty() and "NO_COLOR" not in os.environ


def _version() -> str:
    import credgraph

    return str(credgraph.__version__)


def _subparser(name: str) -> argparse.ArgumentParser:
    [choices] = [a.choices for a in parser()._actions if isinstance(a.choices, dict)]
    found: argparse.ArgumentParser = choices[name]
    return found


def _seconds(text: str) -> float:
    value = float(text)
    if not 0 < value < 86400:
        raise argparse.ArgumentTypeError(f"{text} is not a number of seconds between 0 and 86400")
    return value


def _within(seconds: float, work: Callable[[], Answered]) -> Answered:
    """End the process, with one line, if the work takes too long: the engine cannot be stopped."""
    from threading import Timer

    def stop() -> None:
        _complain(f"no answer within {seconds:g} seconds; narrow the query or raise --timeout")
        os._exit(2)

    timer = Timer(seconds, stop)
    timer.daemon = True
    timer.start()
    try:
        return work()
    finally:
        timer.cancel()


def _let_interrupts_through() -> None:
    """Let Ctrl+C end the process at once: Python itself waits for the engine to return."""
    try:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    except ValueError:  # not the main thread, so not the command
        return


if __name__ == "__main__":
    raise SystemExit(main())
