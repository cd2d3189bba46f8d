"""Terms of ours in a query that the ontology does not declare, with the nearest right name."""

from __future__ import annotations

from typing import cast

from credgraph.questions.answering import read_answer
from credgraph.rdf import compact, prefixed_names
from credgraph.results import Table
from credgraph.store import Store

__all__ = ["undeclared_terms"]

_ALIKE = 0.75  # of 1: how near a name must be to be suggested
_TERMS = """SELECT ?term WHERE { ?term rdfs:isDefinedBy <https://w3id.org/credgraph> }
ORDER BY ?term"""


def undeclared_terms(store: Store, text: str) -> dict[str, str]:
    """Return each undeclared `cg:` term of a query with the nearest declared one, or nothing."""
    from difflib import get_close_matches

    used = [name for name in prefixed_names(text) if name.startswith("cg:") and name != "cg:"]
    if not used:
        return {}
    declared = cast("Table", read_answer(store.query(_TERMS)))
    known = [compact(iri) for iri in declared.column("term")]
    wrong = [name for name in used if name not in known]
    return {name: (get_close_matches(name, known, 1, _ALIKE) or [""])[0] for name in wrong}
