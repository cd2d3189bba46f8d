"""Answers in every form: those of the question library with their inputs, and those of any query.

The one room above tables, charts, graph and editor; a form for one kind of answer belongs in those.
"""
