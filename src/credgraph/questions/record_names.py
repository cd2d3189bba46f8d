"""The names of records, for people who would rather read them than IRIs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pyoxigraph as ox

from credgraph.errors import CredGraphError
from credgraph.rdf import compact
from credgraph.results import Column, Table, Term
from credgraph.store import Store, longest_query, read_rows, tell, within

__all__ = ["RecordNames"]

_LABELS = """PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
SELECT ?record (MIN(STR(?name)) AS ?label)
WHERE {{ VALUES ?record {{ {these} }} ?record rdfs:label ?name
FILTER(LANG(?name) IN ("en", "")) }} GROUP BY ?record"""
_SECONDS_FOR_NAMES = 10.0


class RecordNames:
    """Names the records of one store."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def labels(self, iris: Iterable[ox.NamedNode]) -> dict[str, str]:
        """Return the English label of each IRI that has one."""
        found = dict[str, str]()
        for batch in self._batches(dict.fromkeys(iris)):
            found |= self._labels_of(batch)
        return found

    def names(self, iris: Iterable[ox.NamedNode]) -> dict[str, str]:
        """Return the labels that can be had: an endpoint that gives none costs no answer.

        What goes wrong is told in a note of the store. They are given ten seconds together.
        """
        found = dict[str, str]()
        try:
            with within(self._store, _SECONDS_FOR_NAMES):
                for batch in self._batches(dict.fromkeys(iris)):
                    found |= self._labels_of(batch)
        except CredGraphError as error:
            tell(self._store, f"names are missing, and IRIs stand in their place: {error}")
        return found

    def labelled(self, table: Table) -> Table:
        """Return the table with each IRI replaced by its label or, without one, its short form."""
        nodes = [cell for row in table.rows for cell in row if isinstance(cell, ox.NamedNode)]
        names = self.names(nodes)

        def name(cell: Term | None) -> Term | None:
            if not isinstance(cell, ox.NamedNode):
                return cell
            return ox.Literal(names.get(cell.value) or compact(cell.value))

        return Table(table.columns, [tuple(map(name, row)) for row in table.rows])

    def with_labels(self, table: Table) -> Table:
        """Return the table with a column of labels after every column of IRIs that has none."""
        named, taken = self.labelled(table), {column.name for column in table.columns}
        columns, cells = list[Column](), list[list[Term | None]]()
        for i, column in enumerate(table.columns):
            columns.append(column)
            cells.append([row[i] for row in table.rows])
            label = column._replace(name=f"{column.name}_label", datatype="string")
            if label.name not in taken and any(isinstance(c, ox.NamedNode) for c in cells[-1]):
                columns.append(label)
                cells.append([row[i] for row in named.rows])
        return Table(tuple(columns), list(zip(*cells, strict=True)))

    def _batches(self, nodes: Iterable[ox.NamedNode]) -> Iterator[str]:
        """Yield the nodes in as few texts as the store takes."""
        longest, length, batch = longest_query(self._store), 0, list[str]()
        for node in map(str, nodes):
            if batch and length + len(node) > longest:
                yield " ".join(batch)
                batch, length = [], 0
            batch.append(node)
            length += len(node) + 1
        if batch:
            yield " ".join(batch)

    def _labels_of(self, these: str) -> dict[str, str]:
        query = _LABELS.format(these=these)
        rows = read_rows(self._store, query, {"record": ox.NamedNode, "label": ox.Literal})
        return {record.value: label.value for record, label in rows}
