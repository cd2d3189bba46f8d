"""The HTTP client of endpoints: every way of asking that the SPARQL protocol and HTTP know.

SPARQLWrapper writes the requests. Its reading of the query's text, its calls and its parsers are
not used: decision 13 says why.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from http.client import HTTPResponse
from time import sleep
from urllib.error import HTTPError
from urllib.parse import urljoin, urlsplit
from urllib.request import Request

from credgraph.errors import BadQuery, EndpointUnavailable
from credgraph.store.access import Access, masked, proxy_for
from credgraph.store.refusals import reason_of, seconds_to_wait
from credgraph.store.transport import Deadline, Digest, send

__all__ = ["GRAPH_FORMS", "Client"]

GRAPH_FORMS = ("CONSTRUCT", "DESCRIBE")

_RESULTS = (
    "application/sparql-results+json, application/sparql-results+xml;q=0.9,"
    "text/tab-separated-values;q=0.5, text/csv;q=0.3"
)
_GRAPHS = (
    "text/turtle, application/n-triples;q=0.9, application/rdf+xml;q=0.8,"
    "application/trig;q=0.5, application/n-quads;q=0.5, application/ld+json;q=0.4"
)
_MOVED = {301, 302, 303, 307, 308}
_SEE_OTHER, _NOT_ACCEPTABLE = 303, 406
_NO_POST = {403, 404, 405, 411, 415, 501}  # what servers say that take GET alone
_BAD_REQUEST = {400, 422, 500}
_NO_QUERY = re.compile(  # in the words of Virtuoso, Fuseki, Spring, FastAPI and others
    r"\b(?:missing|no|without|empty|blank)\b.{0,40}\bquery\b"
    r"|\bquery\b.{0,40}\b(?:missing|not (?:present|found|provided|specified|given|set)|required"
    r"|empty|blank|null)\b|\bfield required\b",
    re.IGNORECASE,
)
_MAX_MOVES, _MAX_WAITS = 5, 3


@dataclass(frozen=True)
class _Call:
    """One request of a query on its way, and how often it was moved and put off."""

    url: str
    method: str
    text: str
    form: str
    moves: int = 0
    waits: int = 0
    takes_all: bool = False  # whatever syntax the answer has
    is_elsewhere: bool = False  # the answer lies at this address: ask nothing more

    @property
    def accept(self) -> str:
        if self.takes_all:
            return "*/*"
        if self.form in GRAPH_FORMS:
            return _GRAPHS
        return _RESULTS if self.form else f"{_RESULTS}, {_GRAPHS}"


class Client:
    """Asks one endpoint; remembers the method that it takes."""

    def __init__(self, url: str, access: Access, max_bytes: int) -> None:
        self.url, self.access, self.max_bytes = url, access, max_bytes
        self._shown = masked(url)
        self._digest = Digest(*access.pair) if access.pair else None
        self.method = (access.method or "POST").upper()

    def ask(self, text: str, form: str, deadline: Deadline) -> HTTPResponse:
        """Return the endpoint's successful reply to a query of this form.

        Raises BadQuery or EndpointUnavailable if the endpoint refuses, OSError or HTTPException if
        it cannot be reached.
        """
        call = _Call(self.url, self.method, text, form)
        while True:
            try:
                reply = send(self._request(call), deadline, self.max_bytes, self._digest)
            except HTTPError as refusal:
                with refusal:
                    call = self._next(call, refusal, deadline)
            else:
                self.method = call.method if not call.is_elsewhere else self.method
                return reply

    def _request(self, call: _Call) -> Request:
        headers = {"Accept": call.accept} | self.access.all_headers()
        if call.is_elsewhere:
            return Request(call.url, headers=headers)  # noqa: S310 # checked when it was named
        from SPARQLWrapper import JSON, TURTLE, SPARQLWrapper

        wrapper = SPARQLWrapper(call.url)
        wrapper.queryString = call.text  # setQuery would look for its form with cubic patterns
        wrapper.queryType = call.form or "SELECT"
        wrapper.setReturnFormat(TURTLE if call.form in GRAPH_FORMS else JSON)
        wrapper.setMethod(call.method)
        wrapper.setOnlyConneg(True)
        for graph in self.access.default_graphs:
            wrapper.addDefaultGraph(graph)
        for graph in self.access.named_graphs:
            wrapper.addNamedGraph(graph)
        for name, value in headers.items():
            wrapper.addCustomHttpHeader(name, value)
        made: Request = wrapper._createRequest()  # its own call has no limits
        if call.method == "GET" and "?" in call.url:
            made.full_url = made.full_url.replace(f"{call.url}?", f"{call.url}&", 1)
        return made

    def _next(self, call: _Call, refusal: HTTPError, deadline: Deadline) -> _Call:
        """Return the call to try after this refusal; raises the refusal if there is none."""
        if refusal.code in _MOVED and refusal.headers.get("Location"):
            return self._moved(call, refusal)
        if refusal.code == _NOT_ACCEPTABLE and not call.takes_all:
            return replace(call, takes_all=True)
        reason = self.access.hide(reason_of(refusal, call.text))
        is_free = call.method == "POST" and not self.access.method
        if is_free and (refusal.code in _NO_POST or _finds_no_query(refusal, reason)):
            return replace(call, method="GET")
        wait = seconds_to_wait(refusal)
        if wait is not None and wait < deadline.left and call.waits < _MAX_WAITS:
            sleep(wait)
            return replace(call, waits=call.waits + 1)
        raise self._refusal(refusal, reason, wait)

    def _moved(self, call: _Call, refusal: HTTPError) -> _Call:
        address = urljoin(call.url, refusal.headers["Location"])
        if call.moves == _MAX_MOVES:
            raise EndpointUnavailable(
                self._shown, f"moved {_MAX_MOVES} times, last to {masked(address)}"
            )
        if _origin(address) != _origin(self.url):
            problem = f"has moved; use its new address, {masked(address)}"
            raise EndpointUnavailable(self._shown, problem)
        moved = replace(call, url=address, moves=call.moves + 1)
        holds_query = call.method == "GET" and "query=" in urlsplit(address).query
        if refusal.code == _SEE_OTHER or holds_query:
            return replace(moved, method="GET", is_elsewhere=True)
        return moved

    def _refusal(
        self, refusal: HTTPError, reason: str, wait: float | None
    ) -> BadQuery | EndpointUnavailable:
        if refusal.code == 400:
            return BadQuery(f"the endpoint says: {reason}")
        return EndpointUnavailable(
            self._shown, f"refused the query: {reason}{self._advice(refusal, wait)}"
        )

    def _advice(self, refusal: HTTPError, wait: float | None) -> str:
        if refusal.code == 401 and not self.access.credentials:
            return "; it asks for a name and password, or a token"
        if wait is not None:
            return f"; it asks to wait {wait:,.0f} seconds"
        if refusal.code in (407, 502, 504) and (proxy := proxy_for(self.url)):
            return f" (through the proxy {proxy}, which the environment names)"
        return ""


def _finds_no_query(refusal: HTTPError, reason: str) -> bool:
    """Tell whether a server says that a parameter is missing, as it does not read the body."""
    return refusal.code in _BAD_REQUEST and _NO_QUERY.search(reason) is not None


def _origin(url: str) -> tuple[str, str | None, int | None]:
    try:
        parts = urlsplit(url)
        return (
            parts.scheme,
            parts.hostname,
            parts.port or {"http": 80, "https": 443}.get(parts.scheme),
        )
    except ValueError:
        return "", None, None
