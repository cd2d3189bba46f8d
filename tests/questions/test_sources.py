"""Whose word a fact is: the source of each file, and our own judgement marked where it is shown."""

from __future__ import annotations

from collections import defaultdict

import pyoxigraph as ox
import pytest

import credgraph
from credgraph.questions.catalogue import Catalogue
from credgraph.rdf.namespaces import RECORDS, term
from credgraph.resources import turtle_files
from credgraph.results.table import Table
from credgraph.store.embedded import EmbeddedStore, in_memory
from credgraph.store.spellings import Spellings

EDITORS = term("source:credgraph-editors")
PRIMARY, OWN = term("prov:hadPrimarySource"), term("prov:wasDerivedFrom")
CATALOGUE = Catalogue()
OUR_OWN = ("our judgement", "minted by us")


def stated() -> dict[tuple[str, str], set[str]]:
    """Return the sources of each record in each file: its own there, else the file's."""
    own, primary = defaultdict[tuple[str, str], set[str]](set), dict[str, str]()
    records = set[tuple[str, str]]()
    for quad in in_memory().triples:
        graph, subject = quad.graph_name.value, quad.subject
        assert isinstance(subject, ox.NamedNode)
        if quad.predicate == PRIMARY and subject.value == graph:
            primary[graph] = quad.object.value
        if quad.predicate == OWN:
            own[subject.value, graph].add(quad.object.value)
        if subject.value.startswith(RECORDS):
            records.add((subject.value, graph))
    return {
        (record, graph): own.get((record, graph)) or {primary[graph]}
        for record, graph in records
        if graph in primary
    }


def test_the_sources_of_a_record_are_those_of_each_file_it_stands_in(
    graph: credgraph.CredentialGraph,
) -> None:
    expected = stated()
    assert len(expected) > 1000
    by_record = defaultdict[str, set[tuple[str, str]]](set)
    for (record, file), sources in expected.items():
        by_record[record] |= {(file, source) for source in sources}
    for record, pairs in by_record.items():
        rows = graph.ask("sources_of_record", record=record)
        assert {(row["file"], row["source"]) for row in rows} == pairs, record


@pytest.fixture(scope="module")
def without_us() -> credgraph.CredentialGraph:
    """The graph without what we judged: of our own files, only records with another source stay."""
    quads = list[ox.Quad]()
    for path in turtle_files("ontology", "data"):
        found = list(ox.parse(path=str(path), format=ox.RdfFormat.TURTLE))
        ours = any(q.predicate == PRIMARY and q.object == EDITORS for q in found)
        sourced = {q.subject for q in found if q.predicate == OWN}  # a dispute's claims have theirs
        sourced |= {q.subject for q in found if "/id/dispute/" in str(q.subject)}
        name = ox.NamedNode(f"https://w3id.org/credgraph/graph/{path.stem}")
        quads += [
            ox.Quad(q.subject, q.predicate, q.object, name)
            for q in found
            if not ours or q.subject in sourced
        ]
    store = ox.Store()
    store.bulk_extend(quads)
    return credgraph.CredentialGraph(EmbeddedStore(store, spellings=Spellings.of(quads)))


# What we drew up ourselves as records, each with its source named in the answer itself.
OUR_RECORDS = {"identifiers_of_record"}
SHOWING = sorted(
    name
    for name, question in CATALOGUE.items()
    if question.folder == "explore"
    and name not in OUR_RECORDS
    and not {"overview", "record", "source"} & set(question.tags)
)


@pytest.mark.parametrize("name", SHOWING)
def test_an_answer_that_rests_on_our_judgement_says_so(
    name: str, graph: credgraph.CredentialGraph, without_us: credgraph.CredentialGraph
) -> None:
    samples = CATALOGUE[name].samples
    there = {tuple(map(str, row)) for row in without_us.ask(name, **samples).rows}
    for row in graph.ask(name, **samples).rows:
        if tuple(map(str, row)) not in there:
            assert any(mark in str(cell) for cell in row for mark in OUR_OWN), row


def test_every_fact_that_we_judged_is_marked_as_ours(
    graph: credgraph.CredentialGraph, without_us: credgraph.CredentialGraph
) -> None:
    rows = graph.query(
        "SELECT DISTINCT ?r { ?g prov:hadPrimarySource source:credgraph-editors "
        "GRAPH ?g { ?r ?p ?o MINUS { ?r prov:wasDerivedFrom ?own } } FILTER(?r != ?g) "
        "FILTER(!CONTAINS(STR(?r), '/id/dispute/')) } ORDER BY ?r"
    )
    assert isinstance(rows, Table)
    records = rows.column("r")
    assert len(records) > 100
    for record in records:
        there = {(row["property"], str(row["value"])) for row in _facts(without_us, record)}
        for row in _facts(graph, record):
            ours = (row["property"], str(row["value"])) not in there
            assert (row["judged"] in OUR_OWN) == ours, (record, row)


def _facts(graph: credgraph.CredentialGraph, record: str) -> list[dict[str, object]]:
    try:
        return list(graph.ask("facts_of_record", record=record))
    except credgraph.CredGraphError:
        return []


def test_an_address_is_shown_whole(graph: credgraph.CredentialGraph) -> None:
    rows = graph.query("SELECT ?r ?page { ?r schema:url|cg:centerDirectory ?page } ORDER BY ?r")
    assert isinstance(rows, Table)
    pages = {(str(row["r"]), str(row["page"])) for row in rows}
    assert len(pages) > 100
    for record, page in sorted(pages)[::12]:
        shown = [row["value_label"] for row in _facts(graph, record) if row["value"] == page]
        assert shown == [page]


def test_a_web_page_says_whose_it_is(graph: credgraph.CredentialGraph) -> None:
    rows = graph.query(
        "SELECT DISTINCT ?r { ?r schema:url ?page MINUS { ?r a cg:Source } } ORDER BY ?r"
    )
    assert isinstance(rows, Table)
    whose = {
        record: [row["publisher"] for row in _facts(graph, record) if row["publisher"]]
        for record in rows.column("r")
    }
    assert len(whose) > 80
    assert {record for record, publishers in whose.items() if len(publishers) != 1} == set()
    for record, publisher in {
        "credential/cpt-mt": "North Carolina Office of Career and Technical Education",
        "apprenticeship/caterpillar-thinkbig": "Peterson Cat",
        "assessment/saca-gold": "Central New Mexico Community College",
        "credential/mssc-cpt": "Manufacturing Skill Standards Council",
        "credential/asq-cqi": "ASQ",
        "organization/osha": "OSHA",
    }.items():
        assert whose[f"{RECORDS}{record}"] == [publisher]


def test_a_page_that_we_chose_is_marked_as_our_choice(graph: credgraph.CredentialGraph) -> None:
    for record in ("mssc-cpt", "cpt-mt", "caterpillar-thinkbig", "mssc-cft", "saca-gold"):
        [mark] = [row["judged"] for row in _facts(graph, record) if row["publisher"]]
        assert mark == "our judgement", record


def test_a_link_that_we_judged_is_marked_at_both_ends(graph: credgraph.CredentialGraph) -> None:
    for record, linked in {
        "fanuc-nocti": "Add what the sponsor's curriculum asks for",
        "rockwell-controllogix": "Add what the sponsor's curriculum asks for",
        "49-9041": "Maintenance technician",
        "pmmi": "PMMI Mechatronics",
    }.items():
        rows = list(graph.ask("links_to_record", record=record))
        marked = {row["from_label"] for row in rows if row["judged"] == "our judgement"}
        assert linked in marked, (record, marked)
