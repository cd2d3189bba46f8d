"""A range made of several statements says so, and names them with their sources."""

from __future__ import annotations

import re
from typing import Any

import pyoxigraph as ox
import pytest

import credgraph
from credgraph.planning.planner import plan
from credgraph.planning.wording import when
from credgraph.questions.catalogue import Catalogue
from credgraph.rdf.namespaces import term
from credgraph.store.embedded import EmbeddedStore, in_memory

CATALOGUE = Catalogue()
BASE = in_memory()
# The questions that show the least or the most of several statements of different sources.
WORKED_OUT = {"compare_two_credentials", "costs_by_profile", "credential_overview"}
# Other aggregates choose: one text of several, the end of one pathway, the strongest way to pay.
CHOOSING = re.compile(
    r"(MIN|MAX)\((STR\(\?\w+\)|CONCAT\(\?fit, \?name\)|\?(way|end|done|doubt|kind|fit|name|said"
    r"|doubt_one|doubt_two|how_one|how_two)\b|STRLEN\(\?name\))"
)
ONE, OTHER = "mssc-cpt", "smscp-level-1"
GUIDE, TECHED = "Full CPT, modules back to back (MSSC CPT guide)", "TechEd Magazine on CPT 4.0"


def compared(graph: credgraph.CredentialGraph, first: str, other: str) -> dict[str, dict[str, Any]]:
    rows = graph.ask("compare_two_credentials", credential=first, other=other)
    return {row["aspect"]: row for row in rows}


def test_every_question_that_takes_the_least_or_the_most_is_known() -> None:
    taking = {
        name
        for name, question in CATALOGUE.items()
        if question.folder == "explore"
        and re.search(r"\b(MIN|MAX)\(", CHOOSING.sub("", question.text))
    }
    assert taking == WORKED_OUT


@pytest.mark.parametrize("name", sorted(WORKED_OUT))
def test_a_question_that_takes_the_least_or_the_most_has_a_column_that_says_of_what(
    name: str,
) -> None:
    assert any("worked_out" in column.name for column in CATALOGUE[name].columns)


def test_a_comparison_names_the_statements_of_a_range_that_no_source_states(
    graph: credgraph.CredentialGraph,
) -> None:
    rows = compared(graph, ONE, OTHER)
    said = rows["Preparation to"]["worked_out"]
    assert said.startswith("first: ")
    assert GUIDE in said
    assert TECHED in said
    assert compared(graph, OTHER, ONE)["Preparation to"]["worked_out"].startswith("second: ")
    stated_once = ("Price from", "Price to", "Study hours from", "Study hours to", "Name")
    assert {rows[aspect]["worked_out"] for aspect in stated_once} == {""}


def test_hours_before_version_4_are_not_hours_of_version_4(
    graph: credgraph.CredentialGraph,
) -> None:
    now = compared(graph, ONE, OTHER)
    assert (now["Study hours from"]["first"], now["Study hours to"]["first"]) == (160, 160)
    before = compared(graph, "mssc-cpt-3", OTHER)
    assert (before["Study hours from"]["first"], before["Study hours to"]["first"]) == (140, 170)
    assert "Klein Educational" in before["Study hours to"]["worked_out"]


def test_an_overview_names_the_times_between_which_its_own_runs(
    graph: credgraph.CredentialGraph,
) -> None:
    [cpt] = graph.ask("credential_overview", credential=ONE)
    assert GUIDE in cpt["time_worked_out"]
    assert TECHED in cpt["time_worked_out"]
    [module] = graph.ask("credential_overview", credential="cpt-mt")
    assert module["min_duration"] is not None
    assert module["time_worked_out"] is None


def test_a_kind_of_price_names_the_prices_between_which_it_runs(
    graph: credgraph.CredentialGraph,
) -> None:
    several = 0
    for row in graph.ask("costs_by_profile", credential=ONE):
        ends = {
            (other["min_price"], other["max_price"], name)
            for name, other in _prices(graph, row["profile_label"], row["unit_label"]).items()
        }
        several += len({end[:2] for end in ends}) > 1
        assert bool(row["worked_out"]) == (len({end[:2] for end in ends}) > 1), row
        if row["worked_out"]:
            assert all(f"{name} (" in row["worked_out"] for *_, name in ends)
    assert several


def _prices(
    graph: credgraph.CredentialGraph, profile: str, unit: str
) -> dict[str, dict[str, object]]:
    rows = [
        *graph.ask("costs_of_credential", credential=ONE),
        *graph.ask("costs_of_module", module="safety"),
    ]
    return {
        row["cost_label"]: row
        for row in rows
        if row["profile_label"] == profile and row["unit_label"] == unit
    }


def test_a_range_that_one_source_states_is_not_called_worked_out() -> None:
    """Without the second source, the same values are stated ones."""
    lost = ox.NamedNode("https://w3id.org/credgraph/id/preparation/full-cpt-online")
    kept = [quad for quad in BASE.quads() if quad.subject != lost]
    store = ox.Store()
    store.bulk_extend(kept)
    graph = credgraph.CredentialGraph(EmbeddedStore(store, spellings=BASE.spellings))
    assert compared(graph, ONE, OTHER)["Preparation to"]["worked_out"] == ""
    [overview] = graph.ask("credential_overview", credential=ONE)
    assert overview["time_worked_out"] is None
    [route] = plan(graph, pay=65000).routes
    [step] = [s for s in route.steps if s.credential.iri == term("credential:mssc-cpt").value]
    assert "worked out" not in when(step)
    assert "6 to 12 weeks, 160 hours of work" in when(step)
