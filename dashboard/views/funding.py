"""Funding: who pays for a credential, for whom, and in which state."""

from __future__ import annotations

import streamlit as st

from credgraph.planning import FITS, funding_question
from credgraph.results import Table, with_article
from dashboard.answers import ask_and_show
from dashboard.charts import matrix_chart, show_chart
from dashboard.state import (
    DISPUTED,
    Named,
    ask,
    choose,
    escape,
    flagged,
    members,
    record_link,
    report_errors,
    restore_profile,
)
from dashboard.tables import show_table

_ANYBODY = "anybody, or not stated"


def page() -> None:
    """Show the page."""
    st.title("Funding", anchor=False)
    restore_profile(credential="credential", audience="audience", area="area")
    with st.container(key="choices"):
        places = st.columns(3)
    with places[0]:
        credential = choose("For", "credential", members("cg:Credential"), "mssc-cpt")
    with places[1]:
        audience = choose("I am a …", "audience", members("scheme:audience"))
    with places[2]:
        area = choose("In", "area", members("cg:Area"))
    if credential:
        with report_errors():
            _who_pays(credential, audience, area)
        with report_errors():
            _picture(credential)
    if area:
        drawer = st.expander(
            escape(f"Everything a person can use in {area.label}, for any credential"),
            on_change="rerun",
            key="everything",
        )
        if drawer.open:
            with drawer:
                ask_and_show("funding_in_state", "The graph knows no program there.", area=area.iri)
    drawer = st.expander("Every program, by kind of money", on_change="rerun", key="every")
    if drawer.open:
        with drawer:
            ask_and_show("funding_by_type", "The graph holds no funding program.")


def _who_pays(credential: Named, audience: Named | None, area: Named | None) -> None:
    person = f" for {with_article(audience.label.lower())}" if audience else ""
    place = f" in {area.label}" if area else ""
    st.header(escape(f"Who pays for {credential.label}{person}{place}"), anchor=False)
    table = _programs(credential, audience, area)
    if not len(table):
        st.info(escape(f"No program in the graph pays for {credential.label}{person}{place}."))
        return
    _try_first(credential, audience, table)
    if not audience:
        hidden = _repeated(table)
        show_table(table, "", key="pays", file="funders_of_credential", as_list=True, hidden=hidden)
        return
    fits = [rank <= FITS for rank in table.column("rank")]
    named, others = table.where(fits), table.where(not fit for fit in fits)
    who = with_article(audience.label.lower())
    st.markdown(f"**{escape(f'Made for {who}, or to be tried first by anybody')}**")
    nobody = f"No program in the graph names {who}."
    hidden = _repeated(table)
    show_table(named, nobody, key="named", file="funding_named", as_list=True, hidden=hidden)
    st.markdown("**Open to all, or it is not said to whom**")
    nothing = "No other program in the graph fits."
    show_table(others, nothing, key="others", file="funding_open", as_list=True, hidden=hidden)
    st.caption("Ask a program before you count on it: only it decides who fits.")


def _repeated(table: Table) -> list[str]:
    """Return the columns that the page says in another way: the order, for whom it is, where."""
    names = [column.name for column in table.columns]
    said = ("rank", "names_them", "areas" if "place" in names else "")
    return [name for name in names if name in said]


def _programs(credential: Named, audience: Named | None, area: Named | None) -> Table:
    """Return the programs that fit: local ones, national ones, and those that name no place."""
    who, where = audience.iri if audience else None, area.iri if area else None
    name, values = funding_question(credential.iri, who, where)
    return ask(name, **values)


def _try_first(credential: Named, audience: Named | None, table: Table) -> None:
    """Show which programs to try first, by published advice, and the price without any of them."""
    here, advised = set(table.column("program")), dict[str, str]()
    if audience:
        values = {"credential": credential.iri, "audience": audience.iri}
        rows = [row for row in ask("funding_to_try_first", **values) if row["rank"] == 1]
        advised = {r["program"]: f"{_program_link(r)} ({escape(r['why'])})" for r in rows}
    first = [words for iri, words in advised.items() if iri in here]
    if first:
        st.success(f"Try first: {'; '.join(first)}", icon=":material/flag:")
    [overview] = ask("credential_overview", credential=credential.iri)
    if overview["min_price"] is not None:
        low, high = (f"{overview[end]:,.0f}" for end in ("min_price", "max_price"))
        price = f"{overview['roughly'] or ''} {' to '.join(dict.fromkeys([low, high]))}".strip()
        bundled = f" ({overview['price_profile']})" if overview["price_profile"] else ""
        price += f" {overview['currency']}{bundled}"
        flag = ", which is disputed" if overview["disputed"] else ""
        st.caption(
            escape(f"Without any of these it costs {price}{flag}; its page lists every price.")
        )


def _program_link(row: dict[str, str]) -> str:
    return record_link(row["program"], row["program_label"])


def _picture(credential: Named) -> None:
    rows = [
        {
            "Program": flagged(row["program_label"], row["disputed"]),
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
    show_chart(matrix_chart(rows, "For whom", "Program", "Pays for"), alt=alt, key="programs")
    st.caption(f"{DISPUTED} marks a program with a disputed fact.")
    drawer = st.expander("The picture as a table", on_change="rerun", key="as-table")
    if drawer.open:
        with drawer:
            ask_and_show("funders_of_credential", "", key="drawn", credential=credential.iri)


page()
