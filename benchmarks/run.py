"""The table of measured ratios: `python -m benchmarks.run` (`--help` lists the options).

The two sides of each ratio are timed alternately in the same run. The exit code is always 0.
"""

from __future__ import annotations

import argparse
import os
import platform
import sys
from collections.abc import Callable, Iterator

from rich.console import Console

import credgraph
from benchmarks import against_rdflib, cold_start, exports, questions, validation, views
from benchmarks.graphs import SHIPPED
from benchmarks.timing import Row, aligned
from credgraph.questions import Catalogue

__all__ = ["main"]

_HEAD = ("what", "against", "budget", "measured", "verdict")
_SMALL, _MIDDLE, _LARGE = 20_000, 100_000, 1_000_000


def main() -> None:
    """Measure what the command line asks for and print the table."""
    options = _parser().parse_args()
    console = Console(stderr=True)
    rows = [
        row
        for name, measure in _MEASURES.items()
        if options.only in (None, name)
        for row in _rows(name, measure(options, console))
    ]
    print(f"python -m benchmarks.run {' '.join(sys.argv[1:])}".strip())
    print(f"CredGraph {credgraph.__version__}, Python {platform.python_version()}, ", end="")
    print(f"{os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}\n")
    print("\n".join(aligned([_HEAD, *(row.cells for row in rows)])))
    for row in rows if options.details else ():
        print(f"\n{row.what}: ours, {row.against}, ours over theirs")
        print("\n".join(map(str, row.pairs)))


def _rows(name: str, measured: Iterator[Row]) -> Iterator[Row]:
    """Yield the measured rows; a failure becomes a row of its own and ends only this benchmark."""
    try:
        yield from measured
    except Exception as error:
        yield Row(name, "", "", f"not measured: {type(error).__name__}: {error}", meets=False)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.run", description=__doc__)
    parser.add_argument("--large", action="store_true", help="also measure at a million triples")
    parser.add_argument("--only", choices=tuple(_MEASURES), help="measure this alone")
    parser.add_argument("--all", action="store_true", help="ask rdflib every question")
    parser.add_argument("--details", action="store_true", help="print every question's times")
    return parser


def _questions(options: argparse.Namespace, console: Console) -> Iterator[Row]:
    sizes = (SHIPPED, _MIDDLE, _LARGE) if options.large else (SHIPPED, _MIDDLE)
    return questions.measure(sizes, console)


def _rdflib(options: argparse.Namespace, console: Console) -> Iterator[Row]:
    names = tuple(Catalogue()) if options.all else against_rdflib.SAMPLE
    return against_rdflib.measure([_LARGE if options.large else _MIDDLE], console, names)


def _cold(_options: argparse.Namespace, console: Console) -> Iterator[Row]:
    return cold_start.measure(console)


def _validation(options: argparse.Namespace, console: Console) -> Iterator[Row]:
    return validation.measure(_MIDDLE if options.large else _SMALL, console)


def _exports(options: argparse.Namespace, console: Console) -> Iterator[Row]:
    return exports.measure(_LARGE if options.large else _MIDDLE, console)


def _views(_options: argparse.Namespace, console: Console) -> Iterator[Row]:
    return views.measure(console)


_MEASURES: dict[str, Callable[[argparse.Namespace, Console], Iterator[Row]]] = {
    "questions": _questions,
    "rdflib": _rdflib,
    "cold": _cold,
    "validation": _validation,
    "exports": _exports,
    "views": _views,
}


if __name__ == "__main__":
    main()
