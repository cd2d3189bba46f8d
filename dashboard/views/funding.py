"""Funding: who pays for a credential, for whom, and in which state."""

from __future__ import annotations

import streamlit as st

from credgraph.table import Table
from dashboard.charts import matrix, picture
from dashboard.choices import choose
from dashboard.session import Named, ask, members, sentence
from dashboard.text import plain
from dashboard.widgets import answer, show

_ANYBODY = "anybody, or not stated"


def page() -> None:
    """Show the page."""
    st.title("Funding", anchor=False)
    places = st.columns(3)
    with places[0]:
        credential = choose("For", "credential", members("cg:Credential"), "mssc-cpt")
    with places[1]:
        audience = choose("I am a …", "audience", members("scheme:audience"))
    with places[2]:
        area = choose("In", "area", members("cg:Area"))
    if credential:
        with sentence():
            _who_pays(credential, audience, area)
        with sentence():
            _picture(credential)
    if area:
        st.header(plain(f"Everything a person can use in {area.label}"), anchor=False)
        answer("funding_in_state", "The graph knows no program there.", area=area.iri)
    drawer = st.expander("Every program, by kind of money", on_change="rerun", key="every")
    if drawer.open:
        with drawer:
            answer("funding_by_type", "The graph holds no funding program.")


def _who_pays(credential: Named, audience: Named | None, area: Named | None) -> None:
    person = f" for a {audience.label.lower()}" if audience else ""
    place = f" in {area.label}" if area else ""
    st.header(plain(f"Who pays for {credential.label}{person}{place}"), anchor=False)
    if audience and area:
        name, values = "funding_for_person_in_state", {"audience": audience, "area": area}
    elif audience:
        name, values = "funding_to_try_first", {"audience": audience}
    else:
        name, values = "funders_of_credential", {}
    table = ask(name, credential=credential.iri, **{key: v.iri for key, v in values.items()})
    if area and not audience:
        table = _open_in(table, area)
    show(table, "No program in the graph pays for this.", key="pays", file=name)
    if audience and len(table):
        st.caption(
            "“Names them: yes” means the program is made for this kind of person; the others are "
            "open to everybody or do not say. Ask the program before you count on it."
        )


def _open_in(table: Table, area: Named) -> Table:
    """Keep the programs of the area, of the whole nation, and those that name no place."""
    here = ask("funding_in_state", area=area.iri).column("program")
    places, programs = table.column("areas"), table.column("program")
    keep = [not place or iri in here for place, iri in zip(places, programs, strict=True)]
    return Table(table.columns, [r for r, kept in zip(table.rows, keep, strict=True) if kept])


def _picture(credential: Named) -> None:
    rows = [
        {
            "Program": row["program_label"] + (" ⚠" if row["disputed"] else ""),
            "For whom": audience,
            "Pays for": row["pays_for"] or "not stated",
            "Where": row["areas"] or "not stated",
        }
        for row in ask("funders_of_credential", credential=credential.iri)
        for audience in (row["audiences"].split(", ") if row["audiences"] else [_ANYBODY])
    ]
    if not rows:
        return
    st.header("For whom each program is", anchor=False)
    alt = f"Funding programs of {credential.label} by kind of person"
    picture(matrix(rows, "For whom", "Program", "Pays for"), alt=alt)
    st.caption("⚠ marks a program with a disputed fact. The table above holds the same programs.")


page()
