"""A query of the library with bounds: it ends in time and memory, whatever it says."""

from __future__ import annotations

import gc
import tempfile
import time
from pathlib import Path

import pyoxigraph as ox
import pytest
from endpoints import answering

import credgraph
from credgraph.errors import BadParameter, BadQuery, EndpointUnavailable, TimedOut, TooLarge
from credgraph.results import BoundedTable, Table
from credgraph.store import EmbeddedStore, in_memory

ENDLESS = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?i ?a ?d"


def small(statements: int = 1) -> EmbeddedStore:
    store = ox.Store()
    for number in range(statements):
        store.add(ox.Quad(ox.NamedNode("urn:s"), ox.NamedNode("urn:p"), ox.Literal(number)))
    return EmbeddedStore(store)


@pytest.fixture(scope="module")
def graph() -> credgraph.CredentialGraph:
    return credgraph.CredentialGraph(in_memory())


def test_a_bounded_query_answers_as_one_without_bounds_does(
    graph: credgraph.CredentialGraph,
) -> None:
    for text in (
        "SELECT ?s ?price { ?s schema:minPrice ?price } ORDER BY ?s ?price",
        "SELECT * { ?course schema:duration ?how_long } ORDER BY ?course",
    ):
        there, here = graph.query(text, timeout=30), graph.query(text)
        assert isinstance(there, Table)
        assert isinstance(here, Table)
        assert (there.columns, there.rows) == (here.columns, here.rows)
    built = "CONSTRUCT { ?s a cg:Credential } WHERE { ?s a cg:Credential }"
    assert {*graph.query(built, timeout=30)} == {*graph.query(built)}  # type: ignore[misc]


def test_an_endless_query_ends_in_its_time_or_memory(graph: credgraph.CredentialGraph) -> None:
    begun = time.monotonic()
    with pytest.raises(TimedOut):
        graph.query("SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }", timeout=1)
    assert time.monotonic() - begun < 10
    with pytest.raises((TooLarge, TimedOut)) as refused:
        graph.query(ENDLESS, timeout=60, memory=2**30)
    assert isinstance(refused.value, TooLarge)


def test_a_bounded_answer_is_cut_at_its_limit_alone() -> None:
    graph = credgraph.CredentialGraph(small(3))
    cut = graph.query("SELECT * { ?s ?p ?o }", limit=2, timeout=30)
    assert isinstance(cut, BoundedTable)
    assert (len(cut), cut.truncated) == (2, True)
    long = "SELECT (CONCAT(?t, ?t, ?t, ?t) AS ?u) { ?s ?p ?o . ?a ?b ?c . ?d ?e ?f "
    long += f'BIND("{"x" * 50_000}" AS ?k) BIND(CONCAT(?k, ?k, ?k, ?k) AS ?t) }}'
    with pytest.raises(TooLarge, match="an answer may take 16 MB"):
        graph.query(long, timeout=60)


def test_bounds_that_are_none_are_refused(graph: credgraph.CredentialGraph) -> None:
    for seconds in (0, -1, float("nan"), float("inf")):
        with pytest.raises(BadParameter, match="is no time above 0"):
            graph.query("ASK {}", timeout=seconds)
    with pytest.raises(BadParameter, match="1 GB or more"):
        graph.query("ASK {}", memory=1000)


def test_a_bounded_query_is_guarded() -> None:
    graph = credgraph.CredentialGraph(small())
    for text in ("SELECT * { ?s ?p }", "ASK { SERVICE <http://127.0.0.1:9/> { ?a ?b ?c } }"):
        with pytest.raises(BadQuery):
            graph.query(text, timeout=30)


def test_what_a_store_in_memory_gained_is_seen_and_its_copies_go_with_it() -> None:
    store = small()
    graph = credgraph.CredentialGraph(store)
    assert graph.query("ASK { ?s ?p 7 }", timeout=30) is False
    store.triples.add(ox.Quad(ox.NamedNode("urn:s"), ox.NamedNode("urn:p"), ox.Literal(7)))
    assert graph.query("ASK { ?s ?p 7 }", timeout=30) is True
    copy = Path(store.folder())
    assert copy.is_relative_to(tempfile.gettempdir())
    del store, graph
    gc.collect()
    assert not copy.exists()


def test_an_endpoint_is_held_to_the_time(graph: credgraph.CredentialGraph) -> None:
    with answering(lambda _call: time.sleep(3)) as url:
        begun = time.monotonic()
        with pytest.raises(EndpointUnavailable):
            credgraph.open(url).query("ASK {}", timeout=0.5)
        assert time.monotonic() - begun < 2.5


def test_another_store_says_that_it_cannot_be_bounded() -> None:
    class Other:
        name = "another store"

        def query(self, _text: str) -> ox.QueryBoolean:
            raise AssertionError

    with pytest.raises(BadParameter, match="another store cannot be asked with bounds"):
        credgraph.CredentialGraph(Other()).query("ASK {}", timeout=1)
