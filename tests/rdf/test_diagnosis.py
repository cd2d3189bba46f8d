"""Queries that do not parse, or find nothing: the answer names what is wrong, and where."""

from __future__ import annotations

import time
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import credgraph
from credgraph.cli import main
from credgraph.errors import BadQuery
from credgraph.rdf.binding import bind_variables
from credgraph.rdf.diagnosis import explained, valueless_notes, valueless_variables
from credgraph.resources import root

FAULTS = {  # by kind: a query, where its fault is, and words of the sentence
    "a variable beside an aggregate": (
        "SELECT ?c (COUNT(?l) AS ?n) { ?c rdfs:label ?l }",
        (1, 8),
        ["?c is selected beside an aggregate", "add GROUP BY ?c"],
    ),
    "an ungrouped variable in a subquery": (
        "SELECT * {\n SELECT ?c (SUM(?l) AS ?n) { ?c ?x ?l } GROUP BY ?x }",
        (2, 9),
        ["?c is selected", "add GROUP BY ?x ?c"],
    ),
    "everything grouped": (
        "SELECT * { ?c a ?d } GROUP BY ?c",
        (1, 8),
        ["SELECT * does not go with GROUP BY"],
    ),
    "SQL": (
        "SELECT * FROM credentials WHERE id = 1",
        (1, 10),
        ["this is SQL", "for example SELECT ?c { ?c a cg:Credential }"],
    ),
    "no braces": ("SELECT ?a WHERE ?a ?b ?c", (1, 1), ["stand in { }"]),
    "a missing dot": (
        "SELECT * { ?c a ?x\n  ?c rdfs:label ?l }",
        (2, 3),
        ["a dot or a semicolon is missing before ?c"],
    ),
    "a missing semicolon": (
        'SELECT * { ?c rdfs:label "CPT"@en cg:issuer ?i }',
        (1, 35),
        ["missing before cg:issuer"],
    ),
    "a dot missing after a path and brackets": (
        "SELECT * { ?c (cg:a|^cg:b)+/cg:c [ a ?x ] ?d a ?e }",
        (1, 43),
        ["missing before ?d"],
    ),
    "no value": ("SELECT * { ?s ?p }", (1, 15), ["this triple ends with ?p: a value is missing"]),
    "a filter without brackets": (
        'SELECT * { ?c a ?l FILTER ?l = "a" }',
        (1, 20),
        ["FILTER needs brackets"],
    ),
    "an unclosed string": ('SELECT * {\n ?c ?p "abc }', (2, 8), ['is not closed with "']),
    "an unclosed brace": ("SELECT * { ?a ?b ?c", (1, 10), ["the { here is not closed"]),
    "an unclosed bracket": (
        "ASK { ?a ?b ?c FILTER(?c > 3 }",
        (1, 22),
        ["the ( here is not closed before a } comes", "add )"],
    ),
    "a bracket too many": ("ASK { ?a ?b ?c }}", (1, 17), ["this } closes nothing"]),
    "an update behind a prefix": (
        "PREFIX x: <http://e/> INSERT DATA { x:a x:b x:c }",
        (1, 23),
        ["INSERT is not allowed: the graph is read-only"],
    ),
    "a prefix that others use": ("ASK { ?s dct:title ?t }", (1, 10), ["did you mean dcterms:?"]),
    "a misspelt prefix": ("ASK { credental:x ?p ?t }", (1, 7), ["did you mean credential:?"]),
    "a prefix of another graph": (
        "ASK { ?s wdt:P31 ?t }",
        (1, 10),
        ["declare it: PREFIX wdt: <http://www.wikidata.org/prop/direct/>"],
    ),
    "an unknown prefix": ("ASK { ?s nope:x ?t }", (1, 10), ["credgraph prefixes lists"]),
    "an IRI with a space": ("ASK { ?s ?p <http://e/a b> }", (1, 14), ["has no spaces"]),
    "a relative IRI": ("ASK { ?s ?p <rel> }", (1, 13), ["the IRI <rel> is relative"]),
    "an aggregate without a name": (
        "SELECT COUNT(?a) { ?a ?b ?c }",
        (1, 8),
        ["COUNT in SELECT stands in brackets", "(COUNT(?x) AS ?y)"],
    ),
    "commas": ("SELECT ?a, ?b { ?a ?b ?c }", (1, 10), ["no commas"]),
    "nothing selected": ("SELECT { ?a ?b ?c }", (1, 10), ["followed by variables"]),
    "a variable selected twice": ("SELECT ?a ?a { ?a ?b ?c }", (1, 11), ["selected twice"]),
    "a variable bound twice": (
        "ASK { BIND(1 AS ?a) BIND(2 AS ?a) }",
        (1, 31),
        ["?a gets a value twice"],
    ),
    "ORDER without BY": ("SELECT ?a { ?a ?b ?c } ORDER ?a", (1, 24), ["ORDER is followed by BY"]),
    "LIMIT without a number": ("ASK { ?a ?b ?c } LIMIT x", (1, 18), ["a whole number"]),
    "OPTIONAL without braces": (
        "SELECT * { ?a ?b ?c OPTIONAL ?c a ?d }",
        (1, 21),
        ["OPTIONAL is followed by a pattern in { }"],
    ),
    "two signs of equality": ("ASK { ?a ?b ?c FILTER(?c == 1) }", (1, 26), ["with =, not =="]),
    "an unknown function": (
        'ASK { ?a ?b ?c FILTER(CONTAIN(?c, "x")) }',
        (1, 23),
        ["no function CONTAIN; ", "did you mean CONTAINS?"],
    ),
}


