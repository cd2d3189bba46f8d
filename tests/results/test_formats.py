"""Answers in words and in every format, harmless whatever text they contain."""

from __future__ import annotations

import csv
import io
import json
import re
from decimal import Decimal

import pyoxigraph as ox
import pytest

from credgraph.errors import NotExpressible, UnwritableTarget
from credgraph.rdf.namespaces import term
from credgraph.results import (
    GRAPHS,
    TABLES,
    Column,
    Format,
    Table,
    Triples,
    content,
    display_value,
    escape_controls,
    format_of_file,
    one_line,
    render,
    visible_columns,
)

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
    assert "[red]x[/red]" in render(table(ox.Literal("[red]x[/red]")), Format.TABLE, terminal=True)


CONTROLS = [
    *(chr(n) for n in range(0x20) if chr(n) not in "\t\n\r"),
    *(chr(n) for n in range(0x7F, 0xA0)),
    *"\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069",
]
TO_TERMINAL = [form for form in TABLES if form is not Format.PARQUET]


@pytest.mark.parametrize("form", TO_TERMINAL)
def test_no_control_character_of_a_row_reaches_a_terminal(form: Format) -> None:
    for control in CONTROLS:
        iri = [ox.NamedNode(f"urn:{control}")] if control >= "\xa0" else []
        odd = table(ox.Literal(f"a{control}b"), *iri)
        try:
            assert control not in drawn(odd, form), ascii(control)
        except NotExpressible:
            assert form is Format.SRX


def drawn(answer: Table | Triples, form: Format) -> str:
    """Return what a terminal gets, without the colours that are our own."""
    return re.sub(r"\x1b\[[0-9;]*m", "", render(answer, form, terminal=True, color=True))


@pytest.mark.parametrize("form", GRAPHS)
def test_no_control_character_of_a_triple_reaches_a_terminal(form: Format) -> None:
    for control in CONTROLS:
        odd = Triples((ox.Triple(ox.NamedNode("urn:s"), term("rdfs:label"), ox.Literal(control)),))
        try:
            assert control not in drawn(odd, form), ascii(control)
        except NotExpressible:
            assert form is Format.RDFXML


def test_escapes_for_a_terminal_are_those_of_the_format() -> None:
    odd = table(ox.Literal("a\x9bb\u202e"), ox.NamedNode("urn:\u202e"))
    row = render(odd, Format.JSON, terminal=True)
    assert "\\u202e" in row
    assert json.loads(row) == [{"c0": "a\x9bb\u202e", "c1": "urn:\u202e"}]
    for form, syntax in (
        (Format.SRJ, ox.QueryResultsFormat.JSON),
        (Format.SRX, ox.QueryResultsFormat.XML),
        (Format.TSV, ox.QueryResultsFormat.TSV),
    ):
        text = render(odd, form, terminal=True)
        found = ox.parse_query_results(text.encode(), format=syntax)
        assert isinstance(found, ox.QuerySolutions)
        assert [tuple(row) for row in found] == odd.rows, form
    triple = ox.Triple(ox.NamedNode("urn:\u202e"), term("rdfs:label"), ox.Literal("\x9b"))
    for form, kind in ((Format.TTL, ox.RdfFormat.TURTLE), (Format.NT, ox.RdfFormat.N_TRIPLES)):
        text = render(Triples((triple,)), form, terminal=True)
        assert [quad.triple for quad in ox.parse(text, format=kind)] == [triple]


def test_a_file_keeps_control_characters_as_they_are() -> None:
    [_, row] = csv.reader(io.StringIO(content(table(ox.Literal("a\x9b")), Format.CSV).decode()))
    assert row == ["a\x9b"]


def test_control_characters_are_visible_in_text_for_people() -> None:
    assert one_line("a\x1b[31mb\u202e\r\n c") == r"a\u001b[31mb\u202e c"
    assert one_line("👩\u200d🏫 é") == "👩\u200d🏫 é"
    assert escape_controls("a\nb\tc") == "a\nb\tc"


