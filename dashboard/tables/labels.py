"""Labels for the IRIs in a table that came without any."""

from __future__ import annotations

from credgraph.results import Table
from dashboard.state import graph

__all__ = ["with_labels"]


def with_labels(table: Table) -> Table:
    """Return the table with a column of labels after every column of IRIs that has none."""
    return graph().records.with_labels(table)
