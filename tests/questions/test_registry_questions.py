"""The questions that the public issues of the Credential Registry ask, over CTDL records."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest

import credgraph
from benchmarks.registry_mix import CREDENTIALS
from credgraph.cli import main
from credgraph.questions.catalogue import Catalogue
from credgraph.results.table import BoundedTable
from credgraph.store import Solutions
from credgraph.store.embedded import EmbeddedStore

CATALOGUE = Catalogue()
NAMES = sorted(name for name in CATALOGUE if CATALOGUE[name].folder == "registry")
CTID = "ce-00000000-0000-4000-8000-00000000000"
RECORDS = f"""
@prefix : <https://registry.example/> .
@prefix ceasn: <https://purl.org/ctdlasn/terms/> .
@prefix ceterms: <https://purl.org/ctdl/terms/> .

:welder a ceterms:Certification ; ceterms:ctid "{CTID}1" ; ceterms:name "Welder"@en ;
  ceterms:requires :condition ; ceterms:ownedBy :college ; ceterms:offeredBy :college ;
  ceterms:instructionalProgramType [ ceterms:codedNotation "48.0508" ] ;
  ceterms:occupationType [ ceterms:codedNotation "51-4121" ] .
:condition ceterms:targetLearningOpportunity :course ;
  ceterms:targetCompetency [ ceterms:targetNode :safe ] .
:course a ceterms:Course ; ceterms:name "Welding 1"@en ;
  ceterms:teaches [ ceterms:targetNode :weld ] .
:weld a ceasn:Competency ; ceasn:competencyText "Weld pipes"@en ; ceasn:isPartOf :framework ;
  ceasn:skillEmbodied :read .
:safe a ceasn:Competency ; ceasn:competencyText "Work safely"@en ; ceasn:isPartOf :framework ;
  ceterms:occupationType [ ceterms:targetNodeName "Welders"@en ] .
:read a ceasn:Competency ; ceasn:competencyText "Read drawings"@en .
:framework a ceasn:CompetencyFramework ; ceasn:name "Welding"@en .
:college a ceterms:CredentialOrganization ; ceterms:ctid "{CTID}2" ; ceterms:name "A college"@en ;
  ceterms:address [ ceterms:addressRegion "Indiana"@en ] .
:nurse a ceterms:License ; ceterms:ctid "{CTID}3" ; ceterms:name "Nurse"@en ;
  ceterms:ownedBy :college ;
  ceterms:availableAt [ ceterms:addressRegion "in"@en ] .
:far a ceterms:License ; ceterms:name "Far"@en ;
  ceterms:availableAt [ ceterms:addressRegion "Iowa"@en ] .
"""
VALUES: dict[str, dict[str, str]] = {
    "registry_competencies_of_credential": {"ctid": f"{CTID}1"},
    "registry_credentials_in_region": {"region": "Indiana", "short": "IN"},
    "registry_credentials_of_occupation": {"code": "51-4121"},
    "registry_frameworks_with_word": {"word": "PIPE"},
    "registry_record": {"ctid": f"{CTID}2"},
    "registry_records_of_organization": {"ctid": f"{CTID}2"},
}
EXPECTED: dict[str, set[tuple[str, ...]]] = {
    "registry_competencies": {
        ("weld", "Weld pipes"), ("safe", "Work safely"), ("read", "Read drawings"),
    },
    "registry_competencies_counted": {("3",)},
    "registry_competencies_of_credential": {
        ("weld", "Weld pipes", "taught"),
        ("read", "Read drawings", "embodied in a skill that is taught"),
    },
    "registry_competencies_of_occupations": {("safe", "Work safely", "Welders")},
    "registry_competencies_of_occupations_counted": {("1",)},
    "registry_competencies_required": {("safe", "Work safely")},
    "registry_competencies_required_counted": {("1",)},
    "registry_competencies_taught": {("weld", "Weld pipes")},
    "registry_competencies_taught_counted": {("1",)},
    "registry_credentials_in_region": {
        ("welder", "Welder", "offered from there"), ("nurse", "Nurse", "available there"),
    },
    "registry_credentials_of_occupation": {("welder", "Welder")},
    "registry_frameworks_with_word": {("framework", "Welding")},
    "registry_records_of_organization": {("welder", "Welder")},
    "registry_records_owned_and_offered": {("welder", "Welder")},
    "registry_records_owned_and_offered_counted": {("1",)},
}  # fmt: skip


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store on disk of a few CTDL records in a named graph."""
    place = tmp_path_factory.mktemp("registry") / "store"
    store = ox.Store(str(place))
    graph = ox.NamedNode("https://registry.example/graph")
    store.load(RECORDS.encode(), format=ox.RdfFormat.TURTLE, to_graph=graph)
    store.flush()
    del store
    return place


@pytest.fixture(scope="module")
def registry(place: Path) -> credgraph.CredentialGraph:
    """The records, open for reading."""
    return credgraph.CredentialGraph(EmbeddedStore(ox.Store.read_only(str(place))))


def test_every_question_about_a_registry_has_its_right_answer_here() -> None:
    assert {*EXPECTED, "registry_record"} == {*NAMES}


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_answer_is_the_right_one(name: str, registry: credgraph.CredentialGraph) -> None:
    rows = registry.ask(name, **VALUES.get(name, {})).rows
    found = [tuple(getattr(cell, "value", "").rsplit("/", 1)[-1] for cell in row) for row in rows]
    assert sorted(found) == sorted(EXPECTED[name])


def test_a_record_comes_with_its_nameless_parts(registry: credgraph.CredentialGraph) -> None:
    answer = registry.ask("registry_record", ctid=f"{CTID}2")
    assert "Indiana" in answer.column("value")


@pytest.mark.parametrize("kind", sorted(CREDENTIALS))
def test_every_class_of_credential_that_the_registry_holds_is_found_in_a_region(kind: str) -> None:
    text = CATALOGUE["registry_credentials_in_region"].text
    assert re.search(rf"ceterms:{kind}\b", text)


@pytest.mark.parametrize("name", NAMES)
def test_a_list_without_end_is_not_sorted_first(name: str) -> None:
    """To sort is to find all rows before the first is shown."""
    text, anchored = CATALOGUE[name].text, bool({"ctid"} & {*CATALOGUE[name].samples})
    assert ("ORDER BY" in text) == (anchored or "_counted" in name)


def test_a_page_is_read_no_further_than_its_end() -> None:
    read = []

    class Endless:
        name = "a store without end"

        def query(self, _text: str) -> Solutions:
            def rows() -> Iterator[tuple[ox.Literal, ox.Literal]]:
                while True:
                    read.append(1)
                    yield ox.Literal("a"), ox.Literal("b")

            return Solutions([ox.Variable("competency"), ox.Variable("text")], rows())

    answer = credgraph.CredentialGraph(Endless()).page("registry_competencies", 3)
    assert isinstance(answer, BoundedTable)
    assert (len(answer), answer.truncated, len(read)) == (3, True, 4)


def test_command_answers_a_page(place: Path, capfd: pytest.CaptureFixture[str]) -> None:
    asked = ["ask", "registry_competencies", "--store", str(place), "--limit", "2"]
    assert main([*asked, "--format", "json"]) == 0
    shown = capfd.readouterr()
    assert len(json.loads(shown.out)) == 2
    assert "only the first 2 rows; there are more" in shown.err