@pytest.mark.parametrize("kind", FAULTS)
def test_a_fault_is_named_with_its_place(kind: str, graph: credgraph.CredentialGraph) -> None:
    text, place, words = FAULTS[kind]
    with pytest.raises(BadQuery) as caught:
        graph.query(text)
    error = caught.value
    assert (error.line, error.column) == place, error
    said = f"{error.problem}; {error.hint}"
    assert [word for word in words if word not in said] == [], said


GOOD = [  # none finds anything, so none takes time
    "SELECT * { ?a cg:x/rdfs:label ?b ; ^cg:y|!cg:x ?c , ?d . [] a ?b }",
    'SELECT ?a { ?a cg:x "x"@en , "1"^^xsd:integer , 2.5 , true . VALUES (?a ?b) { (1 UNDEF) } }',
    "SELECT ?a (COUNT(*) AS ?n) { { ?a cg:x ?c } UNION { ?c cg:y ?a } } GROUP BY ?a ORDER BY ?n",
    "CONSTRUCT { ?a ?b ?c } WHERE { GRAPH ?g { ?a cg:x ?c } FILTER NOT EXISTS { ?a a ?d } }",
    "SELECT (IF(BOUND(?a), 1, 2) AS ?x) { OPTIONAL { ?a cg:x (1 2) } BIND(STR(?a) AS ?s) }",
    "SELECT * { { SELECT ?a (MAX(?b) AS ?m) { ?a cg:x ?b } GROUP BY ?a } FILTER(?m > 1 && 2 = ?a)}",
    "SELECT * { [ cg:x|cg:y ?a ] { BIND(1 AS ?z) } UNION { BIND(2 AS ?z) } FILTER(?z > 3) }",
    "SELECT * { << cg:x cg:y ?a >> cg:z ?b . ?a cg:x ?b {| cg:y ?c |} ~ cg:z }",
    "ASK { <http://e/\\u0061> a ?b }",
    "SELECT * { cg:x (cg:x/cg:y)* ?b MINUS { ?b cg:z+ ?c } } ORDER BY DESC(?a) OFFSET 2",
]


@pytest.mark.parametrize("text", GOOD)
def test_a_good_query_has_no_fault(text: str, graph: credgraph.CredentialGraph) -> None:
    graph.query(text)
    unexplained = BadQuery("whatever")
    assert explained(text, unexplained) is unexplained


def test_no_query_of_ours_has_a_fault() -> None:
    paths = [*(root() / "queries").glob("**/*.rq")]
    assert len(paths) > 200
    unexplained = BadQuery("whatever")
    for path in paths:
        text = path.read_text("utf-8")
        assert explained(text, unexplained) is unexplained, path
        assert valueless_variables(text) == {}, path


PIECES = [
    *"{}()[].;,<>?\"'=*^#\\\n ",
    "SELECT",
    "?a",
    "WHERE",
    "AS",
    "cg:a",
    "<u:a>",
    "VALUES",
    "<<",
]
PIECES += ["FILTER", "GROUP BY", "1", '"x"', "BIND", "a", "BOUND("]


@settings(max_examples=500, deadline=None)
@given(st.lists(st.sampled_from(PIECES)))
def test_any_text_can_be_read_for_faults(pieces: list[str]) -> None:
    text = " ".join(pieces)
    assert str(explained(text, BadQuery("whatever")))
    valueless_variables(text)
    with suppress(BadQuery):
        bind_variables(text, {"a": "<urn:a>"})


