"""The graph on the wire: SPARQL, linked data and questions over HTTP, bounded and read-only.

`app.create_app` makes the application, `app.serve` runs it. Whatever a request asks of the graph is
answered by `answering.Service`, in processes that can be killed at a deadline.
"""
