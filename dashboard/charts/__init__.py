"""Charts of answers and plans, as Vega-Lite specifications.

Each is drawn from the rows that it is given: nothing here asks a question or reads the address.
"""
