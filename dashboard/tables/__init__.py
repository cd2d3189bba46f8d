"""Tables on a page: read as text, listed, or searched in a grid, with their sources and downloads.

No question is asked here but for the sources of records: pages and answers bring the tables.
"""
