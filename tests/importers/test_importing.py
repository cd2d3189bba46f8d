"""Importing into a store on disk: what it then holds, and that nothing breaks it half-way."""

from __future__ import annotations

import os
import resource
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pyoxigraph as ox
import pytest
from places import ROOT

import credgraph
from credgraph import cli
from credgraph.errors import BadParameter, StoreUnavailable, UnreadableFile
from credgraph.importers import catalogue, importing
from credgraph.importers.dataset import Dataset, Release, Sink, Source, TableMap
from credgraph.importers.importing import drop, import_dataset
from credgraph.importers.statements import Shared, graph, line, name, record, text
from credgraph.rdf import GRAPHS, term
from credgraph.results import Table
from credgraph.store import in_memory, releases

HERE = Path(__file__).parent / "oews"
FILES = [*sorted(HERE.glob("oews_M2025_*.csv"))]
FEWER = [HERE / "oews_M2025_national.csv"]


def sources(*paths: Path) -> list[Source]:
    return [Source(path, retrieved="2026-11-28") for path in paths]


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A place with all of the survey's small tables; nothing may write to it."""
    made = tmp_path_factory.mktemp("nation") / "store"
    import_dataset("oews", sources(*FILES), made)
    return made


@pytest.fixture(scope="module")
def nation(place: Path) -> credgraph.CredentialGraph:
    return credgraph.open(place)


@pytest.fixture
def own(place: Path, tmp_path: Path) -> Path:
    """A copy of the place, to write to."""
    return Path(shutil.copytree(place, tmp_path / "own"))


def medians(where: Path) -> list[object]:
    answer = credgraph.open(where).ask("states_paying_most", occupation="51-4041")
    return [*zip(answer.column("area_label"), answer.column("median"), strict=True)]


def command(where: Path, *files: Path) -> list[str]:
    script = "import sys; from credgraph.cli import main; sys.exit(main())"
    paths = [*map(str, files or FILES)]
    return [sys.executable, "-c", script, "import", "oews", *paths, "--store", str(where)]


ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT / "src")}


# What questions answer


def medians_by_state(answer: Table) -> dict[str, float]:
    labels, medians = answer.column("area_label"), answer.column("median")
    return dict(zip(labels, map(float, medians), strict=True))


def test_the_best_paying_states_are_states_and_their_wages_a_year(
    nation: credgraph.CredentialGraph, graph: credgraph.CredentialGraph
) -> None:
    answer = nation.ask("states_paying_most", occupation="51-4041")
    shipped = graph.ask("states_paying_most", occupation="51-4041")
    best = max(medians_by_state(shipped).values())
    assert len(answer) == 10
    assert max(medians_by_state(answer).values()) == best < 93600  # of a metro in these tables
    assert not [label for label in answer.column("area_label") if ", " in label]
    assert {*map(float, answer.column("national_median"))} == {52000}
    assert {*answer.column("currency")} == {"USD"}


def test_the_wages_by_state_are_of_states_alone(
    nation: credgraph.CredentialGraph, graph: credgraph.CredentialGraph
) -> None:
    answer = nation.ask("wages_of_occupation_by_state", occupation="51-4041")
    shipped = graph.ask("wages_of_occupation_by_state", occupation="51-4041")
    assert answer.column("area_label") == shipped.column("area_label")
    found = medians_by_state(answer)
    assert (found["Ohio"], found["South Carolina"]) == (54080, 49920)
    [ohio] = [row for row in answer if row["area_label"] == "Ohio"]
    assert ohio["p75"] is None


def test_the_national_wage_is_that_of_all_industries(nation: credgraph.CredentialGraph) -> None:
    answer = nation.ask("wage_of_occupation_nationwide", occupation="51-4041")
    assert [*map(float, answer.column("median"))] == [52000]
    assert answer.column("period") == ["2025-05"]


