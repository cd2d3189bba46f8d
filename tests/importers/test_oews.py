"""The wage survey in both of its layouts: what each row says, and what it must not say."""

from __future__ import annotations

import csv
import gzip
import os
from pathlib import Path

import pyoxigraph as ox
import pytest
from places import SHARED

from credgraph.errors import UnreadableFile
from credgraph.importers.dataset import Sink, Source
from credgraph.importers.oews import DATASET, release, statements
from credgraph.rdf import term

HERE = Path(__file__).parent / "oews"
SERIES = sorted(HERE.glob("oews_M2025_*.csv"))
TABLES = HERE / "all_data_M_2025.csv"
REAL = Path(os.environ.get("CREDGRAPH_DATASETS") or SHARED / "datasets") / "oews"
needs_real = pytest.mark.skipif(not REAL.is_dir(), reason=f"the published tables are not in {REAL}")
NAMES = ("p10", "p25", "median", "p75", "p90", "employment")


def read(*paths: Path, sink: Sink | None = None) -> ox.Store:
    store = ox.Store()
    sources = [Source(path) for path in paths]
    text = "".join(statements(sources, sink or Sink()))
    store.load(text.encode(), ox.RdfFormat.N_QUADS)
    return store


def values(store: ox.Store, record: str, name: str) -> set[str]:
    quads = store.quads_for_pattern(term(record), term(f"cg:{name}"), None)
    return {str(quad.object.value).rpartition("#")[2] for quad in quads}  # type: ignore[union-attr]


def figures(store: ox.Store, record: str) -> list[float | None]:
    found = [values(store, record, name) for name in NAMES]
    return [float(one.pop()) if one else None for one in found]


def broader(store: ox.Store, area: str) -> set[str]:
    quads = store.quads_for_pattern(term(f"area:{area}"), term("skos:broader"), None)
    return {quad.object.value.rpartition("/")[2] for quad in quads}  # type: ignore[union-attr]


@pytest.mark.parametrize("paths", [SERIES, [TABLES]], ids=["time series", "published tables"])
def test_both_layouts_say_the_same_of_the_same_row(paths: list[Path]) -> None:
    store = read(*paths)
    assert figures(store, "wage:51-4041-us-2025") == [31200, 41600, 52000, 65000, 78000, 300000]
    assert figures(store, "wage:51-4041-us-sc-2025") == [29950, 39940, 49920, 62400, 74880, 6000]
    assert values(store, "wage:51-4041-us-2025", "survey") == {
        "https://w3id.org/credgraph/id/survey/oews-2025-annual"
    }
    assert broader(store, "cbsa-17140") == {"us-oh", "us-ky", "us-in"}
    assert broader(store, "nonmetro-4500003") == {"us-sc"}
    industries = store.quads_for_pattern(None, term("cg:surveyedIndustry"), None)
    assert {quad.subject.value.rpartition("/")[2] for quad in industries} >= {  # type: ignore[union-attr]
        "51-4041-336300-2025" if paths is SERIES else "51-4041-336300-owner-5-2025"
    }


@pytest.mark.parametrize("paths", [SERIES, [TABLES]], ids=["time series", "published tables"])
def test_an_industry_row_has_no_area_and_another_class(paths: list[Path]) -> None:
    store = read(*paths)
    rows = {
        quad.subject for quad in store.quads_for_pattern(None, term("cg:surveyedIndustry"), None)
    }
    assert len(rows) >= 2
    for row in rows:
        assert not [*store.quads_for_pattern(row, term("cg:area"), None)]
        kinds = {quad.object for quad in store.quads_for_pattern(row, term("rdf:type"), None)}
        assert kinds == {term("cg:IndustryWageObservation")}


def test_withheld_top_coded_and_hourly_figures_are_told_apart_from_zero() -> None:
    store = read(*SERIES)
    unknown = "wage:17-3024-us-sc-2025"
    assert figures(store, unknown) == [None] * 6
    assert values(store, unknown, "withheld") == {*NAMES}
    capped = "wage:29-1243-us-2025"
    assert figures(store, capped)[:5] == [100000, 150000, 239200, 239200, 239200]
    assert values(store, capped, "topCoded") == {"median", "p75", "p90"}
    above = "wage:29-1243-us-oh-2025"  # its 75th percentile is known, and above the floor
    assert figures(store, above)[3:5] == [650000, None]
    assert values(store, above, "topCoded") == {"p90"}
    hourly = "wage:27-2011-us-2025"
    assert figures(store, hourly)[2] == 29.0
    assert values(store, hourly, "survey").pop().endswith("oews-2025-hourly")
    assert values(store, hourly, "withheld") == set()
    one = "wage:51-4041-us-oh-2025"
    assert values(store, one, "withheld") == {"p75"}


def test_codes_that_the_classification_lacks_are_the_survey_s_own() -> None:
    store = read(*SERIES)
    occupation = {
        quad.object.value.rpartition("/")[2]  # type: ignore[union-attr]
        for quad in store.quads_for_pattern(None, term("cg:occupation"), None)
    }
    assert {"oews-51-2028", "soc-51-2090", "soc-51-4041"} <= occupation


