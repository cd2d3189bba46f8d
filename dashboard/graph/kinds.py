"""The kinds of records, with the label and the kind of each record."""

from __future__ import annotations

import pyoxigraph as ox
import streamlit as st

from credgraph.rdf import RECORDS, compact
from dashboard.state import all_records, graph, slug

__all__ = ["MAIN_KINDS", "SECONDARY_KINDS", "kind_label", "kind_labels", "kind_slug", "label_of"]

MAIN_KINDS = [  # as they stand in IRIs, those that people ask for most first
    "credential", "module", "organization", "funding-program", "apprenticeship", "pathway",
    "pay-band", "job-role", "occupation", "industry", "area", "assessment", "competency",
]  # fmt: skip
SECONDARY_KINDS = {  # of records about records, drawn when the user asks for their relation
    "change", "claim", "comparison-row", "dispute", "identifier", "question", "recognition",
    "source", "wage",
}  # fmt: skip


def label_of(iri: str) -> str:
    """Return the label of a record, or its slug where it has none."""
    known = all_records().get(slug(iri))
    if known:
        return known.label
    return graph().records.labels([ox.NamedNode(iri)]).get(iri) or slug(iri)


def kind_label(iri: str) -> str:
    """Return the label of a record's kind."""
    known = all_records().get(slug(iri))
    if known:
        return known.kind
    if not iri.startswith(RECORDS):
        return "Term" if compact(iri) != iri else "Other"
    return kind_slug(iri).replace("-", " ").capitalize()


@st.cache_resource(show_spinner=False)
def kind_labels() -> list[str]:
    """List the labels of all kinds, main ones first, so that each can always look the same."""
    labels = sorted({(_rank(kind_slug(r.iri)), r.kind) for r in all_records().values()})
    return list(dict.fromkeys(label for _, label in labels))


def _rank(kind: str) -> int:
    return MAIN_KINDS.index(kind) if kind in MAIN_KINDS else len(MAIN_KINDS)


def kind_slug(iri: str) -> str:
    """Return the kind of a record as it stands in its IRI, such as `pay-band`."""
    return slug(iri).partition("/")[0]
