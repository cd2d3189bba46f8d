"""Terms as Python values, JSON, pandas and Parquet: no number is rounded, none is a string."""

from __future__ import annotations

import io
import json
import sys
from decimal import Decimal

import pandas as pd
import pyoxigraph as ox
import pytest

from credgraph.errors import PackageMissing
from credgraph.results import Column, Format, Table, Triples, content, python_value, render

XSD = "http://www.w3.org/2001/XMLSchema#"
BIG = 12345678901234567890123
EXACT = "12345678901234567890.1234567890123456789"


def literal(text: str, kind: str) -> ox.Literal:
    return ox.Literal(text, datatype=ox.NamedNode(XSD + kind))


def column(*cells: ox.Literal | ox.BlankNode | ox.NamedNode | ox.Triple | None) -> Table:
    return Table((Column("x", "X", "term"),), [(cell,) for cell in cells])


WHOLE = [
    "integer",
    "long",
    "int",
    "short",
    "byte",
    "nonNegativeInteger",
    "positiveInteger",
    "unsignedLong",
    "unsignedInt",
    "unsignedShort",
    "unsignedByte",
]


@pytest.mark.parametrize("kind", WHOLE)
def test_every_type_of_whole_number_is_a_number(kind: str) -> None:
    assert python_value(literal("+5", kind)) == 5
    assert json.loads(render(column(literal("5", kind)), Format.JSON)) == [{"x": 5}]
    assert column(literal("5", kind)).to_pandas()["x"].dtype == "int64"


@pytest.mark.parametrize("kind", ["float", "double", "decimal"])
def test_every_type_of_fraction_is_a_number(kind: str) -> None:
    assert json.loads(render(column(literal("2.5", kind)), Format.JSON)) == [{"x": 2.5}]
    assert column(literal("2.5", kind)).to_pandas()["x"].dtype == "float64"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("128", "byte"),
        ("-129", "byte"),
        ("2147483648", "int"),
        ("-1", "nonNegativeInteger"),
        ("0", "positiveInteger"),
        ("0", "negativeInteger"),
        ("1", "nonPositiveInteger"),
        ("256", "unsignedByte"),
        ("9223372036854775808", "long"),
        ("12 weeks", "int"),
        ("1e3", "decimal"),
        ("inf", "double"),
    ],
)
def test_what_lies_outside_of_its_type_stays_text(text: str, kind: str) -> None:
    assert python_value(literal(text, kind)) == text


def test_a_number_of_another_vocabulary_is_text() -> None:
    assert python_value(ox.Literal("5", datatype=ox.NamedNode("http://e/#integer"))) == "5"


def test_json_keeps_all_digits_of_integers_and_decimals() -> None:
    table = column(literal(str(BIG), "integer"), literal(EXACT, "decimal"))
    for text in (render(table, Format.JSON), table.to_json(), f"[{_lines(table)}]"):
        found = json.loads(text, parse_float=Decimal)
        assert [row["x"] for row in found] == [BIG, Decimal(EXACT)]


def _lines(table: Table) -> str:
    return ",".join(render(table, Format.NDJSON).splitlines())


@pytest.mark.parametrize("text", ["1.", ".5", "-.5", "+007.10", "-0.0", "0.0000001", "100"])
def test_every_spelling_of_a_decimal_is_legal_json(text: str) -> None:
    [row] = json.loads(render(column(literal(text, "decimal")), Format.JSON), parse_float=Decimal)
    assert row["x"] == Decimal(text)


@pytest.mark.parametrize("kind", ["double", "float"])
def test_infinity_and_nan_are_strings_of_json(kind: str) -> None:
    table = column(*(literal(text, kind) for text in ("INF", "+INF", "-INF", "NaN")))
    found = json.loads(render(table, Format.JSON), parse_constant=pytest.fail)
    assert [row["x"] for row in found] == ["INF", "INF", "-INF", "NaN"]


@pytest.mark.parametrize("form", ["csv", "tsv", "json", "ndjson", "markdown", "table"])
def test_a_blank_node_is_not_taken_for_a_text(form: str) -> None:
    assert "_:b7" in render(column(ox.BlankNode("b7"), ox.Literal("b7")), Format(form))


@pytest.mark.parametrize("form", ["csv", "tsv", "json", "ndjson", "markdown", "table"])
def test_a_triple_term_is_written_in_every_format_of_rows(form: str) -> None:
    cell = ox.Triple(ox.NamedNode("urn:a"), ox.NamedNode("urn:b"), ox.Literal(1))
    assert "urn:b" in render(column(cell), Format(form))


def test_pandas_keeps_integers_exact_with_gaps_and_without() -> None:
    gaps = column(literal("9007199254740993", "integer"), None).to_pandas()["x"]
    assert (str(gaps.dtype), gaps[0], gaps.isna()[1]) == ("Int64", 9007199254740993, True)
    assert column(literal("1", "int"), literal("2", "long")).to_pandas()["x"].dtype == "int64"
    for cells in ([literal(str(BIG), "integer")], [literal(str(BIG), "integer"), None]):
        big = column(*cells).to_pandas()["x"]
        assert (str(big.dtype), big[0]) == ("object", BIG)


def test_pandas_rounds_no_integer_beside_a_fraction() -> None:
    found = column(literal(str(2**53 + 1), "integer"), literal("0.5", "decimal")).to_pandas()["x"]
    assert found.tolist() == [2**53 + 1, Decimal("0.5")]


def test_pandas_takes_a_table_without_rows_or_columns() -> None:
    assert column().to_pandas().shape == (0, 1)
    assert Table((), [(), ()]).to_pandas().shape == (2, 0)


def test_triples_become_a_frame() -> None:
    triple = ox.Triple(ox.NamedNode("urn:a"), ox.NamedNode("urn:b"), literal("5", "int"))
    frame = Triples((triple,)).to_pandas()
    assert list(frame.columns) == ["subject", "predicate", "object"]
    assert frame.iloc[0].tolist() == ["urn:a", "urn:b", 5]


def read_parquet(*cells: ox.Literal | None) -> list[object]:
    written = io.BytesIO(content(column(*cells), Format.PARQUET))
    return list(pd.read_parquet(written, dtype_backend="pyarrow")["x"])


def test_parquet_keeps_numbers_exact_and_mixed_values_as_text() -> None:
    assert read_parquet(literal("9007199254740993", "long"), None)[0] == 9007199254740993
    assert read_parquet(literal(EXACT, "decimal")) == [Decimal(EXACT)]
    assert read_parquet(literal(str(BIG), "integer")) == [str(BIG)]
    assert read_parquet(literal("1", "int"), ox.Literal("one")) == ["1", "one"]
    assert read_parquet() == []


def test_without_pyarrow_one_line_names_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(PackageMissing, match=r"pip install 'credgraph\[explorer\]'"):
        content(column(), Format.PARQUET)
