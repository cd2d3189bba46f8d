"""The importer of BLS OEWS wages."""

from __future__ import annotations

import csv
import gzip
import os
import subprocess
import sys
import tracemalloc
from pathlib import Path

import pyoxigraph as ox
import pytest

from credgraph.errors import UnreadableFile
from credgraph.importers import shipped_wages as oews
from credgraph.importers.shipped_wages import Area
from credgraph.importers.tables import rows
from credgraph.importers.wage_observations import FIGURES, WageObservation, write
from credgraph.rdf.namespaces import term
from credgraph.resources import root

SHARED = root().parent / "shared" / "datasets" / "oews"
NATIONAL = SHARED / "oews_M2025_national.csv.gz"
STATES = SHARED / "oews_M2025_state.csv.gz"
needs_shared = pytest.mark.skipif(
    not STATES.is_file(), reason=f"the published OEWS tables are not in {SHARED}"
)

OCCUPATIONS = {"51-4041": "Machinists", "27-2011": "Actors"}
AREAS = {"National": Area("us", "United States"), "Ohio": Area("us-oh", "Ohio")}
HEADER = (
    "AREA_TITLE,NAICS,OCC_CODE,TOT_EMP,H_MEDIAN,A_PCT10,A_PCT25,A_MEDIAN,A_PCT75,A_PCT90,FOOTNOTES"
)
OHIO = "Ohio,000000,51-4041,900,20.00,31000,32000,33000,34000,35000,"


def table(folder: Path, *rows: str, header: str = HEADER) -> Path:
    path = folder / "oews.csv"
    path.write_text("\n".join((header, *rows)) + "\n", encoding="utf-8")
    return path


def read(*paths: Path) -> list[WageObservation]:
    return list(oews.read(paths, OCCUPATIONS, AREAS))


def refusal(*paths: Path) -> UnreadableFile:
    with pytest.raises(UnreadableFile) as caught:
        read(*paths)
    return caught.value


def shipped() -> list[ox.Quad]:
    path = root() / "data" / "wages_2025.ttl"
    return list(ox.parse(path=str(path), format=ox.RdfFormat.TURTLE))


def figure(record: str, name: str) -> str:
    subject, predicate = term(f"wage:{record}"), term(f"cg:{name}")
    (value,) = (
        quad.object for quad in shipped() if quad.subject == subject and quad.predicate == predicate
    )
    assert isinstance(value, ox.Literal)
    return value.value


def test_row_becomes_observation(tmp_path: Path) -> None:
    (seen,) = read(table(tmp_path, OHIO))
    assert seen == WageObservation(
        occupation="51-4041",
        area="us-oh",
        label="Machinists, Ohio, May 2025",
        p10=31000,
        p25=32000,
        median=33000,
        p75=34000,
        p90=35000,
        employment=900,
    )
    assert seen.slug == "51-4041-us-oh-2025"
    assert (seen.withheld, seen.top_coded) == ((), ())


def test_other_occupations_and_single_industries_are_left_out(tmp_path: Path) -> None:
    other = OHIO.replace("51-4041", "51-9199")
    industry = OHIO.replace("000000", "332700")
    assert len(read(table(tmp_path, other, industry, OHIO))) == 1


@pytest.mark.parametrize("mark", ["", "-", "*", "**"])
def test_suppressed_figures_are_absent_and_named(tmp_path: Path, mark: str) -> None:
    row = f"Ohio,000000,51-4041,{mark},20.00,31000,{mark},33000,34000,35000,"
    (seen,) = read(table(tmp_path, row))
    assert (seen.employment, seen.p25, seen.median) == (None, None, 33000)
    assert seen.withheld == ("p25", "employment")


def test_hash_becomes_the_published_floor(tmp_path: Path) -> None:
    row = "Ohio,000000,51-4041,900,20.00,31000,32000,33000,#,#,"
    (seen,) = read(table(tmp_path, row))
    assert (seen.p75, seen.p90) == (239200, 239200)
    assert seen.top_coded == ("p75", "p90")
    assert seen.withheld == ()


def test_footnote_5_becomes_the_published_floor(tmp_path: Path) -> None:
    row = "Ohio,000000,51-4041,-,20.00,31000,32000,33000,34000,-,01:8;02:8;10:5;15:5"
    (seen,) = read(table(tmp_path, row))
    assert (seen.p90, seen.top_coded, seen.withheld) == (239200, ("p90",), ("employment",))


def test_hourly_only_occupation_is_not_annualised(tmp_path: Path) -> None:
    row = "National,000000,27-2011,55000,29.05,-,-,-,-,-,04:4;11:4;12:4;13:4;14:4;15:4"
    (seen,) = read(table(tmp_path, row))
    assert seen.employment == 55000
    assert seen.withheld == ("p10", "p25", "median", "p75", "p90")


def test_thousands_separators_are_read(tmp_path: Path) -> None:
    (seen,) = read(table(tmp_path, OHIO.replace("33000", '"33,000"')))
    assert seen.median == 33000


