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
from typing import TYPE_CHECKING, NoReturn

from credgraph.arguments import complain, note, parser, question_parser, subparser
from credgraph.errors import CredGraphError, StoreUnavailable, UnreadableFile
from credgraph.results.formats import Format, render, visible_columns
from credgraph.results.table import Table, Triples
from credgraph.results.wording import one_line

if TYPE_CHECKING:
    from typing import TypeAlias

    from credgraph.graph import CredentialGraph
    from credgraph.questions.catalogue import Catalogue

    Answered: TypeAlias = Table | Triples | bool

__all__ = ["main", "run"]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; returns the exit code and never raises for a person's mistake."""
    _let_interrupts_through()
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="replace")  # type: ignore[union-attr] # a console may lack a sign
    try:
        return _dispatch(parser(), arguments)
    except CredGraphError as error:
        complain(str(error))
    except BrokenPipeError:  # the reader, such as head, has had enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except OSError as error:
        complain(f"the answer cannot be written ({error.strerror or error})")
    except SystemExit as stop:
        return int(stop.code or 0)
    return 2


def _dispatch(top: argparse.ArgumentParser, arguments: Sequence[str] | None) -> int:
    options, rest = top.parse_known_args(_readable(arguments))
    if options.version:
        return _print(f"credgraph {_version()}\n")
    if rest and options.command != "ask":
        top.error(f"unrecognized arguments: {' '.join(rest)}")
    if options.command is None:
        return _print(top.format_help())
    if "format" in options:
        options.format = Format(options.format)
    return _COMMANDS[options.command](options, rest)


def run() -> NoReturn:
    """Run the command as a process and leave at once: a store open for reading needs no closing."""
    code = main()
    sys.stdout.flush()
    os._exit(code)


def _readable(arguments: Sequence[str] | None) -> Sequence[str]:
    given = sys.argv[1:] if arguments is None else arguments
    for argument in given:
        if not argument.isprintable() and any("\ud800" <= c <= "\udfff" for c in argument):
            raise UnreadableFile(repr(argument), "this argument is not UTF-8 text")
    return given


def _ask(options: argparse.Namespace, rest: list[str]) -> int:
    graph = _open(options)
    questions = graph.questions
    if options.name is None:
        if options.help:
            return _print(subparser("ask").format_help())
        if rest:
            subparser("ask").error(f"name a question before {rest[0]}")
        return _list(questions, options)
    if rest and options.name not in questions and _follows(options.name, rest):
        subparser("ask").error(f"name a question before {rest[0]}")
    question = questions[options.name]
    own = question_parser(question)
    if options.help:
        return _print(own.format_help())
    values = {
        name: value for name, value in vars(own.parse_args(rest)).items() if value is not None
    }
    return _show(graph, graph.ask(question.name, **values), options)


def _follows(name: str, rest: list[str]) -> bool:
    """Tell whether what was taken for the question's name is really an option's value."""
    given = sys.argv[1:]
    return name in given and rest[0] in given and given.index(rest[0]) < given.index(name)


def _list(questions: Catalogue, options: argparse.Namespace) -> int:
    from credgraph.questions.listing import as_table, as_triples

    if options.format is Format.TTL:
        return _print(render(as_triples(questions), Format.TTL))
    table = visible_columns(as_table(questions), options.iris)
    return _print(render(table, options.format, _colored()))


def _query(options: argparse.Namespace, _rest: list[str]) -> int:
    text = _query_text(options.query)
    graph = _open(options)
    answer = _within(options.timeout, lambda: graph.query(text))
    if not isinstance(answer, bool) and not len(answer):
        for wrong, right in graph.misspelt(text).items():
            note(f"{wrong} is not a term of ours{right and f'; did you mean {right}?'}")
    return _show(graph, answer, options)


def _query_text(given: str) -> str:
    from credgraph.rdf.files import decode, text

    if given == "-":
        return decode(sys.stdin.buffer.read() if sys.stdin else b"", "standard input")
    is_path = given.endswith((".rq", ".sparql")) or not any(c in given for c in " {\n")
    return text(given) if given and (is_path or _exists(given)) else given


