"""A SPARQL endpoint as a store, with limits on the time and bytes of each answer.

A socket's timeout covers a single read, so an endpoint that sends a byte a second could hold its
caller for ever. Here one deadline covers every read of a reply: its headers, its body and errors.
"""

from __future__ import annotations

import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cached_property, partial
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
from credgraph.store.protocol import Answer, Row, Solutions
from credgraph.store.spellings import Spellings, has_spellings

__all__ = ["DEFAULT_SECONDS", "RemoteStore"]

DEFAULT_SECONDS = 60
_MAX_BYTES = 256 * 2**20
_MAX_ERROR_BYTES = 20 * 2**10  # read of the body of an HTTP error
_MAX_QUOTE = 300  # characters of the endpoint's own words in an error message
_Item = TypeVar("_Item")


class RemoteStore:
    """A SPARQL 1.1 endpoint, called with the requests that SPARQLWrapper builds.

    Our questions read the union of all named graphs, so the default graph must be that union
    (Oxigraph: `--union-default-graph`; Virtuoso and GraphDB do it by default). An answer may take
    `seconds` from the call to its last row, and hold up to `max_bytes`. Values that its engine
    writes anew are spelt as `spellings` has them, which is called for the first such value.
    """

    def __init__(
        self,
        url: str,
        seconds: float = DEFAULT_SECONDS,
        max_bytes: int = _MAX_BYTES,
        spellings: Callable[[], Spellings] = Spellings,
    ) -> None:
        self.name = self.url = url
        self.seconds, self.max_bytes = seconds, max_bytes
        self._read_spellings = spellings

    def query(self, text: str) -> Answer:
        """Answer a SPARQL 1.1 query; raises BadQuery, or EndpointUnavailable with the reason.

        Rows and triples are read lazily, and reading them may raise EndpointUnavailable too.
        """
        from SPARQLWrapper import JSON, POST, TURTLE, SPARQLWrapper

        wrapper = SPARQLWrapper(self.url, agent="credgraph")
        wrapper.setQuery(declare_prefixes(text))
        if wrapper.isSparqlUpdateRequest():
            raise BadQuery("updates are not allowed: the graph is read-only")
        is_table = wrapper.queryType in ("SELECT", "ASK")
        wrapper.setReturnFormat(JSON if is_table else TURTLE)
        wrapper.setMethod(POST)
        wrapper.setOnlyConneg(True)
        with self._errors_explained():
            reply = self._call(wrapper._createRequest())  # its own call has no limits
            return self._table(reply) if is_table else self._triples(reply)

    def _call(self, request: Request) -> HTTPResponse:
        opener = build_opener(_BoundedHandler(self.seconds, self.max_bytes), _NoRedirects)
        try:
            reply: HTTPResponse = opener.open(request, timeout=self.seconds)
        except HTTPError as error:
            raise self._refusal(error) from None
        if reply.headers.get_content_type() == "text/html":
            raise EndpointUnavailable(self.url, "answers with a web page; is it a SPARQL endpoint?")
        return reply

    def _refusal(self, error: HTTPError) -> BadQuery | EndpointUnavailable:
        if "Location" in error.headers:
            address = error.headers["Location"]
            return EndpointUnavailable(self.url, f"has moved; use its new address, {address}")
        is_page = error.headers.get_content_type() == "text/html"
        body = "" if is_page else error.read(_MAX_ERROR_BYTES).decode(errors="replace")
        reason = " ".join(body.split())[:_MAX_QUOTE] or str(error.reason)
        if error.code == 400:
            return BadQuery(f"the endpoint says: {reason}")
        return EndpointUnavailable(self.url, f"refused the query: {reason}")

    def _table(self, reply: HTTPResponse) -> Answer:
        answer = ox.parse_query_results(reply, format=ox.QueryResultsFormat.JSON)
        if isinstance(answer, ox.QueryBoolean):
            return answer
        return Solutions(answer.variables, self._read_lazily(map(self._row, answer), reply))

    def _triples(self, reply: HTTPResponse) -> Answer:
        quads = ox.parse(reply, format=ox.RdfFormat.TURTLE)
        return self._read_lazily((self._triple(quad.triple) for quad in quads), reply)

    @cached_property
    def _spellings(self) -> Spellings:
        return self._read_spellings()

    def _row(self, cells: Row) -> tuple[Any, ...]:
        row = tuple(cells)
        return self._spellings.row(row) if any(map(has_spellings, row)) else row

    def _triple(self, triple: ox.Triple) -> ox.Triple:
        return self._spellings.triple(triple) if has_spellings(triple.object) else triple

    def _read_lazily(self, items: Iterator[_Item], reply: HTTPResponse) -> Iterator[_Item]:
        with self._errors_explained(), reply:
            yield from items

    @contextmanager
    def _errors_explained(self) -> Iterator[None]:
        """Turn whatever goes wrong with the endpoint into EndpointUnavailable."""
        try:
            yield
        except (OSError, HTTPException) as error:
            raise EndpointUnavailable(self.url, self._explain(error)) from None
        except (SyntaxError, ValueError) as error:
            reason = str(getattr(error, "msg", error))[:_MAX_QUOTE]
            problem = f"does not answer with SPARQL results ({reason})"
            raise EndpointUnavailable(self.url, problem) from None

    def _explain(self, error: Exception) -> str:
        reason = error.reason if isinstance(error, URLError) else error
        if isinstance(reason, _TooManyBytes):
            return f"answers more than {self.max_bytes / 2**20:.3g} MB; add a LIMIT"
        if isinstance(reason, TimeoutError):
            return (
                f"did not answer within {self.seconds:g} seconds; add a LIMIT or simplify the query"
            )
        if isinstance(reason, ConnectionRefusedError):
            return "cannot be reached: it refused the connection"
        if isinstance(reason, gaierror):
            return "cannot be reached: no host of this name was found"
        if isinstance(reason, ssl.SSLError):
            return "cannot be reached: the secure connection failed"
        if isinstance(reason, ConnectionError | HTTPException):
            return "breaks off in the middle of its answer, or is not a web server"
        return f"cannot be reached: {getattr(reason, 'strerror', None) or reason}"


