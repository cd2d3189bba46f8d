"""Argument parsers: help with examples, and error messages of one line."""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable, Sequence
from typing import Any, NoReturn, TypeAlias

from credgraph.cli.opening import add_store_options
from credgraph.cli.output import complain
from credgraph.errors import UnwritableTarget
from credgraph.results import Format, format_of_file

__all__ = [
    "Commands",
    "Parser",
    "add_command",
    "choose_format",
    "pair",
    "port",
    "seconds",
    "size",
    "web_address",
]


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
    store: Callable[[Parser], None] = add_store_options,
) -> Parser:
    """Add a subcommand with the shared options; without formats, none on the answer's form.

    `own_help` is the help text of `--help` where the subcommand handles that option itself;
    `limit` its time in seconds, unless told otherwise, or None for one that runs until it is ended.
    `store` adds the options on the store that it reads or writes.
    """
    made = commands.add_parser(
        name, help=about, description=about, examples=examples, add_help=not own_help
    )
    made.set_defaults(parser=made)
    if own_help:
        made.add_argument("-h", "--help", action="store_true", help=own_help)
    if formats:
        _add_form(made, [form.value for form in formats], Format.CSV in formats)
    store(made)
    if limit is not None:
        about_time, about_size = f"give up after ({limit:g})", "the most memory it may take (4GB)"
        made.add_argument(
            "--timeout", type=seconds, default=limit, metavar="SECONDS", help=about_time
        )
        made.add_argument("--memory", type=size, default=4 * 2**30, metavar="SIZE", help=about_size)
    return made


def _add_form(made: Parser, formats: list[str], has_tables: bool) -> None:
    """Add the options on the form of an answer: its format, names, length and place."""
    about = f"{', '.join(formats)}; without, by the ending of the file, else {formats[0]}"
    made.add_argument("--format", choices=formats, metavar="FORMAT", help=about)
    names = made.add_mutually_exclusive_group()
    names.add_argument("--iris", action="store_true", help="show IRIs instead of names")
    made.set_defaults(with_iris=False, formats=formats)
    if has_tables:
        both = "show IRIs beside names, in a column of their own"
        names.add_argument("--with-iris", action="store_true", help=both)
    made.add_argument("--limit", type=_count, metavar="N", help="show no more than so many")
    where = "a file, written whole or not at all, or - for standard output (-)"
    made.add_argument("-o", "--output", default="-", metavar="FILE|-", help=where)


def choose_format(given: str | None, output: str, formats: Sequence[str]) -> Format:
    """Return the format that was asked for, or that the output file's ending stands for.

    Raises UnwritableTarget for an ending that stands for none of the `formats`.
    """
    if given is not None:
        return Format(given)
    found = Format.TABLE if output == "-" else format_of_file(output)
    if found.value not in formats:
        raise UnwritableTarget(output, f"this command writes {', '.join(formats)}")
    return found


def _count(text: str) -> int:
    if not re.fullmatch(r"\d{1,9}", text) or not int(text):
        raise argparse.ArgumentTypeError(f"{text} is not a number of rows, 1 or more")
    return int(text)


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


def web_address(text: str) -> str:
    """Read the address of a web site."""
    if not re.fullmatch(r"https?://[^\s/?#]+[^\s?#]*", text):
        raise argparse.ArgumentTypeError(
            f"{text} is not a web address, such as https://example.org"
        )
    return text


def pair(text: str) -> tuple[str, str]:
    """Read `name=value`; the name may have the question mark of a variable."""
    name, sign, value = text.partition("=")
    if not sign or not name.strip("?$"):
        raise argparse.ArgumentTypeError(f"{text} is not a name and a value: NAME=VALUE")
    return name.strip("?$ "), value
