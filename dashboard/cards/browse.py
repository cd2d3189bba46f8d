"""Browsing by kind: the kinds of records, and all records of one kind."""

from __future__ import annotations

import streamlit as st

from dashboard.state import Named, escape, members, show_record_link

__all__ = ["show_kinds"]

_KINDS = {
    "credential": ("cg:Credential", "Credentials", "What each is made of, costs and leads to"),
    "module": ("cg:Module", "Modules", "Topics, price and time of one part"),
    "employer": (
        "cg:Employer",
        "Employers",
        "What each asks for and which apprenticeships it runs",
    ),
    "program": (
        "cg:FundingProgram",
        "Funding programs",
        "Whom each pays for, where, on what terms",
    ),
    "funder": ("cg:Funder", "Funders", "Whose money is behind the programs"),
    "pathway": ("cg:Pathway", "Pathways", "Steps, months and costs of a way to stack"),
    "occupation": ("cg:Occupation", "Occupations", "Pay by stack, and wages state by state"),
    "role": ("cg:JobRole", "Job roles", "What jobs the credentials lead to"),
    "band": ("cg:PayBand", "Pay bands", "What a stack of credentials earns"),
    "apprenticeship": ("cg:Apprenticeship", "Apprenticeships", "Sponsors, fees and paid release"),
    "competency": ("cg:Competency", "Topics", "Which modules and credentials cover it"),
    "area": ("cg:Area", "States and areas", "Wages, programs and assessment centers there"),
}
_COLUMNS = 3  # cards in a row
_FEW = 5  # records named on the card of a kind


def show_kinds() -> None:
    """Show a card per kind with some of its records, or all records of the kind in the address."""
    asked = st.query_params.get("kind", "")
    if asked and asked not in _KINDS:
        st.warning(escape(f"The explorer lists no kind called “{asked}”."), icon=":material/info:")
    if asked in _KINDS:
        _records_of(*_KINDS[asked][:2])
        return
    st.caption("Search above by any name, or start from a kind.")
    for i, (name, (of_class, title, about)) in enumerate(_KINDS.items()):
        if i % _COLUMNS == 0:
            places = st.columns(_COLUMNS)
        with places[i % _COLUMNS], st.container(border=True, height="stretch"):
            _kind_card(name, title, about, [*members(of_class).values()])


def _kind_card(name: str, title: str, about: str, records: list[Named]) -> None:
    st.page_link(
        "views/record.py", label=f"**{title}** · {len(records)}", query_params={"kind": name}
    )
    few = ", ".join(record.label for record in records[:_FEW])
    st.caption(escape(about + ": " + few + (" …" if len(records) > _FEW else "")))


def _records_of(of_class: str, title: str) -> None:
    st.page_link("views/record.py", label="All kinds", icon=":material/arrow_back:")
    st.header(title, anchor=False)
    places = st.columns(_COLUMNS)
    records = [*members(of_class).values()]
    rows = -(-len(records) // len(places)) or 1
    for i, record in enumerate(records):
        with places[i // rows]:
            show_record_link(record.iri, record.label)