class _TooManyBytes(OSError):
    """A reply exceeds its limit in bytes."""


class _NoRedirects(HTTPRedirectHandler):
    """Follows no redirect: a POST would lose its query, and call a server the user did not name."""

    def redirect_request(self, *_: Any) -> None:
        return None


class _BoundedHandler(HTTPSHandler, HTTPHandler):
    """Calls servers whose replies must end within `seconds` from now and `max_bytes`."""

    def __init__(self, seconds: float, max_bytes: int) -> None:
        super().__init__()
        deadline = monotonic() + seconds
        self._response = partial(_BoundedResponse, deadline=deadline, max_bytes=max_bytes)

    def do_open(self, http_class: Any, req: Request, **settings: Any) -> HTTPResponse:
        def connection(*args: Any, **more: Any) -> Any:
            made = http_class(*args, **more)
            made.response_class = self._response
            return made

        return super().do_open(connection, req, **settings)


class _BoundedResponse(HTTPResponse):
    """A response that is read through `_BoundedStream` and raises if its body is incomplete."""

    def __init__(self, sock: socket, deadline: float, max_bytes: int, **settings: Any) -> None:
        super().__init__(sock, **settings)
        self.fp = BufferedReader(_BoundedStream(sock, self.fp.detach(), deadline, max_bytes))

    def read(self, amt: int | None = None) -> bytes:
        content = super().read(amt)
        if amt and not content and self.length:
            raise IncompleteRead(b"", self.length)
        return content


class _BoundedStream(RawIOBase):
    """Bytes of a socket; raises TimeoutError past the deadline, _TooManyBytes past the limit."""

    def __init__(self, sock: socket, raw: RawIOBase, deadline: float, max_bytes: int) -> None:
        self._sock, self._raw, self._deadline, self._left = sock, raw, deadline, max_bytes

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
            raise _TooManyBytes
        return count

    def close(self) -> None:
        self._raw.close()
        super().close()