def test_wages_by_the_hour_are_in_no_answer_about_a_year(
    nation: credgraph.CredentialGraph,
) -> None:
    actors = {"occupation": "27-2011"}
    assert len(nation.ask("wage_of_occupation_nationwide", **actors)) == 0
    assert len(nation.ask("wages_of_occupation_by_state", **actors)) == 0
    assert len(nation.ask("states_paying_most", **actors)) == 0
    found = nation.ask("wages_in_state", area="OH").column("occupation_label")
    assert "Actors" not in found
    assert "Machinists" in found


def test_the_wages_of_a_state_hold_each_occupation_once(nation: credgraph.CredentialGraph) -> None:
    found = nation.ask("wages_in_state", area="SC").column("code")
    assert len({*found}) == len(found)
    assert {"17-3024", "51-2090", "51-4041"} <= {*found}


def test_a_metro_is_asked_like_a_state(nation: credgraph.CredentialGraph) -> None:
    answer = nation.ask("wages_in_state", area="Greenville-Anderson-Greer, SC")
    assert sorted(map(float, answer.column("median"))) == [64480, 83200]


def test_a_band_is_compared_with_the_state_s_survey(nation: credgraph.CredentialGraph) -> None:
    values = {"band": "cpt-aas-entry-mechatronics", "area": "cbsa-24860"}
    answer = nation.ask("band_against_state_wages", **values)
    assert [*map(float, answer.column("median"))] == [64480]
    behind = nation.ask("wages_behind_band", **values)
    assert behind.column("source_label") == [
        "BLS Occupational Employment and Wage Statistics, May 2025"
    ]
    [label] = behind.column("record_label")
    assert label.endswith(
        "Greenville-Anderson-Greer, SC: Occupational Employment and Wage Statistics, May 2025, "
        "wages a year"
    )


def test_a_withheld_figure_is_listed_by_occupation_and_place(
    nation: credgraph.CredentialGraph,
) -> None:
    found = nation.ask("wage_figures_withheld").column("entity_label")
    assert any(label.startswith("Machinists, Ohio: ") for label in found)


def test_an_occupation_without_wages_in_a_metro_is_no_gap_of_a_state(
    nation: credgraph.CredentialGraph,
) -> None:
    answer = nation.ask("occupation_without_wages_in_state")
    areas = {*answer.column("area_label")}
    assert "Ohio" in areas  # has no mechatronics technicians here
    assert not areas & {"Cincinnati, OH-KY-IN", "Greenville-Anderson-Greer, SC"}


def test_a_broad_occupation_answers_only_where_the_survey_has_no_finer_one(own: Path) -> None:
    import_dataset("oews", sources(*FILES), own)
    store = ox.Store()
    store.extend(credgraph.open(own).store.quads())  # type: ignore[attr-defined]
    for finer in ("51-2092", "51-4041"):
        link = (term(f"occupation:soc-{finer}"), term("skos:broader"))
        store.add(ox.Quad(*link, term("occupation:soc-51-2090")))
    label = (term("occupation:soc-51-2092"), term("rdf:type"), term("cg:Occupation"))
    store.add(ox.Quad(*label))
    from credgraph.store import EmbeddedStore

    with_codes = credgraph.CredentialGraph(EmbeddedStore(store))
    for finer, median in (("51-2092", 39520), ("51-4041", 52000)):
        iri = term(f"occupation:soc-{finer}").value
        answer = with_codes.ask("wage_of_occupation_nationwide", occupation=iri)
        assert [*map(float, answer.column("median"))] == [median]


# What the store holds


def test_no_statement_stands_in_two_graphs(nation: credgraph.CredentialGraph) -> None:
    quads = [*nation.store.quads()]  # type: ignore[attr-defined]
    assert len({quad.triple for quad in quads}) == len(quads)


def test_imported_wages_take_the_place_of_the_shipped_ones(
    nation: credgraph.CredentialGraph,
) -> None:
    quads = [*nation.store.quads()]  # type: ignore[attr-defined]
    ours = {
        quad.subject: quad.graph_name.value for quad in quads if "/id/wage/" in str(quad.subject)
    }
    assert ours[term("wage:51-4041-us-2025")] == f"{GRAPHS}oews"
    assert ours[term("wage:51-4041-us-tx-2025")] == f"{GRAPHS}wages_2025"  # not in these tables
    machinists = term("occupation:soc-51-4041")
    labels = [q for q in quads if q.subject == machinists and q.predicate == term("rdfs:label")]
    assert len(labels) == 1