def test_rows_in_are_imported_skipped_or_rejected(tmp_path: Path) -> None:
    with (tmp_path / "rejects.csv").open("w", encoding="utf-8") as file:
        sink = Sink(file)
        read(TABLES, sink=sink)
    skipped = sum(sink.skipped.values())
    assert (sink.rows, sink.imported, skipped, sink.rejected) == (15, 12, 1, 2)
    with (tmp_path / "rejects.csv").open(encoding="utf-8") as file:
        rows = [*csv.DictReader(file)]
    assert [row["line"] for row in rows] == ["15", "16"]
    assert "'twenty' is not a number" in rows[0]["reason"]
    assert "'Atlantis', no state or territory" in rows[1]["reason"]


def table(path: Path, **changes: str) -> Path:
    """Return a copy of the national table with other cells in its first row."""
    with (HERE / "oews_M2025_national.csv").open(encoding="utf-8") as file:
        row = next(csv.DictReader(file)) | changes
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, row)
        writer.writeheader()
        writer.writerow(row)
    return path


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"OCC_CODE": "514041"}, "OCC_CODE is '514041'"),
        ({"A_PCT10": "cheap"}, "A_PCT10"),
        ({"A_PCT10": "-5"}, "less than nothing"),
        ({"A_PCT10": "990000"}, "do not rise"),
        ({"TOT_EMP": "-1"}, "less than nothing"),
        ({"TOT_EMP": "1.5"}, "not a whole number"),
        ({"FOOTNOTES": "see below"}, "FOOTNOTES"),
        ({"AREA_TYPE": "9"}, "AREA_TYPE"),
        ({"AREA_TYPE": "M", "AREA": "x"}, "AREA is"),
        ({"AREA_TYPE": "M", "AREA": "0010180", "AREA_TITLE": "Nowhere"}, "names no state"),
        ({"AREA_TYPE": "S", "AREA_TITLE": "Ohio", "NAICS": "336300"}, "only the nation"),
    ],
)
def test_a_row_that_cannot_be_right_is_rejected(
    changes: dict[str, str], reason: str, tmp_path: Path
) -> None:
    sink = Sink()
    read(table(tmp_path / "oews_2025.csv", **changes), sink=sink)
    assert (sink.rows, sink.rejected, sink.imported) == (1, 1, 0)
    assert reason in sink.last_reason


@pytest.mark.parametrize(
    ("name", "said", "year"),
    [
        ("state_M2024_dl.csv", "", "2024"),
        ("oesm23st.zip", "", "2023"),
        ("wages.csv", "2022", "2022"),
        ("all_data_M_2025.csv", "May 2025", "2025"),
    ],
)
def test_the_year_is_that_of_the_name_or_the_one_that_is_said(
    name: str, said: str, year: str
) -> None:
    found = release([Source(Path(name), said)])
    assert (found.name, found.as_of) == (f"May {year}", f"{year}-05-01")


@pytest.mark.parametrize(
    ("sources", "said"),
    [
        ([Source(Path("wages.csv"))], "does not say of which year"),
        ([Source(Path("M2024.csv"), "2025")], "was said to be of 2025"),
        ([Source(Path("M2024.csv")), Source(Path("M2025.csv"))], "one release at a time"),
    ],
)
def test_releases_are_not_mixed(sources: list[Source], said: str) -> None:
    with pytest.raises(UnreadableFile, match=said):
        release(sources)


def test_a_floor_is_stated_only_for_the_release_that_gives_it(tmp_path: Path) -> None:
    old = tmp_path / "national_M2019.csv"
    old.write_bytes((HERE / "oews_M2025_national.csv").read_bytes())
    store = read(old)
    assert figures(store, "wage:29-1243-us-2019")[2:5] == [None] * 3
    assert values(store, "wage:29-1243-us-2019", "topCoded") == {"median", "p75", "p90"}
    assert values(store, "wage:29-1243-us-2019", "withheld") == set()


@needs_real
def test_the_published_rows_are_what_the_observations_say() -> None:
    checked = 0
    for name in ("national", "state"):
        path = REAL / f"oews_M2025_{name}.csv.gz"
        store = read(path)
        with gzip.open(path, "rt", encoding="utf-8") as file:
            for row in csv.DictReader(file):
                if row["OCC_CODE"] != "51-4041" or row["AREA_TITLE"] not in ("National", "Ohio"):
                    continue
                slug = "us" if name == "national" else "us-oh"
                columns = ("A_PCT10", "A_PCT25", "A_MEDIAN", "A_PCT75", "A_PCT90", "TOT_EMP")
                expected = [float(row[column]) for column in columns]
                assert figures(store, f"wage:51-4041-{slug}-2025") == expected
                checked += 1
    assert checked == 2


@needs_real
def test_no_published_row_is_rejected() -> None:
    for name, rows in (("national", 1104), ("state", 37408)):
        sink = Sink()
        for _ in DATASET.statements([Source(REAL / f"oews_M2025_{name}.csv.gz")], sink):
            pass
        assert (sink.rows, sink.imported, sink.rejected) == (rows, rows, 0)
