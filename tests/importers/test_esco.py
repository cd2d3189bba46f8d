"""ESCO and its crosswalk: labels in two spellings, codes of 2010 brought forward."""

from __future__ import annotations

import pytest
from national import DATASETS, FIXTURES, needs_datasets, read

from credgraph.errors import UnreadableFile
from credgraph.importers import esco

TABLES = FIXTURES / "esco"
FITTER = "http://data.europa.eu/esco/occupation/aaaa-1"


CROSSWALK = (
    TABLES / "occupations_en.csv",
    TABLES / "esco_onet_crosswalk.csv",
    FIXTURES / "codes" / "soc2010_to_2018_crosswalk.csv",
    FIXTURES / "onet" / "Occupation Data.txt",
)


def test_other_labels_are_parted_by_a_line_break_or_a_bar() -> None:
    found, _ = read(
        esco.DATASET, TABLES / "occupations_en.csv", TABLES / "digitalSkillsCollection_en.csv"
    )
    assert found.values(FITTER, "skos:altLabel") == ["fitter of samples", "sample fitter woman"]
    skill = "http://data.europa.eu/esco/skill/bbbb-1"
    assert found.values(skill, "skos:altLabel") == ["join samples", "put samples together"]
    assert found.values(skill, "rdf:type") == ["esco:Skill"]


def test_a_concept_out_of_use_is_skipped_and_one_without_label_rejected() -> None:
    found, sink = read(esco.DATASET, TABLES / "occupations_en.csv")
    assert len(found.having("rdf:type", "esco:Occupation")) == 1
    assert sink.skipped == {"its status is deprecated": 1}
    assert sink.rejected == 1


def test_relations_keep_escos_own_terms() -> None:
    found, sink = read(esco.DATASET, TABLES / "occupationSkillRelations_en.csv")
    skills = found.values(FITTER, "esco:relatedEssentialSkill")
    assert skills == ["esco-skill:bbbb-1"]
    assert sink.rejected == 1
    found, _ = read(esco.DATASET, TABLES / "broaderRelationsOccPillar_en.csv")
    assert found.values(FITTER, "skos:broader") == ["http://data.europa.eu/esco/isco/C8211"]


def test_a_code_that_was_split_gives_matches_for_review_and_no_link() -> None:
    found, _ = read(esco.DATASET, *CROSSWALK)
    waiting = [f"match:esco-aaaa-1-51-2091-00-soc-{code}" for code in ("51-2092", "51-2099")]
    assert found.values(waiting[1], "cg:forReview") == ["true"]
    assert found.values(waiting[1], "cg:matched") == ["occupation:soc-51-2099"]
    assert found.values("occupation:soc-51-2099", "skos:closeMatch") == []


def test_a_sure_match_also_is_a_link_and_an_unsure_one_is_not() -> None:
    found, _ = read(esco.DATASET, *CROSSWALK)
    assert found.values("occupation:soc-51-2092", "skos:closeMatch") == ["esco-occupation:aaaa-1"]
    assert found.values("occupation:soc-51-9191", "skos:closeMatch") == []
    assert found.values("match:esco-aaaa-1-51-9191-00-soc-51-9191", "cg:confidence") == ["0.5"]


def test_matches_stand_in_a_graph_of_their_own_and_gone_ends_are_skipped() -> None:
    found, sink = read(esco.DATASET, *CROSSWALK)
    graphs = {quad.graph_name.value for quad in found.store if "/match/" in str(quad.subject)}
    assert {each.rpartition("/")[2] for each in graphs} == {"esco-onet"}
    assert sink.skipped["its ESCO concept is gone"] == 1
    assert sink.skipped["its O*NET code is gone"] == 1


def test_a_crosswalk_without_what_brings_its_codes_forward_is_refused() -> None:
    with pytest.raises(UnreadableFile, match="O\\*NET codes of 2010"):
        read(esco.DATASET, TABLES / "esco_onet_crosswalk.csv")


def test_the_attribution_is_the_sentence_that_the_commission_asks_for() -> None:
    sentence = "This service uses the ESCO classification of the European Commission."
    assert sentence == esco.ATTRIBUTION


@needs_datasets
def test_the_published_concepts_import_whole() -> None:
    folder = DATASETS / "esco-1.2.0"
    found, sink = read(esco.DATASET, folder / "occupations_en.csv.gz")
    assert len(found.having("rdf:type", "esco:Occupation")) == 3_039
    assert not sink.rejected
    collections = sorted(folder.glob("*SkillsCollection_en.csv.gz"))
    assert len(collections) >= 6
    found, sink = read(esco.DATASET, *collections)
    assert len(found.having("rdf:type", "esco:Skill")) > 2_000
    assert not sink.rejected
