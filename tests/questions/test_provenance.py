"""The sources and disputes of many records at once are those of each."""

from __future__ import annotations

import credgraph
from credgraph.questions.provenance import disputes_of, records_in, sources_of

RECORDS = "https://w3id.org/credgraph/id/"
ASKED = [f"{RECORDS}credential/mssc-cpt", f"{RECORDS}organization/toyota"]


def test_sources_of_many_are_those_of_each(graph: credgraph.CredentialGraph) -> None:
    found = sources_of(graph.store, ASKED)
    assert len(found) > 5
    for iri in ASKED:
        alone = graph.ask("sources_of_record", record=iri)
        names = ("source", "as_of", "section", "page")
        assert {tuple(row[name] for name in names) for row in found.only("record", iri)} == {
            tuple(row[name] for name in names) for row in alone
        }


def test_disputes_of_many_are_those_of_each(graph: credgraph.CredentialGraph) -> None:
    found = disputes_of(graph.store, ASKED)
    for iri in ASKED:
        alone = graph.ask("disputes_of_record", record=iri)
        names = ("dispute", "property", "claim", "counter_claim", "counter_source")
        mine = {tuple(row[name] for name in names) for row in found.only("record", iri)}
        assert mine
        assert mine == {tuple(row[name] for name in names) for row in alone}


def test_nothing_has_neither(graph: credgraph.CredentialGraph) -> None:
    assert len(sources_of(graph.store, [])) == len(disputes_of(graph.store, [])) == 0


def test_the_records_of_a_table_are_those_it_names(graph: credgraph.CredentialGraph) -> None:
    table = graph.ask("funders_of_credential", credential="mssc-cpt")
    found = records_in(table)
    assert {*table.column("program")} <= {*found}
    assert found[table.column("program")[0]] == table.column("program_label")[0]
    assert not [iri for iri in found if iri.startswith(f"{RECORDS}source/")]
