"""Answers to any query: tables, graphs and charts of what is asked, odd values too."""

from __future__ import annotations

import pytest

pytest.importorskip("streamlit", reason="the explorer needs: pip install 'credgraph[explorer]'")

import pyoxigraph as ox
from explorer_pages import shown, tables, words

from credgraph.results import Column, Table, Term
from credgraph.sandbox.evaluator import UPLOADED
from dashboard.answers.default_chart import default_chart
from dashboard.editor.examples import example_query
from dashboard.state.addresses import pack_query
from dashboard.state.session import graph


def test_a_typed_query_runs_and_a_bad_one_is_told_with_its_place() -> None:
    good = shown("sparql", q=pack_query("SELECT ?c WHERE { ?c a cg:Credential }"))
    assert len(tables(good)[0]) > 10
    assert "Line 1, column" in words(shown("sparql", q=pack_query("SELECT * WHERE {")))
    service = shown(
        "sparql", q=pack_query("SELECT * { SERVICE <http://127.0.0.1:9/> { ?a ?b ?c } }")
    )
    assert "SERVICE is not allowed" in words(service)


@pytest.mark.parametrize(
    ("query", "seen"),
    [
        ("SELECT * {}", "1 row"),
        ("SELECT (99999999999999999999 AS ?n) {}", "99,999,999,999,999,999,999"),
        ('SELECT ("about 40"^^xsd:integer AS ?n) {}', "about 40"),
        ("SELECT (1e400 AS ?n) {}", "inf"),
        ("CONSTRUCT { <https://x.example/a> cg:buildsOn <https://x.example/b> } {}", "x.example"),
        ("SELECT (<https://x.example/a> AS ?a) (<https://x.example/b> AS ?b) {}", "x.example"),
    ],
)
def test_odd_answers_are_shown_as_they_are(query: str, seen: str) -> None:
    app = shown("sparql", q=pack_query(query))
    assert not app.warning
    assert seen in words(app) + "".join(str(each.to_dict()) for each in tables(app))


def test_an_editor_starts_from_a_query_with_an_answer() -> None:
    answer = graph().query(example_query("first"))
    assert isinstance(answer, Table)
    assert len(answer) > 10
    assert f"GRAPH <{UPLOADED}>" in example_query("of_a_file")


def chart_of(*names: str) -> str:
    columns = (Column("name", "Name", "string"), *(Column(n, n, "integer") for n in names))
    rows: list[tuple[Term | None, ...]] = [
        (ox.Literal(name), *(ox.Literal(i + 1) for i in range(len(names)))) for name in "ab"
    ]
    return str(default_chart(Table(columns, rows)))


@pytest.mark.parametrize(
    "names",
    ["min_pay max_pay", "year minPay maxPay", "p10 median p90", "min_cost low max_pay high"],
)
def test_a_chart_draws_a_range_between_two_ends_of_one_name(names: str) -> None:
    assert " to " in chart_of(*names.split())


@pytest.mark.parametrize("names", ["min_pay max_cost", "admin remax", "min_pay", "low p90"])
def test_columns_that_are_no_ends_of_one_range_are_drawn_as_bars(names: str) -> None:
    found = chart_of(*names.split())
    assert names.split()[0] in found
    assert " to " not in found
