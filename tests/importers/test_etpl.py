"""Eligible training provider lists: what is doubtful is told and kept as stated."""

from __future__ import annotations

from collections import Counter

import pytest
from national import DATASETS, FIXTURES, Statements, needs_datasets, read, reasons

from credgraph.importers import etpl
from credgraph.importers.dataset import Sink

NJ = ("nj_etpl_programs.csv", "TBLINDUSTRYCREDENTIAL_DATA_TABLE.csv", "outcomes_schcip.csv")


def nj() -> tuple[Statements, Sink]:
    return read(etpl.DATASET, *(FIXTURES / "nj" / name for name in NJ))


def doubts(found: Statements, record: str) -> list[str]:
    return [each.removeprefix("concept:") for each in found.values(record, "cg:doubt")]


def test_a_program_has_its_prices_hours_place_and_eligibility() -> None:
    found, _ = nj()
    program = "program:nj-101"
    assert found.values(program, "rdfs:label") == ["Certified Production Technician"]
    assert found.values(program, "cg:tuition") == ["1000"]
    assert found.values(program, "cg:totalPrice") == ["1050"]
    assert found.values(program, "cg:programHours") == ["120"]
    assert found.values(program, "cg:minDuration") == ["P28D"]
    assert found.values(program, "cg:maxDuration") == ["P77D"]
    assert found.values(program, "cg:eligibleIn") == ["area:us-nj"]
    assert found.values(program, "cg:statedCredential") == ["Sample Fitter Card"]
    assert found.values(program, "cg:offeredBy") == ["organization:nj-1"]
    assert found.values("organization:nj-1", "schema:postalCode") == ["07102"]
    assert found.values("organization:nj-1", "cg:county") == ["Elm"]
    assert doubts(found, program) == []


def test_a_program_that_is_not_eligible_does_not_say_it_is() -> None:
    found, _ = nj()
    assert found.values("program:nj-108", "cg:eligibleIn") == []


def test_a_cip_code_without_its_zero_is_the_code_with_it() -> None:
    found, _ = nj()
    assert found.values("program:nj-102", "cg:cipCode") == ["01.9908"]


@pytest.mark.parametrize(
    ("program", "told"),
    [
        ("102", ["credential-not-named", "price-of-zero"]),
        ("103", ["total-not-the-sum"]),
        ("104", ["implausible-price"]),
        ("105", ["hours-of-zero"]),
        ("106", ["implausible-hours"]),
        ("107", ["credential-denied-yet-named", "credential-withdrawn"]),
        ("108", ["credential-not-on-list"]),
        ("109", ["provider-number-shared"]),
    ],
)
def test_what_is_doubtful_is_told(program: str, told: list[str]) -> None:
    found, _ = nj()
    assert doubts(found, f"program:nj-{program}") == told


def test_what_is_doubtful_is_kept_as_stated() -> None:
    found, _ = nj()
    assert found.values("program:nj-104", "cg:totalPrice") == ["41984198"]
    assert found.values("program:nj-103", "cg:totalPrice") == ["2000"]
    assert found.values("program:nj-102", "cg:totalPrice") == ["0"]
    assert found.values("program:nj-106", "cg:programHours") == ["9999"]


def test_campuses_are_one_provider_and_unrelated_names_are_two() -> None:
    found, _ = nj()
    assert found.values("organization:nj-1", "skos:altLabel") == ["Elm College - Annex"]
    assert found.values("program:nj-107", "cg:offeredBy") == ["organization:nj-3"]
    other = "organization:nj-3-birch-school-of-computing"
    assert found.values("program:nj-108", "cg:offeredBy") == [other]
    assert doubts(found, other) == doubts(found, "organization:nj-3") == ["provider-number-shared"]
    assert found.values("program:nj-109", "cg:offeredBy") == []


def test_a_row_without_provider_name_takes_it_from_another_row() -> None:
    found, _ = nj()
    assert found.values("program:nj-105", "cg:offeredBy") == ["organization:nj-2"]
    assert found.values("organization:nj-2", "rdfs:label") == ["Oak Institute"]


def test_a_provider_that_no_row_names_says_so() -> None:
    found, _ = nj()
    assert found.values("organization:nj-4", "rdfs:label") == [
        "Provider 4 of the list of New Jersey"
    ]
    assert doubts(found, "organization:nj-4") == ["name-not-given"]


