"""A SPARQL endpoint as a store: each call ends in time, and within a number of bytes.

A timeout of a socket is for one read only, so an endpoint that sends a byte a second could keep a
caller for ever. Here every read, of headers and of errors too, is held to the end of the whole.
"""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.client import HTTPException, HTTPResponse, IncompleteRead
from io import BufferedReader, RawIOBase
from socket import gaierror, socket
from time import monotonic
from typing import Any, TypeVar
from urllib.error import HTTPError, URLError
from urllib.request import HTTPHandler, HTTPRedirectHandler, HTTPSHandler, Request, build_opener

import pyoxigraph as ox

from credgraph.errors import BadQuery, EndpointUnavailable
from credgraph.rdf import declare_prefixes
from credgraph.store.protocol import Answer, Solutions

__all__ = ["SECONDS", "RemoteStore"]

SECONDS = 60
_LARGEST = 256 * 2**20  # bytes
_LARGEST_REFUSAL = 20 * 2**10  # bytes of what an endpoint says when it refuses
_SAID = 300  # characters of it that are told
_Read = TypeVar("_Read")


class RemoteStore:
    """A SPARQL 1.1 endpoint, asked what SPARQLWrapper makes of a query.

    Our questions read the union of all named graphs: serve the data so (Oxigraph:
    `--union-default-graph`; Virtuoso and GraphDB do it by default). An answer may take `seconds`
    from the call to its last row, and be no larger than `largest` bytes.
    """

    def __init__(self, url: str, seconds: float = SECONDS, largest: int = _LARGEST) -> None:
        self.name = self.url = url
        self.seconds, self.largest = seconds, largest

    def query(self, text: str) -> Answer:
        """Answer a SPARQL 1.1 query; raises BadQuery, or EndpointUnavailable with the reason.

        Rows and triples are read when they are wanted, so that the reason may come only then.
        """
        from SPARQLWrapper import JSON, POST, TURTLE, SPARQLWrapper

        wrapper = SPARQLWrapper(self.url, agent="credgraph")
        wrapper.setQuery(declare_prefixes(text))
        if wrapper.isSparqlUpdateRequest():
            raise BadQuery("updates are not allowed: this reads, and never writes")
        table = wrapper.queryType in ("SELECT", "ASK")
        wrapper.setReturnFormat(JSON if table else TURTLE)
        wrapper.setMethod(POST)
        wrapper.setOnlyConneg(True)
        with self._blamed():
            reply = self._call(wrapper._createRequest())  # its own call reads without an end
            return self._table(reply) if table else self._triples(reply)

    def _call(self, request: Request) -> HTTPResponse:
        opener = build_opener(_Bounded(self.seconds, self.largest), _Stay)
        try:
            reply: HTTPResponse = opener.open(request, timeout=self.seconds)
        except HTTPError as refusal:
            raise self._refused(refusal) from None
        if reply.headers.get_content_type() == "text/html":
            raise EndpointUnavailable(self.url, "answers a web page; is it a SPARQL endpoint?")
        return reply

    def _refused(self, refusal: HTTPError) -> BadQuery | EndpointUnavailable:
        if "Location" in refusal.headers:
            place = refusal.headers["Location"]
            return EndpointUnavailable(self.url, f"has moved; name its new address, {place}")
        page = refusal.headers.get_content_type() == "text/html"
        said = "" if page else refusal.read(_LARGEST_REFUSAL).decode(errors="replace")
        reason = " ".join(said.split())[:_SAID] or str(refusal.reason)
        if refusal.code == 400:
            return BadQuery(f"the endpoint says: {reason}")
        return EndpointUnavailable(self.url, f"refused the query: {reason}")

    def _table(self, reply: HTTPResponse) -> Answer:
        found = ox.parse_query_results(reply, format=ox.QueryResultsFormat.JSON)
        if isinstance(found, ox.QueryBoolean):
            return found
        return Solutions(found.variables, self._rest(found, reply))

    def _triples(self, reply: HTTPResponse) -> Answer:
        quads = ox.parse(reply, format=ox.RdfFormat.TURTLE)
        return self._rest((quad.triple for quad in quads), reply)

    def _rest(self, found: Iterator[_Read], reply: HTTPResponse) -> Iterator[_Read]:
        with self._blamed(), reply:
            yield from found

    @contextmanager
    def _blamed(self) -> Iterator[None]:
        """Tell what goes wrong with the endpoint in one sentence that names it."""
        try:
            yield
        except (OSError, HTTPException) as error:
            raise EndpointUnavailable(self.url, self._in_words(error)) from None
        except (SyntaxError, ValueError) as error:
            reason = str(getattr(error, "msg", error))[:_SAID]
            problem = f"does not answer SPARQL results ({reason})"
            raise EndpointUnavailable(self.url, problem) from None

    def _in_words(self, error: Exception) -> str:
        reason = error.reason if isinstance(error, URLError) else error
        if isinstance(reason, _TooMuch):
            return f"answers more than {self.largest / 2**20:.3g} MB; add a LIMIT"
        if isinstance(reason, TimeoutError):
            return f"did not answer within {self.seconds:g} seconds; ask for less, or add a LIMIT"
        if isinstance(reason, ConnectionRefusedError):
            return "cannot be reached: it refused the connection"
        if isinstance(reason, gaierror):
            return "cannot be reached: no machine of this name was found"
        if isinstance(reason, ssl.SSLError):
            return "cannot be reached: no secure connection came about"
        if isinstance(reason, ConnectionError | HTTPException):
            return "breaks off in the middle of its answer, or is no web server"
        return f"cannot be reached: {getattr(reason, 'strerror', None) or reason}"


class _TooMuch(OSError):
    """More bytes than were asked for."""


class _Stay(HTTPRedirectHandler):
    """Follows no redirection: a POST would lose its query, and reach what nobody named."""

    def redirect_request(self, *_: Any) -> None:
        return None


class _Bounded(HTTPSHandler, HTTPHandler):
    """Calls whose replies end in `seconds` from now and within `largest` bytes."""

    def __init__(self, seconds: float, largest: int) -> None:
        super().__init__()
        self._reply = partial(_Reply, deadline=monotonic() + seconds, largest=largest)

    def do_open(self, http_class: Any, req: Request, **settings: Any) -> HTTPResponse:
        def connection(*args: Any, **more: Any) -> Any:
            made = http_class(*args, **more)
            made.response_class = self._reply
            return made

        return super().do_open(connection, req, **settings)


class _Reply(HTTPResponse):
    """A reply that is read through `_Source`, and whose body is whole or raises."""

    def __init__(self, sock: socket, deadline: float, largest: int, **settings: Any) -> None:
        super().__init__(sock, **settings)
        self.fp = BufferedReader(_Source(sock, self.fp.detach(), deadline, largest))

    def read(self, amt: int | None = None) -> bytes:
        found = super().read(amt)
        if amt and not found and self.length:
            raise IncompleteRead(b"", self.length)
        return found


class _Source(RawIOBase):
    """What a socket gives until a deadline; raises TimeoutError, or _TooMuch beyond `largest`."""

    def __init__(self, sock: socket, raw: RawIOBase, deadline: float, largest: int) -> None:
        self._sock, self._raw, self._deadline, self._left = sock, raw, deadline, largest

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        seconds = self._deadline - monotonic()
        if seconds <= 0:
            raise TimeoutError
        self._sock.settimeout(seconds)
        count: int = self._raw.readinto(buffer)
        self._left -= count
        if self._left < 0:
            raise _TooMuch
        return count

    def close(self) -> None:
        self._raw.close()
        super().close()
