"""What every imported dataset says of itself, and what it hands over: lines of N-Quads.

A dataset is recognised by its tables: a `TableMap` names the columns that are wanted, each with the
names that its publisher has given it over the years, in any order and case.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple, TextIO

__all__ = ["Dataset", "Release", "Row", "Sink", "Source", "TableMap"]


@dataclass(frozen=True, slots=True)
class Source:
    """A file, a zip or a folder from a publisher, as it was handed in.

    `release` is what the caller says of it, such as `2025`, empty if nothing; `retrieved` is the
    day, as `2026-11-28`, by which it was at hand.
    """

    path: Path
    release: str = ""
    retrieved: str = ""
    called: str = ""

    @property
    def name(self) -> str:
        """The name that the publisher gave the file."""
        return self.called or self.path.name


@dataclass(frozen=True, slots=True)
class Release:
    """One release of a dataset: `name` as the publisher has it, such as `May 2025` or `29.2`.

    `as_of` is the day from which its facts hold, `source` the slug of its source record, such as
    `bls-oews-2025`, `address` the page where it is published.
    """

    name: str
    as_of: str
    source: str
    address: str = ""


class Row(NamedTuple):
    """A row of a table: the line on which it ends, and its cells by our names of the columns.

    Cells have no space around them. A column that the table lacks, if it may, is empty.
    """

    line: int
    cells: dict[str, str]


@dataclass(frozen=True)
class TableMap:
    """One kind of table: our name of each column → the names that it may have in the header.

    Columns in `optional` may be absent; a header with all others is of this kind.
    """

    name: str
    columns: Mapping[str, Sequence[str]]
    optional: frozenset[str] = frozenset()

    def places(self, header: Sequence[str]) -> dict[str, int]:
        """Return our name → place of each column that the header has."""
        known: dict[str, int] = {}
        for place, name in enumerate(header):
            known.setdefault(_plain(name), place)
        found = ((ours, map(_plain, names)) for ours, names in self.columns.items())
        placed = ((ours, [known[name] for name in names if name in known]) for ours, names in found)
        return {ours: places[0] for ours, places in placed if places}

    def missing(self, header: Sequence[str]) -> list[str]:
        """Return the publisher's names of the required columns that the header lacks."""
        found = self.places(header)
        required = (ours for ours in self.columns if ours not in self.optional)
        return [self.columns[ours][0] for ours in required if ours not in found]


def _plain(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", " ", name.casefold()).strip()


@dataclass
class Sink:
    """Counts what became of each row: rows in = imported + skipped + rejected.

    Rejected rows are written to `rejects`, if it is given, as table, line and reason.
    """

    rejects: TextIO | None = None
    rows: int = 0
    imported: int = 0
    rejected: int = 0
    skipped: Counter[str] = field(default_factory=Counter)
    table: str = ""
    last_reason: str = ""  # of a rejected row

    def keep(self, rows: int = 1) -> None:
        """Count a row that gave statements."""
        self.imported += rows

    def skip(self, reason: str) -> None:
        """Count a row that is right and not wanted, such as `a total of other rows`."""
        self.skipped[reason] += 1

    def reject(self, line: int, reason: str) -> None:
        """Count a row that cannot be right, and write it down."""
        if self.rejects is not None:
            if not self.rejected:
                csv.writer(self.rejects).writerow(("table", "line", "reason"))
            csv.writer(self.rejects).writerow((self.table, line, reason))
        self.rejected += 1
        self.last_reason = f"line {line}: {reason}"


@dataclass(frozen=True)
class Dataset:
    """A public dataset and how it becomes statements.

    `licence` is an IRI; `attribution` the sentence that its publisher asks for, or the citation.
    `statements` yields text of N-Quads, each piece one or more whole lines, in graphs named
    https://w3id.org/credgraph/graph/ and the dataset's name, or that name and a suffix
    (`esco-onet`), in the order of `graphs`. It counts each row that it reads in the sink, and may
    be called more than once. What another dataset may say too is yielded as `statements.Shared`.
    `release` says which release the sources are; both raise UnreadableFile for sources that are no
    such dataset, or of different releases. `replaces` names shipped graphs: of a record that this
    dataset describes, they say nothing any more.
    """

    name: str
    label: str
    publisher: str
    licence: str
    attribution: str
    tables: Sequence[TableMap]
    release: Callable[[Sequence[Source]], Release]
    statements: Callable[[Sequence[Source], Sink], Iterator[str]]
    replaces: Sequence[str] = ()
    graphs: Sequence[str] = ()

    @property
    def all_graphs(self) -> tuple[str, ...]:
        """The names of the graphs that its statements are in, without the namespace."""
        return tuple(self.graphs) or (self.name,)


def recognised(header: Sequence[str], maps: Iterable[TableMap]) -> TableMap | None:
    """Return the kind of table with this header, of several the one that knows most of it."""
    found = [each for each in maps if not each.missing(header)]
    return max(found, key=lambda each: len(each.places(header)), default=None)