def test_a_graph_has_the_header_that_the_shipped_ones_have(
    nation: credgraph.CredentialGraph,
) -> None:
    oews, shipped = ox.NamedNode(f"{GRAPHS}oews"), ox.NamedNode(f"{GRAPHS}areas")
    quads = [*nation.store.quads()]  # type: ignore[attr-defined]
    said = {quad.predicate: quad.object for quad in quads if quad.subject == oews}
    expected = {quad.predicate for quad in quads if quad.subject == shipped}
    assert expected - said.keys() == {term("dcterms:creator")}
    assert said[term("dcterms:publisher")].value == "US Bureau of Labor Statistics"
    assert said[term("prov:hadPrimarySource")] == term("source:bls-oews-2025")


def test_what_is_imported_fits_the_shapes(place: Path, tmp_path: Path) -> None:
    store = ox.Store.read_only(releases.current(str(place)))  # type: ignore[arg-type]
    oews = [quad for quad in store if str(quad.graph_name.value) == f"{GRAPHS}oews"]
    path = tmp_path / "oews.nq"
    path.write_bytes(ox.serialize(oews, format=ox.RdfFormat.N_QUADS) or b"")
    found = credgraph.open(place).validate(path)
    assert [str(each) for each in found if each.severity == "Violation"] == []


def test_statistics_and_sources_are_told_without_a_scan(place: Path) -> None:
    about = releases.about(str(place))
    oews = about["datasets"]["oews"]
    assert oews["rows"] == oews["imported"] == 19
    assert [each["name"] for each in oews["sources"]] == [path.name for path in FILES]
    assert all(len(each["sha256"]) == 64 for each in oews["sources"])
    statistics = about["statistics"]
    assert statistics["classes"]["https://w3id.org/credgraph/ns#IndustryWageObservation"] == 3
    assert statistics["graphs"][f"{GRAPHS}oews"] > 150
    assert statistics["properties"]["https://w3id.org/credgraph/ns#survey"] == 19


def test_importing_again_replaces_what_was_imported_before(own: Path) -> None:
    import_dataset("oews", sources(*FEWER), own)
    answer = credgraph.open(own).ask("wages_in_state", area="Ohio")
    ohio = [row for row in answer if row["occupation_label"] == "Machinists"]
    assert [row["median"] for row in ohio] != [54080]  # the shipped one again
    kept = [path.name for path in (own / "sources" / "oews").glob("*/*")]
    assert kept == [FEWER[0].name]


def test_the_last_dataset_that_is_dropped_leaves_nothing(own: Path) -> None:
    with pytest.raises(BadParameter, match="holds oews"):
        drop("esco", own)
    drop("oews", own)
    assert releases.current(str(own)) is None
    assert {path.name for path in own.iterdir()} <= {"LOCK", "rejects"}


def test_a_reader_is_not_disturbed_by_the_next_import(own: Path) -> None:
    reader = credgraph.open(own)
    import_dataset("oews", sources(*FEWER), own)
    answer = reader.ask("wages_in_state", area="cbsa-24860")
    assert len(answer) == 2
    assert len(credgraph.open(own).ask("wages_in_state", area="US")) > 2


def test_other_processes_open_the_place_as_it_is_named(
    place: Path, nation: credgraph.CredentialGraph
) -> None:
    from credgraph.sandbox.worker import Worker

    text = "ASK { wage:51-4041-cbsa-24860-2025 cg:survey ?survey }"
    assert nation.query(text, timeout=60) is True
    worker = Worker(place, seconds=60, rows=10, processes=1)
    try:
        assert worker.query("ASK { ?survey a cg:WageSurvey }") is True
    finally:
        worker.close()


# What goes wrong


