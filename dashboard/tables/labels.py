"""Labels for the IRIs in a table that came without any."""

from __future__ import annotations

import pyoxigraph as ox

from credgraph.rdf import compact
from credgraph.results import Column, Table, Term
from dashboard.state import graph

__all__ = ["with_labels"]


def with_labels(table: Table) -> Table:
    """Return the table with a column of labels after every column of IRIs that has none."""
    names = {column.name for column in table.columns}
    plan: list[tuple[int, Column, bool]] = []  # a column, where its cells are, whether as labels
    for i, column in enumerate(table.columns):
        has_iris = any(isinstance(row[i], ox.NamedNode) for row in table.rows)
        plan.append((i, column, False))
        if has_iris and f"{column.name}_label" not in names:
            plan.append((i, Column(f"{column.name}_label", column.label, "string"), True))
    iris = {cell for row in table.rows for cell in row if isinstance(cell, ox.NamedNode)}
    labels = graph().records.labels(iris) if any(label for *_, label in plan) else {}
    rows = [
        tuple(_label(row[i], labels) if label else row[i] for i, _, label in plan)
        for row in table.rows
    ]
    return Table(tuple(column for _, column, _ in plan), rows)


def _label(cell: Term | None, labels: dict[str, str]) -> Term | None:
    if not isinstance(cell, ox.NamedNode):
        return cell
    return ox.Literal(labels.get(cell.value) or compact(cell.value))
