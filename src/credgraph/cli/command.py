"""The `credgraph` command: reads its arguments and hands them to a subcommand.

Answers go to standard output, notes and errors to standard error. Exit codes: 0, success; 1, the
data has Violations, and nothing else; 2, an error, reported on one line; 3, a partial answer.
"""

from __future__ import annotations

import argparse
import os
import signal
import sys
from collections.abc import Sequence
from typing import NoReturn, Protocol

from credgraph.cli import (
    ask,
    completion,
    describe,
    explore,
    export,
    info,
    plan,
    prefixes,
    query,
    validate,
)
from credgraph.cli.arguments import Commands, Parser
from credgraph.cli.output import complain, write
from credgraph.errors import CredGraphError, UnreadableFile
from credgraph.rdf import is_text
from credgraph.results import Format

__all__ = ["main", "parser", "run"]


class Command(Protocol):
    """What each subcommand's module provides."""

    def add(self, commands: Commands) -> None:
        """Add the subcommand."""
        ...

    def run(self, options: argparse.Namespace) -> int:
        """Print the answer and return the exit code."""
        ...


_COMMANDS: dict[str, Command] = {
    "ask": ask,
    "query": query,
    "describe": describe,
    "plan": plan,
    "validate": validate,
    "export": export,
    "info": info,
    "explore": explore,
    "prefixes": prefixes,
    "completion": completion,
}


def parser() -> Parser:
    """Return the parser of the whole command."""
    top = Parser(
        prog="credgraph",
        description="Ask an open graph of workforce credentials.",
        examples="credgraph ask funders_of_credential --credential mssc-cpt",
    )
    top.add_argument("--version", action="store_true", help="print the version and stop")
    commands = top.add_subparsers(
        dest="command", metavar="COMMAND", parser_class=Parser, prog=top.prog
    )  # giving prog saves argparse from formatting help to find it
    for command in _COMMANDS.values():
        command.add(commands)
    return top


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return the exit code; never raises for a user's mistake."""
    _let_interrupts_through()
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="replace")  # type: ignore[union-attr] # a console may lack a character
    try:
        return _dispatch(parser(), arguments)
    except CredGraphError as error:
        complain(str(error))
    except BrokenPipeError:  # the reader, such as head, stopped reading
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except OSError as error:
        complain(f"the answer cannot be written ({error.strerror or error})")
    except SystemExit as stop:
        return int(stop.code or 0)
    return 2


def run() -> NoReturn:
    """Run the command and exit at once: a store opened for reading needs no closing."""
    code = main()
    sys.stdout.flush()
    os._exit(code)


def _dispatch(top: Parser, arguments: Sequence[str] | None) -> int:
    options, rest = top.parse_known_args(_checked_text(arguments))
    if options.version:
        return write(f"credgraph {_version()}\n")
    if rest and options.command != "ask":
        top.error(f"unrecognized arguments: {' '.join(rest)}")
    if options.command is None:
        return write(top.format_help())
    if "format" in options:
        options.format = Format(options.format)
    options.rest, options.top = rest, top
    return _COMMANDS[options.command].run(options)


def _checked_text(arguments: Sequence[str] | None) -> Sequence[str]:
    given = sys.argv[1:] if arguments is None else arguments
    for argument in given:
        if not is_text(argument):
            raise UnreadableFile(repr(argument), "this argument is not UTF-8 text")
    return given


def _version() -> str:
    import credgraph

    return str(credgraph.__version__)


def _let_interrupts_through() -> None:
    """Let Ctrl+C end the process at once: Python itself waits for the engine to return."""
    try:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    except ValueError:  # not the main thread, so not the command
        return
