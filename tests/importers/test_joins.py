"""Joins: only what is exact or reviewed counts, and the rest waits for review."""

from __future__ import annotations

import csv

import pytest
from national import DATASETS, FIXTURES, Statements, needs_datasets, read
from places import ROOT

from credgraph.importers import soc
from credgraph.importers.data_file import names
from credgraph.importers.joins import DATASET, credentials, fields, providers, skills
from credgraph.importers.joins.dataset import names_of_credentials
from credgraph.importers.joins.phrases import Names
from credgraph.importers.joins.programs import Program
from credgraph.importers.joins.providers import Institution, Provider
from credgraph.importers.statements import record

CPT = {"mssc-cpt": ["CPT 4.0", "CPT", "Certified Production Technician"]}


def program(number: str, name: str, credential: str = "", award: str = "") -> Program:
    iri = record("program", f"nj-{number}")
    return Program("nj", number, iri, name, credential, award, "48.9901")


def earned(*those: Program, decisions: credentials.Decisions | None = None) -> Statements:
    return Statements(credentials.earned(those, Names(CPT), decisions or {}))


@pytest.mark.parametrize(
    "name",
    [
        "Certified Phlebotomy Technician (CPT)",
        "CPT",
        "CPT Prep",
        "Certified Poetry Therapist/CPT",
        "Recertified Production Technicians",
    ],
)
def test_an_abbreviation_or_a_part_of_a_word_earns_nothing(name: str) -> None:
    assert earned(program("1", name, name)).lines == []


def test_a_phrase_in_a_name_waits_for_review() -> None:
    found = earned(program("1", "Certified Production Technician/CNC Operations"))
    assert found.values("program:nj-1", "cg:leadsToCredential") == []
    match = "match:nj-1-mssc-cpt"
    assert found.values(match, "cg:forReview") == ["true"]
    assert found.values(match, "cg:matchMethod") == ["concept:whole-phrase"]
    assert found.values(match, "cg:confidence") == ["0.69"]


def test_a_field_that_states_the_name_letter_for_letter_counts() -> None:
    found = earned(program("1", "Making Things", "CERTIFIED Production  Technician"))
    assert found.values("program:nj-1", "cg:leadsToCredential") == ["credential:mssc-cpt"]
    assert found.values("match:nj-1-mssc-cpt", "cg:matchMethod") == ["concept:exact-name"]


@pytest.mark.parametrize(
    ("verdict", "links", "matches"), [("yes", 1, 1), ("unsure", 0, 1), ("no", 0, 0)]
)
def test_a_decision_goes_before_any_rule(verdict: str, links: int, matches: int) -> None:
    stated = program("1", "Making Things", "Certified Production Technician")
    found = earned(stated, decisions={("nj", "1", "mssc-cpt"): verdict})
    assert len(found.values("program:nj-1", "cg:leadsToCredential")) == links
    assert len(found.having("rdf:type", "cg:Match")) == matches


def test_a_name_of_two_credentials_tells_neither() -> None:
    both = Names({"one": ["Level I Card"], "two": ["Level I Card"]})
    assert both.exactly("Level I Card") is None


def test_every_decision_is_about_a_credential_of_the_graph_and_gives_its_reason() -> None:
    known = {slug for path in (ROOT / "data").glob("credentials*.ttl") for slug in names(path)}
    decided = credentials.reviewed()
    assert len(decided) > 15
    assert {slug for _, _, slug in decided} <= known
    assert set(decided.values()) <= {"yes", "no", "unsure"}
    table = ROOT / "src/credgraph/importers/joins/reviewed_programs.csv"
    rows = list(csv.DictReader(table.read_text("utf-8").splitlines()))
    assert all(row["why"].endswith(".") and None not in row for row in rows)


def test_an_occupation_by_field_is_no_teacher_and_takes_no_more_than_the_award_gives() -> None:
    pairs = {"48.9901": {"51-2092", "25-1194", "11-9041", "51-9999"}}
    zones = {"51-2092": 2, "25-1194": 3, "11-9041": 4}
    told = {}
    for award in ("Certificate of Completion", "Bachelor's Degree"):
        lines = fields.occupations([program("1", "Fitting", award=award)], pairs, zones)
        told[award] = Statements(lines).values("program:nj-1", "cg:occupationByField")
    assert told == {
        "Certificate of Completion": ["occupation:soc-51-2092"],
        "Bachelor's Degree": ["occupation:soc-11-9041", "occupation:soc-51-2092"],
    }


def test_a_field_that_the_crosswalk_does_not_have_is_a_doubt_and_no_link() -> None:
    found = Statements(fields.occupations([program("1", "Fitting")], {"01.0101": set()}, {}))
    assert found.values("program:nj-1", "cg:doubt") == ["concept:field-not-in-crosswalk"]
    assert found.values("program:nj-1", "cg:field") == []


