"""Publishing from the first graph to the last sentence."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import pyoxigraph as ox

from credgraph.errors import EndpointUnavailable, StoreUnavailable
from credgraph.publishing.contents import by_graph, same
from credgraph.publishing.places import places
from credgraph.publishing.writers import Writer, writer_at
from credgraph.rdf import GRAPHS
from credgraph.store import EmbeddedStore, Store, read_rows, read_solutions
from credgraph.store.access import Access, checked_address
from credgraph.store.endpoint import RemoteStore
from credgraph.store.transport import Deadline
from credgraph.store.writing import Refused, Sender

if TYPE_CHECKING:
    from typing import Unpack

    from credgraph.store.access import CallerOptions

__all__ = ["Difference", "Progress", "Published", "publish"]

Progress = Callable[[str, int], None]  # the graph that is done, and its statements
_COUNTS = "SELECT ?graph (COUNT(*) AS ?count) { GRAPH ?graph { ?s ?p ?o } } GROUP BY ?graph"
_STATEMENTS = "SELECT ?s ?p ?o { GRAPH <GRAPH> { ?s ?p ?o } }"  # FROM is not heeded everywhere
_MOST_NAMED = 3  # graphs that a sentence names
_MAX_BYTES = 2**31  # of the statements of one graph
_HOUR = 3600


class Difference(NamedTuple):
    """A graph that the server holds otherwise than it was sent, and how many statements."""

    graph: str
    sent: int
    held: int

    def __str__(self) -> str:
        counts = f"{self.sent:,} sent, {self.held:,} held"
        return f"{_short(self.graph)} ({counts if self.sent != self.held else 'other statements'})"


@dataclass(frozen=True)
class Published:
    """What publishing came to: `str` says it in one sentence.

    `unchanged` graphs were there already, `written` ones were sent in the `way` named, `removed`
    ones deleted, `left` ones have names like ours and are none of ours.
    """

    url: str
    statements: int
    unchanged: Sequence[str]
    written: Sequence[str]
    removed: Sequence[str]
    left: Sequence[str]
    differences: Sequence[Difference]
    way: str

    @property
    def is_same(self) -> bool:
        """Whether the server holds what was sent."""
        return not self.differences

    def __str__(self) -> str:
        graphs = len(self.unchanged) + len(self.written)
        if self.differences:
            return (
                f"{self.url} holds something else than was sent in {len(self.differences):,} of "
                f"{graphs:,} graphs: {_list(self.differences)}"
            )
        how = f" and {len(self.written):,} written by {self.way}" if self.written else ""
        removed = f"; {len(self.removed):,} with names like ours deleted" if self.removed else ""
        return (
            f"{self.url} holds all {self.statements:,} statements in {graphs:,} graphs, "
            f"{len(self.unchanged):,} of them unchanged{how}{removed}{self._on_left()}"
        )

    def _on_left(self) -> str:
        if not self.left:
            return ""
        named = _list(map(_short, self.left))
        return f"; {len(self.left):,} more, with names like ours, stay without --replace: {named}"


def publish(
    store: Store,
    url: str,
    *,
    method: str | None = None,
    write_to: str | None = None,
    replace: bool = False,
    seconds: float = _HOUR,
    progress: Progress = lambda _graph, _count: None,
    **caller: Unpack[CallerOptions],
) -> Published:
    """Write each named graph that the server at `url` does not hold as it is, then compare.

    `method` is graph-store or update, and `write_to` its address; without, what the server takes
    is found by trying. Graphs with other names are left alone, unless `replace` deletes those in
    our namespace. An interrupted call may be repeated: what is there already is not sent again.
    Raises StoreUnavailable for a store that cannot be read whole, EndpointUnavailable for a server
    that refuses.
    """
    return _Publisher(_graphs_of(store), url, Deadline(seconds), caller).publish(
        [method, write_to], replace, progress
    )


def _graphs_of(store: Store) -> dict[str, list[ox.Triple]]:
    if not isinstance(store, EmbeddedStore):
        raise StoreUnavailable(store.name, "is an endpoint; publish from a store on this machine")
    try:
        return by_graph(store.quads())
    except ValueError as error:
        raise StoreUnavailable(store.name, str(error)) from None


class _Publisher:
    """Our graphs, and the server that is to hold them."""

    def __init__(
        self,
        graphs: Mapping[str, list[ox.Triple]],
        url: str,
        deadline: Deadline,
        caller: CallerOptions,
    ) -> None:
        self._graphs = graphs
        self._address = checked_address(url)
        asked = Access(**caller).with_userinfo_of(url)
        self._server = RemoteStore(url, deadline.seconds, _MAX_BYTES, None, **caller)
        self._sender = Sender(asked, deadline)
        self._writer: Writer | None = None

    def publish(self, how: Sequence[str | None], replace: bool, progress: Progress) -> Published:
        """Write what the server lacks, and compare."""
        counts = self._counts()
        unchanged, written = list[str](), list[str]()
        for graph, triples in self._graphs.items():
            if self._is_held(graph, counts):
                unchanged.append(graph)
            else:
                self._write(graph, triples, how)
                written.append(graph)
            progress(graph, len(triples))
        others = [name for name in counts if name.startswith(GRAPHS) and name not in self._graphs]
        removed = others if replace else []
        for graph in removed:
            self._write(graph, None, how)
        return Published(
            self._server.url,
            sum(map(len, self._graphs.values())),
            unchanged,
            written,
            removed,
            [] if replace else others,
            [*self._differences(written, removed)],
            self._writer.way if self._writer else "",
        )

    def _write(
        self, graph: str, triples: list[ox.Triple] | None, how: Sequence[str | None]
    ) -> None:
        """Write a graph, or drop it; the first finds out where that is done."""
        if self._writer is not None:
            _done(self._writer, graph, triples)
            return
        refusals = list[Refused]()
        for writer in self._candidates(how, refusals):
            try:
                _done(writer, graph, triples)
            except Refused as refusal:
                refusals.append(refusal)
                continue
            if self._is_done(graph, triples):
                self._writer = writer
                return
        raise _refusal(self._server.url, refusals)

    def _candidates(self, how: Sequence[str | None], refusals: list[Refused]) -> Iterator[Writer]:
        for place in places(self._address, *how):
            writer = writer_at(place, self._sender)
            try:
                if writer.is_here():
                    yield writer
            except Refused as refusal:
                refusals.append(refusal)

    def _is_done(self, graph: str, triples: list[ox.Triple] | None) -> bool:
        """Tell whether a write changed what queries find; a wrong place may say yes to anything."""
        held = self._counts().get(graph, 0)
        return held == 0 if triples is None else held > 0

    def _counts(self) -> dict[str, int]:
        """Return how many statements each named graph of the server holds."""
        kinds: dict[str, type] = {"graph": ox.NamedNode, "count": ox.Literal}
        return {
            graph.value: int(count.value)
            for graph, count in read_rows(_AsItIs(self._server), _COUNTS, kinds)
        }

    def _is_held(self, graph: str, counts: Mapping[str, int]) -> bool:
        ours = self._graphs[graph]
        return counts.get(graph, 0) == len(ours) and same(ours, self._statements(graph))

    def _statements(self, graph: str) -> Iterator[ox.Triple]:
        query = _STATEMENTS.replace("<GRAPH>", f"<{graph}>")
        for row in read_solutions(_AsItIs(self._server), query, ("s", "p", "o")):
            yield ox.Triple(*row)

    def _differences(self, written: Iterable[str], removed: Iterable[str]) -> Iterator[Difference]:
        """Yield what the server now holds otherwise; the unchanged were compared before."""
        counts, wrote = self._counts(), set(written)
        for graph, triples in self._graphs.items():
            sent, held = len(triples), counts.get(graph, 0)
            if held != sent or (graph in wrote and not self._is_held(graph, counts)):
                yield Difference(graph, sent, held)
        yield from (Difference(graph, 0, counts[graph]) for graph in removed if graph in counts)


class _AsItIs:
    """The server, asked without FROM for the graphs that it keeps outside its default graph."""

    def __init__(self, server: RemoteStore) -> None:
        self.name, self.query = server.name, server.query_as_it_is


def _done(writer: Writer, graph: str, triples: list[ox.Triple] | None) -> None:
    if triples is None:
        writer.drop(graph)
    else:
        writer.write(graph, triples)


def _refusal(url: str, refusals: Sequence[Refused]) -> EndpointUnavailable:
    """Return the refusal that tells most: of a place that tried, or that asks who writes."""
    for refusal in sorted(refusals, key=lambda each: not each.has_tried):
        if refusal.has_tried or refusal.wants_credentials:
            return refusal
    if refusals:
        last = refusals[-1]
        problem = f"takes no writes at any known place; {last.subject} says: {last.problem}"
        return EndpointUnavailable(url, f"{problem}; name the address with --write-to")
    return EndpointUnavailable(url, "takes no writes at any known place; name it with --write-to")


def _short(graph: str) -> str:
    return graph.removeprefix(GRAPHS)


def _list(found: Iterable[object]) -> str:
    names = [str(each) for each in found]
    rest = f" and {len(names) - _MOST_NAMED:,} more" if len(names) > _MOST_NAMED else ""
    return ", ".join(names[:_MOST_NAMED]) + rest
