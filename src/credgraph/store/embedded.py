"""Oxigraph in this process, in memory or on disk; queries read the union of all named graphs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from operator import itemgetter
from typing import TYPE_CHECKING, Any, TypedDict, TypeVar
from weakref import finalize

import pyoxigraph as ox

from credgraph.errors import BadQuery, StoreUnavailable, UnreadableFile
from credgraph.native_engines import is_panic
from credgraph.rdf import GRAPHS, compact, declare_prefixes, has_keyword, parse_error
from credgraph.resources import turtle_files
from credgraph.store.protocol import Answer, Dataset, Solutions
from credgraph.store.releases import about, current
from credgraph.store.spellings import Spellings

if TYPE_CHECKING:
    from pathlib import Path

__all__ = [
    "EmbeddedStore",
    "in_memory",
    "on_disk",
    "read_only",
    "shipped_quads",
    "shipped_spellings",
]

Read = TypeVar("Read")

_SPELLINGS = "spellings.json"
_LONGEST_REASON = 200  # characters of the engine's own words
_UNKNOWN_FUNCTION = r"custom function <([^<>]+)> is not supported"

Found = ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples


class EmbeddedStore:
    """An Oxigraph store in this process.

    It runs any query as it is: check user input with `credgraph.rdf.guard` first.
    """

    def __init__(
        self,
        triples: ox.Store,
        name: str = "the shipped graph, in memory",
        spellings: Spellings | None = None,
        folder: str = "",
    ) -> None:
        self.triples, self.name = triples, name
        self.spellings = spellings or Spellings()
        self.about: dict[str, Any] = {}  # what a store of imports was made of, and its statistics
        self._folder, self._copied = folder, -1  # statements of a store in memory, in its folder

    def query(self, text: str, dataset: Dataset | None = None, base: str | None = None) -> Answer:
        """Answer a SPARQL 1.1 query, with values spelt as in the files.

        Our own prefixes need no declaration. A `dataset` outweighs what the query names, and
        relative IRIs are resolved against a `base`. Raises BadQuery for a query that does not parse
        or cannot be evaluated, StoreUnavailable for a damaged store; so does reading the rows.
        """
        with _evaluation_explained(self.name):
            found = self._found(text, {**_graphs(text, dataset), "base_iri": base})
        if isinstance(found, ox.QuerySolutions):
            variables, cells = _in_order_of_mention(text, found)
            return Solutions(variables, _explained(map(self.spellings.row, cells), self.name))
        if isinstance(found, ox.QueryTriples):
            return _explained(map(self.spellings.triple, found), self.name)
        return found

    def quads(self) -> Iterator[ox.Quad]:
        """Yield everything in the store, with values spelt as in the files."""
        for quad in self.triples:
            spelt = self.spellings.triple(quad.triple)
            yield ox.Quad(spelt.subject, spelt.predicate, spelt.object, quad.graph_name)

    def folder(self) -> str:
        """Return a folder from which another process can open this store.

        A store in memory is written to a temporary folder, removed when this object or its process
        ends. Raises StoreUnavailable if there is no place for it.
        """
        if self._folder and self._copied in (-1, len(self.triples)):
            return self._folder
        kept = ExitStack()
        finalize(self, kept.close)
        try:
            folder = kept.enter_context(_temporary_folder()) / "store"
            _write(folder, list(self.triples), self.spellings)
        except OSError as error:
            raise StoreUnavailable(self.name, f"cannot be written for a reader ({error})") from None
        self._folder, self._copied = str(folder), len(self.triples)
        return self._folder

    def _found(self, text: str, reading: _Reading) -> Found:
        try:
            return self.triples.query(text, **reading)
        except SyntaxError:
            return self._found_with_our_prefixes(text, reading)

    def _found_with_our_prefixes(self, text: str, reading: _Reading) -> Found:
        declared = declare_prefixes(text)
        try:
            return self.triples.query(declared, **reading)
        except SyntaxError as error:
            from credgraph.rdf.diagnosis import explained

            found = parse_error(text, error, len(declared) - len(text))
            raise explained(text, found) from None


def _in_order_of_mention(
    text: str, found: ox.QuerySolutions
) -> tuple[list[ox.Variable], Iterator[tuple[Any, ...]]]:
    """Return the columns and rows of an answer; the engine has those of SELECT * by their names."""
    names = [variable.value for variable in found.variables]
    if "*" not in text or len(names) < 2:
        return found.variables, map(tuple, found)
    from credgraph.rdf.query_form import mentioned_in_star  # only here: it takes time to load

    mentioned = mentioned_in_star(text)
    if mentioned is None:
        return found.variables, map(tuple, found)
    known = [names.index(name) for name in mentioned if name in names]
    order = [*known, *(place for place in range(len(names)) if place not in known)]
    return [found.variables[place] for place in order], map(itemgetter(*order), map(tuple, found))


class _Reading(TypedDict, total=False):
    """How the engine reads a query, and which graphs, as its keywords."""

    base_iri: str | None
    use_default_graph_as_union: bool
    default_graph: list[ox.NamedNode | ox.BlankNode | ox.DefaultGraph]
    named_graphs: list[ox.NamedNode | ox.BlankNode]


def _graphs(text: str, dataset: Dataset | None) -> _Reading:
    if dataset is None:
        return {"use_default_graph_as_union": not has_keyword(text, "FROM")}
    return {
        "default_graph": [*map(ox.NamedNode, dataset.default_graphs)],
        "named_graphs": [*map(ox.NamedNode, dataset.named_graphs)],
    }


@contextmanager
def _evaluation_explained(name: str) -> Iterator[None]:
    """Turn what goes wrong in the engine, a panic included, into a damaged store or a bad query."""
    try:
        yield
    except RuntimeError as error:
        if str(error).startswith("Corruption"):
            raise StoreUnavailable(name, f"is damaged ({error})") from None
        raise BadQuery(_reason(error)) from None
    except OSError as error:
        raise StoreUnavailable(name, f"cannot be read ({error})") from None
    except BaseException as error:
        if not is_panic(error):
            raise
        raise BadQuery(_reason(error)) from None


def _explained(rows: Iterator[Read], name: str) -> Iterator[Read]:
    with _evaluation_explained(name):
        yield from rows


def _reason(error: BaseException) -> str:
    reason = (str(error).splitlines() or [type(error).__name__])[0][:_LONGEST_REASON]
    function = re.search(_UNKNOWN_FUNCTION, reason)
    if function:
        return f"there is no function {compact(function[1])} here"
    return f"the engine gave up: {reason}"


def in_memory() -> EmbeddedStore:
    """Load the shipped ontology and data into memory, each file into its own named graph."""
    triples, quads = ox.Store(), shipped_quads()
    triples.bulk_extend(quads)
    return EmbeddedStore(triples, spellings=Spellings.of(quads))


def shipped_spellings() -> Spellings:
    """Return how the shipped files spell their values."""
    return Spellings.of(shipped_quads())


def on_disk(path: Path) -> EmbeddedStore:
    """Open the store in this folder read-only; if there is none, make one of the shipped graph.

    Of a place of `releases`, the current one is opened. A new store is made in a temporary folder
    and then moved, so an interruption leaves nothing. Raises StoreUnavailable for a file, or for a
    folder that holds something else.
    """
    if path.is_file():
        raise StoreUnavailable(str(path), "is a file; a store is a folder")
    name = f"the store in {path}"
    try:
        if current(str(path)):
            return read_only(str(path), name)
    except (OSError, RuntimeError) as error:
        raise StoreUnavailable(str(path), f"cannot be opened ({error})") from None
    if path.is_dir() and any(path.iterdir()) and not (path / "CURRENT").is_file():
        raise StoreUnavailable(str(path), "holds other files; choose a new folder for the store")
    try:
        if not (path / "CURRENT").is_file():
            _make(path)
        return read_only(str(path), name)
    except (OSError, RuntimeError) as error:
        raise StoreUnavailable(str(path), f"cannot be opened ({error})") from None


def read_only(path: str, name: str) -> EmbeddedStore:
    """Open a store on disk that nothing writes to; many processes may read it at once.

    Of a place of `releases`, the current one is opened.
    """
    folder = current(path) or path
    opened = EmbeddedStore(ox.Store.read_only(folder), name, _spellings_in(folder), folder)
    opened.about = about(path)
    return opened


def _spellings_in(path: str) -> Spellings:
    """Read the spellings that `_make` wrote; a store that others made has none."""
    try:
        with open(f"{path}/{_SPELLINGS}", encoding="utf-8") as file:
            return Spellings.from_json(file.read())
    except FileNotFoundError:
        return Spellings()


def _make(path: Path) -> None:
    from credgraph.scratch import scratch_folder

    path.parent.mkdir(parents=True, exist_ok=True)
    with scratch_folder(path.parent) as folder:
        quads = shipped_quads()
        _write(folder / "store", quads, Spellings.of(quads))
        (folder / "store").replace(path)


def _write(folder: Path, quads: list[ox.Quad], spellings: Spellings) -> None:
    triples = ox.Store(str(folder))
    triples.bulk_extend(quads)  # at once: fewer files, and quicker to open
    triples.flush()
    triples.optimize()
    del triples  # gives up the lock
    (folder / _SPELLINGS).write_text(spellings.to_json(), "utf-8")


def _temporary_folder() -> AbstractContextManager[Path]:
    from pathlib import Path
    from tempfile import gettempdir

    from credgraph.scratch import scratch_folder

    return scratch_folder(Path(gettempdir()))


def shipped_quads() -> list[ox.Quad]:
    """Return the shipped ontology and data, each file in its own named graph."""
    return [quad for path in turtle_files("ontology", "data") for quad in _quads_of(path)]


def _quads_of(path: Path) -> Iterator[ox.Quad]:
    graph = ox.NamedNode(GRAPHS + path.stem)
    try:
        for quad in ox.parse(path=str(path), format=ox.RdfFormat.TURTLE):
            yield ox.Quad(quad.subject, quad.predicate, quad.object, graph)
    except SyntaxError as error:
        raise UnreadableFile(str(path), str(error), error.lineno) from None
