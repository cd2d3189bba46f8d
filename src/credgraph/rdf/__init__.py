"""RDF and SPARQL as text: names, prefixes, files in any syntax, queries before they are run.

Knows no store and no question, and answers nothing. `files`, `jsonld` and `turtle` are imported by
their own names, so that a cold command does without them.
"""
