"""College Scorecard: figures of an institution that are repeated at each of its campuses."""

from __future__ import annotations

from national import DATASETS, FIXTURES, needs_datasets, read

from credgraph.importers import scorecard

TABLES = FIXTURES / "scorecard"


def test_campuses_share_one_outcome_so_that_an_average_counts_it_once() -> None:
    found, _ = read(scorecard.DATASET, TABLES / "field_of_study.csv")
    outcome = "outcome:scorecard-000901-48-99-2"
    assert found.having("cg:hasOutcome", outcome) == [
        "program:scorecard-900001-48-99-2",
        "program:scorecard-900002-48-99-2",
    ]
    assert found.values(outcome, "cg:median") == ["40000"]
    assert found.values(outcome, "cg:medianDebt") == ["9500"]
    assert found.values(outcome, "cg:after") == ["P4Y"]


def test_figures_of_a_campus_that_differ_stay_apart() -> None:
    found, _ = read(scorecard.DATASET, TABLES / "field_of_study.csv")
    own = "outcome:scorecard-000901-48-99-2-900003"
    assert found.values("program:scorecard-900003-48-99-2", "cg:hasOutcome") == [own]
    assert found.values(own, "cg:median") == ["44000"]
    assert found.values(own, "cg:after") == ["P1Y"]
    assert found.values(own, "cg:medianDebt") == []


def test_a_program_of_which_nothing_was_measured_has_no_outcome() -> None:
    found, _ = read(scorecard.DATASET, TABLES / "field_of_study.csv")
    program = "program:scorecard-900001-01-99-1"
    assert found.values(program, "cg:hasOutcome") == []
    assert found.values(program, "cg:completers") == []
    assert found.values(program, "cg:field") == ["field-of-study:cip-01-99"]
    assert found.values(program, "rdfs:label") == ["Beading, Undergraduate Certificate or Diploma"]


def test_an_institution_without_a_state_is_in_none() -> None:
    found, _ = read(scorecard.DATASET, TABLES / "field_of_study.csv")
    assert found.values("organization:ipeds-900001", "cg:area") == ["area:us-nj"]
    assert found.values("organization:ipeds-900003", "cg:area") == []
    assert found.values("organization:ipeds-900003", "cg:opeid") == ["000901"]


def test_a_row_without_an_institution_is_rejected() -> None:
    _, sink = read(scorecard.DATASET, TABLES / "field_of_study.csv")
    assert sink.rejected == 1


def test_the_departments_own_columns_are_read_and_suppressed_figures_are_none() -> None:
    found, sink = read(scorecard.DATASET, TABLES / "FieldOfStudyData.csv")
    outcome = "outcome:scorecard-000901-01-99-1"
    assert found.values(outcome, "cg:median") == ["31000"]
    assert found.values(outcome, "cg:after") == ["P1Y"]
    assert found.values(outcome, "cg:medianDebt") == []
    assert found.values("program:scorecard-900001-01-99-1", "cg:completers") == ["8"]
    assert not sink.rejected


@needs_datasets
def test_the_published_institutions_import_whole() -> None:
    found, sink = read(scorecard.DATASET, DATASETS / "ids" / "scorecard_institutions_2026.csv")
    assert len(found.having("rdf:type", "cg:TrainingProvider")) == 6_127
    assert not sink.rejected
    with_area = {line.split(" ")[0] for line in found.lines if "ns#area>" in line}
    elsewhere = 6_127 - len(with_area)
    assert 461 <= elsewhere < 480
