"""The `credgraph` command, one module per subcommand, each with its arguments and its `run`.

A subcommand calls one function of the library and prints the answer; it computes nothing itself.
Subcommands share `arguments`, `opening`, `output` and `progress`; `launcher` starts the explorer.
"""

from __future__ import annotations

import gc
from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["main", "run"]

_OBJECTS_PER_COLLECTION = 50_000  # not 700: what a short command makes lives until its end


def main(arguments: Sequence[str] | None = None, *, bounded: bool = False) -> int:
    """Run the command and return the exit code; never raises, whatever it is given.

    With `bounded`, what a stranger's text or data can harm runs in a child of this process.
    """
    from credgraph.cli import command

    return command.main(arguments, bounded=bounded)


def run() -> NoReturn:
    """Run the command and exit at once: a store opened for reading needs no closing."""
    gc.set_threshold(_OBJECTS_PER_COLLECTION)
    from credgraph.cli import command

    command.run()
