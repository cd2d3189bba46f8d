"""Patterns that nothing joins are named, and no others."""

from __future__ import annotations

import pytest

from credgraph.rdf.joins import unjoined


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { ?a ?b ?c . ?d ?e ?f }",
        "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }",
        "CONSTRUCT { ?a ?b ?f } WHERE { ?a ?b ?c . ?d ?e ?f }",
        "SELECT * { { ?a ?b ?c } { ?d ?e ?f } }",
        "SELECT * { ?a ?b ?c . OPTIONAL { ?d ?e ?f } }",
        "SELECT * { ?a ?b ?c . GRAPH ?d { ?e ?f ?g } }",
        "SELECT * { ?a ?b ?c . ?d ?e ?f MINUS { ?a ?b ?d } }",
        "ASK { ?a ?b ?c ; ?bb ?cc . # ?d is meant\n ?d ?e ?f }",
    ],
)
def test_patterns_that_nothing_joins_are_named(text: str) -> None:
    assert unjoined(text).startswith("nothing joins ?a ?b ?c with ?d")


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { ?a ?b ?c . ?c ?e ?f }",
        "SELECT * { ?a a ex:A ; ex:p ?v , ?w . { ?d ?e ?f } UNION { ?a ?e ?g } }",
        "SELECT * { GRAPH ?g { ?s ?p ?o } ?o ?q ?r FILTER(?r > 1) }",
        "SELECT * { ?s ?p ?o . ?k ?l ?m FILTER(?m = ?o) }",
        "SELECT * { ?s ?p ?o FILTER EXISTS { ?s ?l ?m } ?o ?q ?r }",
        "SELECT * { ?s ?p ?o BIND(STR(?o) AS ?n) ?x ?q ?n }",
        "SELECT * { VALUES ?x { 1 2 } ?s ?p ?o }",
        "SELECT * { ?s ?p ?o MINUS { ?q ?r ?t } }",
        "SELECT ?a { { SELECT ?a { ?a ?b ?c } } ?a ?d ?e }",
        "SELECT * { ?s ex:p [ ex:q ?o ] . ?o ?r ?z } ORDER BY ?s",
        "SELECT * { SERVICE <http://127.0.0.1/> { ?s ?p ?o } ?s a ?t }",
        "DESCRIBE <http://e/a>",
        "SELECT * {",
        "{",
        "",
    ],
)
def test_what_is_joined_or_no_query_is_not_blamed(text: str) -> None:
    assert unjoined(text) == ""
