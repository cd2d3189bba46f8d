"""What the importers say, judged by our own shapes beside what ships."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pyoxigraph as ox
import pytest
from national import FIXTURES, read

from credgraph.errors import UnreadableFile
from credgraph.importers import cip, esco, etpl, joins, naics, onet, scorecard, soc, zip_codes
from credgraph.importers.dataset import Dataset, Source
from credgraph.rdf import compact
from credgraph.resources import turtle_files
from credgraph.validation.validator import validate

CODES, NJ = FIXTURES / "codes", FIXTURES / "nj"
SOURCES: list[tuple[Dataset, list[Path]]] = [
    (soc.DATASET, [CODES / "soc2018_definitions.csv", CODES / "oes_hybrid_crosswalk.csv"]),
    (cip.DATASET, [CODES / "soc2018_cip2020_crosswalk.csv"]),
    (naics.DATASET, [CODES / "naics_2022_codes.csv"]),
    (zip_codes.DATASET, [CODES / "zip_cbsa.csv"]),
    (onet.DATASET, [FIXTURES / "onet"]),
    (etpl.DATASET, [NJ, FIXTURES / "eta9171"]),
    (scorecard.DATASET, [FIXTURES / "scorecard"]),
    (
        esco.DATASET,
        [
            FIXTURES / "esco",
            CODES / "soc2010_to_2018_crosswalk.csv",
            FIXTURES / "onet" / "Occupation Data.txt",
        ],
    ),
    (joins.DATASET, [NJ / "nj_etpl_programs.csv", CODES / "soc2018_cip2020_crosswalk.csv"]),
]
ELSEWHERE = {"TermsShape-link", "FactShape-source", "TermsShape-untyped"}
"""What depends on the header of the graph, and on datasets that are not beside this one."""


@cache
def shipped() -> tuple[ox.Triple, ...]:
    files = turtle_files("ontology", "data")
    return tuple(q.triple for each in files for q in ox.parse(path=str(each)))


@pytest.mark.parametrize(("dataset", "paths"), SOURCES, ids=lambda each: getattr(each, "name", ""))
def test_what_an_importer_says_is_no_violation(dataset: Dataset, paths: list[Path]) -> None:
    found, _ = read(dataset, *paths)
    own = sorted({quad.triple for quad in found.store}, key=str)
    assert len(own) > 5
    faults = {
        (finding.shape.rpartition("#")[2], compact(finding.focus))
        for finding in validate(own, context=shipped())
        if str(finding.severity) == "Violation"
    }
    assert sorted(fault for fault in faults if fault[0] not in ELSEWHERE) == []


def test_every_dataset_says_how_its_publisher_wants_to_be_named() -> None:
    for dataset, _ in SOURCES:
        assert dataset.attribution.endswith("."), dataset.name
        assert dataset.licence.startswith("http"), dataset.name
        assert dataset.release([]).as_of, dataset.name


def test_another_release_is_taken_with_its_date_and_not_without() -> None:
    later = Source(Path("onet"), "30.0 of 2025-08-01")
    release = onet.DATASET.release([later])
    assert (release.name, release.as_of) == ("30.0 of 2025-08-01", "2025-08-01")
    assert release.source != onet.DATASET.release([]).source
    with pytest.raises(UnreadableFile, match="without a date"):
        onet.DATASET.release([Source(Path("onet"), "30.0")])
    with pytest.raises(UnreadableFile, match=r"another file of 29\.2"):
        onet.DATASET.release([later, Source(Path("old"), "29.2")])
