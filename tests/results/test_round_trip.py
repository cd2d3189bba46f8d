"""What is written in a format for machines reads back as the same terms, or is refused by name."""

from __future__ import annotations

import itertools
import re
from io import BytesIO

import odd_terms
import pyoxigraph as ox
import pytest
import rdflib

from credgraph.errors import NotExpressible
from credgraph.results import Column, Format, Table, Triples, content

SYNTAXES = {
    Format.TTL: ox.RdfFormat.TURTLE,
    Format.NT: ox.RdfFormat.N_TRIPLES,
    Format.NQ: ox.RdfFormat.N_QUADS,
    Format.TRIG: ox.RdfFormat.TRIG,
    Format.JSONLD: ox.RdfFormat.JSON_LD,
    Format.RDFXML: ox.RdfFormat.RDF_XML,
}
SOLUTIONS = {
    Format.SRJ: ox.QueryResultsFormat.JSON,
    Format.SRX: ox.QueryResultsFormat.XML,
    Format.TSV: ox.QueryResultsFormat.TSV,
}
TERMS = [*odd_terms.LITERALS, *odd_terms.IRIS, *odd_terms.TRIPLE_TERMS]
FORBIDDEN_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def test_there_are_values_enough() -> None:
    assert len(odd_terms.TRIPLES) > 400


def read_back(triple: ox.Triple, form: Format) -> list[ox.Triple] | None:
    """Return the triples in what is written, None if the format refuses the triple."""
    try:
        written = content(Triples((triple,)), form)
    except NotExpressible:
        return None
    return [quad.triple for quad in ox.parse(written, format=SYNTAXES[form])]


@pytest.mark.parametrize("form", [Format.TTL, Format.NT, Format.NQ, Format.TRIG])
def test_every_triple_comes_back_from_the_syntaxes_of_turtle(form: Format) -> None:
    assert [t for t in odd_terms.TRIPLES if read_back(t, form) != [t]] == []


@pytest.mark.parametrize("form", [Format.TTL, Format.NT])
def test_all_triples_come_back_from_one_document(form: Format) -> None:
    triples = tuple(odd_terms.TRIPLES)
    found = ox.parse(content(Triples(triples), form), format=SYNTAXES[form])
    assert {quad.triple for quad in found} == set(triples)


def test_every_triple_comes_back_from_json_ld_but_for_triple_terms() -> None:
    wrong = [t for t in odd_terms.TRIPLES if read_back(t, Format.JSONLD) != [t]]
    assert [t.object for t in wrong] == odd_terms.TRIPLE_TERMS
    assert all(read_back(t, Format.JSONLD) is None for t in wrong)


def test_rdf_xml_gives_each_triple_back_or_says_that_it_has_no_way_to_write_it() -> None:
    refused = [t for t in odd_terms.TRIPLES if read_back(t, Format.RDFXML) is None]
    kept = [t for t in odd_terms.TRIPLES if t not in refused]
    assert [t for t in kept if read_back(t, Format.RDFXML) != [t]] == []
    assert len(kept) > 300
    for triple in refused:
        node = triple.object
        name = triple.predicate.value
        odd_text = isinstance(node, ox.Literal) and (
            node.direction or FORBIDDEN_IN_XML.search(node.value)
        )
        assert odd_text or isinstance(node, ox.Triple) or not re.search(r"[a-z_é東京]$", name)


def test_another_reader_takes_the_rdf_xml() -> None:
    predicates = [ox.NamedNode(f"http://e/{name}") for name in ("1a", "é", "a.b", "a?b=c#d")]
    texts = ["a\r\nb", " x ", "<&>\"'", "👩‍🏫"]
    for predicate, text in itertools.product(predicates, texts):
        triple = ox.Triple(ox.BlankNode("1"), predicate, ox.Literal(text))
        read = rdflib.Graph().parse(data=content(Triples((triple,)), Format.RDFXML), format="xml")
        [(_, found, value)] = read
        assert (str(found), str(value)) == (predicate.value, text)


@pytest.mark.parametrize("form", SOLUTIONS)
def test_every_term_comes_back_from_the_formats_of_results(form: Format) -> None:
    columns = (Column("x", "X", "term"), Column("none", "None", "term"))
    for cell in TERMS:
        rows: list[tuple[object, ...]] = [(cell, None), (None, cell), (None, None)]
        try:
            written = content(Table(columns, rows), form)  # type: ignore[arg-type]
        except NotExpressible:
            assert form is Format.SRX
            assert FORBIDDEN_IN_XML.search(str(getattr(cell, "value", "")))
            continue
        found = ox.parse_query_results(BytesIO(written), format=SOLUTIONS[form])
        assert isinstance(found, ox.QuerySolutions)
        assert [tuple(row) for row in found] == rows, cell


def test_xml_of_results_is_read_by_another_reader() -> None:
    table = Table((Column("x", "X", "term"),), [(ox.Literal("a\r\nb "),), (ox.Literal("<&>"),)])
    found = rdflib.query.Result.parse(BytesIO(content(table, Format.SRX)), format="xml")
    texts = [str(row["x"]) for row in found if isinstance(row, rdflib.query.ResultRow)]
    assert texts == ["a\r\nb ", "<&>"]


@pytest.mark.parametrize("form", [Format.SRJ, Format.SRX])
@pytest.mark.parametrize("answer", [True, False])
def test_yes_and_no_come_back(form: Format, answer: bool) -> None:
    found = ox.parse_query_results(BytesIO(content(answer, form)), format=SOLUTIONS[form])
    assert isinstance(found, ox.QueryBoolean)
    assert bool(found) is answer


@pytest.mark.parametrize("form", SOLUTIONS)
def test_blank_nodes_stay_blank_and_keep_which_is_which(form: Format) -> None:
    one, two = ox.BlankNode("one"), ox.BlankNode("two")
    table = Table(tuple(Column(n, n, "term") for n in "abc"), [(one, two, one)])
    found = ox.parse_query_results(BytesIO(content(table, form)), format=SOLUTIONS[form])
    assert isinstance(found, ox.QuerySolutions)
    a, b, c = next(found)
    assert all(isinstance(node, ox.BlankNode) for node in (a, b, c))
    assert (a == c, a == b) == (True, False)


def test_a_result_set_keeps_its_blank_nodes_apart_from_those_of_the_answer() -> None:
    columns = (Column("x", "X", "term"),)
    table = Table(columns, [(ox.BlankNode("row1"),), (ox.BlankNode("answer"),)])
    quads = list(ox.parse(content(table, Format.TTL), format=ox.RdfFormat.TURTLE))
    value = ox.NamedNode("http://www.w3.org/2001/sw/DataAccess/tests/result-set#value")
    subjects = {quad.subject for quad in quads}
    assert not any(quad.object in subjects for quad in quads if quad.predicate == value)
