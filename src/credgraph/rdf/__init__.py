"""RDF and SPARQL as text: prefixes, RDF files in any syntax, queries before they run.

Nothing here knows a store or a question. Import `files`, `guard`, `jsonld` and `turtle` as modules:
they are kept out of this file so that a cold command does not load them.
"""

from credgraph.rdf.namespaces import (
    BASE,
    GRAPHS,
    RECORDS,
    compact,
    expand,
    prefixes,
    split_iri,
    term,
)
from credgraph.rdf.sparql import (
    PARAMETER,
    bind_parameters,
    declare_prefixes,
    has_keyword,
    is_text,
    parse_error,
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
    "has_keyword",
    "is_text",
    "parse_error",
    "prefixes",
    "split_iri",
    "split_parameters",
    "term",
]
