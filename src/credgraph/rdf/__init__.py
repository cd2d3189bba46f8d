"""RDF and SPARQL as text: names, prefixes, files in any syntax, queries before they are run.

Knows no store and no question, and answers nothing. `files`, `jsonld` and `turtle` are imported by
their own names, so that a cold command does without them.
"""

from credgraph.rdf.namespaces import BASE, GRAPHS, RECORDS, compact, expand, prefixes, term
from credgraph.rdf.sparql import (
    PARAMETER,
    bind_parameters,
    declare_prefixes,
    guard,
    has_keyword,
    parse_error,
    prefixed_names,
    split_parameters,
)

__all__ = [
    "BASE",
    "GRAPHS",
    "PARAMETER",
    "RECORDS",
    "bind_parameters",
    "compact",
    "declare_prefixes",
    "expand",
    "guard",
    "has_keyword",
    "parse_error",
    "prefixed_names",
    "prefixes",
    "split_parameters",
    "term",
]
