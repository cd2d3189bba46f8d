"""Who pays: one ranking for the plan, the Funding page and every question."""

from __future__ import annotations

import re
from itertools import cycle

import pytest

import credgraph
from credgraph.planning.evidence import Evidence
from credgraph.planning.funding import FundingLookup, funding_question
from credgraph.planning.model import OPEN
from credgraph.questions.catalogue import Parameter
from credgraph.rdf.namespaces import RECORDS
from credgraph.results.table import Table

GRAPH = credgraph.open()
EVIDENCE = Evidence(GRAPH)
CPT = f"{RECORDS}credential/mssc-cpt"


def _column(query: str) -> list[str]:
    rows = GRAPH.query(query)
    assert isinstance(rows, Table)
    return [str(row[0].value) for row in rows.rows]  # type: ignore[union-attr]


AREAS = _column("SELECT ?a { ?a a cg:Area } ORDER BY ?a")
AUDIENCES = _column("SELECT ?a { ?a skos:inScheme scheme:audience } ORDER BY ?a")
SOME = [f"{RECORDS}area/{name}" for name in ("us", "us-oh", "us-pr", "us-sc", "us-tn")]
FUNDED = [
    credential
    for credential in _column("SELECT ?c { ?c a cg:Credential } ORDER BY ?c")
    if len(GRAPH.ask("funders_of_credential", credential=credential))
]


def _runs_in(program: str, area: str) -> bool:
    """Whether a program runs in an area or in one around it, or does not say where it runs.

    One that says where it does not run does not run there.
    """
    if GRAPH.query(
        f"ASK {{ <{area}> skos:broader* ?place . <{program}> cg:notAvailableIn ?place }}"
    ):
        return False
    places = f"<{program}> cg:availableIn ?place"
    asked = f"ASK {{ <{area}> skos:broader* ?place . {places} }}"
    return bool(GRAPH.query(asked)) or not GRAPH.query(f"ASK {{ {places} }}")


class Asked:
    """The graph, with the last answer that was asked of it."""

    records, questions = GRAPH.records, GRAPH.questions

    def ask(self, name: str, **values: object) -> Table:
        self.last = GRAPH.ask(name, **values)
        return self.last


def test_there_are_people_places_and_funded_credentials() -> None:
    assert len(AREAS) > 50
    assert len(AUDIENCES) > 5
    assert {*SOME} < {*AREAS}
    assert CPT in FUNDED
    assert len(FUNDED) > 1


@pytest.mark.parametrize("state", ["us-sc", "us-tn"])
def test_the_programs_of_other_states_pay_nobody_in_a_state_they_leave_out(state: str) -> None:
    others = f"{RECORDS}funding-program/other-state-workforce-programs"
    name = "funding_for_credential_in_state"
    assert others not in _programs(GRAPH.ask(name, credential=CPT, area=state))
    assert others in _programs(GRAPH.ask(name, credential=CPT, area="us-oh"))


@pytest.mark.parametrize("audience", [None, *AUDIENCES])
def test_every_answer_about_funding_names_the_same_programs_in_the_same_order(
    audience: str | None,
) -> None:
    for credential in FUNDED:
        order = {"credential": credential} | ({"audience": audience} if audience else {})
        whole = "funding_for_audience" if audience else "funders_of_credential"
        every = _programs(GRAPH.ask(whole, **order))
        if audience:
            ranked = GRAPH.ask("funding_to_try_first", **order)
            first = ranked.where(rank <= OPEN for rank in ranked.column("rank"))
            assert _programs(first) == every
        for area in AREAS if credential == CPT else SOME:
            graph = Asked()
            planned = FundingLookup(graph, EVIDENCE, audience, area).of(credential, (), "")
            programs = [payer.program.iri for payer in planned]
            assert programs == _programs(graph.last), "the plan and the question"
            assert programs == [p for p in every if RUNS[p, area]], "one place and every place"
            ranks = graph.last.column("rank")
            assert ranks == sorted(ranks), "so the page's two lists keep the order"


def _programs(answer: Table) -> list[str]:
    return list(dict.fromkeys(answer.column("program")))


RUNS = {
    (program, area): _runs_in(program, area)
    for program in _column("SELECT ?p { ?p a cg:FundingProgram } ORDER BY ?p")
    for area in AREAS
}


@pytest.mark.parametrize("audience", [None, "veteran", "career-changer", "apprentice"])
@pytest.mark.parametrize("state", [None, "SC", "TN", "PR"])
def test_a_plan_names_the_payers_of_the_question_in_its_order(
    audience: str | None, state: str | None
) -> None:
    who = audience and GRAPH.records.find(audience, _AUDIENCE).value
    where = state and GRAPH.records.find(state, _AREA).value
    routes = GRAPH.plan(audience=audience, state=state).routes
    steps = [step for route in routes for step in route.steps]
    paid = [step for step in steps if step.payers]
    assert paid
    for step in steps:
        name, values = funding_question(step.credential.iri, who, where)
        asked = _programs(GRAPH.ask(name, **values))
        assert [payer.program.iri for payer in step.payers] == asked


_AUDIENCE = Parameter("audience", "Who", "iri", "scheme:audience", "veteran")
_AREA = Parameter("area", "State", "iri", "cg:Area", "SC")


# Every state and every kind of person, nobody in particular too; the question itself is asked for
# each of them in each state above.
PAGES = list(zip(AREAS, cycle([*AUDIENCES, ""]), strict=False))


def test_the_pages_show_every_state_and_every_kind_of_person() -> None:
    assert {area for area, _ in PAGES} == {*AREAS}
    assert {audience for _, audience in PAGES} == {*AUDIENCES, ""}


@pytest.mark.parametrize(("area", "audience"), PAGES)
def test_the_funding_page_names_the_payers_of_the_question_in_its_order(
    audience: str, area: str
) -> None:
    pytest.importorskip("streamlit", reason="the explorer needs credgraph[explorer]")
    from explorer_pages import shown

    given = {"credential": "mssc-cpt", "area": area.rpartition("/")[2]}
    given |= {"audience": audience.rpartition("/")[2]} if audience else {}
    lists = [str(each.value) for each in shown("funding", **given).markdown]
    name = "funding_for_person_in_state" if audience else "funding_for_credential_in_state"
    slugs = [iri.removeprefix(RECORDS) for iri in _programs(GRAPH.ask(name, **given))]
    linked = re.findall(r"id=(funding-program/[\w-]+)", "\n".join(lists).replace("%2F", "/"))
    assert list(dict.fromkeys(linked)) == slugs


def test_no_other_states_program_is_offered() -> None:
    for audience in AUDIENCES:
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
