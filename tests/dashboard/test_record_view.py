"""What the explorer says of a credential agrees with itself from page to page."""

from __future__ import annotations

import pytest

pytest.importorskip("streamlit", reason="the explorer needs: pip install 'credgraph[explorer]'")

from explorer_pages import shown, tables, words

import credgraph


def test_the_overview_counts_the_programs_that_pay(graph: credgraph.CredentialGraph) -> None:
    counts = dict[str, int]()
    for iri in graph.ask("credentials_listed").column("credential"):
        rows = graph.ask("funders_of_credential", credential=iri)
        programs = {row["program"] for row in rows if row["pays_for"] == "the credential"}
        [overview] = graph.ask("credential_overview", credential=iri)
        assert overview["programs"] == (len(programs) or None), iri
        counts[iri.rpartition("/")[2]] = len(programs)
    assert counts["mssc-cpt"] > 0
    assert counts["cpt-mt"] == 0


def test_a_price_says_what_it_bundles() -> None:
    assert "**about 360 to 480** (course bundle)" in words(
        shown("record", id="credential/mssc-cpt")
    )
    assert "100** (bundle not stated) ⚠" in words(shown("record", id="credential/nims-machining-1"))
    assert "costs about 360 to 480 USD (course bundle)" in words(shown("funding"))


def test_a_time_of_several_sources_says_what_it_is_worked_out_from() -> None:
    sources = ("TechEd Magazine on CPT 4.0", "MSSC CPT guide")
    app = shown("compare", c=["mssc-cpt", "smscp-level-1"])
    compared = tables(app)[0].set_index("Aspect")
    [time] = compared.filter(like="Preparation", axis=0)["MSSC CPT"]
    assert time.replace("\\", "").startswith("6 weeks to 12 weeks (worked out from ")
    assert all(source in time.replace("\\", "") for source in sources)
    [effort] = compared.filter(like="Study hours", axis=0)["MSSC CPT"]
    assert effort == "160"
    figures = words(shown("record", id="credential/mssc-cpt"))
    assert "6 weeks to 12 weeks** (worked out from " in figures
    assert (
        "worked out" not in words(shown("record", id="credential/cpt-mt")).partition("Pitfalls")[0]
    )


def test_a_disputed_price_is_flagged_wherever_it_is_compared(
    graph: credgraph.CredentialGraph,
) -> None:
    values = {"credential": "nims-machining-1", "other": "mssc-cpt"}
    rows = {row["aspect"]: row for row in graph.ask("compare_two_credentials", **values)}
    flag = "first: overclaimed: that the price is for the whole of Machining I"
    assert rows["Price from"]["disputed"] == rows["Price to"]["disputed"] == flag
    assert rows["Currency"]["disputed"] == ""
    app = shown("compare", c=["mssc-cpt", "nims-machining-1"])
    [prices] = tables(app)[0].query("Aspect.str.contains('Price')").to_numpy()
    assert "100 :orange-badge[⚠\u00a0overclaimed\\: that the price is for the whole" in prices[2]


def test_every_next_credential_stands_on_one_line_with_all_reasons(
    graph: credgraph.CredentialGraph,
) -> None:
    table = graph.ask("what_comes_next", credential="mssc-cpt")
    why = dict(zip(table.column("next_label"), table.column("why"), strict=True))
    assert len(why) == len(table)
    assert why["Siemens SMSCP Level 1"] == (
        "builds on it; comes later on the route: "
        "AAS in Mechatronics student, Employer-sponsored apprentice"
    )
    assert "48,000 to 60,000 USD a year" in why["AAS in Mechatronics"]


@pytest.mark.parametrize(
    ("name", "heading"),
    [
        ("credential/mssc-cpt", "What can people earn next after MSSC CPT?"),
        ("area/us-al", "What do manufacturing occupations pay in Alabama?"),
        ("organization/mssc", "Which credentials does MSSC award?"),
        ("audience:CurrentStudent", "Which pathways suit Student?"),
    ],
)
def test_a_heading_names_the_record(name: str, heading: str) -> None:
    app = shown("record", id=name, print="1")
    assert heading in words(app)


@pytest.mark.parametrize("name", ["nims-measurement", "fanuc-nocti", "mssc-cpt"])
def test_a_record_opens_on_a_subject_of_which_something_is_stated(name: str) -> None:
    app = shown("record", id=f"credential/{name}")
    told = [e.value for e in app.markdown if str(e.value).startswith("## ")]
    assert told, f"all that {name} opens on is what is not stated"


def test_what_is_not_stated_is_said_once() -> None:
    said = words(shown("record", id="credential/nims-measurement"))
    assert "Not stated: price, preparation, modules required" in said
    assert "**not stated**" not in said
