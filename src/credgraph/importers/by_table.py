"""Sources read table by table: each kind of table by the generator that is for it."""

from __future__ import annotations

import re
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


def one_release(usual: Release) -> Callable[[Sequence[Source]], Release]:
    """Return what finds the release of sources: the usual one, unless the caller names another.

    The name of another has to hold its date or year, such as `30.0 of 2025-08-01`. Raises
    UnreadableFile for sources that are said to be of different releases, or of one without a date.
    """

    def found(sources: Sequence[Source]) -> Release:
        said = sorted({source.release for source in sources if source.release})
        if len(said) > 1:
            problem = f"is of release {said[1]}, and another file of {said[0]}"
            raise UnreadableFile(str(sources[-1].path), problem)
        if not said or said[0] == usual.name:
            return usual
        date = re.search(r"\b(20\d\d)(-\d\d)?(-\d\d)?\b", said[0], re.ASCII)
        if date is None:
            problem = f"is said to be of release {said[0]}, without a date"
            hint = f"name the date with it, such as --release '{said[0]} of 2026-02-01'"
            raise UnreadableFile(str(sources[-1].path), problem, hint=hint)
        slug = re.sub(r"[^a-z0-9]+", "-", f"{usual.source} {said[0]}".lower()).strip("-")
        as_of = f"{date[1]}{date[2] or '-01'}{date[3] or '-01'}"
        return Release(said[0], as_of, slug, usual.address)

    return found
