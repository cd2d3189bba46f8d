"""The `credgraph` command: reads its arguments and hands them to a subcommand.

Answers go to standard output, notes and errors to standard error. Exit codes: 0, success; 1, the
data has Violations, and nothing else; 2, an error, reported on one line; 3, a partial answer.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from functools import partial
from importlib import import_module
from typing import NoReturn, Protocol, cast

from credgraph.cli.arguments import Commands, Parser, choose_format
from credgraph.cli.endings import end_when_interrupted, open_missing_streams, told
from credgraph.cli.opening import notes_on_answers
from credgraph.cli.output import note, write
from credgraph.errors import UnreadableFile
from credgraph.rdf import is_text
from credgraph.results import one_line

__all__ = ["main", "parser", "run"]


class Command(Protocol):
    """What each subcommand's module provides."""

    def add(self, commands: Commands) -> None:
        """Add the subcommand."""
        ...

    def run(self, options: argparse.Namespace) -> int:
        """Print the answer and return the exit code."""
        ...


_PARTIAL = 3  # the exit code of an answer of which an endpoint left out some

_COMMANDS = (  # each is the name of its module, but for those in _MODULES
    "ask",
    "query",
    "describe",
    "plan",
    "validate",
    "export",
    "push",
    "info",
    "import",
    "drop",
    "explore",
    "serve",
    "mcp",
    "prefixes",
    "completion",
)
_MODULES = {"import": "importing"}  # a module cannot have the name of a Python keyword
_NEEDS_ALL = "completion"  # the others can be parsed alone, and sooner


def parser(only: str | None = None) -> Parser:
    """Return the parser of the whole command, or with `only` one that knows this subcommand."""
    top = Parser(
        prog="credgraph",
        description="Ask an open graph of workforce credentials.",
        examples="credgraph ask funders_of_credential --credential mssc-cpt",
    )
    top.add_argument("--version", action="store_true", help="print the version and stop")
    commands = top.add_subparsers(
        dest="command", metavar="COMMAND", parser_class=Parser, prog=top.prog
    )  # giving prog saves argparse from formatting help to find it
    for name in _COMMANDS if only is None else (only,):
        _command(name).add(commands)
    return top


def _command(name: str) -> Command:
    """Return the module of a subcommand, loaded when it is needed."""
    return cast("Command", import_module(f"credgraph.cli.{_MODULES.get(name, name)}"))


def main(arguments: Sequence[str] | None = None, *, bounded: bool = False) -> int:
    """Run the command and return the exit code; never raises, whatever it is given.

    With `bounded`, what a stranger's text or data can harm runs in a child of this process.
    """
    end_when_interrupted()
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="replace")  # type: ignore[union-attr] # a console may lack a character
    return told(lambda: _dispatch(arguments, bounded))


def run() -> NoReturn:
    """Run the command and exit at once: a store opened for reading needs no closing."""
    open_missing_streams()
    code = main(bounded=True)
    sys.stdout.flush()
    os._exit(code)


def _dispatch(arguments: Sequence[str] | None, bounded: bool) -> int:
    options = _read(arguments)
    if options.version:
        return write(f"credgraph {_version()}\n")
    if options.command is None:
        return write(options.top.format_help())
    work = partial(_answer, options)
    if not (bounded and _is_harmful(options)):
        return work()
    from credgraph.cli.bounds import Bounds, run_within

    cause = partial(getattr(_command(options.command), "why_long", lambda _: ""), options)
    sockets = "://" in (options.store or "")
    bounds = Bounds(options.timeout, options.memory, sockets, cause)
    return run_within(bounds, lambda: told(work))


def _answer(options: argparse.Namespace) -> int:
    """Run the subcommand, and tell what must be known of an endpoint's answers."""
    try:
        code = _command(options.command).run(options)
    finally:
        notes = notes_on_answers(options)
        for each in notes:
            note(f"note: {one_line(each.text)}")
    return max(code, _PARTIAL) if any(each.partial for each in notes) else code


def _is_harmful(options: argparse.Namespace) -> bool:
    """Tell whether text or data of others is read: all but our own questions of our own graph."""
    others = options.command in ("query", "validate") or options.store is not None
    return others and options.command not in ("import", "drop", "explore", "serve", "mcp")


def _read(arguments: Sequence[str] | None) -> argparse.Namespace:
    given = _checked_text(arguments)
    is_alone = bool(given) and given[0] in _COMMANDS and given[0] != _NEEDS_ALL
    top = parser(given[0] if is_alone else None)
    options, rest = top.parse_known_args(given)
    if rest and options.command != "ask" and not options.version:
        top.error(f"unrecognized arguments: {' '.join(rest)}")
    if "format" in options:
        options.format = choose_format(options.format, options.output, options.formats)
    options.rest, options.top = rest, top
    return options


def _checked_text(arguments: Sequence[str] | None) -> Sequence[str]:
    given = sys.argv[1:] if arguments is None else arguments
    for argument in given:
        if not is_text(argument):
            raise UnreadableFile(repr(argument), "this argument is not UTF-8 text")
    return given


def _version() -> str:
    import credgraph

    return str(credgraph.__version__)
