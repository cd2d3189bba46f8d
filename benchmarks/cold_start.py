"""Cold start: a whole `credgraph ask` process against one that only imports rdflib."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from rich.console import Console

from benchmarks.generate import OUT
from benchmarks.timing import Row, by_turns

__all__ = ["measure"]

_BUDGET = 0.5
_TURNS = 21
_ASK = ("ask", "funders_of_credential", "--credential", "mssc-cpt")


def measure(console: Console) -> Iterator[Row]:
    """Yield the one row; the unmeasured first turn creates the snapshot of the shipped graph."""
    console.print(f"starting each command {_TURNS} times")
    ask = (str(Path(sys.executable).with_name("credgraph")), *_ASK)
    load = (sys.executable, "-c", "import rdflib")
    name = " ".join(("credgraph", *_ASK))
    pair = by_turns(name, lambda: _run(ask), lambda: _run(load), least=_TURNS, most=_TURNS)
    mine, other = (sorted(times)[_TURNS // 2] * 1000 for times in (pair.ours, pair.theirs))
    yield Row(
        f"cold {name}",
        'python -c "import rdflib"',
        f"at most {_BUDGET}x",
        f"{pair.ratio:.2f}x ({mine:.0f} ms, {other:.0f} ms; medians of {_TURNS})",
        pair.ratio <= _BUDGET,
    )


def _run(command: tuple[str, ...]) -> None:
    """Run a command, with bytecode files allowed, as for any installed package."""
    environment = os.environ | {"CREDGRAPH_CACHE": str(OUT / "cache")}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    subprocess.run(command, env=environment, check=True, capture_output=True)
