"""The answers of queries: a table of RDF terms, or a set of triples."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

import pyoxigraph as ox

from credgraph.rdf import prefixes
from credgraph.results.values import Term, python_value

if TYPE_CHECKING:
    import pandas
    import rdflib

__all__ = [
    "BoundedTable",
    "BoundedTriples",
    "Column",
    "Table",
    "Triples",
]


class Column(NamedTuple):
    """One column of an answer; `datatype` is iri, string, integer, decimal, boolean or date."""

    name: str
    label: str
    datatype: str


class Table:
    """Rows of RDF terms under named columns; iteration yields a dict of Python values per row.

    `notes` says what a reader must know of an endpoint's answer, and `partial` whether some of it
    is missing; a table made of another has neither.
    """

    __slots__ = ("columns", "notes", "partial", "rows")

    def __init__(self, columns: tuple[Column, ...], rows: list[tuple[Term | None, ...]]) -> None:
        self.columns, self.rows = columns, rows
        self.notes: tuple[str, ...] = ()
        self.partial = False

    def __len__(self) -> int:
        return len(self.rows)

    def __iter__(self) -> Iterator[dict[str, Any]]:
        names = self._names
        return (dict(zip(names, map(python_value, row), strict=True)) for row in self.rows)

    def column(self, name: str) -> list[Any]:
        """Return the Python values of one column; raises KeyError for an unknown name."""
        names = self._names
        if name not in names:
            raise KeyError(f"{name}; the columns are {', '.join(names)}")
        return [python_value(row[names.index(name)]) for row in self.rows]

    @property
    def has_gaps(self) -> bool:
        """Tell whether it has no row, or a cell without a value."""
        return not self.rows or any(None in row for row in self.rows)

    def empty_columns(self) -> list[str]:
        """Return the names of the columns without a value in any row."""
        places = enumerate(self._names)
        return [name for place, name in places if all(row[place] is None for row in self.rows)]

    def grouped(self, name: str) -> dict[Any, list[dict[str, Any]]]:
        """Return the rows as iteration yields them, by their Python value in one column."""
        found: dict[Any, list[dict[str, Any]]] = {}
        for row in self:
            found.setdefault(row[name], []).append(row)
        return found

    def where(self, mask: Iterable[bool]) -> Table:
        """Return the rows for which the mask, one bool per row, is true."""
        return Table(self.columns, [row for row, keep in zip(self.rows, mask, strict=True) if keep])

    def only(self, name: str, value: object) -> Table:
        """Return the rows with this Python value in a column; raises KeyError as `column` does."""
        return self.where(cell == value for cell in self.column(name))

    def without(self, name: str) -> Table:
        """Return the table without one column."""
        kept = [i for i, column in enumerate(self.columns) if column.name != name]
        rows = [tuple(row[i] for i in kept) for row in self.rows]
        return Table(tuple(self.columns[i] for i in kept), rows)

    def first(self, count: int) -> Table:
        """Return the table with no more than so many rows."""
        return Table(self.columns, self.rows[:count])

    def to_csv(self, *, safe: bool = False) -> str:
        """Return CSV; `safe` puts an apostrophe before what a spreadsheet takes for a formula."""
        from credgraph.results.rows import csv_text

        return csv_text(self._names, self.rows, safe)

    def to_json(self) -> str:
        """Return a JSON array with an object per row; numbers keep all their digits."""
        from credgraph.results.rows import json_text

        return json_text(self._names, self.rows)

    def to_pandas(self) -> pandas.DataFrame:
        """Return a DataFrame with a row per answer.

        Integers are int64, with gaps Int64, and Python's own integers where they are too large.
        Decimals become floats, which hold 15 digits; `column` has them exact. Dates and durations
        stay text. Raises PackageMissing if pandas is not installed.
        """
        from credgraph.results.frames import data_frame

        return data_frame(self._names, [tuple(map(python_value, row)) for row in self.rows])

    @property
    def _names(self) -> list[str]:
        return [column.name for column in self.columns]

    def __repr__(self) -> str:
        names = ", ".join(self._names)
        return f"<Table of {len(self)} row{'s' * (len(self) != 1)}: {names}>"

    def _repr_html_(self) -> str:
        return str(self.to_pandas().to_html(na_rep=""))


class BoundedTable(Table):
    """A table cut at a limit; `truncated` says whether rows were left out."""

    __slots__ = ("truncated",)

    def __init__(
        self, columns: tuple[Column, ...], rows: list[tuple[Term | None, ...]], truncated: bool
    ) -> None:
        super().__init__(columns, rows)
        self.truncated = truncated


class Triples:
    """The answer of a CONSTRUCT or DESCRIBE query: sorted triples, each once.

    `notes` and `partial` are as those of a Table.
    """

    __slots__ = ("notes", "partial", "triples")

    def __init__(self, triples: tuple[ox.Triple, ...]) -> None:
        self.triples = triples
        self.notes: tuple[str, ...] = ()
        self.partial = False

    def __len__(self) -> int:
        return len(self.triples)

    def __iter__(self) -> Iterator[ox.Triple]:
        return iter(self.triples)

    def first(self, count: int) -> Triples:
        """Return no more than so many of the triples."""
        return Triples(self.triples[:count])

    def to_table(self) -> Table:
        """Return the triples as rows of subject, predicate and object."""
        names = ("subject", "predicate", "object")
        columns = tuple(Column(name, name.title(), "term") for name in names)
        return Table(columns, [tuple(triple) for triple in self.triples])

    def to_pandas(self) -> pandas.DataFrame:
        """Return a DataFrame of subject, predicate and object, as `Table.to_pandas` does."""
        return self.to_table().to_pandas()

    def to_rdflib(self) -> rdflib.Graph:
        """Return an rdflib Graph with our prefixes bound."""
        from credgraph.rdf.rdflib_graph import rdflib_graph

        graph = rdflib_graph(self.triples)
        for prefix, namespace in prefixes().items():
            graph.bind(prefix, namespace)
        return graph

    def to_turtle(self) -> str:
        """Return Turtle: the same triples always give the same bytes, each value as it is spelt."""
        from credgraph.rdf.turtle import turtle

        return turtle(sorted(self.triples, key=str), spaced=True).decode()

    def to_json_ld(self) -> str:
        """Return expanded JSON-LD."""
        from credgraph.rdf.turtle import json_ld

        return json_ld(self.triples).decode()


class BoundedTriples(Triples):
    """Triples cut at a limit; `truncated` says whether some were left out."""

    __slots__ = ("truncated",)

    def __init__(self, triples: tuple[ox.Triple, ...], truncated: bool) -> None:
        super().__init__(triples)
        self.truncated = truncated
