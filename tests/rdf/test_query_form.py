"""The form of a query, its prefixes and its dataset, read from tokens."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

import credgraph
from credgraph.rdf.query_form import mentioned_in_star, query_form, with_graphs, with_our_prefixes
from credgraph.results import Table
from credgraph.store import EmbeddedStore

FORMS = {
    "# Counts\n# with all described pay bands\nSELECT ?a { ?a a ?b }": "SELECT",
    "PREFIX e: <http://e/> # to add later\nSELECT ?a { ?a a ?b }": "SELECT",
    "PREFIX add: <http://e/delete#> BASE <http://ask/> construct { ?a a ?b } {}": "CONSTRUCT",
    "PREFIX :<http://e/>ASK{?s ?p ?o}": "ASK",
    'DEFINE input:inference "load" DESCRIBE <http://e/select>': "DESCRIBE",
    "PREFIX ask: <http://e/> # select\nDELETE WHERE { ?s ?p ?o }": "UPDATE",
    "": "",
    "PREFIX": "",
}


@pytest.mark.parametrize("text", FORMS)
def test_the_form_is_that_of_the_first_keyword_which_is_one(text: str) -> None:
    assert query_form(text) == FORMS[text]


CG = "PREFIX cg: <https://w3id.org/credgraph/ns#> "
PREFIXES = {
    "SELECT ?c { ?c a cg:Credential }": CG + "SELECT ?c { ?c a cg:Credential }",
    "SELECT ?c { ?c a wd:Q5 . ?c bif:contains 'cg:x' } # cg:y": None,
    "PREFIX cg: <http://e/> SELECT ?c { ?c a cg:Credential }": None,
    'DEFINE input:same-as "yes"\nSELECT ?c { ?c a cg:X }': (
        f'DEFINE input:same-as "yes" {CG}\nSELECT ?c {{ ?c a cg:X }}'
    ),
}


@pytest.mark.parametrize("text", PREFIXES)
def test_our_prefixes_are_declared_where_they_are_used_and_no_other(text: str) -> None:
    assert with_our_prefixes(text) == (PREFIXES[text] or text)


FACT = ox.Triple(ox.NamedNode("x:s"), ox.NamedNode("x:p"), ox.NamedNode("x:o"))
QUERIES = [
    "SELECT ?s { ?s ?p ?o }",
    "SELECT (IF(EXISTS { ?s <x:no> ?y }, 1, 2) AS ?x) ?s WHERE { ?s ?p ?o } ORDER BY ?s LIMIT 3",
    "SELECT ?s { { SELECT ?s WHERE { ?s ?p ?o } } GRAPH <x:g> { ?s ?p ?o } }",
    "ASK { ?s ?p ?o }",
    "CONSTRUCT { ?s <x:q> ?o } WHERE { ?s ?p ?o }",
    "CONSTRUCT WHERE { ?s ?p ?o } LIMIT 1",
    "DESCRIBE <x:s>",
    "DESCRIBE ?s WHERE { ?s ?p ?o }",
    "DESCRIBE <x:s> # where",
    "PREFIX where: <x:> SELECT ?s { ?s where:p ?o FILTER(STR(?s) != '{ WHERE }') } ORDER BY ?s",
]


@pytest.mark.parametrize("text", QUERIES)
def test_graphs_are_named_wherever_the_form_of_the_query_has_them(text: str) -> None:
    held = ox.Store()
    held.add(ox.Quad(FACT.subject, FACT.predicate, FACT.object, ox.NamedNode("x:g")))
    found = held.query(with_graphs(text, ["x:g", "x:h"]))
    assert found if isinstance(found, ox.QueryBoolean) else len([*found]) == 1


def test_a_query_that_names_its_graphs_is_left_alone() -> None:
    text = "SELECT ?s FROM <x:g> { ?s ?p ?o }"
    assert with_graphs(text, ["x:h"]) == text


STARS = {
    "SELECT * { ?s ?p ?o }": ["s", "p", "o"],
    "SELECT DISTINCT*{ ?zebra a ?apple . $m ?apple ?zebra }": ["zebra", "apple", "m"],
    "PREFIX select: <urn:x> # SELECT ?a\nSELECT REDUCED * { ?b select:y ?a BIND(1*2 AS ?c) }": [
        *("b", "a", "c")
    ],
    "SELECT * { { SELECT ?z { ?z a ?b } } VALUES ?a { 1 } }": ["z", "a"],
    'SELECT * { VALUES (?y ?x) { (1 2) } BIND("?k" AS ?j) }': ["y", "x", "j"],
}


@pytest.mark.parametrize("text", STARS)
def test_the_columns_of_a_star_come_as_the_query_mentions_them(text: str) -> None:
    store = ox.Store()
    store.add(ox.Quad(ox.NamedNode("urn:s"), ox.NamedNode("urn:p"), ox.NamedNode("urn:o")))
    graph = credgraph.CredentialGraph(EmbeddedStore(store))
    answer = graph.query(text)
    assert isinstance(answer, Table)
    assert [column.name for column in answer.columns] == STARS[text]
    if text == "SELECT * { ?s ?p ?o }":
        assert [*answer] == [{"s": "urn:s", "p": "urn:p", "o": "urn:o"}]


def test_other_queries_keep_their_columns() -> None:
    for text in ("SELECT ?b ?a { ?a ?b 2 }", "ASK { ?a ?b ?c }", "SELECT (COUNT(*) AS ?n) {}"):
        assert mentioned_in_star(text) is None


def test_a_name_for_the_union_stands_for_all_graphs_and_those_are_named_where_they_are_asked() -> (
    None
):
    assert with_graphs("ASK { ?s ?p ?o }", ["x:g", "x:h"], "x:all").split(" {")[0].split() == [
        *("ASK", "FROM", "<x:all>"),
    ]
    asked = with_graphs("ASK { GRAPH ?g { ?s ?p ?o } }", ["x:g", "x:h"], "x:all")
    assert asked.split(" {")[0].split() == [
        *("ASK", "FROM", "<x:all>", "FROM", "NAMED", "<x:g>", "FROM", "NAMED", "<x:h>"),
    ]
