"""A record's literal properties, summarized."""

from __future__ import annotations

import pyoxigraph as ox
import streamlit as st

from credgraph.rdf import expand
from credgraph.results import display_value
from dashboard.state import ask, dispute_badge, escape

__all__ = ["show_record_summary"]

_MOST = 8  # properties
_LONGEST = 220  # characters of the values of one property
_NAME = expand("rdfs:label")
_ORDER = {
    expand("dcterms:description"): 0,
    expand("skos:altLabel"): 2,
    expand("cg:sourceSection"): 3,
}  # all other properties are 1


def show_record_summary(iri: str) -> None:
    """Show the first literal properties of a record, and how many more its page has."""
    facts, lines = _literals(iri), list[str]()
    disputes = ask("disputes_of_record", record=iri)
    if len(disputes):
        count = len(set(disputes.column("dispute")))
        lines.append(dispute_badge(f"{count} disputed fact{'s' * (count != 1)}, see its page"))
    disputed = set(disputes.column("property"))
    for (property_, name), values in list(facts.items())[:_MOST]:
        flag = f"{dispute_badge('disputed')} " if property_ in disputed else ""
        words = " · ".join(values)
        shorter = f"{words[: _LONGEST - 1]}…" if len(words) > _LONGEST else words
        lines.append(f"**{escape(name)}**: {flag}{escape(shorter)}")
    if lines:
        st.markdown("\n\n".join(lines))
    if not facts:
        st.caption("The graph states nothing of it but links to other records.")
    if len(facts) > _MOST:
        st.caption(f"{len(facts) - _MOST} more on its page.")


def _literals(iri: str) -> dict[tuple[str, str], list[str]]:
    """Return values by property and its label: the description first, other names last."""
    table = ask("facts_of_record", record=iri)
    found: dict[tuple[str, str], list[str]] = {}
    values = [row[2] for row in table.rows]
    for row, value in zip(table, values, strict=True):
        if isinstance(value, ox.Literal) and row["property"] != _NAME:
            key = (str(row["property"]), str(row["property_label"]))
            found.setdefault(key, []).append(display_value(value))
    return dict(sorted(found.items(), key=lambda fact: _ORDER.get(fact[0][0], 1)))
