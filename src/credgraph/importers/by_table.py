"""Sources read table by table: each kind of table by the generator that is for it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from operator import itemgetter

from credgraph.errors import UnreadableFile
from credgraph.importers.dataset import Release, Row, Sink, Source, TableMap
from credgraph.importers.rows import read

__all__ = ["Maker", "counted", "from_tables", "one_release", "table", "tables"]

Maker = Callable[[Iterable[Row], Sink], Iterator[str]]
"""What turns the rows of one kind of table into lines of N-Quads."""


def table(name: str, *columns: str, optional: Iterable[str] = ()) -> TableMap:
    """Return the map of a table whose columns we call as its publisher does."""
    return TableMap(name, {each: (each,) for each in (*columns, *optional)}, frozenset(optional))


def tables(
    sources: Sequence[Source], maps: Sequence[TableMap], sink: Sink
) -> Iterator[tuple[TableMap, Iterator[Row]]]:
    """Yield the tables of sources in their order; read the rows of each before the next.

    The rows are not counted yet: hand them on through `counted`.
    """
    for source in sources:
        for kind, pairs in groupby(read(source, maps, sink), key=itemgetter(0)):
            yield kind, (row for _, row in pairs)


def counted(rows: Iterable[Row], sink: Sink) -> Iterator[Row]:
    """Yield rows, and count those as imported that were neither skipped nor rejected."""
    for row in rows:
        before = sink.rejected + sum(sink.skipped.values())
        yield row
        if sink.rejected + sum(sink.skipped.values()) == before:
            sink.keep()


def from_tables(
    makers: Mapping[str, tuple[TableMap, Maker]],
) -> Callable[[Sequence[Source], Sink], Iterator[str]]:
    """Return what makes the statements of a dataset whose tables do not depend on each other."""
    maps = [kind for kind, _ in makers.values()]

    def statements(sources: Sequence[Source], sink: Sink) -> Iterator[str]:
        for kind, rows in tables(sources, maps, sink):
            yield from makers[kind.name][1](counted(rows, sink), sink)

    return statements


def one_release(release: Release) -> Callable[[Sequence[Source]], Release]:
    """Return what finds the release of sources: what the caller says, else the one given here.

    It raises UnreadableFile for sources that are said to be of different releases.
    """

    def found(sources: Sequence[Source]) -> Release:
        said = sorted({source.release for source in sources if source.release})
        if len(said) > 1:
            problem = f"is of release {said[1]}, and another file of {said[0]}"
            raise UnreadableFile(str(sources[-1].path), problem)
        if not said or said[0] == release.name:
            return release
        return Release(said[0], "", release.source, release.address)

    return found
