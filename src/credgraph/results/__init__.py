"""Answers as values, tables and triples, and the ways in which they are written.

Knows no store and no question: whoever answers hands the rows in. `terminal` alone draws in colour.
"""

from credgraph.results.formats import Format, render, visible_columns
from credgraph.results.table import (
    BoundedTable,
    BoundedTriples,
    Column,
    Table,
    Term,
    Triples,
    is_number,
    python_value,
)
from credgraph.results.wording import (
    display_value,
    duration_parts,
    join_names,
    one_line,
    with_article,
)

__all__ = [
    "BoundedTable",
    "BoundedTriples",
    "Column",
    "Format",
    "Table",
    "Term",
    "Triples",
    "display_value",
    "duration_parts",
    "is_number",
    "join_names",
    "one_line",
    "python_value",
    "render",
    "visible_columns",
    "with_article",
]
