"""Opens the graph that a subcommand reads: the shipped one, or the one `--store` names."""

from __future__ import annotations

import argparse
import os
import sys
from typing import TYPE_CHECKING, BinaryIO

from credgraph.cli.output import unhurried
from credgraph.errors import StoreUnavailable

if TYPE_CHECKING:
    from credgraph.graph import CredentialGraph

__all__ = ["exists", "named_store", "open_graph", "standard_input"]


def open_graph(options: argparse.Namespace) -> CredentialGraph:
    """Open the shipped graph from its snapshot, or the store that `--store` names."""
    from credgraph.graph import CredentialGraph
    from credgraph.snapshot import shipped, shipped_spellings
    from credgraph.store import connect

    store = named_store(options)
    if store is None:
        return CredentialGraph(*shipped())
    seconds = getattr(options, "timeout", None)
    return CredentialGraph(connect(store, seconds, shipped_spellings))


def named_store(options: argparse.Namespace) -> str | None:
    """Return the store that `--store` names, if any.

    Raises StoreUnavailable for a folder that does not exist.
    """
    named: str | None = options.store
    if named and named.strip() and "://" not in named and not exists(named):
        hint = f"make one in Python: credgraph.open({named!r})"
        raise StoreUnavailable(named, f"there is no store here; {hint}")
    return named


def exists(given: str) -> bool:
    """Tell whether there is such a file or folder; False for text that cannot be a path."""
    try:
        return os.path.exists(given)
    except ValueError:
        return False


def standard_input() -> BinaryIO:
    """Return standard input, read to its end; it is empty where there is none."""
    from io import BytesIO

    with unhurried():
        return BytesIO(sys.stdin.buffer.read() if sys.stdin else b"")
