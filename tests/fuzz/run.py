"""`make fuzz`: many cases of every kind, in as many processes as there are cores."""

from __future__ import annotations

import argparse
import gc
import json
import multiprocessing
import os
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages
from tempfile import TemporaryDirectory

import pyoxigraph as ox
from listener import Listener

import credgraph
from credgraph.rdf import GRAPHS
from credgraph.resources import root, turtle_files
from credgraph.snapshot import store_folder
from fuzz.inputs import KINDS, case
from fuzz.trial import FEW, run
from fuzz.verdict import faults

__all__ = ["main"]

_FORK = multiprocessing.get_context("fork")
_STEP = 50  # cases between two lines of progress


def main() -> int:
    """Run the cases and print those that failed; returns 1 if any did."""
    options = _options()
    with TemporaryDirectory() as cache, Listener() as trap:
        os.environ["CREDGRAPH_CACHE"] = cache
        _load_command()
        maker = _FORK.Process(target=_make_stores, args=(Path(cache),))
        maker.start()
        maker.join()
        assert maker.exitcode == 0, "the stores cannot be made"
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
    with _FORK.Pool(options.processes) as pool:
        for done, (number, said) in enumerate(pool.imap_unordered(_judged, tasks, 5), 1):
            if done % _STEP == 0 and sys.stderr.isatty():
                print(f"\r{done:,} of {options.count:,}", end="", file=sys.stderr)
            if said:
                yield number, said


def _judged(task: tuple[int, str, Path]) -> tuple[int, list[str]]:
    number, trap, cache = task
    made = case(number, trap)
    return number, faults(made, run(made, cache))


def _load_command() -> None:
    """Import what the command needs once, for all cases."""
    for module in walk_packages(credgraph.__path__, "credgraph."):
        if not module.name.endswith("__main__"):
            import_module(module.name)
    gc.freeze()  # a child that collects garbage would touch, and so copy, all that it inherits


def _make_stores(cache: Path) -> None:
    """Make the snapshot, and a store of the ontology and the credentials of one file.

    To be run in a process of its own: a fork of one that has made a store lacks the threads with
    which the engine would write another.
    """
    store_folder()
    store = ox.Store(str(cache / FEW))
    for file in (*turtle_files("ontology"), root() / "data" / "credentials.ttl"):
        store.bulk_load(path=str(file), to_graph=ox.NamedNode(GRAPHS + file.stem))
    store.flush()


if __name__ == "__main__":
    sys.exit(main())
