"""How a store of a registry's size is loaded and asked: `python -m benchmarks.registry_scale`.

It makes a registry (see `benchmarks.registry`), loads it into a store on disk beside
`oxigraph load` of its first tenth, optimizes the store, and asks every question of
`queries/registry` for its first page, on one processor: cold, in a new process when nothing of the
store is in memory, and warm, again in that process. Cold times are by the clock; warm ones are of
the processor, so that other work on the machine counts little. Prints a table; the exit code is
always 0.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import credgraph
from benchmarks import registry
from benchmarks.generate import OUT
from benchmarks.timing import Row, aligned
from credgraph.questions import Catalogue

__all__ = ["main"]

_HEAD = ("what", "against", "budget", "measured", "verdict")
_PAGE = 50  # rows
_BUDGET, _COUNT_BUDGET = 1.0, 5.0  # seconds for a first page, and to count everything
_LOAD_BUDGET = 0.5  # of the rate of `oxigraph load`
_CAP = 60.0  # seconds that a question may take before it is stopped
_LOAD = """
import resource, sys, time
import pyoxigraph as ox
begun = time.perf_counter()
store = ox.Store(sys.argv[2])
store.bulk_load(path=sys.argv[1], format=ox.RdfFormat.N_QUADS)
store.flush()
loaded = time.perf_counter() - begun
store.optimize()
print(len(store), loaded, time.perf_counter() - begun - loaded)
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


class Loaded(NamedTuple):
    """How loading a store went: statements, seconds, and memory at the highest in MB."""

    statements: int
    seconds: float
    optimized: float
    memory: float

    @property
    def rate(self) -> float:
        """Statements a second, without optimizing."""
        return self.statements / self.seconds


class Asked(NamedTuple):
    """What one question took, in seconds, and the rows of its first page."""

    name: str
    cold: Sequence[float]
    warm: Sequence[float]
    rows: int
    memory: float  # MB at the highest

    @property
    def budget(self) -> float:
        """Seconds that it may take."""
        return _COUNT_BUDGET if self.name.endswith("_counted") else _BUDGET


def main() -> None:
    """Measure at the size that the command line names, and print the table."""
    options = _parser().parse_args()
    if options.ask:
        print(json.dumps(_ask(options.ask, options.out)))
        return
    rows = list(_measured(options.triples, options.out, options.turns, keep=options.keep))
    print(f"python -m benchmarks.registry_scale {' '.join(sys.argv[1:])}".strip())
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    print(f"CredGraph {credgraph.__version__}, Python {platform.python_version()}, ", end="")
    print(f"{os.cpu_count()} processors, {memory:.0f} GB, load {os.getloadavg()[0]:.1f}\n")
    print("\n".join(aligned([_HEAD, *(row.cells for row in rows)])))
    missed = [row.what for row in rows if not row.meets]
    print(f"\n{len(missed)} of {len(rows)} fall short{': ' * bool(missed)}{', '.join(missed)}")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.registry_scale", description=__doc__
    )
    parser.add_argument("--triples", type=int, default=10_000_000, help="about how many (10M)")
    parser.add_argument("--out", type=Path, default=OUT, help="the folder to work in")
    parser.add_argument("--turns", type=int, default=3, help="of each load and cold question (3)")
    parser.add_argument("--keep", action="store_true", help="leave the file and the store there")
    parser.add_argument("--ask", help=argparse.SUPPRESS)
    return parser


