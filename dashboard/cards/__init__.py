"""Blocks of a page about one thing in words: a record, a dispute, a step of a plan.

They come as Markdown with links to records; tables, charts and drawings have rooms of their own.
"""