def _exists(given: str) -> bool:
    try:
        return os.path.exists(given)
    except ValueError:
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
    _print(f"{one_line(found.label)}\n{found.iri}\n")
    sections = {
        "What the graph says": found.facts,
        "What points here": found.links,
        "Sources": found.sources,
        "Disputed": found.disputes,
    }
    return _show_sections(graph, sections, options)


def _plan(options: argparse.Namespace, _rest: list[str]) -> int:
    from credgraph.planning.report import render_plan

    found = _open(options).plan(
        hold=options.hold, audience=options.audience, state=options.state, pay=options.pay
    )
    return _print(render_plan(found, options.format, options.iris))


def _validate(options: argparse.Namespace, _rest: list[str]) -> int:
    from credgraph.validation.report import as_table, summary

    graph = _open(options)
    found = graph.validate(*options.files, engine=options.engine, shapes=options.shapes)
    if found or options.format is not Format.TABLE:
        _show(graph, as_table(found), options)
    note(summary(found))
    return 1 if any(finding.severity == "Violation" for finding in found) else 0


def _export(options: argparse.Namespace, _rest: list[str]) -> int:
    from credgraph.progress import told

    graph = _open(options)
    with told(f"Mapping to {options.to}") as progress:
        made = graph.export(
            options.to, records=options.record, force=options.force, progress=progress
        )
    if options.output == "-":
        sys.stdout.flush()
        sys.stdout.buffer.write(made.content())
        sys.stdout.flush()
    else:
        files = made.save(options.output)
        note(f"{files:,} file{'s' * (files != 1)} written to {one_line(options.output)}")
    for line in made.summary():
        note(line)
    return 1 if made.blocked else 0


def _info(options: argparse.Namespace, _rest: list[str]) -> int:
    graph = _open(options)
    info = graph.info()
    if options.format in (Format.TABLE, Format.MARKDOWN):
        _print(f"CredGraph {info.version}: {info.store}, {info.statements:,} statements\n")
        return _show_sections(graph, {"Graphs": info.graphs, "Records": info.kinds}, options)
    return _show(graph, info.graphs, options)


def _explore(options: argparse.Namespace, _rest: list[str]) -> int:
    from credgraph.explorer import start

    start(port=options.port, browser=options.browser, store=_named_store(options))


_COMMANDS = {
    "ask": _ask,
    "query": _query,
    "describe": _describe,
    "plan": _plan,
    "validate": _validate,
    "export": _export,
    "info": _info,
    "explore": _explore,
}


def _open(options: argparse.Namespace) -> CredentialGraph:
    from credgraph.graph import CredentialGraph
    from credgraph.snapshot import shipped
    from credgraph.store.connection import connect

    store = _named_store(options)
    if store is None:
        return CredentialGraph(*shipped())
    return CredentialGraph(connect(store, getattr(options, "timeout", None)))


def _named_store(options: argparse.Namespace) -> str | None:
    """Return the store that was named, if any; one on disk must be there."""
    named: str | None = options.store
    if named and named.strip() and "://" not in named and not _exists(named):
        hint = f"make one in Python: credgraph.open({named!r})"
        raise StoreUnavailable(named, f"there is no store here; {hint}")
    return named


def _show(graph: CredentialGraph, answer: Answered, options: argparse.Namespace) -> int:
    form = options.format
    if isinstance(answer, Table) and form in (Format.TABLE, Format.MARKDOWN):
        answer = visible_columns(answer, options.iris)
        answer = answer if options.iris else graph.labelled(answer)
        if not answer.rows and form is Format.TABLE:
            note("no rows: the graph states nothing that fits")
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


def _colored() -> bool:
    return sys.stdout.isatty() and "NO_COLOR" not in os.environ


def _version() -> str:
    import credgraph

    return str(credgraph.__version__)


def _within(seconds: float, work: Callable[[], Answered]) -> Answered:
    """End the process, with one line, if the work takes too long: the engine cannot be stopped."""
    from threading import Timer

    def stop() -> None:
        complain(f"no answer within {seconds:g} seconds; narrow the query or raise --timeout")
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
