"""Oxigraph in this process, in memory or on disk; queries read the union of all named graphs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox

from credgraph.errors import StoreUnavailable, UnreadableFile
from credgraph.rdf import GRAPHS, declare_prefixes, has_keyword, parse_error
from credgraph.resources import turtle_files
from credgraph.store.protocol import Answer

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["EmbeddedStore", "in_memory", "on_disk", "read_only"]


class EmbeddedStore:
    """An Oxigraph store in this process.

    It runs any query as it is: check user input with `credgraph.rdf.guard` first.
    """

    def __init__(self, triples: ox.Store, name: str = "the shipped graph, in memory") -> None:
        self.triples, self.name = triples, name

    def query(self, text: str) -> Answer:
        """Answer a SPARQL 1.1 query; our own prefixes need not be declared."""
        union = not has_keyword(text, "FROM")
        try:
            return self.triples.query(text, use_default_graph_as_union=union)
        except SyntaxError:
            return self._query_with_our_prefixes(text, union)

    def _query_with_our_prefixes(self, text: str, union: bool) -> Answer:
        declared = declare_prefixes(text)
        try:
            return self.triples.query(declared, use_default_graph_as_union=union)
        except SyntaxError as error:
            raise parse_error(text, error, len(declared) - len(text)) from None


def in_memory() -> EmbeddedStore:
    """Load the shipped ontology and data into memory, each file into its own named graph."""
    triples = ox.Store()
    _load_shipped_files(triples)
    return EmbeddedStore(triples)


def on_disk(path: Path) -> EmbeddedStore:
    """Open the store in this folder read-only; if there is none, make one of the shipped graph.

    A new store is made in a temporary folder and then moved, so an interruption leaves nothing.
    Raises StoreUnavailable for a file, or for a folder that holds something else.
    """
    if path.is_file():
        raise StoreUnavailable(str(path), "is a file; a store is a folder")
    if path.is_dir() and any(path.iterdir()) and not (path / "CURRENT").is_file():
        raise StoreUnavailable(str(path), "holds other files; choose a new folder for the store")
    try:
        if not (path / "CURRENT").is_file():
            _make(path)
        return read_only(str(path), f"the store in {path}")
    except (OSError, RuntimeError) as error:
        raise StoreUnavailable(str(path), f"cannot be opened ({error})") from None


def read_only(path: str, name: str) -> EmbeddedStore:
    """Open a store on disk that nothing writes to; many processes may read it at once."""
    return EmbeddedStore(ox.Store.read_only(path), name)


def _make(path: Path) -> None:
    import tempfile
    from pathlib import Path

    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=".credgraph-") as folder:
        triples = ox.Store(f"{folder}/store")
        triples.bulk_extend(in_memory().triples)  # in one step: fewer files, which open faster
        triples.flush()
        triples.optimize()
        del triples  # releases the lock
        Path(folder, "store").replace(path)


def _load_shipped_files(triples: ox.Store) -> None:
    for path in turtle_files("ontology", "data"):
        graph = ox.NamedNode(GRAPHS + path.stem)
        try:
            triples.bulk_load(path=str(path), format=ox.RdfFormat.TURTLE, to_graph=graph)
        except SyntaxError as error:
            raise UnreadableFile(str(path), str(error), error.lineno) from None
