"""Where triples are kept: in this process (memory or disk), or behind any SPARQL 1.1 endpoint.

Every store gives the same terms for the same query text. User input passes `credgraph.rdf.guard`
before it comes here, and answers are formatted elsewhere. Import `endpoint` as a module: it is kept
out of this file because it loads the HTTP libraries.
"""

from credgraph.store.connection import connect
from credgraph.store.embedded import EmbeddedStore, in_memory, on_disk, read_only, shipped_quads
from credgraph.store.protocol import Answer, Dataset, Note, Solutions, Statements, Store
from credgraph.store.reading import (
    expecting_known_facts,
    is_elsewhere,
    longest_query,
    query_as_it_is,
    read_rows,
    read_solutions,
    read_triples,
    tell,
    within,
)
from credgraph.store.spellings import Spellings

__all__ = [
    "Answer",
    "Dataset",
    "EmbeddedStore",
    "Note",
    "Solutions",
    "Spellings",
    "Statements",
    "Store",
    "connect",
    "expecting_known_facts",
    "in_memory",
    "is_elsewhere",
    "longest_query",
    "on_disk",
    "query_as_it_is",
    "read_only",
    "read_rows",
    "read_solutions",
    "read_triples",
    "shipped_quads",
    "tell",
    "within",
]
