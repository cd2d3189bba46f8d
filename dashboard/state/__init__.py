"""What every page stands on: the graph, the address, the user's profile, inputs, running queries.

Nothing here knows how an answer is shown: no tables, charts, graph drawings or editors.
"""
