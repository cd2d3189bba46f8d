"""Where triples are kept: in this process (memory or disk), or behind any SPARQL 1.1 endpoint.

Every store answers the same query text with the same terms. What a person typed is guarded before
it comes here, and what an answer looks like is decided elsewhere. `endpoint` is imported by its own
name, because it brings the web with it.
"""

from credgraph.store.connection import connect
from credgraph.store.embedded import EmbeddedStore, in_memory, on_disk, read_only
from credgraph.store.protocol import Answer, Solutions, Store
from credgraph.store.spellings import Spellings

__all__ = [
    "Answer",
    "EmbeddedStore",
    "Solutions",
    "Spellings",
    "Store",
    "connect",
    "in_memory",
    "on_disk",
    "read_only",
]
