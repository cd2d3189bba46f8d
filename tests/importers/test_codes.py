"""Classifications: occupations, fields of study, industries, and the traps of their tables."""

from __future__ import annotations

from string import ascii_uppercase

import pytest
from national import DATASETS, FIXTURES, needs_datasets, read, reasons
from places import ROOT

from credgraph.importers import cip, naics, places, soc, zip_codes
from credgraph.importers.data_file import names
from credgraph.importers.statements import record

CODES = FIXTURES / "codes"


def test_a_group_is_no_occupation_though_they_share_a_title() -> None:
    found, _ = read(soc.DATASET, CODES / "soc2018_definitions.csv")
    assert found.values("occupation:soc-51-9190", "rdf:type") == ["cg:OccupationGroup"]
    assert found.values("occupation:soc-51-9191", "rdf:type") == ["cg:Occupation"]
    same = [found.values(f"occupation:soc-51-{code}", "rdfs:label") for code in ("9190", "9191")]
    assert same[0] == same[1] == ["Sorters"]


def test_an_occupation_lies_in_the_nearest_group() -> None:
    found, _ = read(soc.DATASET, CODES / "soc2018_definitions.csv")
    above = {
        code: found.values(f"occupation:soc-{code}", "skos:broader")
        for code in ("51-2092", "51-2090", "51-2000", "51-9190", "51-0000")
    }
    assert above == {
        "51-2092": ["occupation:soc-51-2090"],
        "51-2090": ["occupation:soc-51-2000"],
        "51-2000": ["occupation:soc-51-0000"],
        "51-9190": ["occupation:soc-51-9100"],
        "51-0000": [],
    }


def test_a_code_that_is_none_is_rejected_with_what_was_expected() -> None:
    _, sink = read(soc.DATASET, CODES / "soc2018_definitions.csv")
    assert reasons(sink) == ["SOCCode is '519192', expected a SOC code such as 17-3024"]


def test_a_retired_code_stands_at_each_of_its_successors() -> None:
    found, sink = read(soc.DATASET, CODES / "soc2010_to_2018_crosswalk.csv")
    for code in ("51-2092", "51-2099"):
        assert found.values(f"occupation:soc-{code}", "cg:formerCode") == ["51-2091"]
    assert sink.skipped == {"the code did not change": 1}


def test_a_survey_code_is_told_only_where_it_differs_and_once() -> None:
    found, sink = read(soc.DATASET, CODES / "oes_hybrid_crosswalk.csv")
    assert found.values("occupation:soc-51-2092", "cg:surveyedUnder") == ["occupation:soc-51-2090"]
    assert sink.skipped == {"published under its own code": 1, "said before": 1}


def test_a_field_without_occupation_is_told_and_links_to_nothing() -> None:
    found, sink = read(cip.DATASET, CODES / "soc2018_cip2020_crosswalk.csv")
    assert found.values("field-of-study:cip-01-9908", "skos:relatedMatch") == []
    [note] = found.values("field-of-study:cip-01-9908", "skos:editorialNote")
    assert "no occupation" in note
    [note] = found.values("occupation:soc-51-9191", "skos:editorialNote")
    assert "no field of study" in note
    assert found.having("skos:relatedMatch", "occupation:soc-99-9999") == []
    assert sink.rejected == 1


def test_a_field_has_its_title_its_code_and_its_group() -> None:
    found, _ = read(cip.DATASET, CODES / "soc2018_cip2020_crosswalk.csv")
    field = "field-of-study:cip-48-9901"
    assert found.values(field, "rdfs:label") == ["Fitting Together"]
    assert found.values(field, "skos:notation") == ["48.9901"]
    assert found.values(field, "skos:broader") == ["field-of-study:cip-48-99"]
    assert found.values(field, "skos:relatedMatch") == [
        "occupation:soc-25-1194",
        "occupation:soc-51-2092",
    ]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("490205", "49.0205"),
        ("10504", "01.0504"),
        ("1.0504", "01.0504"),
        ("4899", "48.99"),
        ("199", "01.99"),
        ("48", "48"),
        ("48.9901", "48.9901"),
        ("", None),
        ("N/A", None),
        ("1234567", None),
    ],
)
def test_a_cip_code_gets_its_point_and_its_leading_zero_back(
    written: str, meant: str | None
) -> None:
    assert cip.dotted(written) == meant