def test_a_row_without_a_program_is_rejected() -> None:
    _, sink = nj()
    assert reasons(sink) == ["has no name of a program"]


def test_a_withheld_outcome_is_not_zero_and_zero_is_not_withheld() -> None:
    found, _ = nj()
    late, year = "outcome:nj-1-48-9901-q8", "outcome:nj-1-48-9901-q4"
    assert found.values(late, "cg:employedShare") == []
    assert "cg:employedShare" in found.values(late, "cg:withheld")
    assert found.values(year, "cg:employedShare") == ["0"]
    assert found.values(year, "cg:withheld") == ["cg:averagePay"]


def test_a_share_of_few_people_is_given_with_a_doubt() -> None:
    found, _ = nj()
    assert doubts(found, "outcome:nj-1-48-9901-q4") == ["few-people"]
    assert doubts(found, "outcome:nj-1-48-9901-q2") == []


def test_programs_of_a_provider_and_field_share_their_outcome() -> None:
    found, _ = nj()
    assert found.having("cg:hasOutcome", "outcome:nj-1-48-9901-q2") == [
        "program:nj-101",
        "program:nj-103",
        "program:nj-104",
    ]
    assert found.values("program:nj-102", "cg:hasOutcome")[0] == "outcome:nj-1-01-9908-q2"


def test_an_outcome_of_a_shared_number_or_of_no_program_is_left_out() -> None:
    found, sink = nj()
    assert found.values("program:nj-107", "cg:hasOutcome") == []
    assert sum(sink.skipped.values()) == 2


def test_the_national_layout_is_read_by_the_numbers_of_its_form() -> None:
    found, _ = read(etpl.DATASET, FIXTURES / "eta9171" / "DownloadPrograms.csv")
    fitting, own_pace = sorted(
        found.having("cg:offeredBy", "organization:us-900"),
        key=lambda each: found.values(each, "rdfs:label"),
    )
    assert found.values(fitting, "cg:tuition") == ["1500"]
    assert found.values(fitting, "cg:programHours") == ["80"]
    assert found.values(fitting, "cg:minDuration") == ["P28D"]
    assert found.values(fitting, "cg:eligibleIn") == ["area:us-sc"]
    assert found.values(fitting, "cg:statedOccupation") == [
        "occupation:soc-51-2092",
        "occupation:soc-51-9191",
    ]
    [outcome] = found.values(fitting, "cg:hasOutcome")
    assert found.values(outcome, "cg:employedShare") == ["0.8"]
    assert found.values(own_pace, "cg:programHours") == []
    [outcome] = found.values(own_pace, "cg:hasOutcome")
    assert found.values(outcome, "cg:withheld") == ["cg:employedShare"]
    assert doubts(found, own_pace) == ["price-of-zero"]


@needs_datasets
def test_the_published_list_has_the_doubts_that_were_counted_in_it() -> None:
    folder = DATASETS / "nj"
    found, sink = read(
        etpl.DATASET,
        folder / "TBLINDUSTRYCREDENTIAL_DATA_TABLE.csv",
        folder / "nj_etpl_programs.csv.gz",
        folder / "outcomes_schcip.csv",
    )
    told = Counter(
        line.partition("/id/concept/")[2].partition(">")[0]
        for line in found.lines
        if "/id/program/" in line and "#doubt>" in line
    )
    assert told == {
        "credential-not-named": 887,
        "price-of-zero": 80,
        "credential-denied-yet-named": 59,
        "hours-of-zero": 54,
        "credential-withdrawn": 27,
        "total-not-the-sum": 17,
        "implausible-price": 1,
        "implausible-hours": 1,
        "credential-not-on-list": 1,
    }
    assert len(found.having("rdf:type", "cg:TrainingProgram")) == 1_465
    assert not sink.rejected
    assert len(found.having("cg:doubt", "concept:name-not-given")) == 36
    [label] = found.values("program:nj-47746", "rdfs:label")
    assert label == "Certified Production Technician/CNC Operations"
    shared = found.having("cg:doubt", "concept:provider-number-shared")
    assert {each[:20] for each in shared} == {"organization:nj-7984", "organization:nj-7907"}
