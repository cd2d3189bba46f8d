"""Plans: what holds for every plan, and what the plans of particular people say."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from decimal import Decimal
from typing import Any

import pyoxigraph as ox
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from thoroughness import THOROUGH

import credgraph
from credgraph.cli import main
from credgraph.errors import BadParameter
from credgraph.planning.model import FITS, OPEN, Plan, Range, Route, Step
from credgraph.planning.planner import plan
from credgraph.planning.report import render_plan
from credgraph.planning.wording import cost, money, time
from credgraph.rdf.namespaces import GRAPHS
from credgraph.resources import turtle_files
from credgraph.results.formats import Format
from credgraph.store.embedded import EmbeddedStore

GRAPH = credgraph.open()
CREDENTIALS = sorted(set(GRAPH.ask("credentials_listed").column("credential")))
MODULES = sorted(set(GRAPH.ask("modules_required_and_optional", credential="cpt").column("module")))
AUDIENCES = ["veteran", "displaced worker", "student", "incumbent", "apprentice", "career-changer"]
STATES = ["SC", "Ohio", "TX", "Tennessee", "PR", "us"]

everything = settings(
    max_examples=100 if THOROUGH else 20,
    deadline=None,
    database=None,
    derandomize="CI" in os.environ,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
held = st.lists(st.sampled_from(CREDENTIALS + MODULES), max_size=6, unique=True)
persons = st.fixed_dictionaries(
    {
        "audience": st.none() | st.sampled_from(AUDIENCES),
        "state": st.none() | st.sampled_from(STATES),
        "pay": st.none() | st.just(0) | st.integers(1_000, 90_000),
    }
)


class CachedGraph:
    """The shipped graph, each question answered once."""

    records, questions = GRAPH.records, GRAPH.questions

    def __init__(self) -> None:
        self._answers: dict[str, credgraph.Table] = {}

    def ask(self, name: str, **values: object) -> credgraph.Table:
        key = f"{name} {sorted(values.items())}"
        if key not in self._answers:
            self._answers[key] = GRAPH.ask(name, **values)
        return self._answers[key]


QUICK = CachedGraph()


def by_band(found: Plan) -> dict[str, Route]:
    return {route.band.iri: route for route in found.routes}


def all_routes(found: Plan) -> list[Route]:
    """List the routes of a plan, and the other routes to the same pay bands."""
    return [one for route in found.routes for one in (route, *route.others)]


def by_pathway(found: Plan) -> dict[tuple[str, str], Route]:
    return {
        (route.band.iri, route.pathway.iri if route.pathway else ""): route
        for route in all_routes(found)
    }


def names(route: Route) -> list[str]:
    return [step.credential.label for step in route.steps]


def only(found: Plan) -> Route:
    [route] = found.routes
    return route


def step_of(route: Route, slug: str) -> Step:
    [step] = [step for step in route.steps if step.credential.iri.endswith(f"/{slug}")]
    return step


def test_the_samples_are_not_empty() -> None:
    assert len(CREDENTIALS) >= 15
    assert len(MODULES) == 5
    assert len(GRAPH.plan().routes) == 5


@everything
@given(held, persons)
def test_no_step_is_already_held(hold: list[str], person: dict[str, Any]) -> None:
    for route in all_routes(plan(QUICK, hold=hold, **person)):
        earned = [step.credential.iri for step in route.steps]
        passed = [module.iri for step in route.steps for module in step.modules]
        assert not {*earned, *passed} & {*hold}
        assert len(set(earned)) == len(earned), "a credential is earned once"
        assert len(set(passed)) == len(passed), "a module is passed, and paid, once"


@everything
@given(held, persons)
def test_a_total_is_never_below_the_sum_of_its_parts(
    hold: list[str], person: dict[str, Any]
) -> None:
    for route in all_routes(plan(QUICK, hold=hold, **person)):
        stated = [step.cost for step in route.steps if step.cost]
        assert len(stated) + len(route.unpriced) == len(route.steps)
        assert (route.cost is None) == (not stated), "not stated is not zero"
        if route.cost:
            assert route.cost.min >= sum(cost.min for cost in stated) > 0
            assert route.cost.max >= sum(cost.max for cost in stated)


@everything
@given(held, st.sampled_from(CREDENTIALS + MODULES), persons)
def test_holding_more_never_makes_a_route_longer(
    hold: list[str], more: str, person: dict[str, Any]
) -> None:
    before = plan(QUICK, hold=hold, **person)
    after = plan(QUICK, hold=[*hold, more], **person)
    assert by_band(before).keys() == by_band(after).keys()
    for key, route in by_pathway(after).items():
        if route.steps:
            is_no_longer(route, by_pathway(before)[key])


def is_no_longer(route: Route, before: Route) -> None:
    assert len(route.steps) <= len(before.steps)
    passed = [sum(len(step.modules) for step in r.steps) for r in (route, before)]
    assert passed[0] <= passed[1]
    if route.months:
        assert before.months
        assert route.months.max <= before.months.max
    if route.cost:
        assert before.cost
        assert route.cost.max <= before.cost.max


@everything
@given(held, persons)
def test_other_routes_lead_to_the_same_pay_along_pathways_that_earn_some_of_it(
    hold: list[str], person: dict[str, Any]
) -> None:
    found = plan(QUICK, hold=hold, **person)
    assert len(by_pathway(found)) == len(all_routes(found)), "no route is shown twice"
    for route in found.routes:
        for other in route.others:
            assert other.band == route.band
            assert other.pathway
            assert any(step.ends is not None for step in other.steps)
            assert not other.others


@everything
@given(held, persons)
def test_the_last_step_opens_the_pay_band_and_none_is_opened_twice(
    hold: list[str], person: dict[str, Any]
) -> None:
    for route in all_routes(plan(QUICK, hold=hold, **person)):
        opened = [band.iri for step in route.steps for band in step.opens]
        assert len(set(opened)) == len(opened)
        if route.steps:
            assert route.band.iri in [band.iri for band in route.steps[-1].opens]


def ranges(value: Any) -> list[Range]:
    if isinstance(value, Range):
        return [value]
    inside = value if isinstance(value, tuple) else vars(value).values() if is_value(value) else ()
    return [found for one in inside for found in ranges(one)]


def is_value(value: Any) -> bool:
    return hasattr(value, "__dataclass_fields__")


@everything
@given(held, persons)
def test_every_range_runs_from_less_to_more_and_none_is_zero(
    hold: list[str], person: dict[str, Any]
) -> None:
    found = ranges(plan(QUICK, hold=hold, **person))
    assert found or person["pay"] > 80_000
    for one in found:
        assert 0 < one.min <= one.max


@everything
@given(held, persons)
def test_every_band_that_reaches_the_pay_has_a_route_and_no_other(
    hold: list[str], person: dict[str, Any]
) -> None:
    found, pay = plan(QUICK, hold=hold, **person), person["pay"] or 0
    rows = GRAPH.ask("stacks_reaching_pay", pay=pay)
    assert by_band(found).keys() == {*rows.column("band")}
    assert bool(found.missing) == (not found.routes)
    for route in found.routes:
        assert route.band.pay.max >= pay
        assert route.band.from_lower_end == (route.band.pay.min >= pay)


@everything
@given(held, persons)
def test_every_step_comes_after_what_it_builds_on_and_names_its_sources(
    hold: list[str], person: dict[str, Any]
) -> None:
    links = [(row["credential"], row["other"]) for row in QUICK.ask("credential_links")]
    for route in all_routes(plan(QUICK, hold=hold, **person)):
        order = [step.credential.iri for step in route.steps]
        for credential, other in links:
            if {credential, other} <= {*order}:
                assert order.index(other) < order.index(credential)
        for step in route.steps:
            assert step.facts
            assert all(fact.sources for fact in step.facts)
            assert {price.facts for price in step.prices} <= {p.facts for p in step.prices}
            stated = {fact for price in step.prices for fact in price.facts}
            assert stated | {payer.fact for payer in step.payers} <= {*step.facts}


@settings(everything, max_examples=12 if THOROUGH else 4)
@given(held, persons, st.randoms(use_true_random=False))
def test_the_same_person_always_gets_the_same_plan(
    hold: list[str], person: dict[str, Any], random: Any
) -> None:
    shuffled = random.sample(hold, len(hold))
    first, again = GRAPH.plan(hold=hold, **person), plan(QUICK, hold=shuffled, **person)
    assert first == GRAPH.plan(hold=hold, **person)
    assert [r.steps for r in first.routes] == [r.steps for r in again.routes]
    for form in (Format.TABLE, Format.MARKDOWN, Format.JSON):
        assert render_plan(first, form) == render_plan(plan(QUICK, hold=hold, **person), form)


def test_hash_seeds_change_no_byte() -> None:
    script = "import credgraph.cli; credgraph.cli.main(['plan', '--audience', 'student'])"
    runs = {
        subprocess.run(
            [sys.executable, "-c", script],
            env=os.environ | {"PYTHONHASHSEED": seed, "PYTHONPATH": os.pathsep.join(sys.path)},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("0", "4242")
    }
    assert len(runs) == 1
    assert b"MSSC CPT" in runs.pop()


def test_a_veteran_in_south_carolina_who_wants_65000() -> None:
    route = only(GRAPH.plan(hold=["osha-10"], audience="veteran", state="SC", pay=65000))
    assert route.band.pay == Range(Decimal(65000), Decimal(80000))
    assert route.band.from_lower_end
    assert names(route) == ["MSSC CPT", "Siemens SMSCP Level 2", "AAS in Mechatronics"]
    assert route.months == Range(Decimal(24), Decimal(24))
    assert route.cost == Range(Decimal(360), Decimal(480)), "what most people pay"
    assert route.least_cost == Range(Decimal(160), Decimal(240)), "the exam fees alone"
    assert route.unpriced == ("Siemens SMSCP Level 2", "AAS in Mechatronics")
    assert route.band.experience == Range(Decimal(24), Decimal(36))
    assert "No price is stated for Siemens SMSCP Level 2 and AAS in Mechatronics." in (
        route.not_stated
    )
    [wages] = route.wages
    assert wages.place.label == "South Carolina"
    assert dict(wages.percentiles)["median"] == Decimal(67610)
    assert wages.min_pay_lies == "between the 25th percentile and the median"
    assert len(route.employers) == 44
    assert "Check WIOA before paying yourself" in [p.advice.label for p in route.pitfalls]
    assert route.pathway
    assert route.pathway.label == "AAS in Mechatronics student"


def test_a_course_and_the_exams_alone_have_a_price_each() -> None:
    cpt = step_of(only(GRAPH.plan(pay=65000)), "mssc-cpt")
    found = [(price.bundle, price.cost.min, price.cost.max) for price in cpt.prices]
    exams, course = Decimal(160), Decimal(360)
    assert found[0] == ("course bundle", course, Decimal(480)), "what most people pay is first"
    assert found[1] == ("assessment only", exams, Decimal(240))


def test_who_pays_agrees_with_the_questions_for_a_person_in_a_state() -> None:
    values = {"credential": "mssc-cpt", "audience": "veteran"}
    here = GRAPH.ask("funding_for_person_in_state", area="SC", **values).column("program")
    route = only(GRAPH.plan(audience="veteran", state="SC", pay=65000))
    payers = step_of(route, "mssc-cpt").payers
    assert payers[0].program.label == "WIOA grant"
    assert payers[0].rank == 1
    assert [p.program.iri for p in payers] == here
    ranks = {r["program"]: r["rank"] for r in GRAPH.ask("funding_to_try_first", **values)}
    assert all(ranks[p.program.iri] == p.rank for p in payers)
    assert [p.rank for p in payers] == sorted(p.rank for p in payers)
    labels = [p.program.label for p in payers]
    assert "Apprenticeship Carolina" in labels
    assert "TN Reconnect" not in labels


@pytest.mark.parametrize(
    ("audience", "state", "rank", "why"),
    [
        ("student", "SC", FITS, "names these people"),
        (None, None, OPEN, 'pays on the pathway "{}"; for: Student'),
    ],
)
def test_a_payer_of_the_pathway_is_said_to_be_one(
    audience: str | None, state: str | None, rank: int, why: str
) -> None:
    route = only(GRAPH.plan(audience=audience, state=state, pay=65000))
    [bundling] = [p for p in route.payers if p.program.label.endswith("program bundling")]
    assert (bundling.rank, bundling.why) == (rank, why.format("AAS in Mechatronics student"))


@pytest.mark.parametrize(("audience", "state"), [("veteran", "SC"), ("displaced worker", "KY")])
def test_what_is_meant_for_others_is_no_payer_but_a_note(audience: str, state: str) -> None:
    route = only(GRAPH.plan(audience=audience, state=state, pay=65000))
    assert not any(p.program.label.endswith("program bundling") for p in route.payers)
    [note] = [note for note in route.notes if "program bundling" in note]
    assert note.startswith("The pathway pays for MSSC CPT through Community-college program")


def test_disputed_payers_are_flagged() -> None:
    route = only(GRAPH.plan(audience="veteran", state="SC", pay=65000))
    flagged = {p.program.label: p.fact.disputes for p in route.payers}
    assert {dispute.kind for dispute in flagged["WIOA grant"]} == {"unconfirmed"}
    assert [dispute.kind for dispute in flagged["Apprenticeship Carolina"]] == ["overclaimed"]
    assert not flagged["Apprenticeship USA grants"]


def test_nothing_reaches_200000_and_the_plan_says_so() -> None:
    found = GRAPH.plan(hold=["mssc-cpt"], state="SC", pay=200000)
    assert found.routes == ()
    assert found.missing == (
        "Nothing in the graph gets to $200,000 a year. The highest pay band it states is "
        "$65,000 to $80,000 a year: CPT, AAS, SMSCP Level 2 and experience."
    )


def test_a_plan_without_a_route_says_what_is_missing() -> None:
    found = GRAPH.plan(state="SC", pay=200000)
    requires, beyond, wages = found.gaps
    assert requires.startswith("That band requires AAS in Mechatronics, MSSC CPT and Siemens")
    assert "PMMI Mechatronics" in beyond
    assert "SMSCP Level 1" not in beyond, "it comes before what the band requires"
    assert wages == "In South Carolina no surveyed wage that the graph holds is as high."
    assert found.highest
    assert found.highest.pay.max == 80000
    near = GRAPH.plan(state="SC", pay=90000).gaps[-1]
    assert near.startswith("In South Carolina wages reach it at the 90th percentile of Electro")


def test_a_pathway_that_gives_no_route_is_named() -> None:
    route = only(GRAPH.plan(audience="veteran", state="SC", pay=65000))
    assert [other.pathway.label for other in route.others if other.pathway] == [
        "Career changer entering manufacturing",
        "Employer-sponsored apprentice",
    ]
    held = only(GRAPH.plan(hold=["mssc-cpt"], pay=65000))
    assert held.others == ()
    said = "No way here, for they earn nothing that is still needed: Career changer"
    assert any(note.startswith(said) for note in held.notes)


def test_another_route_has_its_own_steps_and_payers() -> None:
    route = only(GRAPH.plan(pay=65000))
    [changer] = [o for o in route.others if o.pathway and o.pathway.label.startswith("Career")]
    assert names(changer)[:2] == ["CPT-MT", "MSSC CPT"]
    assert "no step that earns Siemens SMSCP Level 2 and AAS in Mechatronics" in changer.notes[0]
    [apprentice] = [o for o in route.others if o.pathway and "apprentice" in o.pathway.label]
    paid = [p.program.label for p in step_of(apprentice, "mssc-cpt").payers]
    assert "Employer apprenticeship sponsorship" in paid


def test_a_step_names_the_pay_bands_that_it_opens() -> None:
    cpt = step_of(only(GRAPH.plan(pay=65000)), "mssc-cpt")
    assert {band.label for band in cpt.opens} == {
        "CPT alone, no degree",
        "Entry-level production technician",
    }


def test_whoever_holds_everything_has_no_step_left() -> None:
    found = GRAPH.plan(hold=CREDENTIALS, audience="veteran", state="SC")
    assert len(found.routes) == 5
    for route in found.routes:
        assert (route.steps, route.months, route.cost, route.unpriced) == ((), None, None, ())
    assert "nothing: all that this band requires is held" in render_plan(found, Format.TABLE)
    assert "2 to 3 years of experience" in render_plan(found, Format.TABLE)


def test_cpt_mt_counts_as_its_module() -> None:
    route = only(GRAPH.plan(hold=["cpt-mt"], pay=65000))
    cpt = step_of(route, "mssc-cpt")
    assert [module.label for module in cpt.modules] == [
        "Safety",
        "Quality Practices and Measurement",
        "Manufacturing Processes and Production",
    ]
    assert cpt.least_cost == Range(Decimal(120), Decimal(180))
    assert {price.modules for price in cpt.prices} == {3}, "the full bundle would pay it twice"
    assert cpt.study.hours == Range(Decimal(90), Decimal(150))


def test_the_career_changers_route_splits_the_cpt_and_pays_no_module_twice() -> None:
    found = by_band(GRAPH.plan(audience="career-changer", state="SC", pay=32000))
    [route] = [route for iri, route in found.items() if iri.endswith("/cpt-alone")]
    assert names(route) == ["CPT-MT", "MSSC CPT"]
    assert [len(step.modules) for step in route.steps] == [1, 3]
    assert route.least_cost == Range(Decimal(160), Decimal(240))
    assert route.months == Range(Decimal("1.38"), Decimal(6)), "6 weeks to 6 months"
    assert [step.starts for step in route.steps] == [Decimal(1), Decimal(3)]
    assert [step.ends for step in route.steps] == [Decimal(3), Decimal(6)]
    assert "At month 0, the pathway says: Ask for WIOA funding and find a center." in route.notes
    assert route.steps[0].why == "counts towards MSSC CPT"


def test_the_last_module_completes_the_cpt() -> None:
    three = ["Safety", "quality-practices-and-measurement", "production module"]
    found = by_band(GRAPH.plan(hold=three, audience="career-changer", pay=32000))
    [route] = [route for iri, route in found.items() if iri.endswith("/cpt-alone")]
    [step] = route.steps
    assert step.credential.label == "CPT-MT"
    assert [thing.label for thing in step.completes] == ["MSSC CPT"]
    whole = by_band(GRAPH.plan(hold=[*three, "cpt-mt"], pay=32000))
    assert all("MSSC CPT" not in names(route) for route in whole.values())


def test_a_journey_level_certificate_contains_the_cpt() -> None:
    found = GRAPH.plan(hold=["journey-level-certificate"], pay=65000)
    assert names(only(found)) == ["Siemens SMSCP Level 2", "AAS in Mechatronics"]


def test_what_usually_comes_first_is_named_and_not_required() -> None:
    level_2 = step_of(only(GRAPH.plan(pay=65000)), "smscp-level-2")
    assert [thing.label for thing in level_2.usually_first] == ["Siemens SMSCP Level 1"]
    route = only(GRAPH.plan(hold=["SMSCP L1"], pay=65000))
    assert step_of(route, "smscp-level-2").usually_first == ()


def test_an_older_version_is_pointed_out_and_not_counted() -> None:
    route = only(GRAPH.plan(hold=["CPT 3.0"], pay=65000))
    assert "MSSC CPT" in names(route)
    assert any("MSSC CPT before 4.0, which you hold" in note for note in route.notes)


def test_an_apprenticeship_is_named_as_required() -> None:
    found = by_band(GRAPH.plan(pay=40000))
    [route] = [route for iri, route in found.items() if iri.endswith("/apprenticeship-start")]
    assert route.requires == ("DOL-registered apprenticeship",)
    assert names(route)[0] == "High school diploma"
    assert route.untimed == ("High school diploma",)


def test_a_state_without_an_estimate_says_so_and_shows_the_nation() -> None:
    rows = GRAPH.ask("wages_of_occupation_by_state", occupation="17-3024")
    [place] = {"Wyoming"} - {*rows.column("area_label")} or {""}
    if not place:
        pytest.skip("the survey now has an estimate for Wyoming")
    route = only(GRAPH.plan(state=place, pay=65000))
    assert [wages.place.label for wages in route.wages] == ["United States"]
    assert f"No surveyed wages in {place} stand beside this band." in route.not_stated


def test_without_a_state_the_wages_are_the_nations() -> None:
    [wages] = only(GRAPH.plan(pay=65000)).wages
    assert wages.place.label == "United States"


def test_a_pitfall_that_urges_what_is_held_is_left_out() -> None:
    tip = "If one module is all you can afford, take CPT-MT"
    assert tip in [p.advice.label for p in only(GRAPH.plan(pay=65000)).pitfalls]
    held = only(GRAPH.plan(hold=["cpt-mt"], pay=65000))
    assert tip not in [p.advice.label for p in held.pitfalls]


def graph_with(turtle: str) -> credgraph.CredentialGraph:
    """Return the shipped graph with more statements."""
    triples = ox.Store()
    for path in turtle_files("ontology", "data"):
        to = ox.NamedNode(GRAPHS + path.stem)
        triples.bulk_load(path=str(path), format=ox.RdfFormat.TURTLE, to_graph=to)
    text = f"""@prefix cg: <https://w3id.org/credgraph/ns#> .
    @prefix credential: <https://w3id.org/credgraph/id/credential/> .
    @prefix pay-band: <https://w3id.org/credgraph/id/pay-band/> .
    @prefix prov: <http://www.w3.org/ns/prov#> .
    @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
    @prefix schema: <https://schema.org/> .
    @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
    {turtle}"""
    triples.load(text.encode(), format=ox.RdfFormat.TURTLE, to_graph=ox.NamedNode(GRAPHS + "more"))
    return credgraph.CredentialGraph(EmbeddedStore(triples))


def test_a_band_for_journey_level_takes_its_prerequisite_and_the_cpt_once() -> None:
    graph = graph_with("""pay-band:x a cg:PayBand ; rdfs:label "X"@en ; cg:minPay 90000.0 ;
        cg:maxPay 95000.0 ; schema:currency "USD" ; cg:payPeriod "P1Y"^^xsd:duration ;
        cg:requiresCredential credential:journey-level-certificate , credential:mssc-cpt .""")
    route = only(graph.plan(pay=90000))
    assert names(route) == ["MSSC CPT", "Journey-level certificate"]
    assert route.requires == ("DOL-registered apprenticeship",)
    assert route.pathway
    assert route.pathway.label == "Employer-sponsored apprentice"
    assert route.months
    assert route.months.max == 48


def test_credentials_that_build_on_each_other_in_a_cycle_still_give_a_plan() -> None:
    graph = graph_with("""credential:mssc-cpt cg:buildsOn credential:smscp-level-2 ;
        cg:prerequisite credential:aas-mechatronics .
        credential:aas-mechatronics cg:prerequisite credential:mssc-cpt .""")
    assert sorted(names(only(graph.plan(pay=65000)))) == [
        "AAS in Mechatronics",
        "MSSC CPT",
        "Siemens SMSCP Level 2",
    ]


def test_an_empty_graph_says_that_nothing_is_stated() -> None:
    empty = credgraph.CredentialGraph(EmbeddedStore(ox.Store()))
    assert plan(empty, pay=1000).missing.startswith("The graph states no pay band")


@pytest.mark.parametrize(
    ("values", "problem"),
    [
        ({"hold": ["osha-11"]}, "holds no credential called 'osha-11'; did you mean osha-10"),
        ({"hold": ["mssc"]}, "mssc is an issuer; --hold expects a credential, such as osha-10"),
        ({"hold": [""]}, "holds no credential called ''"),
        ({"audience": "astronaut"}, "holds no audience called 'astronaut'"),
        ({"audience": ""}, "holds no audience called ''"),
        ({"state": "Atlantis"}, "holds no area called 'Atlantis'"),
        ({"pay": "lots"}, "'lots' is not what --pay expects: a number, such as 65000"),
        ({"pay": -5}, "'-5' is not what --pay expects"),
        ({"pay": "nan"}, "'nan' is not what --pay expects"),
    ],
)
def test_unknown_names_and_odd_numbers_are_errors(values: dict[str, Any], problem: str) -> None:
    with pytest.raises(credgraph.CredGraphError) as caught:
        GRAPH.plan(**values)
    assert problem in str(caught.value)


@pytest.mark.parametrize("pay", [65000, 65000.0, "65K", "$65,000", Decimal(65000)])
def test_money_is_read_as_people_write_it(pay: Any) -> None:
    assert GRAPH.plan(pay=pay) == GRAPH.plan(pay="65000")


@pytest.mark.parametrize("shape", ["table", "markdown", "json"])
def test_the_command_prints_the_plan(shape: str, capsys: pytest.CaptureFixture[str]) -> None:
    options = ["--hold", "osha-10", "--hold", "CPT-MT", "--audience", "veteran", "--state", "SC"]
    assert main(["plan", *options, "--pay", "65000", "--format", shape]) == 0
    out, err = capsys.readouterr()
    assert err == ""
    assert "Siemens SMSCP Level 2" in out
    if shape == "json":
        [route] = json.loads(out)["routes"]
        assert route["steps"][0]["cost"] == {"min": 270, "max": 360}
        assert route["steps"][0]["least_cost"] == {"min": 120, "max": 180}
        assert route["steps"][1]["cost"] is None
        assert route["months"] == {"min": 24, "max": 24}
    else:
        assert "https://" not in out


def test_the_command_says_what_is_missing(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["plan", "--pay", "200000"]) == 0
    assert "No route: Nothing in the graph gets to $200,000 a year" in capsys.readouterr().out


@pytest.mark.parametrize(
    "options", [["--hold", "osha-11"], ["--state", "ZZ"], ["--pay", "x"], ["--format", "csv"]]
)
def test_mistakes_take_one_line_and_exit_2(
    options: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["plan", *options]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.count("\n") == 1


def test_help_has_an_example(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["plan", "--help"]) == 0
    assert "examples:\n  credgraph plan --hold osha-10" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("least", "most", "words"),
    [
        ("24", "24", "2 years"),
        ("24", "36", "2 to 3 years"),
        ("1", "1", "1 month"),
        ("12", "12", "1 year"),
        ("6", "24", "6 months to 2 years"),
        ("0.92", "1.38", "4 to 6 weeks"),
        ("1.38", "12", "6 weeks to 1 year"),
    ],
)
def test_times_read_as_people_say_them(least: str, most: str, words: str) -> None:
    assert time(Range(Decimal(least), Decimal(most))) == words


def test_a_value_that_is_worked_out_says_so_and_on_what_it_rests() -> None:
    route = only(GRAPH.plan(hold=["osha-10"], audience="veteran", state="SC", pay=65000))
    cpt = step_of(route, "mssc-cpt")
    assert cpt.study.months_worked_out == (
        "from the least to the most of Full CPT 4.0, online program of 2020 (TechEd Magazine on "
        "CPT 4.0) and Full CPT, modules back to back (MSSC CPT guide)"
    )
    assert cpt.study.hours == Range(Decimal(160), Decimal(160)), "stated by one source"
    assert cpt.study.hours_worked_out == ""
    some = step_of(only(GRAPH.plan(hold=["cpt-mt"], pay=65000)), "mssc-cpt")
    assert some.study.months_worked_out == "from the times of single modules and of all"
    text = " ".join(render_plan(GRAPH.plan(hold=["cpt-mt"], pay=65000), Format.TABLE).split())
    assert text.count("worked out from the times of single modules") == 1, "once for both values"


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(held=st.sets(st.sampled_from(CREDENTIALS), max_size=3))
def test_a_route_is_never_rosier_than_its_parts(held: set[str]) -> None:
    for route in GRAPH.plan(hold=sorted(held), pay=0).routes:
        if route.months and route.total_months:
            parts = [step.months for step in route.steps if step.months]
            years = route.band.experience
            assert route.total_months.min >= max(one.min for one in parts)
            assert route.total_months.min >= (years.min if years else 0)
            assert route.total_months.max >= route.months.max
        if route.cost and route.least_cost:
            assert route.cost.min >= route.least_cost.min
            assert route.cost.max >= route.least_cost.max


def test_the_headline_holds_the_experience_the_usual_price_and_what_is_not_priced() -> None:
    found = GRAPH.plan(audience="veteran", state="SC", pay=65000)
    text = " ".join(render_plan(found, Format.TABLE).split())
    assert "Time: 4 to 5 years, worked out: 2 years for the credentials" in text
    assert "Cost: about $360 to $480, worked out (MSSC CPT: course bundle), or $160 to $240" in text
    assert "$160 to $240 for the exam fees alone" in text
    assert "plus 2 parts without a stated price: Siemens SMSCP Level 2 and AAS" in text


@pytest.mark.parametrize("pay", ["1234567890123.123457", "60000.10", "65000"])
def test_the_plan_in_json_keeps_every_digit(pay: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["plan", "--hold", "mssc-cpt", "--pay", pay, "--format", "json"]) == 0
    found = json.loads(capsys.readouterr().out, parse_float=Decimal)
    assert found["pay"] == Decimal(pay)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(held=held)
def test_a_step_opens_with_what_most_people_pay_and_names_the_exam_fee_as_that(
    held: list[str],
) -> None:
    for step in (s for r in all_routes(plan(QUICK, hold=held, pay=0)) for s in r.steps):
        if any(price.usual for price in step.prices):
            assert step.prices[0].usual
            assert step.cost == step.prices[0].cost
            assert cost(step).partition(" (")[0].endswith(money(step.cost))
            assert "what most people pay" in cost(step).partition("; or ")[0]
        for price in step.prices:
            assert price.exam_only == (price.bundle == "assessment only")
            assert step.least_cost
            assert price.cost.min >= step.least_cost.min
        assert ("exam fee alone" in cost(step)) == any(p.exam_only for p in step.prices)


def test_prices_that_bundle_the_same_say_of_which_program_they_are() -> None:
    said = cost(step_of(only(GRAPH.plan(pay=65000)), "mssc-cpt"))
    assert said.count("instructor-led program: ") == said.count("instructor-led program") == 2
    assert said.count("in New Jersey") == 2


@pytest.mark.parametrize("form", [Format.TABLE, Format.MARKDOWN])
def test_a_pitfall_that_rests_on_a_disputed_fact_says_so_itself(form: Format) -> None:
    found = GRAPH.plan(audience="veteran", state="SC", pay=65000)
    disputed = [p for route in found.routes for p in route.pitfalls if p.fact.disputes]
    assert disputed
    lines = " ".join(render_plan(found, form).split()).replace("\\", "")
    for pitfall in disputed:
        described = " ".join(pitfall.description.split())
        assert f"{described} DISPUTED: {pitfall.fact.disputes[0].label}" in lines


@pytest.mark.parametrize("pay", ["25", "65.000", "$30", Decimal("18.50")])
def test_a_pay_that_is_not_by_the_year_is_refused(pay: Decimal | str) -> None:
    with pytest.raises(BadParameter, match="such as 65000"):
        plan(GRAPH, pay=pay)


def test_wages_of_the_nation_in_place_of_a_states_are_called_that() -> None:
    said = " ".join(render_plan(GRAPH.plan(state="Puerto Rico"), Format.TABLE).split())
    assert "Real wages, United States" in said
    assert "For Puerto Rico the graph holds no wages of this occupation" in said
    assert "the graph holds no wages" not in render_plan(GRAPH.plan(state="SC"), Format.TABLE)
    assert "the graph holds no wages" not in render_plan(GRAPH.plan(), Format.TABLE)