def matched(provider: Provider, *known: Institution) -> Statements:
    return Statements(providers.institutions([provider], known))


def of_list(name: str, city: str = "Elmton", state: str = "NJ") -> Provider:
    return Provider(record("organization", "nj-1"), name, city, state)


@pytest.mark.parametrize(
    "name",
    [
        "Elm College - PCS",
        "The Elm College - WIOA Title 2",
        "Elm College Credit Programs",
        "ELM COLLEGE, Inc. - DVRS",
    ],
)
def test_a_name_without_what_the_list_adds_to_it_is_the_institution(name: str) -> None:
    found = matched(of_list(name), Institution("900001", "Elm College", "NJ"))
    assert found.values("organization:nj-1", "skos:exactMatch") == ["organization:ipeds-900001"]


def test_a_name_that_only_begins_alike_waits_for_review() -> None:
    elm = Institution("900001", "Elm College", "NJ")
    found = matched(of_list("Elm College - Continuing Education"), elm)
    assert found.values("organization:nj-1", "skos:exactMatch") == []
    assert len(found.having("cg:matchedTo", "organization:ipeds-900001")) == 1


def test_the_city_decides_the_campus() -> None:
    campuses = [Institution(f"90000{n}", f"Oak Institute-{c}", "NJ") for n, c in enumerate("AB")]
    named = [Institution("900010", "Oak Institute-Elmton", "NJ"), *campuses]
    found = matched(of_list("Oak Institute"), *named)
    assert found.having("rdf:type", "cg:Match") == ["match:nj-1-ipeds-900010"]


def test_an_institution_of_another_state_is_another() -> None:
    found = matched(of_list("Elm College"), Institution("900001", "Elm College", "CT"))
    assert found.lines == []


def test_the_table_of_skills_judges_every_competency_that_a_framework_lists() -> None:
    known = set(names(ROOT / "data" / "competencies.ttl"))
    judged = skills.judged()
    told = [competency for competency, _, _ in judged]
    assert len(set(told)) == len(told) > 60
    assert sorted(set(told) - known) == []
    assert {relation for _, _, relation in judged} == {"broad", "related", "none"}
    assert all(bool(element) == (relation != "none") for _, element, relation in judged)


def test_a_judged_skill_says_that_it_is_our_judgement() -> None:
    found = Statements(skills.skills())
    match = "match:lockout-tagout-onet-2-c-8-a"
    assert found.values("competency:lockout-tagout", "skos:broadMatch") == ["skill:onet-2-c-8-a"]
    assert found.values(match, "prov:wasDerivedFrom") == ["source:credgraph-editors"]


def test_joins_stand_in_graphs_of_their_own() -> None:
    found, _ = read(
        DATASET,
        FIXTURES / "nj" / "nj_etpl_programs.csv",
        FIXTURES / "codes" / "soc2018_cip2020_crosswalk.csv",
        FIXTURES / "onet" / "Job Zones.txt",
        FIXTURES / "scorecard" / "field_of_study.csv",
    )
    assert found.graphs() == {f"graph:{name}" for name in DATASET.graphs}
    assert found.values("program:nj-101", "cg:occupationByField") == ["occupation:soc-51-2092"]
    assert found.values("match:nj-101-mssc-cpt", "cg:forReview") == ["true"]
    assert found.values("program:nj-102", "cg:field") == ["field-of-study:cip-01-9908"]


@needs_datasets
def test_of_the_published_cpt_programs_only_production_technicians_earn_the_cpt() -> None:
    found, _ = read(
        DATASET,
        DATASETS / "nj" / "nj_etpl_programs.csv.gz",
        DATASETS / "codes" / "soc2018_cip2020_crosswalk.csv",
        DATASETS / "onet-29.2" / "Job Zones.txt.gz",
        DATASETS / "ids" / "scorecard_institutions_2026.csv",
    )
    assert found.having("cg:leadsToCredential", "credential:mssc-cpt") == [
        "program:nj-47746",
        "program:nj-48290",
    ]
    assert len(found.having("cg:leadsToCredential", "credential:nims-machining-1")) == 7
    retired = found.having("cg:doubt", "concept:field-not-in-crosswalk")
    assert len(retired) == 25
    assert found.values("organization:nj-27", "skos:exactMatch") == ["organization:ipeds-185509"]
    assert found.having("cg:occupationByField", "occupation:soc-51-2092") == []
    assert soc.occupation("17-3026") in "".join(found.lines)


@needs_datasets
def test_names_of_the_shipped_credentials_do_not_collide() -> None:
    shipped = names_of_credentials()
    assert shipped.exactly("Certified Production Technician") == "mssc-cpt"
    assert shipped.exactly("CPT") is None
