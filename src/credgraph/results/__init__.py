"""Answers as tables or triples, and the formats in which they are written.

Nothing here knows a store or a question; only `terminal` uses colour.
"""

from credgraph.results.controls import escape_controls, one_line
from credgraph.results.formats import GRAPHS, TABLES, Format, content, format_of_file, render
from credgraph.results.readable import visible_columns
from credgraph.results.table import BoundedTable, BoundedTriples, Column, Table, Triples
from credgraph.results.values import Term, is_number, python_value
from credgraph.results.wording import (
    count_disputed,
    display_value,
    duration_parts,
    join_names,
    with_article,
)

__all__ = [
    "GRAPHS",
    "TABLES",
    "BoundedTable",
    "BoundedTriples",
    "Column",
    "Format",
    "Table",
    "Term",
    "Triples",
    "content",
    "count_disputed",
    "display_value",
    "duration_parts",
    "escape_controls",
    "format_of_file",
    "is_number",
    "join_names",
    "one_line",
    "python_value",
    "render",
    "visible_columns",
    "with_article",
]