def test_table_without_footnotes_column_is_read(tmp_path: Path) -> None:
    path = table(tmp_path, OHIO.removesuffix(","), header=HEADER.removesuffix(",FOOTNOTES"))
    assert [seen.median for seen in read(path)] == [33000]


def test_byte_order_mark_and_gzip_are_read(tmp_path: Path) -> None:
    plain = table(tmp_path, OHIO)
    marked = tmp_path / "marked.csv"
    marked.write_bytes(b"\xef\xbb\xbf" + plain.read_bytes())
    packed = tmp_path / "packed.csv"
    packed.write_bytes(gzip.compress(plain.read_bytes(), mtime=0))
    assert read(marked) == read(packed) == read(plain)


def test_empty_lines_are_skipped(tmp_path: Path) -> None:
    assert len(read(table(tmp_path, "", OHIO, ""))) == 1


def test_missing_column_is_named(tmp_path: Path) -> None:
    error = refusal(table(tmp_path, OHIO, header=HEADER.replace("A_MEDIAN", "MEDIAN")))
    assert error.line == 1
    assert str(error).endswith(
        "oews.csv, line 1: lacks the columns A_MEDIAN; "
        "expected a comma-separated table of BLS OEWS with its header"
    )


def test_empty_file_lacks_every_column(tmp_path: Path) -> None:
    path = tmp_path / "empty.csv"
    path.touch()
    assert "lacks the columns AREA_TITLE, NAICS" in refusal(path).problem


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("33000", "33000.5", "A_MEDIAN is '33000.5', expected a whole number"),
        ("33000", "-5", "A_MEDIAN is '-5'"),
        ("900", "#", "TOT_EMP is '#'"),
        ("Ohio", "Akron", "AREA_TITLE is 'Akron', expected a nation, state or territory"),
        ("35000,", "35000,15-5", "FOOTNOTES is '15-5', expected pairs such as"),
        (",20.00", "", "has 10 cells, expected 11"),
        ("20.00", "20.00,1", "has 12 cells, expected 11"),
    ],
)
def test_bad_row_is_refused_with_its_line(tmp_path: Path, old: str, new: str, problem: str) -> None:
    good = OHIO.replace("Ohio", "National")
    error = refusal(table(tmp_path, good, OHIO.replace(old, new)))
    assert error.line == 3
    assert problem in error.problem


def test_repeated_occupation_and_area_is_refused(tmp_path: Path) -> None:
    path = table(tmp_path, OHIO)
    error = refusal(path, path)
    assert error.line == 2
    assert error.problem == f"repeats 51-4041 in us-oh, first found in {path}, line 2"


def test_file_without_the_occupations_is_refused(tmp_path: Path) -> None:
    error = refusal(table(tmp_path, OHIO.replace("51-4041", "51-9199")))
    assert error.problem == "holds none of the occupations"
    assert "51-4041, 27-2011" in error.hint


def test_unreadable_files_are_refused(tmp_path: Path) -> None:
    truncated = tmp_path / "truncated.csv.gz"
    truncated.write_bytes(gzip.compress(table(tmp_path, OHIO).read_bytes(), mtime=0)[:-8])
    latin = tmp_path / "latin.csv"
    latin.write_bytes(f"{HEADER}\nMayag\xfcez\n".encode("latin-1"))
    assert "No such file" in refusal(tmp_path / "absent.csv").problem
    assert "directory" in refusal(tmp_path).problem
    assert "cannot be read: Compressed file ended" in refusal(truncated).problem
    assert refusal(latin).problem == "is not UTF-8 text"


def test_written_file_is_the_same_whatever_the_order(tmp_path: Path) -> None:
    seen = read(table(tmp_path, OHIO, OHIO.replace("Ohio", "National")))
    write(seen, tmp_path / "wages.ttl")
    first = (tmp_path / "wages.ttl").read_bytes()
    write(reversed(seen), tmp_path / "wages.ttl")
    assert (tmp_path / "wages.ttl").read_bytes() == first


def test_written_record_names_what_is_withheld_and_top_coded(tmp_path: Path) -> None:
    row = "Ohio,000000,51-4041,**,20.00,31000,32000,33000,34000,#,"
    target = tmp_path / "wages.ttl"
    triples = write(read(table(tmp_path, row)), target)
    text = target.read_text(encoding="utf-8")
    assert text.startswith("@prefix area: <https://w3id.org/credgraph/id/area/> .\n@prefix cg: ")
    assert "\n\ngraph:wages a dcat:Dataset ;\n    dcterms:title " in text
    assert text.endswith(
        """
wage:51-4041-us-oh-2025 a cg:WageObservation ;
    rdfs:label "Machinists, Ohio, May 2025"@en ;
    cg:occupation occupation:soc-51-4041 ;
    cg:area area:us-oh ;
    cg:referencePeriod "2025-05"^^xsd:gYearMonth ;
    cg:payPeriod "P1Y"^^xsd:duration ;
    schema:currency "USD" ;
    cg:p10 31000.0 ;
    cg:p25 32000.0 ;
    cg:median 33000.0 ;
    cg:p75 34000.0 ;
    cg:p90 239200.0 ;
    cg:topCoded cg:p90 ;
    cg:withheld cg:employment .
"""
    )
    assert triples == 10 + 14


