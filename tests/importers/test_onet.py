"""O*NET: codes, titles, ratings that mean nothing, tools of nearly the same name."""

from __future__ import annotations

from national import DATASETS, FIXTURES, needs_datasets, read, reasons

from credgraph.importers import onet

ONET = FIXTURES / "onet"


def test_the_whole_of_a_soc_code_is_the_soc_occupation_and_a_part_lies_in_it() -> None:
    found, sink = read(onet.DATASET, ONET / "Occupation Data.txt")
    assert found.values("occupation:soc-51-2092", "rdfs:label") == ["Crew Fitters"]
    assert found.values("occupation:soc-51-2092", "skos:notation") == ["51-2092"]
    part = "occupation:onet-51-2092-01"
    assert found.values(part, "skos:notation") == ["51-2092.01"]
    assert found.values(part, "skos:broader") == ["occupation:soc-51-2092"]
    assert sink.rejected == 1


def test_a_title_of_several_occupations_is_given_to_each() -> None:
    found, sink = read(onet.DATASET, ONET / "Alternate Titles.txt")
    assert found.values("occupation:soc-51-9191", "skos:altLabel") == ["Machine Tender"]
    names = found.values("occupation:soc-51-2092", "skos:altLabel")
    assert names == ["LF", "Line Fitter (LF)", "Machine Tender"]
    assert sum(sink.skipped.values()) == 1


def test_a_job_zone_is_a_number_from_1_to_5() -> None:
    found, sink = read(onet.DATASET, ONET / "Job Zones.txt")
    assert found.values("occupation:soc-51-2092", "cg:jobZone") == ["2"]
    assert reasons(sink) == ["Job Zone is 'n/a', expected 1 to 5"]


def test_supplemental_kin_is_kept_apart() -> None:
    found, sink = read(onet.DATASET, ONET / "Related Occupations.txt")
    one = "occupation:soc-51-2092"
    assert found.values(one, "cg:relatedOccupation") == ["occupation:soc-51-9191"]
    assert found.values(one, "cg:distantlyRelatedOccupation") == ["occupation:onet-51-2092-01"]
    assert sink.rejected == 1


def test_a_rating_has_its_importance_and_its_level() -> None:
    found, _ = read(onet.DATASET, ONET / "Skills.txt")
    rating = "skill-rating:51-2092-00-2-a-9-a"
    assert found.values(rating, "cg:importance") == ["3.5"]
    assert found.values(rating, "cg:level") == ["2.75"]
    assert found.values(rating, "cg:skill") == ["skill:onet-2-a-9-a"]
    assert found.values(rating, "cg:occupation") == ["occupation:soc-51-2092"]
    assert found.values("skill:onet-2-a-9-a", "rdfs:label") == ["Counting"]


def test_a_level_that_is_not_relevant_is_no_level_of_zero() -> None:
    found, _ = read(onet.DATASET, ONET / "Skills.txt")
    rating = "skill-rating:51-2092-00-2-a-9-b"
    assert found.values(rating, "cg:notRelevant") == ["true"]
    assert found.values(rating, "cg:level") == []
    assert found.values(rating, "cg:importance") == ["1"]


def test_a_figure_that_should_be_suppressed_is_named_and_not_given() -> None:
    found, _ = read(onet.DATASET, ONET / "Skills.txt")
    rating = "skill-rating:51-9191-00-2-a-9-a"
    assert found.values(rating, "cg:unreliable") == ["cg:level"]
    assert found.values(rating, "cg:level") == []
    assert found.values(rating, "cg:importance") == ["4"]


def test_a_figure_beyond_its_scale_is_rejected() -> None:
    _, sink = read(onet.DATASET, ONET / "Skills.txt")
    assert reasons(sink) == ["Data Value is '8.5', expected 0 to 7"]


def test_a_task_says_whether_it_is_core_only_where_the_source_does() -> None:
    found, _ = read(onet.DATASET, ONET / "Task Statements.txt")
    core = [found.values(f"task:onet-9000{each}", "cg:isCore") for each in (1, 2, 3)]
    assert core == [["true"], ["false"], []]
    assert found.values("task:onet-90001", "rdfs:label") == ['Bolt "left" parts to right ones.']


def test_names_that_differ_in_a_sign_are_different_tools() -> None:
    found, _ = read(onet.DATASET, ONET / "Technology Skills.txt")
    assert len(found.having("rdf:type", "cg:Technology")) == 4
    assert found.values("occupation:soc-51-2092", "cg:usesTool") == [
        "tool:c-43232402",
        "tool:c-sharp-43232402",
    ]
    assert found.values("occupation:soc-51-2092", "cg:inDemandTool") == ["tool:c-sharp-43232402"]
    assert found.values("tool:c-43232402", "cg:isHot") == ["true"]


def test_names_that_differ_in_a_hyphen_are_one_tool() -> None:
    found, sink = read(onet.DATASET, ONET / "Tools Used.txt")
    assert found.having("cg:usesTool", "tool:two-way-radios-43191510") == [
        "occupation:soc-51-2092",
        "occupation:soc-51-9191",
    ]
    assert found.values("tool:two-way-radios-43191510", "rdfs:label") == ["Two-way radios"]
    assert sink.rejected == 1


def test_the_attribution_is_the_one_that_onet_asks_for() -> None:
    assert "O*NET Database by the U.S. Department of Labor" in onet.ATTRIBUTION
    assert "CC BY 4.0" in onet.ATTRIBUTION
    assert "has not approved, endorsed, or tested" in onet.ATTRIBUTION


@needs_datasets
def test_the_published_ratings_are_counted_as_the_source_counts_them() -> None:
    folder = DATASETS / "onet-29.2"
    found, sink = read(onet.DATASET, folder / "Skills.txt.gz")
    lines = found.lines
    assert sum("#notRelevant" in line for line in lines) == 3_302
    assert sum("#unreliable" in line for line in lines) == 124
    assert len(found.having("rdf:type", "cg:SkillRating")) == 30_765
    assert not sink.rejected
    rating = "skill-rating:17-3024-01-2-a-1-a"
    published = [
        line.split("\t")[6]
        for line in _text(folder / "Skills.txt.gz")
        if line.startswith("17-3024.01\t") and "\t2.A.1.a\t" in line
    ]
    assert found.values(rating, "cg:importance") + found.values(rating, "cg:level") == published


@needs_datasets
def test_the_published_occupations_titles_and_tools_import_whole() -> None:
    folder = DATASETS / "onet-29.2"
    found, sink = read(onet.DATASET, folder / "Occupation Data.txt.gz")
    assert len(found.having("rdf:type", "cg:Occupation")) == 1_016
    assert not sink.rejected
    found, sink = read(onet.DATASET, folder / "Alternate Titles.txt.gz")
    operators = [line for line in found.lines if '"Machine Operator"@en' in line]
    assert len(operators) > 40
    for name in ("Technology Skills.txt.gz", "Tools Used.txt.gz", "Task Statements.txt.gz"):
        _, sink = read(onet.DATASET, folder / name)
        assert not sink.rejected, name


def _text(path: object) -> list[str]:
    import gzip

    with gzip.open(str(path), "rt", encoding="utf-8") as text:
        return text.read().splitlines()
