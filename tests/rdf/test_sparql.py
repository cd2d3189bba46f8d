"""SPARQL text: tokens, prefixes, federation and errors."""

from __future__ import annotations

import socket
import subprocess
import sys
import threading
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

import credgraph
from credgraph.errors import BadQuery
from credgraph.rdf.guard import guard
from credgraph.rdf.sparql import (
    bind_parameters,
    declare_prefixes,
    has_keyword,
    parse_error,
    split_parameters,
)


def test_parameters_in_strings_comments_and_iris_are_left_alone() -> None:
    text = 'SELECT ?x { ?x ?p "?_a_iri" , <http://e/?_b_iri> # ?_c_iri\n ; ?q ?_d_iri }'
    assert split_parameters(text)[1::2] == ("?_d_iri",)


@given(st.text())
def test_splitting_loses_nothing(text: str) -> None:
    assert "".join(split_parameters(text)) == text


def test_binding_replaces_each_occurrence() -> None:
    parts = split_parameters("SELECT * { ?_a_iri ?p ?o . ?s ?q ?_a_iri }")
    assert (
        bind_parameters(parts, {"?_a_iri": "<urn:x>"})
        == "SELECT * { <urn:x> ?p ?o . ?s ?q <urn:x> }"
    )


def test_known_prefixes_need_no_declaration() -> None:
    assert declare_prefixes("ASK { ?s a cg:Credential }").startswith("PREFIX cg: <https://w3id.org")


def test_blank_nodes_and_strings_are_no_prefixes() -> None:
    text = 'ASK { _:b1 ?p "odd:thing" } # more:odd'
    assert declare_prefixes(text) == text


def test_an_iri_with_escapes_holds_no_prefix() -> None:
    text = r"ASK { <http://e/\u0061\U0001F47E> ?p <http://e/\u003Codd:thing> }"
    assert declare_prefixes(text) == text


def test_unknown_prefix_is_named_with_its_place() -> None:
    with pytest.raises(BadQuery, match=r"line 2, column 3: the prefix nope: is not declared in:"):
        declare_prefixes("ASK {\n  nope:a ?p ?o }")


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { SERVICE <http://127.0.0.1:{port}/> { ?s ?p ?o } }",
        "SELECT * { service silent <http://127.0.0.1:{port}/> { ?s ?p ?o } }",
        "SELECT * { SERVICE ?where { ?s ?p ?o } BIND(<http://127.0.0.1:{port}/> AS ?where) }",
        "SELECT * {SERVICE<http://127.0.0.1:{port}/>{ ?s ?p ?o }}",
        "SELECT * { SER\\u0056ICE <http://127.0.0.1:{port}/> { ?s ?p ?o } }",
        "SELECT * { \\u0053\\u0045RVICE <http://127.0.0.1:{port}/> { ?s ?p ?o } }",
        "PREFIX x: <http://127.0.0.1:{port}/> SELECT * { SERVICEx:y { ?s ?p ?o } }",
        "PREFIX : <http://127.0.0.1:{port}/> SELECT * { SERVICE:y { ?s ?p ?o } }",
        "SELECT * { SERVICE#>\n silent#{\n<http://127.0.0.1:{port}/> { ?s ?p ?o } }",
        "SELECT * { BIND(1 AS ?a) FILTER(?a<'>'||true)SERVICE<http://127.0.0.1:{port}/>{ } #'\n}",
        "SELECT * { BIND(<http://127.0.0.1:{port}/> AS ?v) FILTER(1<2)SERVICE?v#>\n{ ?s ?p ?o } }",
        "SELECT * { VALUES ?o { 1 } ?s ?p 1e5SERVICE<http://127.0.0.1:{port}/>{ ?s ?p ?o } }",
        "SELECT * { SERVICE\\u0020<http://127.0.0.1:{port}/> { ?s ?p ?o } }",
        "SELECT * { SER#\nVICE <http://127.0.0.1:{port}/> { ?s ?p ?o } }",
        "LOAD <http://127.0.0.1:{port}/>",
        "INSERT DATA { <urn:a> <urn:b> <urn:c> }",
        "SELECT * { ?s ?p ?o } ; LOAD <http://127.0.0.1:{port}/>",
    ],
)
def test_nothing_typed_reaches_another_server(text: str, graph: credgraph.CredentialGraph) -> None:
    with _listener() as (port, calls), pytest.raises(BadQuery):
        graph.query(text.replace("{port}", str(port)))
    assert calls == []


@pytest.mark.parametrize("pair", ["{}", "()", "[]"])
def test_deep_nesting_is_refused_before_it_overflows_the_parser(
    pair: str, graph: credgraph.CredentialGraph
) -> None:
    with pytest.raises(BadQuery, match="nested more than 100 deep"):
        graph.query(f"SELECT * {{ ?s ?p {pair[0] * 5000}{pair[1] * 5000} }}")


@pytest.mark.parametrize(
    "chain", ["!" * 10_001, "1" + "+1" * 10_001, "true" + "||true" * 9000, "<!" + "!" * 10_001]
)
def test_long_chains_are_refused_before_they_overflow_the_parser(
    chain: str, graph: credgraph.CredentialGraph
) -> None:
    with pytest.raises(BadQuery, match="has more than 10,000 operators"):
        graph.query(f"ASK {{ BIND(1 AS ?a) FILTER(?a = {chain}) }}")


