"""The answers of queries: a table of RDF terms, or a set of triples."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

import pyoxigraph as ox

from credgraph.errors import PackageMissing
from credgraph.rdf import prefixes

if TYPE_CHECKING:
    from decimal import Decimal

    import pandas
    import rdflib

__all__ = [
    "BoundedTable",
    "BoundedTriples",
    "Column",
    "Table",
    "Term",
    "Triples",
    "is_number",
    "python_value",
]

Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple

_XSD = "http://www.w3.org/2001/XMLSchema#"


def _decimal(text: str) -> Decimal:
    from decimal import Decimal

    return Decimal(text)


_READERS: dict[str, tuple[str, Callable[[str], Any]]] = {  # lexical form, and its reader
    f"{_XSD}integer": (r"[+-]?[0-9]{1,4000}", int),
    f"{_XSD}decimal": (r"[+-]?(?=\.?[0-9])[0-9]{0,4000}\.?[0-9]{0,4000}", _decimal),
    f"{_XSD}double": (r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?|-?INF|NaN", float),
    f"{_XSD}boolean": (r"true|false|[01]", lambda text: text in ("true", "1")),
}


def python_value(term: Term | None) -> Any:
    """Return a term as int, Decimal, float, bool or str, and None as None.

    Dates and durations stay strings in XML Schema's notation. A literal that is ill-typed, such as
    `"about 40"^^xsd:integer`, stays a string too.
    """
    if term is None or isinstance(term, ox.Triple):
        return None if term is None else str(term)
    if isinstance(term, ox.Literal):
        pattern, read = _READERS.get(term.datatype.value, ("", str))
        return read(term.value) if re.fullmatch(pattern, term.value) else term.value
    return term.value


def is_number(value: object) -> bool:
    """Return whether a Python value is an int, a float or a Decimal, but not a bool."""
    return hasattr(value, "as_integer_ratio") and not isinstance(value, bool)


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
        names = [column.name for column in self.columns]
        return (dict(zip(names, map(python_value, row), strict=True)) for row in self.rows)

    def column(self, name: str) -> list[Any]:
        """Return the Python values of one column; raises KeyError for an unknown name."""
        names = [column.name for column in self.columns]
        if name not in names:
            raise KeyError(f"{name}; the columns are {', '.join(names)}")
        return [python_value(row[names.index(name)]) for row in self.rows]

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

    def to_pandas(self) -> pandas.DataFrame:
        """Return a DataFrame with a row per answer; decimals become floats.

        Raises PackageMissing if pandas is not installed.
        """
        try:
            import pandas
        except ImportError:
            raise PackageMissing("pandas", "to_pandas()", "pandas") from None
        from decimal import Decimal

        frame = pandas.DataFrame(list(self), columns=[column.name for column in self.columns])
        for name in frame:
            values = [value for value in frame[name] if value is not None]
            if any(isinstance(v, Decimal) for v in values) and all(map(is_number, values)):
                frame[name] = frame[name].astype(float)
        return frame

    def __repr__(self) -> str:
        names = ", ".join(column.name for column in self.columns)
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