@pytest.mark.parametrize("text", ["=1+1", "+1 555", "-x", "@SUM(A1)", "\t=1", "\r=1"])
def test_a_spreadsheet_takes_no_cell_of_the_safe_csv_for_a_formula(text: str) -> None:
    odd = table(ox.Literal(text))
    [_, row] = csv.reader(io.StringIO(render(odd, Format.CSV_SAFE), newline=""))
    assert row == [f"'{text}"]
    [_, row] = csv.reader(io.StringIO(render(odd, Format.CSV), newline=""))
    assert row == [text], "CSV itself is faithful"
    assert odd.to_csv(safe=True) == render(odd, Format.CSV_SAFE)
    assert odd.to_csv() == render(odd, Format.CSV)


@pytest.mark.parametrize("text", ["", "a\rb", "\r", "a\r\nb", '"', 'a,"b"', " a "])
def test_every_text_comes_back_from_csv(text: str) -> None:
    for cells in ([ox.Literal(text)], [ox.Literal(text), ox.Literal("x")]):
        written = render(table(*cells), Format.CSV)
        [_, row] = csv.reader(io.StringIO(written, newline=""))
        assert row == [cell.value for cell in cells]


def test_a_negative_number_stays_one_in_the_safe_csv() -> None:
    assert render(table(literal("-5", "int")), Format.CSV_SAFE) == "c0\n-5\n"


def test_json_lines_hold_an_object_each() -> None:
    rows: list[tuple[ox.Literal | None]] = [(ox.Literal("a\nb"),), (None,)]
    lines = render(Table((Column("x", "X", "term"),), [*rows]), Format.NDJSON).splitlines()
    assert list(map(json.loads, lines)) == [{"x": "a\nb"}, {"x": None}]


@pytest.mark.parametrize("form", [Format.JSON, Format.NDJSON])
def test_json_of_nothing_is_json(form: Format) -> None:
    assert render(Table((), []), form) in ("[]\n", "")
    assert json.loads(render(Table((), [()]), form)) in ([{}], {})


def test_a_format_that_does_not_fit_is_refused_with_those_that_do() -> None:
    triples = Triples((ox.Triple(ox.NamedNode("urn:s"), term("rdf:type"), term("cg:Cost")),))
    for form in Format:
        for answer, fitting in ((table(ox.Literal("x")), TABLES), (True, TABLES)):
            if form not in fitting:
                with pytest.raises(NotExpressible, match=r"choose from table, .*csv, .*srj"):
                    content(answer, form)
            else:
                assert content(answer, form)
        if form in (Format.SRJ, Format.SRX):
            with pytest.raises(NotExpressible, match=r"choose from table, .*ttl, nt"):
                content(triples, form)
        else:
            assert content(triples, form)


@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("a.csv", "csv"),
        ("a/b.CSV", "csv"),
        ("a.b.jsonld", "jsonld"),
        ("x.md", "markdown"),
        ("x.rdf", "rdfxml"),
        ("x.jsonl", "ndjson"),
        ("x.parquet", "parquet"),
        ("x.txt", "table"),
    ],
)
def test_the_ending_of_a_file_names_its_format(name: str, form: str) -> None:
    assert format_of_file(name) == form


@pytest.mark.parametrize("name", ["x", "x.", ".csv", "x.docx"])
def test_an_ending_that_names_no_format_is_refused(name: str) -> None:
    with pytest.raises(UnwritableTarget, match="give --format"):
        format_of_file(name)


def test_a_triple_term_for_rdflib_is_refused_in_one_line() -> None:
    inner = ox.Triple(ox.NamedNode("urn:a"), ox.NamedNode("urn:b"), ox.Literal(1))
    triples = Triples((ox.Triple(ox.NamedNode("urn:s"), ox.NamedNode("urn:p"), inner),))
    with pytest.raises(NotExpressible, match="rdflib has no way to write a triple term"):
        triples.to_rdflib()