def test_a_very_long_query_is_refused(graph: credgraph.CredentialGraph) -> None:
    with pytest.raises(BadQuery, match="longer than 1,000,000 characters"):
        graph.query("ASK { } " + "#" * 1_000_000)


def test_from_reads_this_graph_alone(graph: credgraph.CredentialGraph) -> None:
    with _listener() as (port, calls):
        table = graph.query(f"SELECT * FROM <http://127.0.0.1:{port}/> {{ ?s ?p ?o }}")
    assert isinstance(table, credgraph.Table)
    assert (len(table), calls) == (0, [])


def test_the_word_service_may_stand_in_text(graph: credgraph.CredentialGraph) -> None:
    guard('SELECT ?service { ?service rdfs:label "service <x>" ; cg:service ?o } # SERVICE <x>')
    guard("ASK { ?s ?p 'SERVICE <http://x/> {' }  # SERVICE <http://x/> { ?s ?p ?o }")
    assert graph.query('ASK { ?service rdfs:label "SERVICE" }') is False


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        (
            "SELECT * WHERE { ?s ?p }",
            r"line 1, column 21: this triple ends with \?p: a value is missing in: SELECT \*",
        ),
        ("SELECT *\nWHERE { ?s rdfs:label ?o", r"line 2, column 7: the \{ here is not closed"),
        ("", "a query starts with SELECT, ASK, CONSTRUCT or DESCRIBE in: an empty query"),
        ("DELETE WHERE { ?s ?p ?o }", "DELETE is not allowed: the graph is read-only"),
    ],
)
def test_what_does_not_parse_is_shown_with_its_place(
    text: str, complaint: str, graph: credgraph.CredentialGraph
) -> None:
    with pytest.raises(BadQuery, match=complaint):
        graph.query(text)


class _listener:  # noqa: N801 - reads as a verb where it is used
    """A socket on loopback that notes whether anybody called."""

    def __enter__(self) -> tuple[int, list[str]]:
        self.calls: list[str] = []
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.socket.settimeout(0.3)
        self.thread = threading.Thread(target=self._listen)
        self.thread.start()
        return self.socket.getsockname()[1], self.calls

    def _listen(self) -> None:
        try:
            caller, address = self.socket.accept()
        except TimeoutError:
            return
        self.calls.append(str(address))
        caller.close()

    def __exit__(self, *_: object) -> None:
        self.thread.join()
        self.socket.close()


@pytest.mark.parametrize(
    "text",
    [
        'ASK { ?s ?p "' + "({[" * 200 + '" }',
        "ASK { } #" + "(" * 200,
        'ASK { ?s ?p """' + "+" * 11_000 + '""" }',
        "ASK { ?s ?p <http://example.org/" + "-" * 11_000 + "> }",
        "ASK { VALUES ?s {" + " ex:two-words-or-more" * 5000 + "} }",
    ],
)
def test_brackets_and_operators_count_where_they_are_syntax_alone(text: str) -> None:
    guard(text)


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { BIND(1 AS ?a) FILTER(?a<b:c('d>')) SERVICE <http://x/> { ?s ?p ?o } #'\n}",
        "SELECT * { ?s <http://x\\u0041#> ?o . SERVICE <http://x/> { ?s ?p ?o } }",
    ],
)
def test_a_quote_that_the_engine_may_read_otherwise_hides_nothing(text: str) -> None:
    with pytest.raises(BadQuery, match="SERVICE is not allowed"):
        guard(text)


_REPEATED = (
    "SERVICE:", "SERVICE ", "SERVICE #", "SERVICE<", "SERVICE?", "PREFIX :<", '"\\', '"""\\', "'\\",
    "é", "a.", "a-", "<a", ":", "?", "_:", "@a-", "#", "(", "\\", "Abc ", "1,",
    "SERVICE" + "x" * 500,
)  # fmt: skip


@pytest.mark.parametrize("unit", _REPEATED)
def test_no_text_takes_more_than_linear_time(unit: str) -> None:
    """A super-linear pattern takes minutes or hours for this length, so none hides in noise."""
    text = unit * (60_000 // len(unit))
    error = SyntaxError(f"error at 1:{len(text)}: {text}")
    for read in (guard, declare_prefixes, split_parameters):
        with suppress(BadQuery):
            read(text)
    has_keyword(text, "SERVICE")
    parse_error(text, error)


@pytest.mark.parametrize(
    "text",
    [
        "DESCRIBE " + " ".join(f"<u:a{n}>" for n in range(2700)),
        "ASK { FILTER(true" + "&&true" * 4900 + ") }",
    ],
    ids=["describe", "conjunction"],
)
def test_long_chains_do_not_overflow_the_stack(text: str) -> None:
    run = [sys.executable, "-c", "import sys, credgraph; credgraph.open().query(sys.stdin.read())"]
    assert subprocess.run(run, input=text, text=True, timeout=300).returncode == 0


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ('SELECT (xsd:long("1") AS ?x) {}', "no function xsd:long here"),
        ("SELECT ?x { ?s ?p ?o BIND(<urn:f>(?o) AS ?x) }", "no function urn:f here"),
    ],
)
def test_what_the_engine_does_not_support_is_said(
    text: str, complaint: str, graph: credgraph.CredentialGraph
) -> None:
    with pytest.raises(BadQuery, match=complaint):
        graph.query(text)
