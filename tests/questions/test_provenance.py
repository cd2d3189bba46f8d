"""The sources and disputes of many records are those that the questions give for each."""

import pyoxigraph as ox
import pytest

from credgraph import CredentialGraph
from credgraph.questions import provenance, records_in
from credgraph.questions.provenance import Provenance


def behind(graph: CredentialGraph, *iris: str, most: int = 50) -> Provenance:
    return provenance(graph.store, graph.records, [ox.NamedNode(iri) for iri in iris], most)


@pytest.fixture(scope="module")
def disputed(graph: CredentialGraph) -> list[str]:
    return [*dict.fromkeys(graph.ask("disputed_facts").column("record"))]


def test_the_sources_of_each_record_are_those_of_the_question(
    graph: CredentialGraph, disputed: list[str]
) -> None:
    assert len(disputed) > 20
    for iri in disputed:
        rows = graph.ask("sources_of_record", record=iri)
        asked = {(r["source"], r["source_label"], r["as_of"] or "", r["page"] or "") for r in rows}
        assert {source[:4] for source in behind(graph, iri).sources} == asked


def test_the_disputes_of_each_record_are_those_of_the_question(
    graph: CredentialGraph, disputed: list[str]
) -> None:
    for iri in disputed:
        asked: dict[tuple[str, str, str, str], set[tuple[str, str]]] = {}
        for row in graph.ask("disputes_of_record", record=iri):
            key = (row["dispute"], row["kind_label"], row["property_label"], row["claim"])
            found = asked.setdefault(key, set())
            if row["counter_claim"]:
                found.add((row["counter_claim"], row["counter_source_label"]))
        told = behind(graph, iri).disputes
        assert {(d.iri, d.kind, d.property, d.claim): {*d.counter_claims} for d in told} == asked


def test_a_source_names_all_the_records_it_is_behind(graph: CredentialGraph) -> None:
    table = graph.ask("funders_of_credential", credential="mssc-cpt")
    found = provenance(graph.store, graph.records, records_in(table))
    [guide] = [source for source in found.sources if source.label == "MSSC CPT guide"]
    assert set(guide.records) == set(table.column("program_label"))
    assert guide.as_of == "2026-05-19"
    assert not guide.judged


def test_our_own_judgement_is_told_from_what_a_source_states(graph: CredentialGraph) -> None:
    credential = records_in(graph.query("SELECT (credential:mssc-cpt AS ?c) {}"))  # type: ignore[arg-type]
    judged = [
        s.label for s in provenance(graph.store, graph.records, credential).sources if s.judged
    ]
    assert judged == ["CredGraph editors"]


def test_records_beyond_the_limit_are_counted(graph: CredentialGraph, disputed: list[str]) -> None:
    assert behind(graph, *disputed, most=5).left_out == len(disputed) - 5
    assert behind(graph).sources == ()


def test_what_says_where_facts_come_from_is_no_record(graph: CredentialGraph) -> None:
    table = graph.query(
        "SELECT * { VALUES ?x { source:mssc-cpt-guide credential:mssc-cpt rdf:type 'credential' } }"
    )
    assert [each.value.rpartition("/")[2] for each in records_in(table)] == ["mssc-cpt"]  # type: ignore[arg-type]
