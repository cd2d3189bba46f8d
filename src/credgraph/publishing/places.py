"""Where an engine may take writes, by the address that it answers queries at.

Each engine has addresses of its own for queries, for updates and for the Graph Store Protocol, and
none of them tells. So each known place is asked in turn.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import urlsplit, urlunsplit

__all__ = ["GRAPH_STORE", "METHODS", "UPDATE", "Place", "places"]

METHODS = GRAPH_STORE, UPDATE = "graph-store", "update"

_REPOSITORY = re.compile(r"(.*/repositories/[^/]+)(?:/statements)?")
_QUERY_WORDS = ("query", "sparql", "sparql-auth", "update", "data", "get", "store")
# Oxigraph has /store, Fuseki /data, Virtuoso the others, Neptune /sparql/gsp/.
_GRAPH_STORES = ("store", "data", "sparql-graph-crud-auth", "sparql-graph-crud", "sparql/gsp/")
_UPDATES = ("update", "sparql-auth", "sparql")


class Place(NamedTuple):
    """An address that may take writes, and by which method."""

    method: str
    address: str


def places(url: str, method: str | None = None, given: str | None = None) -> list[Place]:
    """Return the places to try, the Graph Store Protocol first; `given` is the only address then.

    >>> [place.address for place in places("http://kg.example/repositories/r", "update")]
    ['http://kg.example/repositories/r/statements']
    >>> places("http://kg.example/ds/query")[0]
    Place(method='graph-store', address='http://kg.example/ds/store')
    """
    wanted = METHODS if method is None else (method,)
    return [
        Place(each, address)
        for each in wanted
        for address in ([given] if given else dict.fromkeys(_addresses(url, each)))
    ]


def _addresses(url: str, method: str) -> Iterator[str]:
    parts = urlsplit(url)
    path = parts.path.rstrip("/")
    for found in _paths(path, method):
        yield urlunsplit((parts.scheme, parts.netloc, found, parts.query, ""))


def _paths(path: str, method: str) -> Iterator[str]:
    """Yield the paths to try for writes, by the path of queries."""
    repository = _REPOSITORY.fullmatch(path)
    if repository:  # RDF4J and GraphDB: a PUT elsewhere would replace the whole repository
        kind = "rdf-graphs/service" if method == GRAPH_STORE else "statements"
        yield f"{repository[1]}/{kind}"
        return
    parent, _, last = path.rpartition("/")
    base = parent if last in _QUERY_WORDS else path
    if method == GRAPH_STORE:
        yield from (f"{base}/{name}" for name in _GRAPH_STORES)
        yield base or "/"
    else:
        yield f"{base}/{_UPDATES[0]}"
        yield path or "/"
        yield from (f"{base}/{name}" for name in _UPDATES[1:])
