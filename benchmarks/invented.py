"""What both generators need: a file that is whole or absent, and the command line."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

__all__ = ["unfinished", "write_as_asked"]


@contextmanager
def unfinished(path: Path) -> Iterator[Path]:
    """Lend a file to write that becomes `path` once it is whole; an interrupted run leaves none."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(".part")
    yield part
    part.replace(path)


def write_as_asked(
    program: str, about: str | None, size: str, what: str, write: Callable[[int, Path, int], None]
) -> None:
    """Write what the command line asks for: `what` of a size, from a seed, into a file."""
    parser = argparse.ArgumentParser(prog=f"python -m {program}", description=about)
    parser.add_argument("triples", type=int, help=size)
    parser.add_argument("-o", "--out", type=Path, required=True, help="the N-Quads file to write")
    seed = f"another seed, another {what} (42)"
    parser.add_argument("--seed", type=int, default=42, help=seed)
    options = parser.parse_args()
    write(options.triples, options.out, options.seed)
    print(f"{options.out} written", file=sys.stderr)
