"""Asks the question library on each engine: `python -m engines.run` (`--help` lists the options).

The exit code is 1 for a deviation that is not known, a known one that has vanished, or a page that
says otherwise than the run. What this machine lacks is skipped, and said.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Iterator, Sequence

from engines.answers import Run, run
from engines.deviations import news, read_deviations
from engines.downloads import Lacking
from engines.page import PAGE, page
from engines.subjects import ENGINES, Engine

__all__ = ["main"]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run what is there, and say what differs; returns the exit code."""
    options = _parser().parse_args(arguments)
    chosen = [each for each in ENGINES if not options.engines or each.name in options.engines]
    runs = [*_runs(chosen)]
    known = read_deviations()
    differing = news(runs, known)
    if len(runs) < len(ENGINES):
        _say(f"skipped: {PAGE.name} was not compared, as this is a part of the run")
    elif options.approve and not differing:
        PAGE.write_text(page(runs, known), "utf-8")
    elif not PAGE.exists() or PAGE.read_text("utf-8") != page(runs, known):
        differing.append(f"{PAGE.name} says otherwise than this run: make engines APPROVE=1")
    for line in differing:
        _say(line)
    failed = sum(line.startswith("new:") for line in differing)
    answered = sum(each.is_approved for one in runs for each in one.outcomes)
    sys.stdout.write(f"{answered} passed, {failed} failed\n")
    return 1 if differing else 0


def _runs(engines: Iterable[Engine]) -> Iterator[Run]:
    for engine in engines:
        try:
            found = run(engine)
        except Lacking as reason:
            _say(f"skipped: {engine.title.replace('`', '')}: {reason}")
            continue
        approved = sum(each.is_approved for each in found.outcomes)
        sys.stdout.write(
            f"{engine.name:12} {approved:4} of {len(found.outcomes)} answers as approved"
            f"{_graphs(found)}\n"
        )
        sys.stdout.flush()
        yield found


def _graphs(found: Run) -> str:
    return f", {found.graphs_same} of {found.graphs} graphs as sent" if found.graphs else ""


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m engines.run", description=__doc__)
    names = [engine.name for engine in ENGINES]
    parser.add_argument("engines", nargs="*", metavar="ENGINE", help=f"of {', '.join(names)}")
    parser.add_argument("--approve", action="store_true", help=f"write {PAGE.name} from the run")
    return parser


def _say(line: str) -> None:
    sys.stderr.write(f"{line}\n")


if __name__ == "__main__":
    sys.exit(main())
