"""Employers: which of them ask for a credential, in which industry, and for which use."""

from __future__ import annotations

import streamlit as st

from dashboard.answers import ask_and_show
from dashboard.charts import matrix_chart, show_chart
from dashboard.state import (
    Named,
    ask,
    choose,
    escape,
    flagged,
    members,
    report_errors,
    restore_profile,
)
from dashboard.tables import show_table


def page() -> None:
    """Show the page."""
    st.title("Employers", anchor=False)
    restore_profile(credential="credential")
    places = st.columns(4)
    with places[0]:
        credential = choose("Credential", "credential", members("cg:Credential"), "mssc-cpt")
    with places[1]:
        employer = choose("Employer", "employer", members("cg:Employer"))
    with places[2]:
        industry = choose("Industry", "industry", members("cg:Industry"))
    with places[3]:
        kind = choose("Use", "kind", members("scheme:recognition-kind"))
    if employer:
        _of_employer(employer)
    elif credential:
        with report_errors():
            _of_credential(credential, {"industry": industry, "kind": kind})
    st.header("Money employers get for training people", anchor=False)
    ask_and_show("employer_incentives", "The graph holds no incentive for employers.")


def _of_employer(employer: Named) -> None:
    st.header(escape(f"What {employer.label} asks for"), anchor=False)
    nothing = f"No source in the graph says what {employer.label} asks for."
    ask_and_show("credentials_recognized_by_employer", nothing, employer=employer.iri)
    st.header(escape(f"Apprenticeships of {employer.label}"), anchor=False)
    nothing = f"The graph knows no apprenticeship of {employer.label}."
    ask_and_show("apprenticeships_of_sponsor", nothing, employer=employer.iri)


def _of_credential(credential: Named, wanted: dict[str, Named | None]) -> None:
    table = ask("employers_recognizing_credential", credential=credential.iri)
    for name, record in wanted.items():
        if record:
            table = table.only(name, record.iri)
    if not len(table):
        st.info(escape(f"No source in the graph names such an employer for {credential.label}."))
        return
    rows = [_mark(row) for row in table]
    show_chart(
        matrix_chart(rows, "Industry", "Employer", "Use"),
        alt=f"{len(rows)} employers by industry and use",
        key="employers",
    )
    show_table(table, "", key="employers", file="employers_recognizing_credential")
    st.header("Counted by industry and use", anchor=False)
    nothing = "There is nothing to count."
    ask_and_show("employer_industry_matrix", nothing, credential=credential.iri)


def _mark(row: dict[str, str]) -> dict[str, str]:
    use = flagged(row["kind_label"] or "not stated", row["disputed"])
    return {
        "Industry": row["industry_label"] or "not stated",
        "Employer": row["employer_label"],
        "Use": f"{use} {row['disputed'] or ''}".strip(),
        "Apprenticeship": row["apprenticeship_label"] or "",
    }


page()
