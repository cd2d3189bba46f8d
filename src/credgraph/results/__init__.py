"""Answers as tables or triples, and the formats in which they are written.

Nothing here knows a store or a question; only `terminal` uses colour.
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
    count_disputed,
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
    "count_disputed",
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
