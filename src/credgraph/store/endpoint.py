"""A SPARQL endpoint as a store, with limits on the time and bytes of each answer."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import cached_property
from http.client import HTTPException, HTTPResponse
from typing import TYPE_CHECKING, Any, TypeVar
from weakref import finalize

import pyoxigraph as ox

from credgraph.errors import BadQuery, CredGraphError, EndpointUnavailable
from credgraph.rdf import has_keyword, is_text
from credgraph.rdf.query_form import UPDATE, query_form, with_graphs, with_our_prefixes
from credgraph.store.access import Access, AccessOptions, checked_address, masked, proxy_for
from credgraph.store.client import Client
from credgraph.store.default_graph import (
    GRAPHS_OUTSIDE,
    HAS_JENA_UNION,
    JENA_UNION,
    LISTED,
    MOST_GRAPHS,
    peeked,
)
from credgraph.store.protocol import Answer, Note, Row, Solutions, Statements
from credgraph.store.refusals import failure
from credgraph.store.replies import WebPage, read_reply
from credgraph.store.spellings import Spellings, as_written, has_spellings
from credgraph.store.transport import Deadline

if TYPE_CHECKING:
    from typing import Unpack

__all__ = ["DEFAULT_SECONDS", "RemoteStore"]

DEFAULT_SECONDS = 60
_MAX_BYTES = 256 * 2**20
_KEPT_TO_SHOW = 0.2  # of the time that a command has
_MAX_NOTES = 100  # kept of a store; those of an answer are kept with the answer
_MAX_QUOTE = 300  # characters of what a parser says
_Item = TypeVar("_Item")
_LONGEST_GET, _LONGEST_POST = 5_000, 100_000  # characters that servers are known to take
_OUR_GRAPH = """ASK { VALUES ?ontology { <https://w3id.org/credgraph> }
  { ?ontology ?p ?o } UNION { GRAPH ?g { ?ontology ?p ?o } } }"""


class RemoteStore:
    """A SPARQL 1.1 endpoint, which gets the text of a query as it is, after our own prefixes.

    Our questions read the union of all named graphs. Where an endpoint's default graph is not that
    union, and `access` names no graphs, they are asked with FROM. An answer may take `seconds` from
    the call to its last row, with what must be asked besides, and hold up to `max_bytes`. The
    keywords are those of `Access`. Values that its engine writes anew are spelt as `spellings` has
    them, which is called for the first such value. What a reader must know of answers is in their
    `notes` and, the latest hundred, in those of the store.
    """

    is_elsewhere = True  # it decides what may be asked: SERVICE, unknown prefixes and functions

    def __init__(
        self,
        url: str,
        seconds: float = DEFAULT_SECONDS,
        max_bytes: int = _MAX_BYTES,
        spellings: Callable[[], Spellings] | None = Spellings,
        **access: Unpack[AccessOptions],
    ) -> None:
        self.name = self.url = masked(url)
        self.seconds, self.max_bytes = seconds, max_bytes
        self._read_spellings = spellings
        self.notes: deque[Note] = deque(maxlen=_MAX_NOTES)
        self._address, self._access = url, Access(**access)
        self._client: Client | None = None
        self._deadline: Deadline | None = None
        self._graphs: list[str] | None = None  # to name with FROM; None before it is known
        self._union = ""  # what its engine calls all of them together, if it does

    @property
    def longest_query(self) -> int:
        """The characters that a query may have and still pass the servers we know of."""
        is_get = self._client is not None and self._client.method == "GET"
        return _LONGEST_GET if is_get else _LONGEST_POST

    @contextmanager
    def within(self, seconds: float | None = None) -> Iterator[None]:
        """Hold everything that is asked meanwhile to one deadline, from now."""
        before = self._deadline
        left = min(seconds or self.seconds, before.left if before else self.seconds)
        self._deadline = Deadline(max(left, 0))
        try:
            yield
        finally:
            self._deadline = before

    def keep_within(self, seconds: float) -> None:
        """Hold everything that is asked from now on to one deadline, with time left to show it."""
        self._deadline = Deadline(seconds, _KEPT_TO_SHOW)

    def query(self, text: str) -> Answer:
        """Answer a query of ours; raises BadQuery, or EndpointUnavailable with the reason.

        Rows and triples are read lazily, and reading them may raise EndpointUnavailable too.
        """
        deadline = self._deadline or Deadline(self.seconds)
        if has_keyword(text, "GRAPH"):  # it may find something in any case, and not enough
            self._graphs_to_name(deadline)
        if self._graphs is None:
            return self._ask_again_if_empty(text, deadline)
        return self._ask(with_graphs(text, self._graphs, self._union), deadline)

    def query_as_it_is(self, text: str) -> Answer:
        """Answer a query that a person wrote; graphs are named if it finds nothing without.

        Raises as `query` does.
        """
        deadline = self._deadline or Deadline(self.seconds)
        if self._graphs == [] or has_keyword(text, "FROM"):
            return self._ask(text, deadline)
        return self._ask_again_if_empty(text, deadline)

    def _ask_again_if_empty(self, text: str, deadline: Deadline) -> Answer:
        answer, is_empty = peeked(self._ask(text, deadline))
        graphs = self._graphs_to_name(deadline) if is_empty else []
        return self._ask(with_graphs(text, graphs, self._union), deadline) if graphs else answer

    def _ask(self, text: str, deadline: Deadline) -> Answer:
        if not is_text(text):
            raise BadQuery("the query holds half a character")
        form = query_form(text)
        if form == UPDATE:
            raise BadQuery("updates are not allowed: the graph is read-only")
        with self._errors_explained(deadline):
            if self._client is None:
                address = checked_address(self._address)
                access = self._access.with_userinfo_of(self._address)
                self._client = Client(address, access, self.max_bytes)
            reply = self._client.ask(with_our_prefixes(text), form, deadline)
            answer, notes = read_reply(reply, form, self._client.url, self.max_bytes)
        if isinstance(answer, Solutions):
            return Solutions(
                answer.variables,
                _closing(reply, self._read(map(self._row, answer), notes, deadline)),
                notes,
            )
        if isinstance(answer, Statements):
            spelt = map(self._triple, answer)
            return Statements(_closing(reply, self._read(spelt, notes, deadline)), notes)
        reply.close()
        self.notes.extend(notes)
        return answer

    def _read(
        self, items: Iterable[_Item], notes: Iterable[Note], deadline: Deadline
    ) -> Iterator[_Item]:
        try:
            with self._errors_explained(deadline):
                yield from items
        finally:
            self.notes.extend(notes)

    @cached_property
    def _spellings(self) -> Spellings:
        return self._read_spellings() if self._read_spellings else Spellings()

    @cached_property
    def _is_ours(self) -> bool:
        """Whether its values are ours to spell; those of another graph stay as they are."""
        if self._read_spellings is None:
            return False
        return self._holds(_OUR_GRAPH, self._deadline or Deadline(self.seconds))

    def _holds(self, question: str, deadline: Deadline) -> bool:
        """Tell whether the answer to an ASK is yes; an endpoint that gives none says no."""
        try:
            found = self._ask(question, deadline)
        except CredGraphError:
            return False
        return isinstance(found, ox.QueryBoolean) and bool(found)

    def _row(self, cells: Row) -> tuple[Any, ...]:
        row = tuple(cells)
        if not any(map(has_spellings, row)) or not self._is_ours:
            return row
        return self._spellings.row([_ours(cell) for cell in row])

    def _triple(self, triple: ox.Triple) -> ox.Triple:
        if not has_spellings(triple.object) or not self._is_ours:
            return triple
        written = ox.Triple(triple.subject, triple.predicate, _ours(triple.object))
        return self._spellings.triple(written)

    def _graphs_to_name(self, deadline: Deadline) -> list[str]:
        """Return the named graphs that FROM must name, none where the default graph will do."""
        if self._graphs is None:
            self._graphs = []
            if not (self._access.default_graphs or self._access.named_graphs):
                self._graphs = self._graphs_outside(deadline)
                self._union = (
                    JENA_UNION if self._graphs and self._holds(HAS_JENA_UNION, deadline) else ""
                )
        return self._graphs

    def _graphs_outside(self, deadline: Deadline) -> list[str]:
        """Return the named graphs if the default graph lacks what they hold, and tell so."""
        try:
            outside = self._ask(GRAPHS_OUTSIDE, deadline)
            if not isinstance(outside, ox.QueryBoolean) or not outside:
                return []
            found = self._ask(LISTED, deadline)
            graphs = [cell.value for [cell] in found if isinstance(cell, ox.NamedNode)]  # type: ignore[union-attr]
        except (CredGraphError, TypeError, ValueError):
            return []  # an endpoint without named graphs, or one that does not tell
        can_be_named = 0 < len(graphs) <= MOST_GRAPHS
        if graphs:
            self.notes.append(Note(_on_graphs(graphs), partial=not can_be_named))
        return graphs if can_be_named else []

    @contextmanager
    def _errors_explained(self, deadline: Deadline) -> Iterator[None]:
        """Turn whatever goes wrong with the endpoint into EndpointUnavailable."""
        try:
            yield
        except (OSError, HTTPException) as error:
            proxy = proxy_for(self._address)
            problem = failure(error, deadline.seconds, self.max_bytes, proxy)
            raise EndpointUnavailable(self.url, problem) from None
        except WebPage as error:
            raise EndpointUnavailable(self.url, str(error)) from None
        except (SyntaxError, ValueError, RecursionError) as error:
            reason = self._access.hide(str(getattr(error, "msg", None) or error))[:_MAX_QUOTE]
            problem = f"does not answer with SPARQL results ({reason})"
            raise EndpointUnavailable(self.url, problem) from None


def _ours(cell: Any) -> Any:
    """Return a value as our engine writes it: of 40.00, Jena makes 40.0 and Oxigraph 40."""
    return as_written(cell) if isinstance(cell, ox.Literal) else cell


def _closing(reply: HTTPResponse, items: Iterator[_Item]) -> Iterator[_Item]:
    """Return the items; the reply that they are read from is closed when nobody wants more."""
    finalize(items, reply.close).atexit = False
    return items


def _on_graphs(graphs: list[str]) -> str:
    if len(graphs) > MOST_GRAPHS:
        return (
            f"the default graph of this endpoint lacks what is in its named graphs, which are more "
            f"than {MOST_GRAPHS:,}; name those to read with --default-graph"
        )
    return (
        f"the default graph of this endpoint lacks what is in its {len(graphs):,} named graphs, so "
        "they are read with FROM; to have it read their union, Oxigraph takes "
        "--union-default-graph, Fuseki tdb2:unionDefaultGraph true"
    )
