"""Searching by name: what people type, how they spell it, and what they get when nothing fits."""

from __future__ import annotations

import pytest

pytest.importorskip("streamlit", reason="the explorer needs: pip install 'credgraph[explorer]'")

from explorer_pages import shown, words
from streamlit.testing.v1 import AppTest

import credgraph


def links(app: AppTest) -> list[str]:
    return [each.proto.label.replace("\\", "") for each in app.get("page_link")]


def found(graph: credgraph.CredentialGraph, text: str) -> list[str]:
    return list(graph.ask("search_by_name", text=text).column("record_label"))


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("SC", "South Carolina"),
        ("or", "Oregon"),
        ("toyota", "Toyota"),
        ("CPT", "MSSC CPT"),
        (" mssc   cpt ", "MSSC CPT"),
        ("17-3024", "Electro-Mechanical and Mechatronics Technologists and Technicians"),
    ],
)
def test_what_is_called_exactly_so_comes_first(
    typed: str, first: str, graph: credgraph.CredentialGraph
) -> None:
    assert found(graph, typed)[0] == first
    assert links(shown("start", q=typed))[0].startswith(first)


@pytest.mark.parametrize("typed", ["gi bill", "bill gi", "gi  bill", "BILL\tbenefits  gi"])
def test_words_are_found_in_any_order_and_spacing(
    typed: str, graph: credgraph.CredentialGraph
) -> None:
    assert "GI Bill apprenticeship benefits" in found(graph, typed)


def test_every_word_must_be_in_the_name(graph: credgraph.CredentialGraph) -> None:
    assert found(graph, "apprenticeship gi bill")[0] == "GI Bill apprenticeship benefits"
    assert found(graph, "benefits of an xyzzy") == []


@pytest.mark.parametrize(
    ("typed", "named"),
    [
        ("what does Toyota ask for?", {"Toyota"}),
        ("can I work in SC or Ohio", {"South Carolina", "Ohio"}),
        ("how much is the CPT", {"MSSC CPT"}),
    ],
)
def test_the_names_in_a_sentence_are_found(
    typed: str, named: set[str], graph: credgraph.CredentialGraph
) -> None:
    assert set(found(graph, typed)) == named


def test_records_about_others_come_last(graph: credgraph.CredentialGraph) -> None:
    table = graph.ask("search_by_name", text="z")
    about = list(table.column("about_others"))
    assert about == sorted(about)
    assert {False, True} == {*about}
    app = shown("start", q="z")
    assert "Recognition" not in words(app)
    assert "only speak of others" in app.expander[-1].label
    only = next(r["record_label"] for r in table if r["kind_label"] == "Recognition")
    assert "Recognition" in words(shown("start", q=only))


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("sefety", "Safety"), ("toyta", "Toyota"), ("toyta plant", "Toyota")],
)
def test_a_misspelt_name_leads_to_the_record(typed: str, meant: str) -> None:
    app = shown("start", q=typed)
    assert "Did you mean" in words(app)
    assert meant in links(app)


@pytest.mark.parametrize("typed", ["plumbing", "dentistry", "xyzzy", "$$$"])
def test_a_search_without_a_hit_leads_on(typed: str) -> None:
    app = shown("start", q=typed)
    assert "Nothing in the graph is called" in words(app)
    assert "Did you mean" not in words(app)
    assert {"**Plan a route**", "**Find the money**", "**See the pay**"} <= {*links(app)}


@pytest.mark.parametrize("typed", ["$65K", "65000", "65,000", "jobs that pay $65k"])
def test_a_pay_leads_to_the_plan(typed: str) -> None:
    app = shown("start", q=typed)
    [link] = [each.proto for each in app.get("page_link") if "Plan a route" in each.proto.label]
    assert not app.info
    assert link.label == "Plan a route to 65,000 USD a year"
    assert "pay=65000" in link.query_string


def test_codes_are_no_pay() -> None:
    assert not any("Plan a route to" in label for label in links(shown("start", q="ISO 9001")))


def test_suggestions_name_what_is_close(graph: credgraph.CredentialGraph) -> None:
    safety = "https://w3id.org/credgraph/id/module/safety"
    assert safety in graph.records.nearest("sefety").values()
    assert "toyota" in graph.records.nearest("who asked for toyta", similarity=0.8)
    assert not graph.records.nearest("plumbing", similarity=0.8)
    assert not graph.records.nearest("  ")
