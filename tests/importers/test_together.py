"""Datasets in one store: what several say is said once, and joins lead from one to the other."""

from __future__ import annotations

import pytest
from national import FIXTURES

import credgraph
from credgraph.importers.dataset import Source
from credgraph.importers.importing import import_dataset
from credgraph.results import Table

CODES = FIXTURES / "codes"
LIST = FIXTURES / "nj" / "nj_etpl_programs.csv"
ZONES = FIXTURES / "onet" / "Job Zones.txt"
FILES = {
    "soc": [CODES / "soc2018_definitions.csv"],
    "onet": [FIXTURES / "onet"],
    "zip_codes": [CODES / "zip_cbsa.csv"],
    "etpl": [LIST],
    "joins": [LIST, CODES / "soc2018_cip2020_crosswalk.csv", ZONES],
}
NEAR_ME = """
SELECT ?program ?price ?provider ?cbsa
WHERE {
  ?program cg:leadsToCredential credential:mssc-cpt ; cg:eligibleIn area:us-nj ;
    cg:totalPrice ?price ; cg:offeredBy ?provider .
  ?provider schema:postalCode ?zip .
  ?place a cg:ZipCode ; skos:notation ?zip ; cg:cbsaCode ?cbsa .
}"""
TWICE = """
SELECT ?s ?p ?o
WHERE { GRAPH ?one { ?s ?p ?o } GRAPH ?other { ?s ?p ?o } FILTER(STR(?one) < STR(?other)) }"""
BY_FIELD = """
SELECT DISTINCT ?label ?zone
WHERE {
  program:nj-101 cg:occupationByField ?occupation .
  ?occupation rdfs:label ?label ; cg:jobZone ?zone .
}"""


@pytest.fixture(scope="module")
def nation(tmp_path_factory: pytest.TempPathFactory) -> credgraph.CredentialGraph:
    place = tmp_path_factory.mktemp("together") / "store"
    for name, paths in FILES.items():
        sources = [Source(path, retrieved="2026-11-28") for path in paths]
        import_dataset(name, sources, place)
    return credgraph.open(place)


def rows(graph: credgraph.CredentialGraph, query: str) -> list[tuple[str, ...]]:
    table = graph.query(query)
    assert isinstance(table, Table)
    return [tuple(str(value).rpartition("/")[2] for value in row.values()) for row in table]


def test_a_program_near_me_that_earns_the_credential_is_found_with_its_price(
    nation: credgraph.CredentialGraph,
) -> None:
    assert rows(nation, NEAR_ME) == [("nj-112", "950", "nj-5", "90002")]


def test_no_statement_stands_in_two_graphs(nation: credgraph.CredentialGraph) -> None:
    assert rows(nation, TWICE) == []


def test_an_occupation_by_field_of_study_has_the_name_and_zone_of_others(
    nation: credgraph.CredentialGraph,
) -> None:
    assert rows(nation, BY_FIELD) == [("Crew Fitters", "2")]
