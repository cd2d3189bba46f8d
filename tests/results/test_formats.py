"""Answers in words and in every format, harmless whatever text they contain."""

from __future__ import annotations

import csv
import io
import json
from decimal import Decimal

import pyoxigraph as ox
import pytest

from credgraph.rdf.namespaces import term
from credgraph.results.formats import Format, render, visible_columns
from credgraph.results.table import Column, Table, Triples
from credgraph.results.wording import display_value

HOSTILE = 'a\x1b[31m"b",\n|c <img src=x onerror=alert(1)> ![](http://x)'


def literal(text: str, datatype: str) -> ox.Literal:
    return ox.Literal(text, datatype=term(f"xsd:{datatype}"))


def table(*cells: object) -> Table:
    columns = tuple(Column(f"c{i}", f"C{i}", "term") for i in range(len(cells)))
    return Table(columns, [cells])  # type: ignore[list-item]


@pytest.mark.parametrize(
    ("text", "datatype", "words"),
    [
        ("P28D", "duration", "4 weeks"),
        ("P7D", "duration", "1 week"),
        ("P10D", "duration", "10 days"),
        ("P0M", "duration", "0"),
        ("PT1H30M", "duration", "90 minutes"),
        ("P1Y6M", "duration", "1 year 6 months"),
        ("PT90M", "duration", "90 minutes"),
        ("true", "boolean", "yes"),
        ("35000.00", "decimal", "35,000"),
        ("0.50", "decimal", "0.50"),
        ("1529700", "integer", "1,529,700"),
        ("2026-05-19", "date", "2026-05-19"),
        ("nonsense", "duration", "nonsense"),
    ],
)
def test_cells_are_shown_in_words(text: str, datatype: str, words: str) -> None:
    assert display_value(literal(text, datatype)) == words


def test_hours_stay_hours_however_the_store_writes_them() -> None:
    assert display_value(literal("P6DT16H", "duration"), "hours") == "160 hours"
    assert display_value(literal("P125D", "duration"), "hours") == "3,000 hours"


@pytest.mark.parametrize(
    ("text", "datatype"),
    [
        ("about 40", "integer"),
        ("1_000", "integer"),
        ("9" * 5000, "integer"),
        ("cheap", "decimal"),
        (".", "decimal"),
        ("1e999999999", "decimal"),
        ("1.2.3", "double"),
        ("maybe", "boolean"),
        (f"P{'9' * 5000}Y", "duration"),
    ],
)
def test_an_ill_typed_literal_stays_as_written(text: str, datatype: str) -> None:
    cell = literal(text, datatype)
    assert display_value(cell) == text
    assert json.loads(render(table(cell), Format.JSON)) == [{"c0": text}]


def test_infinity_becomes_a_string_in_json() -> None:
    written = render(table(literal("INF", "double"), literal("NaN", "double")), Format.JSON)
    assert json.loads(written, parse_constant=pytest.fail) == [{"c0": "inf", "c1": "nan"}]


def test_values_become_python_values() -> None:
    row = next(iter(table(literal("1.50", "decimal"), literal("3", "integer"), None)))
    assert row == {"c0": Decimal("1.50"), "c1": 3, "c2": None}


def test_pandas_gets_numbers() -> None:
    frame = table(literal("1.50", "decimal"), ox.Literal("x")).to_pandas()
    assert frame["c0"].tolist() == [1.5]
    assert list(frame.columns) == ["c0", "c1"]


def test_an_unknown_column_is_named_with_those_that_exist() -> None:
    with pytest.raises(KeyError, match="the columns are c0"):
        table(ox.Literal("x")).column("nope")


def test_people_see_the_label_and_not_the_iri() -> None:
    columns = (Column("x", "X", "iri"), Column("x_label", "X", "string"), Column("n", "N", "iri"))
    rows = [(ox.NamedNode("urn:x"), ox.Literal("ex"), ox.NamedNode("urn:n"))]
    whole = Table(columns, list(rows))
    assert [column.name for column in visible_columns(whole).columns] == ["x_label", "n"]
    assert [column.name for column in visible_columns(whole, iris=True).columns] == ["x", "n"]


def test_hostile_text_stays_text() -> None:
    plain = render(table(ox.Literal(HOSTILE)), Format.TABLE)
    assert "\x1b" not in plain
    assert plain.count("\n") == 3
    marked = render(table(ox.Literal(HOSTILE)), Format.MARKDOWN)
    assert marked.count("<") == marked.count("\\<")
    assert marked.count("[") == marked.count("\\[")
    assert marked.count("\n") == 3
    [_, row] = csv.reader(io.StringIO(render(table(ox.Literal(HOSTILE)), Format.CSV)))
    assert row == [HOSTILE]


def test_a_blank_node_in_csv_is_no_string() -> None:
    text = render(table(ox.BlankNode("x"), ox.Literal("x"), ox.NamedNode("urn:x")), Format.CSV)
    assert [*csv.reader(io.StringIO(text))][1] == ["_:x", "x", "urn:x"]


def test_a_table_in_turtle_is_a_result_set_that_reads_back() -> None:
    text = render(table(ox.Literal(HOSTILE), ox.NamedNode("urn:x")), Format.TTL)
    found = {quad.object for quad in ox.parse(text, format=ox.RdfFormat.TURTLE)}
    assert {ox.Literal(HOSTILE), ox.NamedNode("urn:x")} <= found


def test_triples_in_turtle_have_the_same_bytes_in_any_order() -> None:
    nodes = [ox.NamedNode(f"https://w3id.org/credgraph/id/cost/{n}") for n in "abc"]
    triples = [ox.Triple(node, term("rdf:type"), term("cg:Cost")) for node in nodes]
    texts = {Triples(tuple(order)).to_turtle() for order in (triples, triples[::-1])}
    assert len(texts) == 1
    assert "cost:a" in texts.pop()


def test_colour_keeps_markup_in_data_as_text() -> None:
    assert "[red]x[/red]" in render(table(ox.Literal("[red]x[/red]")), Format.TABLE, color=True)
