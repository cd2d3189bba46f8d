"""Tables on a page: read as text, listed, or searched in a grid, with their sources and downloads.

The table is given; no question is asked here except for the sources and labels of its records.
"""

from dashboard.tables.display import show_table
from dashboard.tables.downloads import file_downloads, triples_downloads
from dashboard.tables.grid import grid_frame
from dashboard.tables.labels import with_labels
from dashboard.tables.layout import markdown_table

__all__ = [
    "file_downloads",
    "grid_frame",
    "markdown_table",
    "show_table",
    "triples_downloads",
    "with_labels",
]
