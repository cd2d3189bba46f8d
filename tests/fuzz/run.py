"""`make fuzz`: many cases of every kind, in as many processes as there are cores."""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import sys
from collections.abc import Iterator
from contextlib import redirect_stdout
from importlib import import_module
from io import BytesIO, TextIOWrapper
from pathlib import Path
from pkgutil import walk_packages
from tempfile import TemporaryDirectory

from listener import Listener

import credgraph
from fuzz.inputs import KINDS, case
from fuzz.trial import run
from fuzz.verdict import faults

__all__ = ["main"]

_STEP = 50  # cases between two lines of progress


def main() -> int:
    """Run the cases and print those that failed; returns 1 if any did."""
    options = _options()
    with TemporaryDirectory() as cache, Listener() as trap:
        _make_snapshot(Path(cache))
        found = list(_failures(options, trap.url, Path(cache)))
        calls = len(trap.calls)
    for number, said in found:
        words = json.dumps(case(number, trap.url).arguments)[:300]
        print(f"case {number}: {'; '.join(said)}\n  credgraph {words}")
    print(
        f"{options.count:,} cases of {len(KINDS)} kinds, {len(found):,} failed, {calls} calls out"
    )
    return 1 if found or calls else 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=10_000)
    parser.add_argument("--first", type=int, default=0, help="the number of the first case")
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    return parser.parse_args()


def _failures(
    options: argparse.Namespace, trap: str, cache: Path
) -> Iterator[tuple[int, list[str]]]:
    numbers = range(options.first, options.first + options.count)
    tasks = [(number, trap, cache) for number in numbers]
    with multiprocessing.get_context("fork").Pool(options.processes) as pool:
        for done, (number, said) in enumerate(pool.imap_unordered(_judged, tasks, 5), 1):
            if done % _STEP == 0 and sys.stderr.isatty():
                print(f"\r{done:,} of {options.count:,}", end="", file=sys.stderr)
            if said:
                yield number, said


def _judged(task: tuple[int, str, Path]) -> tuple[int, list[str]]:
    number, trap, cache = task
    made = case(number, trap)
    return number, faults(made, run(made, cache))


def _make_snapshot(cache: Path) -> None:
    """Import what the command needs and make its snapshot once, for all cases."""
    os.environ["CREDGRAPH_CACHE"] = str(cache)
    for module in walk_packages(credgraph.__path__, "credgraph."):
        if not module.name.endswith("__main__"):
            import_module(module.name)
    from credgraph.cli import main as command

    with redirect_stdout(TextIOWrapper(BytesIO())):
        command(["info", "--format", "json"])
        command(["ask", "who pays for the CPT", "--which"])


if __name__ == "__main__":
    sys.exit(main())