def test_killed_at_ten_points_the_store_answers_as_before(own: Path) -> None:
    before, chance = medians(own), Random(13)  # noqa: S311 - for points in time
    started = time.monotonic()
    subprocess.run(command(own), env=ENVIRONMENT, check=True, capture_output=True)
    whole = time.monotonic() - started
    assert medians(own) == before
    killed = 0
    for part in range(10):
        work = subprocess.Popen(
            command(own, *FEWER),
            env=ENVIRONMENT,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        time.sleep(whole * (part + chance.random()) / 11)
        work.kill()
        killed += work.wait() == -signal.SIGKILL
        if releases.about(str(own))["datasets"]["oews"]["rows"] == 19:
            assert medians(own) == before
        else:  # it was quicker than the signal, and is whole
            subprocess.run(command(own), env=ENVIRONMENT, check=True, capture_output=True)
    assert killed >= 5
    time.sleep(10.5)  # after which what is left of killed processes counts as old
    subprocess.run(command(own), env=ENVIRONMENT, check=True, capture_output=True)
    assert medians(own) == before
    assert not [*own.glob(".credgraph-*")]
    assert len([*own.glob("release-*")]) == 2


def test_a_full_disk_is_told_in_a_sentence_and_changes_nothing(own: Path) -> None:
    before = medians(own)

    def little_room() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))

    done = subprocess.run(
        command(own), env=ENVIRONMENT, check=False, capture_output=True, text=True,
        preexec_fn=little_room,
    )  # fmt: skip
    assert done.returncode == 2
    assert "it is as it was before" in done.stderr
    assert done.stderr.count("\n") == 1
    assert medians(own) == before
    assert not [*own.glob(".credgraph-*")]


def test_two_imports_at_once_are_one_and_a_sentence(own: Path) -> None:
    before = medians(own)
    with releases.locked(own), pytest.raises(StoreUnavailable, match="another import"):
        import_dataset("oews", sources(*FEWER), own)
    assert medians(own) == before


def test_a_place_with_other_files_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.doc").write_text("years of work")
    with pytest.raises(StoreUnavailable, match="holds other files"):
        import_dataset("oews", sources(*FEWER), tmp_path)
    credgraph.open(tmp_path / "store")
    with pytest.raises(StoreUnavailable, match="another kind"):
        import_dataset("oews", sources(*FEWER), tmp_path / "store")


def test_a_wrong_file_leaves_the_store_as_it_was(own: Path, tmp_path: Path) -> None:
    wrong = tmp_path / "wrong_2025.csv"
    wrong.write_text("A,B\n1,2\n")
    before = {path: path.stat().st_mtime_ns for path in own.rglob("*") if path.is_file()}
    with pytest.raises(UnreadableFile, match="lacks the columns"):
        import_dataset("oews", sources(wrong), own)
    broken = tmp_path / "broken_2025.csv.gz"
    import gzip

    broken.write_bytes(gzip.compress(FILES[0].read_bytes())[:-20])
    with pytest.raises(UnreadableFile, match="breaks off"):
        import_dataset("oews", sources(broken), own)
    after = {path: path.stat().st_mtime_ns for path in own.rglob("*") if path.is_file()}
    assert after == before


def test_a_source_that_is_gone_is_named(own: Path) -> None:
    shutil.rmtree(own / "sources")
    with pytest.raises(UnreadableFile, match="gone from the store's sources"):
        [*importing._parts(own, releases.about(str(own))["datasets"])]


PETS = TableMap("the pet register", {"pet": ("PET_ID",), "name": ("PET_NAME",)})


def _pets(given: object, sink: Sink) -> Iterator[str]:
    sink.rows = 1
    sink.keep()
    where = graph("pets")
    occupation = record("occupation", "soc-51-4041")
    yield line(record("pet", "1"), name("rdfs:label"), text("Ada"), where)
    yield Shared(line(occupation, name("rdfs:label"), text("Machinists"), where))
    yield Shared(line(occupation, name("rdfs:label"), text("Makers of machines"), where))
    yield Shared(line(occupation, name("dcterms:description"), text("Another."), where))


