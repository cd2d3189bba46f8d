"""The sources and disputes of many records are those that the questions give for each."""

import pytest

from credgraph import CredentialGraph
from credgraph.questions.provenance import disputes_of, records_in, sources_of
from credgraph.results import Table


@pytest.fixture(scope="module")
def disputed(graph: CredentialGraph) -> list[str]:
    return [*dict.fromkeys(graph.ask("disputed_facts").column("record"))]


def test_the_sources_of_all_records_are_those_of_the_question_for_each(
    graph: CredentialGraph, disputed: list[str]
) -> None:
    assert len(disputed) > 20
    names = ("source", "source_label", "as_of", "section", "page")
    found = sources_of(graph.store, disputed).grouped("record")
    for iri in disputed:
        asked = {
            tuple(row[name] for name in names) for row in graph.ask("sources_of_record", record=iri)
        }
        assert {tuple(row[name] for name in names) for row in found[iri]} == asked


def test_the_disputes_of_all_records_are_those_of_the_question_for_each(
    graph: CredentialGraph, disputed: list[str]
) -> None:
    found = disputes_of(graph.store, disputed).grouped("record")
    for iri in disputed:
        asked = graph.ask("disputes_of_record", record=iri)
        names = [c.name for c in asked.columns if c.name != "property_label"]
        told = {tuple(row[name] for name in names) for row in found.get(iri, [])}
        assert told == {tuple(row[name] for name in names) for row in asked}


def test_what_says_where_facts_come_from_is_no_record(graph: CredentialGraph) -> None:
    table = graph.query(
        "SELECT * { VALUES ?x { source:mssc-cpt-guide credential:mssc-cpt rdf:type 'credential' } }"
    )
    assert isinstance(table, Table)
    assert [iri.rpartition("/")[2] for iri in records_in(table, table)] == ["mssc-cpt"]