def _measured(triples: int, folder: Path, turns: int, *, keep: bool) -> Iterator[Row]:
    file, tenth = folder / f"registry-{triples}.nq", folder / f"registry-{triples // 10}.nq"
    store = folder / f"registry-{triples}"
    if not store.exists():
        _say(f"making {triples} statements")
        for path, size in ((file, triples), (tenth, triples // 10)):
            if not path.exists():
                registry.write(size, path)
        yield _against_oxigraph(tenth, folder, turns)
        _say("loading")
        yield _whole(_load(file, store), store)
    for name in sorted(name for name, each in Catalogue().items() if each.folder == "registry"):
        _say(name)
        yield _asked(name, store, turns)
    if not keep:
        for path in (file, tenth):
            path.unlink(missing_ok=True)
        shutil.rmtree(store, ignore_errors=True)


def _say(what: str) -> None:
    print(what, file=sys.stderr, flush=True)


def _against_oxigraph(file: Path, folder: Path, turns: int) -> Row:
    """Load the same file with pyoxigraph and with `oxigraph load`, in turns."""
    _say("loading a tenth beside oxigraph load")
    ours, theirs = list[float](), list[float]()
    for _ in range(turns):
        loaded = _load(file, folder / "ours")
        ours.append(loaded.rate)
        theirs.append(loaded.statements / _load_with_oxigraph(file, folder / "theirs"))
        shutil.rmtree(folder / "ours")
        shutil.rmtree(folder / "theirs")
    rate, other = statistics.median(ours), statistics.median(theirs)
    return Row(
        f"load {loaded.statements / 1e6:.1f}M statements",
        "oxigraph load",
        f"at least {_LOAD_BUDGET}x",
        f"{rate:,.0f}/s, {rate / other:.2f}x",
        rate / other >= _LOAD_BUDGET,
    )


def _load(file: Path, store: Path) -> Loaded:
    command = [sys.executable, "-c", _LOAD, str(file), str(store)]
    told = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()
    return Loaded(int(told[0]), float(told[1]), float(told[2]), int(told[3]) / 1024)


def _load_with_oxigraph(file: Path, store: Path) -> float:
    command = [str(Path(sys.executable).parent / "oxigraph"), "load"]
    begun = time.perf_counter()
    arguments = ["--location", str(store), "--file", str(file)]
    subprocess.run([*command, *arguments], capture_output=True, check=True)
    return time.perf_counter() - begun


def _whole(loaded: Loaded, store: Path) -> Row:
    size = sum(path.stat().st_size for path in store.iterdir())
    return Row(
        f"load {loaded.statements / 1e6:.1f}M statements",
        "",
        "",
        f"{loaded.rate:,.0f}/s, {loaded.memory:,.0f} MB of memory; optimize "
        f"{loaded.optimized:.0f} s, {size / 1e9:.2f} GB of disk",
        meets=True,
    )


def _asked(name: str, store: Path, turns: int) -> Row:
    found, cold = dict[str, list[float]](), list[float]()
    for _ in range(turns):
        _forget(store)
        command = [sys.executable, "-m", "benchmarks.registry_scale", "--ask", name]
        try:
            done = subprocess.run(
                [*command, "--out", str(store)], capture_output=True, check=True, timeout=_CAP
            )
        except subprocess.TimeoutExpired:
            return Row(name, "", f"{_BUDGET:g} s", f"stopped after {_CAP:.0f} s", meets=False)
        found = json.loads(done.stdout)
        cold.append(found["cold"][0])
    (rows,), (memory,) = found["rows"], found["memory"]
    return _row(Asked(name, cold, found["warm"], int(rows), memory))


def _forget(store: Path) -> None:
    """Have the system drop what it holds of the store's files in memory."""
    os.sync()
    for path in store.iterdir():
        with path.open("rb") as file:
            os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def _row(asked: Asked) -> Row:
    p50, p95 = _percentile(asked.warm, 0.5), _percentile(asked.warm, 0.95)
    cold = statistics.median(asked.cold)
    return Row(
        asked.name,
        "",
        f"{asked.budget:g} s",
        f"cold {cold * 1000:8.1f} ms, warm p50 {p50 * 1000:8.2f} p95 {p95 * 1000:8.2f} ms, "
        f"{asked.rows} rows, {asked.memory:.0f} MB",
        meets=max(cold, p95) < asked.budget,
    )


def _percentile(times: Sequence[float], share: float) -> float:
    return sorted(times)[min(len(times) - 1, int(len(times) * share))]


def _ask(name: str, store: Path) -> dict[str, list[float]]:
    """Ask for the first page in this process, on one processor, until three seconds are over."""
    import resource

    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    graph, times = credgraph.open(store), list[float]()
    samples = graph.questions[name].samples
    begun = time.perf_counter()
    while len(times) < 52 and (len(times) < 3 or time.perf_counter() - begun < 3):
        clock = time.process_time if times else time.perf_counter
        asked = clock()
        rows = len(graph.page(name, _PAGE, **samples))
        times.append(clock() - asked)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"cold": times[:1], "warm": times[1:], "rows": [rows], "memory": [memory]}


if __name__ == "__main__":
    main()