@pytest.fixture
def with_pets(monkeypatch: pytest.MonkeyPatch) -> Dataset:
    pets = Dataset(
        name="pets",
        label="The pet register",
        publisher="A town",
        licence="https://creativecommons.org/publicdomain/zero/1.0/",
        attribution="Of the town.",
        tables=[PETS],
        release=lambda _sources: Release("3", "2026-01-01", "pets-3", "https://example.org/"),
        statements=_pets,
    )
    known = {"oews": catalogue.dataset("oews"), "pets": pets}
    monkeypatch.setattr(catalogue, "NAMES", tuple(known))
    monkeypatch.setattr(catalogue, "dataset", known.__getitem__)
    return pets


def test_the_wrong_file_is_said_to_look_like_the_right_dataset(
    with_pets: Dataset, tmp_path: Path
) -> None:
    file = tmp_path / "register_2025.csv"
    file.write_text("PET_ID,PET_NAME\n1,Ada\n")
    said = f"it looks like {with_pets.label}: credgraph import pets"
    with pytest.raises(UnreadableFile, match=said):
        import_dataset("oews", sources(file), tmp_path / "store")


def test_two_datasets_share_a_store_and_one_can_be_dropped(
    with_pets: Dataset, own: Path, tmp_path: Path
) -> None:
    file = tmp_path / "register.csv"
    file.write_text("PET_ID,PET_NAME\n1,Ada\n")
    before = medians(own)
    import_dataset(with_pets.name, sources(file), own)
    assert medians(own) == before
    quads = [*credgraph.open(own).store.quads()]  # type: ignore[attr-defined]
    pets = {quad.predicate for quad in quads if quad.graph_name == ox.NamedNode(f"{GRAPHS}pets")}
    assert term("skos:altLabel") in pets  # of two labels the second is another name
    assert len({quad.triple for quad in quads}) == len(quads)
    drop("pets", own)
    assert medians(own) == before
    assert [*releases.about(str(own))["datasets"]] == ["oews"]


# The command


def test_the_user_s_own_store_is_used_where_it_exists_and_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("CREDGRAPH_DATA", str(tmp_path))
    assert cli.main(["import", "oews", *map(str, FILES)]) == 0
    said = capsys.readouterr()
    where = tmp_path / "credgraph" / "store"
    assert "oews, May 2025: 19 rows = 19 imported + 0 skipped + 0 rejected" in said.out
    assert str(where) in said.out
    asked = ["ask", "wages_in_state", "--area", "cbsa-24860", "--format", "csv"]
    assert cli.main(asked) == 0
    said = capsys.readouterr()
    assert "83200" in said.out
    assert f"note: this is the store in {where}" in said.err
    assert cli.main(["drop", "oews"]) == 0
    capsys.readouterr()
    assert cli.main(asked) == 2  # the shipped graph knows no metro


def test_rejected_rows_are_counted_and_written_down(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    where = tmp_path / "store"
    table = HERE / "all_data_M_2025.csv"
    assert cli.main(["import", "oews", str(table), "--store", str(where)]) == 0
    said = capsys.readouterr()
    assert "15 rows = 12 imported + 1 skipped + 2 rejected" in said.out
    rejects = where / "rejects" / "oews.csv"
    assert f"2 rows rejected, with their lines and reasons in {rejects}" in said.err
    assert rejects.read_text("utf-8").count("\n") == 3


def test_info_lists_what_was_imported(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["info", "--store", str(place)]) == 0
    shown = capsys.readouterr().out
    row = next(each for each in shown.splitlines() if each.startswith("oews "))
    for part in ("US Bureau of Labor Statistics", "May 2025", "publicdomain", "2026-11-28"):
        assert part in row


@pytest.mark.parametrize("target", ["https://example.org/sparql", ""])
def test_datasets_are_imported_into_folders(
    target: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["import", "oews", str(FILES[0]), "--store", target]) == 2
    assert capsys.readouterr().err.count("\n") == 1


def test_the_shipped_graph_is_whole_in_a_store_of_imports(place: Path) -> None:
    shipped = {quad.triple for quad in in_memory().quads()}
    held = {quad.triple for quad in credgraph.open(place).store.quads()}  # type: ignore[attr-defined]
    missing = {triple.subject.value for triple in shipped - held}  # type: ignore[union-attr]
    assert all("/id/wage/" in subject for subject in missing)
