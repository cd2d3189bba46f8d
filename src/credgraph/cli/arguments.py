"""Argument parsers: help with examples, and error messages of one line."""

from __future__ import annotations

import argparse
import re
from collections.abc import Sequence
from typing import Any, NoReturn, TypeAlias

from credgraph.cli.opening import add_store_options
from credgraph.cli.output import complain
from credgraph.results import Format

__all__ = ["Commands", "Parser", "add_command", "port", "seconds", "size"]


class _Help(argparse.RawDescriptionHelpFormatter):
    """Help of a fixed width: asking the terminal for its width is slower than answering."""

    def __init__(self, prog: str) -> None:
        super().__init__(prog, width=96)


class Parser(argparse.ArgumentParser):
    """An argument parser with one-line error messages, whose help ends with `examples`."""

    def __init__(self, *, examples: str = "", heading: str = "examples", **settings: Any) -> None:
        settings.setdefault("formatter_class", _Help)
        settings.setdefault("allow_abbrev", False)
        super().__init__(epilog=f"{heading}:\n  {examples}", **settings)

    def error(self, message: str) -> NoReturn:
        """Print the error on one line and exit with code 2."""
        complain(f"{message}; see {self.prog} --help")
        raise SystemExit(2)


Commands: TypeAlias = "argparse._SubParsersAction[Parser]"


def add_command(
    commands: Commands,
    name: str,
    about: str,
    examples: str,
    *,
    formats: Sequence[Format] = tuple(Format),
    own_help: str = "",
    limit: float | None = 60,
) -> Parser:
    """Add a subcommand with the shared options; without formats, no `--format` or `--iris`.

    `own_help` is the help text of `--help` where the subcommand handles that option itself;
    `limit` its time in seconds, unless told otherwise, or None for one that runs until it is ended.
    """
    made = commands.add_parser(
        name, help=about, description=about, examples=examples, add_help=not own_help
    )
    made.set_defaults(parser=made)
    if own_help:
        made.add_argument("-h", "--help", action="store_true", help=own_help)
    if shapes := [form.value for form in formats]:
        made.add_argument("--format", choices=shapes, default=Format.TABLE.value, help="the shape")
        made.add_argument("--iris", action="store_true", help="show IRIs instead of names")
    add_store_options(made)
    if limit is not None:
        about_time, about_size = f"give up after ({limit:g})", "the most memory it may take (4GB)"
        made.add_argument(
            "--timeout", type=seconds, default=limit, metavar="SECONDS", help=about_time
        )
        made.add_argument("--memory", type=size, default=4 * 2**30, metavar="SIZE", help=about_size)
    return made


def seconds(text: str) -> float:
    """Read a positive number of seconds."""
    value = float(text) if re.fullmatch(r"\d+(\.\d+)?", text) else 0
    if not 0 < value < 86400:
        raise argparse.ArgumentTypeError(f"{text} is not a number of seconds between 0 and 86400")
    return value


def size(text: str) -> int:
    """Read an amount of memory, such as 500MB or 4GB, as bytes; below 256 MB nothing runs."""
    found = re.fullmatch(r"(\d{1,6}(?:\.\d{1,3})?) ?(M|G)i?B?", text, re.IGNORECASE)
    value = float(found[1]) * {"m": 2**20, "g": 2**30}[found[2].lower()] if found else 0
    if not 2**28 <= value < 2**50:
        raise argparse.ArgumentTypeError(f"{text} is no size of 256MB or more, such as 4GB")
    return int(value)


def port(text: str) -> int:
    """Read a port number."""
    if not re.fullmatch(r"\d{1,5}", text) or not 0 < int(text) < 65536:
        raise argparse.ArgumentTypeError(f"{text} is not a port between 1 and 65535")
    return int(text)
