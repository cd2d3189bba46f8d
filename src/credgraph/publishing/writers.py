"""The two ways of writing a named graph: the Graph Store Protocol, and SPARQL Update."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol
from urllib.parse import quote, urlencode

import pyoxigraph as ox

from credgraph.publishing.contents import pieces
from credgraph.publishing.places import GRAPH_STORE, Place
from credgraph.rdf import GRAPHS
from credgraph.store.writing import Refused, Sender

__all__ = ["Writer", "writer_at"]

_TURTLE = "text/turtle"  # of which N-Triples, the form that engines read alike, is a part
_UPDATE = "application/sparql-update"
_FORM = "application/x-www-form-urlencoded"
_ABSENT = f"{GRAPHS}there-is-no-such-graph"
_PIECE = 1000  # statements in an update; Virtuoso compiles no more than 10,000 lines
_NOT_FOUND, _UNKNOWN_FORM = 404, (400, 415)


class Writer(Protocol):
    """Writes and drops whole named graphs."""

    way: str

    def is_here(self) -> bool:
        """Tell whether the server may take such writes at this place; nothing is changed."""
        ...

    def write(self, graph: str, triples: Sequence[ox.Triple]) -> None:
        """Make these statements all that the graph holds; raises EndpointUnavailable."""
        ...

    def drop(self, graph: str) -> None:
        """Delete a graph; it is no fault if there is none."""
        ...


def writer_at(place: Place, sender: Sender) -> Writer:
    """Return what writes at a place."""
    return (_GraphStore if place.method == GRAPH_STORE else _Update)(place.address, sender)


class _GraphStore:
    way = "the Graph Store Protocol"

    def __init__(self, address: str, sender: Sender) -> None:
        self._address, self._sender = address, sender

    def is_here(self) -> bool:
        """Ask for a graph that is not there: any answer with statements is of something else."""
        try:
            found = self._sender.send("GET", self._at(_ABSENT), media=_TURTLE)
        except Refused as refusal:
            if refusal.wants_credentials:
                raise
            return refusal.status == _NOT_FOUND
        return _holds_nothing(found)

    def write(self, graph: str, triples: Sequence[ox.Triple]) -> None:
        body = ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES) or b""
        self._sender.send("PUT", self._at(graph), body, _TURTLE)

    def drop(self, graph: str) -> None:
        try:
            self._sender.send("DELETE", self._at(graph))
        except Refused as refusal:
            if refusal.status != _NOT_FOUND:
                raise

    def _at(self, graph: str) -> str:
        joint = "&" if "?" in self._address else "?"
        return f"{self._address}{joint}graph={quote(graph, safe='')}"


def _holds_nothing(turtle: bytes) -> bool:
    try:
        return not any(True for _ in ox.parse(turtle, format=ox.RdfFormat.TURTLE))
    except SyntaxError:
        return False


class _Update:
    way = "SPARQL Update"

    def __init__(self, address: str, sender: Sender) -> None:
        self._address, self._sender = address, sender
        self._is_form = False

    def is_here(self) -> bool:
        return True  # an update that changes nothing would not tell either

    def write(self, graph: str, triples: Sequence[ox.Triple]) -> None:
        first = f"DROP SILENT GRAPH <{graph}> ;\n"
        for piece in pieces(triples, _PIECE):
            lines = "\n".join(f"{triple} ." for triple in piece)
            self._run(f"{first}INSERT DATA {{ GRAPH <{graph}> {{\n{lines}\n}} }}")
            first = ""

    def drop(self, graph: str) -> None:
        self._run(f"DROP SILENT GRAPH <{graph}>")

    def _run(self, update: str) -> None:
        """Send an update as it is or, to servers that do not take that, as the field of a form."""
        if not self._is_form:
            try:
                self._sender.send("POST", self._address, update.encode(), _UPDATE)
            except Refused as refusal:
                if refusal.status not in _UNKNOWN_FORM:
                    raise
                self._send_form(update)
                self._is_form = True
            return
        self._send_form(update)

    def _send_form(self, update: str) -> None:
        self._sender.send("POST", self._address, urlencode({"update": update}).encode(), _FORM)
