"""Values for the variables of a query: read as terms, and never more than a term."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import credgraph
from credgraph.errors import BadParameter, BadQuery, CredGraphError, UnknownRecord
from credgraph.rdf.binding import bind_variables

CPT = "<https://w3id.org/credgraph/id/credential/mssc-cpt>"


@pytest.mark.parametrize(
    ("value", "term"),
    [
        ("mssc-cpt", CPT),
        ("credential:mssc-cpt", CPT),
        (CPT, CPT),
        (CPT.strip("<>"), CPT),
        ("urn:a", "<urn:a>"),
        ("e:a", "<http://e/a>"),
        ('"mssc-cpt"', '"mssc-cpt"'),
        ("'CPT'@en", '"CPT"@en'),
        ('"5"^^xsd:byte', '"5"^^<http://www.w3.org/2001/XMLSchema#byte>'),
        ("65000", '"65000"^^<http://www.w3.org/2001/XMLSchema#integer>'),
        ("-2.50", '"-2.50"^^<http://www.w3.org/2001/XMLSchema#decimal>'),
        ("true", '"true"^^<http://www.w3.org/2001/XMLSchema#boolean>'),
        ("2026-05-19", '"2026-05-19"^^<http://www.w3.org/2001/XMLSchema#date>'),
        ("South Carolina", '"South Carolina"'),
        ("14:30", '"14:30"'),
        ("", '""'),
        ("} # ' \" \\ \n", '"} # \' \\" \\\\ \\n"'),
    ],
)
def test_a_value_is_the_term_that_it_looks_like(
    value: str, term: str, graph: credgraph.CredentialGraph
) -> None:
    text = "PREFIX e: <http://e/> ASK { ?s ?p ?x }"
    assert graph.bind(text, x=value) == f"PREFIX e: <http://e/> ASK {{ ?s ?p  {term}  }}"


@pytest.mark.parametrize(
    ("query", "bound"),
    [
        ("SELECT ?x ?y { ?x a ?y }", "SELECT (<urn:a> AS ?x) ?y {  <urn:a>  a ?y }"),
        ('ASK { $x a "?x" } # ?x', 'ASK {  <urn:a>  a "?x" } # ?x'),
        (
            "SELECT ?x { ?x a ?y } GROUP BY ?x ORDER BY ?x DESC(?x) LIMIT 1",
            "SELECT (<urn:a> AS ?x) {  <urn:a>  a ?y } GROUP BY  (<urn:a>)  ORDER BY  (<urn:a>)  "
            "DESC( <urn:a> ) LIMIT 1",
        ),
        (
            "SELECT ?x { { SELECT ?x { ?x a ?y } } FILTER(BOUND(?x)) }",
            "SELECT (<urn:a> AS ?x) { { SELECT (<urn:a> AS ?x_given) {  <urn:a>  a ?y } } "
            "FILTER( true ) }",
        ),
        ("DESCRIBE ?x", "DESCRIBE  <urn:a> "),
    ],
)
def test_a_variable_is_replaced_where_it_stands(
    query: str, bound: str, graph: credgraph.CredentialGraph
) -> None:
    assert bind_variables(query, {"x": "<urn:a>"}) == bound
    graph.query(bound)


def test_a_value_narrows_the_answer_and_stays_a_column(graph: credgraph.CredentialGraph) -> None:
    text = "SELECT ?c (COUNT(?m) AS ?n) { ?c cg:requiredModule ?m } GROUP BY ?c"
    every = graph.query(text)
    one = graph.query(graph.bind(text, c="mssc-cpt"))
    assert isinstance(every, credgraph.Table)
    assert isinstance(one, credgraph.Table)
    assert [*one] == [row for row in every if row["c"].endswith("/mssc-cpt")] != []


@pytest.mark.parametrize("text", ["SELECT ?x { VALUES ?x { 1 } }", "ASK { BIND(1 AS ?x) }"])
def test_a_variable_with_a_value_of_its_own_is_told(
    text: str, graph: credgraph.CredentialGraph
) -> None:
    with pytest.raises(BadQuery, match="gets its value in the query itself"):
        graph.bind(text, x="1")


def test_a_wrong_name_lists_the_variables(graph: credgraph.CredentialGraph) -> None:
    text = "SELECT ?credential { ?credential cg:issuer ?_issuer_iri }"
    with pytest.raises(BadParameter) as error:
        graph.bind(text, credental="1")
    assert "did you mean credential? its variables are issuer, credential" in str(error.value)


def test_a_parameter_of_the_library_finds_its_record(graph: credgraph.CredentialGraph) -> None:
    text = "ASK { ?_credential_iri ?p ?o }"
    assert graph.bind(text, credential="MSSC CPT") == f"ASK {{ {CPT} ?p ?o }}"
    with pytest.raises(UnknownRecord, match="did you mean mssc-cpt"):
        graph.bind(text, credential="mscc-cpt")


@pytest.mark.parametrize("value", ["<a b>", '"a', '"a" . <urn:x> <urn:y> "z"', "'''", '"a"@@'])
def test_what_is_no_term_is_refused(value: str, graph: credgraph.CredentialGraph) -> None:
    with pytest.raises(BadParameter):
        graph.bind("ASK { ?s ?p ?x }", x=value)


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet=st.sampled_from("<>\"'\\{}.;#? @^:a1\n"), max_size=20))
def test_no_value_changes_the_query(value: str) -> None:
    graph = _graph()
    try:
        bound = graph.bind("SELECT ?x { VALUES ?y { 7 } BIND(?x AS ?z) }", x=value)
    except CredGraphError:
        return
    found = graph.query(bound)
    assert isinstance(found, credgraph.Table)
    assert [column.name for column in found.columns] == ["x"]
    assert len(found) == 1


def _graph(made: list[credgraph.CredentialGraph] = []) -> credgraph.CredentialGraph:  # noqa: B006
    """One graph for all examples: hypothesis and fixtures do not mix."""
    if not made:
        made.append(credgraph.open())
    return made[0]
