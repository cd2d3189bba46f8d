"""Misspelt `cg:` terms in a query: those that the ontology does not declare."""

from __future__ import annotations

import pyoxigraph as ox

from credgraph.rdf import compact, prefixed_names
from credgraph.store import Store, read_rows

__all__ = ["undeclared_terms"]

_MIN_SIMILARITY = 0.75  # from 0 to 1; a name less alike is not suggested
_DECLARED = """SELECT ?term WHERE { ?term rdfs:isDefinedBy <https://w3id.org/credgraph> }
ORDER BY ?term"""


def undeclared_terms(store: Store, text: str) -> dict[str, str]:
    """Return each undeclared `cg:` term of a query, with the nearest declared one or ''."""
    from difflib import get_close_matches

    used = [name for name in prefixed_names(text) if name.startswith("cg:") and name != "cg:"]
    if not used:
        return {}
    known = [compact(term.value) for [term] in read_rows(store, _DECLARED, {"term": ox.NamedNode})]
    wrong = [name for name in used if name not in known]
    return {name: (get_close_matches(name, known, 1, _MIN_SIMILARITY) or [""])[0] for name in wrong}