def test_an_industry_lies_in_its_sector_also_where_that_spans_codes() -> None:
    found, sink = read(naics.DATASET, CODES / "naics_2022_codes.csv")
    above = {
        code: found.values(f"industry:naics-{code}", "skos:broader")
        for code in ("311911", "3119", "311", "423", "42", "31-33")
    }
    assert above == {
        "311911": ["industry:naics-31191"],
        "3119": ["industry:naics-311"],
        "311": ["industry:naics-31-33"],
        "423": ["industry:naics-42"],
        "42": [],
        "31-33": [],
    }
    assert sink.rejected == 1


@pytest.mark.parametrize(
    ("written", "meant"),
    [("7645", "07645"), ("08330", "08330"), ("801", "00801"), ("29607-1234", "29607"), ("", None)],
)
def test_a_zip_code_gets_its_leading_zeros_back(written: str, meant: str | None) -> None:
    assert places.zip_code(written) == meant


def test_a_state_that_the_graph_does_not_have_is_no_area() -> None:
    assert str(places.state("NJ")).endswith("/area/us-nj>")
    assert places.state("FM") is None
    assert places.state("") is None


@needs_datasets
def test_the_published_classifications_import_whole() -> None:
    codes = DATASETS / "codes"
    found, sink = read(soc.DATASET, codes / "soc2018_definitions.csv")
    assert len(found.having("rdf:type", "cg:Occupation")) == 867
    assert len(found.having("rdf:type", "cg:OccupationGroup")) == 580
    assert not sink.rejected
    assert found.values("occupation:soc-51-2092", "skos:broader") == ["occupation:soc-51-2090"]
    found, sink = read(cip.DATASET, codes / "soc2018_cip2020_crosswalk.csv")
    notes = [line for line in found.lines if "editorialNote" in line]
    assert (sum("this occupation" in each for each in notes), len(notes)) == (180, 374)
    assert not sink.rejected
    found, _ = read(soc.DATASET, codes / "oes_hybrid_crosswalk.csv")
    assert found.values("occupation:soc-51-2092", "cg:surveyedUnder") == ["occupation:soc-51-2090"]
    found, sink = read(naics.DATASET, DATASETS / "naics" / "naics_2022_codes.csv")
    assert len(found.having("rdf:type", "cg:Industry")) == 2125
    assert not sink.rejected


def test_every_state_of_the_graph_is_known_by_its_code_and_no_other() -> None:
    known = {slug for slug in names(ROOT / "data" / "areas.ttl") if slug != "us"}
    letters = [one + two for one in ascii_uppercase for two in ascii_uppercase]
    found = {str(places.state(code)) for code in letters} - {"None"}
    assert found == {record("area", slug) for slug in known}


def test_a_zip_code_is_in_the_area_of_most_of_its_addresses_and_says_how_many() -> None:
    found, sink = read(zip_codes.DATASET, CODES / "zip_cbsa.csv")
    assert found.values("zip-code:00801", "cg:cbsaCode") == ["90002"]
    assert found.values("zip-code:00801", "cg:addressShare") == ["0.75"]
    assert found.values("zip-code:00801", "cg:area") == ["area:us-nj"]
    assert sink.rejected == 2


def test_a_zip_code_outside_all_areas_has_its_state_alone() -> None:
    found, _ = read(zip_codes.DATASET, CODES / "zip_cbsa.csv")
    assert found.values("zip-code:90909", "cg:cbsaCode") == []
    assert found.values("zip-code:90909", "cg:area") == ["area:us-ca"]
