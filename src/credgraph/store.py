"""Where triples live: embedded in this process (memory or disk), or behind any SPARQL 1.1 endpoint.

Both kinds of store answer the same query text with the same pyoxigraph terms, reading the union of
all named graphs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

import pyoxigraph as ox

from credgraph.errors import BadQuery, EndpointUnavailable, StoreUnavailable, UnreadableFile
from credgraph.resources import turtle_files
from credgraph.sparql import declare_prefixes, has_keyword, parse_error
from credgraph.terms import GRAPHS

if TYPE_CHECKING:
    from pathlib import Path

__all__ = [
    "Answer",
    "EmbeddedStore",
    "RemoteStore",
    "Store",
    "connect",
    "in_memory",
    "on_disk",
    "read_only",
]

Answer = ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples | list[ox.Triple]

_LARGEST_REPLY = 256 * 2**20  # bytes read from an endpoint before giving up
_REPLY_SECONDS = 60


class Store(Protocol):
    """Anything that answers SPARQL."""

    name: str

    def query(self, text: str) -> Answer:
        """Answer a SPARQL 1.1 query; raises BadQuery or EndpointUnavailable."""
        ...


class EmbeddedStore:
    """An Oxigraph store in this process.

    It runs whatever it is given; `credgraph.sparql.guard` is for what a person typed.
    """

    def __init__(self, triples: ox.Store, name: str = "the shipped graph, in memory") -> None:
        self.triples, self.name = triples, name

    def query(self, text: str) -> Answer:
        """Answer a SPARQL 1.1 query; our own prefixes need no declaration."""
        union = not has_keyword(text, "FROM")
        try:
            return self.triples.query(text, use_default_graph_as_union=union)
        except SyntaxError:
            return self._query_with_our_prefixes(text, union)

    def _query_with_our_prefixes(self, text: str, union: bool) -> Answer:
        whole = declare_prefixes(text)
        try:
            return self.triples.query(whole, use_default_graph_as_union=union)
        except SyntaxError as error:
            raise parse_error(text, error, len(whole) - len(text)) from None


class RemoteStore:
    """A SPARQL 1.1 endpoint, reached through SPARQLWrapper.

    Our questions read the union of all named graphs: serve the data so (Oxigraph:
    `--union-default-graph`; Virtuoso and GraphDB do it by default).
    """

    def __init__(self, url: str) -> None:
        self.name = self.url = url

    def query(self, text: str) -> Answer:
        """Answer a SPARQL 1.1 query; raises BadQuery, or EndpointUnavailable with the reason."""
        from SPARQLWrapper import JSON, POST, TURTLE, SPARQLWrapper

        wrapper = SPARQLWrapper(self.url, agent="credgraph")
        wrapper.setQuery(declare_prefixes(text))
        if wrapper.isSparqlUpdateRequest():
            raise BadQuery("updates are not allowed: this reads, and never writes")
        table = wrapper.queryType in ("SELECT", "ASK")
        wrapper.setReturnFormat(JSON if table else TURTLE)
        wrapper.setMethod(POST)
        wrapper.setOnlyConneg(True)
        wrapper.setTimeout(_REPLY_SECONDS)
        reply = self._reply(wrapper)
        return self._read_table(reply) if table else self._read_triples(reply)

    def _reply(self, wrapper: Any) -> bytes:
        from http.client import HTTPException

        from SPARQLWrapper.SPARQLExceptions import QueryBadFormed, SPARQLWrapperException

        try:
            response = wrapper.query().response
            media = response.headers.get_content_type()
            body: bytes = response.read(_LARGEST_REPLY + 1)
        except QueryBadFormed as error:
            raise BadQuery(f"the endpoint says: {_last_line(error)}") from None
        except SPARQLWrapperException as error:
            raise EndpointUnavailable(self.url, f"refused the query: {_last_line(error)}") from None
        except (OSError, HTTPException, ValueError) as error:
            reason = getattr(error, "reason", None) or error
            raise EndpointUnavailable(self.url, f"cannot be reached ({reason})") from None
        if len(body) > _LARGEST_REPLY:
            raise EndpointUnavailable(self.url, "answers more than 256 MB; add a LIMIT")
        if media == "text/html":
            raise EndpointUnavailable(self.url, "answers a web page; is it a SPARQL endpoint?")
        return body

    def _read_table(self, reply: bytes) -> Answer:
        try:
            return ox.parse_query_results(reply, format=ox.QueryResultsFormat.JSON)
        except (SyntaxError, ValueError):
            raise self._not_sparql(reply) from None

    def _read_triples(self, reply: bytes) -> Answer:
        try:
            return [quad.triple for quad in ox.parse(reply, format=ox.RdfFormat.TURTLE)]
        except (SyntaxError, ValueError):
            raise self._not_sparql(reply) from None

    def _not_sparql(self, reply: bytes) -> EndpointUnavailable:
        start = reply[:60].decode(errors="replace").split("\n")[0]
        return EndpointUnavailable(self.url, f"does not answer SPARQL results, but {start!r}")


def _last_line(error: Exception) -> str:
    return str(error).strip().splitlines()[-1].strip("b'\"\\n")[:300]


def connect(target: str | Path | None = None) -> Store:
    """Open the shipped graph in memory, a store on disk (made if absent), or an endpoint by URL."""
    if target is None:
        return in_memory()
    if str(target).lower().startswith(("http://", "https://")):
        return RemoteStore(str(target))
    from pathlib import Path

    if not str(target).strip() or "://" in str(target):
        raise StoreUnavailable(
            repr(str(target)), "is neither a folder nor an http or https address"
        )
    return on_disk(Path(target))


def in_memory() -> EmbeddedStore:
    """Load the shipped ontology and data into memory, each file as one named graph."""
    triples = ox.Store()
    _fill(triples)
    return EmbeddedStore(triples)


def on_disk(path: Path) -> EmbeddedStore:
    """Open the store in this folder for reading; where there is none, make one of our graph.

    A new store is made beside its place and moved there whole, so an interruption leaves nothing.
    Raises StoreUnavailable for a file, or a folder that holds something else.
    """
    if path.is_file():
        raise StoreUnavailable(str(path), "is a file; a store is a folder")
    if path.is_dir() and any(path.iterdir()) and not (path / "CURRENT").is_file():
        raise StoreUnavailable(str(path), "holds other files; name a new folder for the store")
    try:
        if not (path / "CURRENT").is_file():
            _make(path)
        return read_only(str(path), f"the store in {path}")
    except (OSError, RuntimeError) as error:
        raise StoreUnavailable(str(path), f"cannot be opened ({error})") from None


def read_only(path: str, name: str) -> EmbeddedStore:
    """Open a store on disk that nobody writes to; many processes may do so at once."""
    return EmbeddedStore(ox.Store.read_only(path), name)


def _make(path: Path) -> None:
    import tempfile
    from pathlib import Path

    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=".credgraph-") as folder:
        triples = ox.Store(f"{folder}/store")
        triples.bulk_extend(in_memory().triples)  # at once: fewer files, and quicker to open
        triples.flush()
        triples.optimize()
        del triples  # gives up the lock
        Path(folder, "store").replace(path)


def _fill(triples: ox.Store) -> None:
    for path in turtle_files("ontology", "data"):
        graph = ox.NamedNode(GRAPHS + path.stem)
        try:
            triples.bulk_load(path=str(path), format=ox.RdfFormat.TURTLE, to_graph=graph)
        except SyntaxError as error:
            raise UnreadableFile(str(path), str(error), error.lineno) from None