def test_target_that_cannot_be_written_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="cannot be written"):
        write([], tmp_path / "absent" / "wages.ttl")


def test_known_occupations_are_those_with_a_soc_code() -> None:
    known = oews.known_occupations(root() / "data" / "occupations.ttl")
    assert sorted(known) == [
        "17-3024",
        "49-9041",
        "49-9071",
        "51-2090",
        "51-4041",
        "51-9161",
        "51-9199",
    ]
    assert known["51-4041"] == "Machinists"


def test_known_areas_are_found_by_every_name() -> None:
    known = oews.known_areas(root() / "data" / "areas.ttl")
    assert len(set(known.values())) == 55
    assert known["SC"] == known["South Carolina"] == Area("us-sc", "South Carolina")
    assert known["National"].slug == "us"


def test_file_that_is_not_turtle_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="cannot be read as Turtle"):
        oews.known_areas(table(tmp_path, OHIO))
    with pytest.raises(UnreadableFile, match="cannot be read as Turtle"):
        oews.known_occupations(tmp_path / "absent.ttl")


def test_command_reports_a_bad_file_in_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    absent, target = str(tmp_path / "absent.csv"), str(tmp_path / "wages.ttl")
    assert oews.main(["--national", absent, "--states", absent, "-o", target]) == 2
    written = capsys.readouterr()
    assert written.out == ""
    assert written.err == f"{absent}: cannot be read: No such file or directory\n"


def test_command_help_shows_an_example(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        oews.main(["--help"])
    assert stopped.value.code == 0
    assert "example: python -m credgraph.importers.shipped_wages" in capsys.readouterr().out


def test_shipped_national_figures_are_those_published() -> None:
    record = "17-3024-us-2025"
    percentiles = [figure(record, name) for name in ("p10", "p25", "median", "p75", "p90")]
    assert percentiles == ["47840.0", "59780.0", "73900.0", "88540.0", "109890.0"]
    assert figure(record, "employment") == "15520"


@pytest.mark.parametrize(
    ("state", "median"),
    [("tx", "54460.0"), ("in", "47440.0"), ("oh", "73050.0"), ("sc", "67610.0"), ("tn", "64720.0")],
)
def test_shipped_state_medians_are_those_published(state: str, median: str) -> None:
    assert figure(f"17-3024-us-{state}-2025", "median") == median


def test_shipped_records_have_each_figure_or_say_it_is_withheld() -> None:
    wages = {
        quad.subject
        for quad in shipped()
        if quad.predicate == term("rdf:type") and quad.object == term("cg:WageObservation")
    }
    assert len(wages) == 358
    figures = {term(f"cg:{name}") for name in FIGURES}
    stated = [(quad.subject, quad.predicate) for quad in shipped() if quad.predicate in figures]
    withheld = [
        (quad.subject, quad.object) for quad in shipped() if quad.predicate == term("cg:withheld")
    ]
    assert len(stated) + len(withheld) == len(set(stated) | set(withheld)) == 358 * 6
    assert len(withheld) == 6


@needs_shared
def test_shipped_areas_are_those_published() -> None:
    with gzip.open(STATES, "rt", encoding="utf-8", newline="") as text:
        titles = {row["AREA_TITLE"] for row in csv.DictReader(text)}
    known = oews.known_areas(root() / "data" / "areas.ttl")
    assert len(titles) == 54
    assert len({known[title] for title in titles}) == 54


@needs_shared
@pytest.mark.parametrize("seed", ["0", "1"])
def test_shipped_wages_are_regenerated_byte_for_byte(tmp_path: Path, seed: str) -> None:
    target = tmp_path / "wages_2025.ttl"
    command = [sys.executable, "-m", "credgraph.importers.shipped_wages"]
    command += ["--national", str(NATIONAL), "--states", str(STATES), "-o", str(target)]
    search = os.pathsep.join(path for path in sys.path if path)
    environment = os.environ | {"PYTHONHASHSEED": seed, "PYTHONPATH": search}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    assert done.stdout == ""
    assert target.read_bytes() == (root() / "data" / "wages_2025.ttl").read_bytes()


def test_a_line_without_end_is_refused_and_not_held(tmp_path: Path) -> None:
    packed = tmp_path / "oews.csv.gz"
    with gzip.open(packed, "wb", 1) as text:
        for _ in range(200):
            text.write(b"A" * 2**20)
    tracemalloc.start()
    try:
        with pytest.raises(UnreadableFile, match="longer than"):
            list(rows(packed, ["AREA"], "BLS OEWS"))
        assert tracemalloc.get_traced_memory()[1] < 50 * 2**20
    finally:
        tracemalloc.stop()
