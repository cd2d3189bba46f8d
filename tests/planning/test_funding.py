"""Who pays: one ranking for the plan, the Funding page and every question."""

from __future__ import annotations

import pytest

import credgraph
from credgraph.planning.evidence import Evidence
from credgraph.planning.funding import FundingLookup
from credgraph.rdf.namespaces import RECORDS
from credgraph.results.table import Table

GRAPH = credgraph.open()
EVIDENCE = Evidence(GRAPH)
CPT, WIOA = f"{RECORDS}credential/mssc-cpt", f"{RECORDS}funding-program/wioa"


def _areas() -> list[str]:
    rows = GRAPH.query("SELECT ?a { ?a a cg:Area } ORDER BY ?a")
    assert isinstance(rows, Table)
    return [str(iri) for iri in rows.column("a")]


def _audiences() -> list[str]:
    rows = GRAPH.query("SELECT ?a { ?a skos:inScheme scheme:audience } ORDER BY ?a")
    assert isinstance(rows, Table)
    return [str(iri) for iri in rows.column("a")]


@pytest.mark.parametrize("audience", [None, *_audiences()])
def test_every_answer_about_funding_names_the_same_programs_in_the_same_order(
    audience: str | None,
) -> None:
    assert len(_areas()) > 50
    assert len(_audiences()) > 5
    order = {"credential": "mssc-cpt"} | ({"audience": audience} if audience else {})
    whole = "funding_for_audience" if audience else "funders_of_credential"
    local = "funding_for_person_in_state" if audience else "funding_for_credential_in_state"
    every = list(dict.fromkeys(GRAPH.ask(whole, **order).column("program")))
    for area in _areas():
        lookup = FundingLookup(GRAPH, EVIDENCE, audience, area)
        planned = [payer.program.iri for payer in lookup.of(CPT, (), "")]
        asked = list(dict.fromkeys(GRAPH.ask(local, **order, area=area).column("program")))
        assert planned == asked == [program for program in every if program in asked]
        assert WIOA in planned


def test_no_other_states_program_is_offered() -> None:
    for audience in _audiences():
        rows = GRAPH.ask(
            "funding_for_person_in_state", credential="mssc-cpt", audience=audience, area="SC"
        )
        assert set(rows.column("areas")) <= {None, "South Carolina", "United States"}


@pytest.mark.parametrize(("audience", "area"), [("career-changer", "SC"), ("CurrentStudent", "TN")])
def test_advice_for_everybody_comes_first_for_anybody(audience: str, area: str) -> None:
    values = {"credential": "mssc-cpt", "audience": audience, "area": area}
    assert GRAPH.ask("funding_for_person_in_state", **values).column("program_label")[0] == (
        "WIOA grant"
    )
