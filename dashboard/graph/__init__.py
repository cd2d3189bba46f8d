"""The graph view: the edges of records, which of them to draw, paths between records, the canvas.

Everything comes from the questions of the library; what is drawn and hidden stands in the address.
"""
