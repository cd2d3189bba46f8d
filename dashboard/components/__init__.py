"""The explorer's two browser parts: the graph canvas and the SPARQL editor."""