@pytest.mark.parametrize(
    "text",
    [
        "SELECT " * 28_000,
        "SELECT {} " * 20_000,
        "{" * 90,
        '"' * 190_001,
        "<a:" * 60_000,
        "?a " * 60_000,
        "SELECT " * 998 + "{",
        "SELECT {" * 500,
        "SELECT ?a " * 15_000 + "{",
        "VALUES " * 25_000,
        "ORDER BY " * 20_000,
        "(" * 100 + "BOUND(?a) " * 9_000,
    ],
)
def test_reading_for_faults_takes_no_time(text: str) -> None:
    start = time.monotonic()
    explained(text, BadQuery("whatever"))
    valueless_variables(text)
    with suppress(BadQuery):
        bind_variables(text, {"a": "<urn:a>"})
    assert time.monotonic() - start < 10


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("SELECT ?c ?lable { ?c rdfs:label ?label }", {"?lable": "?label"}),
        ("SELECT ?c ?l { ?c a $l }", {}),
        ("SELECT ?c (STR(?c) AS ?d) ?e { ?c a ?b }", {"?e": ""}),
        ("SELECT ?n { { SELECT (COUNT(?c) AS ?n) { ?c a ?d } } }", {}),
        ("SELECT * { ?c a ?d }", {}),
    ],
)
def test_a_selected_variable_without_a_value_is_found(text: str, found: dict[str, str]) -> None:
    assert valueless_variables(text) == found


@pytest.mark.parametrize(
    ("text", "reasons"),
    [
        (
            "SELECT * { credential:mscc-cpt schema:minprice ?x }",
            [
                "nothing here is credential:mscc-cpt; did you mean credential:mssc-cpt?",
                "nothing here is schema:minprice; did you mean schema:minPrice?",
            ],
        ),
        (
            "ASK { <https://w3id.org/credgraph/id/credential/mscc-cpt> ?p ?o }",
            ["nothing here is credential:mscc-cpt; did you mean credential:mssc-cpt?"],
        ),
        (
            'SELECT * { ?x cg:issuer/rdfs:label "MSSC" }',
            ['"MSSC" has a language in the graph: write "MSSC"@en'],
        ),
        (
            'SELECT * { ?x cg:issuer/rdfs:label "MSSC"@en ; cg:p "2"^^xsd:int }',
            ["cg:p is not a term"],
        ),
        ("SELECT * { credential:mssc-cpt cg:issuer ?o }", []),
    ],
)
def test_why_nothing_was_found_is_told(
    text: str, reasons: list[str], graph: credgraph.CredentialGraph
) -> None:
    found = graph.why_nothing(text)
    assert len(found) == len(reasons)
    assert all(told.startswith(reason) for told, reason in zip(found, reasons, strict=True)), found


TOO_LARGE = {
    "a sum": "SELECT (9223372036854775807 + 1 AS ?x) {}",
    "a product": "SELECT ?x { BIND(3037000500 * 3037000500 AS ?x) }",
    "an aggregate": "SELECT (SUM(?n) AS ?x) { VALUES ?n { 9223372036854775807 5 } }",
    "a literal": "SELECT ?x { VALUES ?x { 1 2 } FILTER(?x < 99999999999999999999) }",
    "a cast": 'SELECT (xsd:integer("99999999999999999999") AS ?x) {}',
}


@pytest.mark.parametrize("kind", TOO_LARGE)
def test_numbers_that_may_be_too_large_for_the_engine_are_told(
    kind: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["query", TOO_LARGE[kind]]) == 0
    assert "integers have 64 bits here, up to 9,223,372,036,854,775,807" in capsys.readouterr().err


@pytest.mark.parametrize(
    "text",
    [
        "SELECT (1 + 2 AS ?x) {}",
        "SELECT ?x { VALUES ?x { 1 UNDEF } }",
        "SELECT (99999999999999999999e0 + 1 AS ?x) {}",
        'SELECT (CONCAT("a", "99999999999999999999") AS ?x) {}',
    ],
)
def test_numbers_that_are_no_trouble_are_not_told(
    text: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["query", text]) == 0
    assert "64 bits" not in capsys.readouterr().err


def test_the_numbers_of_another_engine_are_not_judged() -> None:
    assert valueless_notes(TOO_LARGE["a sum"], None) == []
