"""Misspelt `cg:` terms in a query: those that the ontology does not declare."""

from __future__ import annotations

from typing import cast

from credgraph.questions.answering import read_answer
from credgraph.rdf import compact, prefixed_names
from credgraph.results import Table
from credgraph.store import Store

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
    declared = cast("Table", read_answer(store.query(_DECLARED)))
    known = [compact(iri) for iri in declared.column("term")]
    wrong = [name for name in used if name not in known]
    return {name: (get_close_matches(name, known, 1, _MIN_SIMILARITY) or [""])[0] for name in wrong}
