"""What the SPARQL editor completes: prefixes, classes, properties and records by name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import streamlit as st

from credgraph.rdf import BASE, compact, expand, prefixes
from dashboard.state import all_records, ask

if TYPE_CHECKING:
    from dashboard.components.sparql_editor import Term, Vocabulary

__all__ = ["vocabulary"]


@st.cache_resource(show_spinner=False)
def vocabulary() -> Vocabulary:
    """Return the terms of the ontology, other terms in use, every record, and the prefixes."""
    records = [_term(r.iri, r.label, "record") for r in all_records().values()]
    known = {term["iri"]: term for term in (*_own_terms(), *_other_terms())}
    return {"prefixes": prefixes(), "terms": [*known.values(), *records]}


def _own_terms() -> list[Term]:
    rows = ask("links_to_record", record=BASE)
    ours = [row["from"] for row in rows if row["property"] == expand("rdfs:isDefinedBy")]
    return [_described(iri) for iri in ours]


def _described(iri: str) -> Term:
    facts = {row["property"]: row["value"] for row in ask("facts_of_record", record=iri)}
    types = str(facts.get(expand("rdf:type"), ""))
    kind: Literal["class", "property"] = "class" if types.endswith("Class") else "property"
    term = _term(iri, str(facts.get(expand("rdfs:label"), compact(iri))), kind)
    term["definition"] = str(facts.get(expand("skos:definition"), ""))
    return term


def _other_terms() -> list[Term]:
    classes = [(r["class"], r["class_label"]) for r in ask("classes_counted") if not r["own"]]
    rows = ask("properties_counted")
    properties = [(r["property"], r["property_label"]) for r in rows if not r["own"]]
    found = [_term(iri, label or "", "class") for iri, label in classes]
    return found + [_term(iri, label or "", "property") for iri, label in properties]


def _term(iri: str, label: str, kind: Literal["class", "property", "record"]) -> Term:
    short = compact(iri)
    return {"name": f"<{iri}>" if short == iri else short, "iri": iri, "kind": kind, "label": label}
