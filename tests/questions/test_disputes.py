"""A dispute follows its sentence: the flag stands wherever a disputed statement is shown."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import pyoxigraph as ox
import pytest

import credgraph
from credgraph.questions.catalogue import Catalogue
from credgraph.rdf.namespaces import term
from credgraph.store.embedded import EmbeddedStore, in_memory

CATALOGUE = Catalogue()
BASE = in_memory()
QUADS = set(BASE.quads())
# What counts, and what lists disputes themselves, shows no single statement.
COUNTING = {"overview", "dispute"}
SHOWING = sorted(
    name
    for name, question in CATALOGUE.items()
    if question.folder == "explore" and not COUNTING & {*question.tags}
)
COUNTS = {"credential_overview", "employer_industry_matrix"}


def disputes() -> dict[str, dict[str, list[Any]]]:
    """Return what each dispute says, by the short names of its properties."""
    found = defaultdict[str, dict[str, list[Any]]](lambda: defaultdict(list))
    for quad in QUADS:
        name = quad.predicate.value.rpartition("#")[2]
        if name in ("disputedRecord", "disputedProperty", "disputedValue", "flag"):
            assert isinstance(quad.subject, ox.NamedNode)
            found[quad.subject.value.rpartition("/")[2]][name].append(quad.object)
    return {
        name: said
        for name, said in found.items()
        if term("rdfs:label") not in said["disputedProperty"]
    }


DISPUTES = disputes()


def disputed(said: dict[str, list[Any]]) -> set[ox.Quad]:
    """Return the statements that a dispute is about."""
    records, properties = set(said["disputedRecord"]), set(said["disputedProperty"])
    values = set(said["disputedValue"])
    return {
        quad
        for quad in QUADS
        if quad.subject in records
        and quad.predicate in properties
        and (not values or quad.object in values or isinstance(quad.object, ox.Literal))
    }


def rows(graph: credgraph.CredentialGraph, name: str) -> list[tuple[str, ...]]:
    return [tuple(map(str, row)) for row in graph.ask(name, **CATALOGUE[name].samples).rows]


@pytest.fixture(scope="module")
def before(graph: credgraph.CredentialGraph) -> dict[str, list[tuple[str, ...]]]:
    return {name: rows(graph, name) for name in SHOWING}


def test_the_disputes_are_found() -> None:
    assert len(DISPUTES) >= 19
    assert all(disputed(said) for said in DISPUTES.values())


@pytest.mark.parametrize("dispute", DISPUTES)
def test_what_rests_on_a_disputed_statement_is_flagged(
    dispute: str, before: dict[str, list[tuple[str, ...]]]
) -> None:
    said = DISPUTES[dispute]
    store = ox.Store()
    store.bulk_extend(QUADS - disputed(said))
    without = credgraph.CredentialGraph(EmbeddedStore(store, spellings=BASE.spellings))
    flag = said["flag"][0].value
    for name in set(SHOWING) - COUNTS:
        after = set(rows(without, name))
        for row in before[name]:
            assert row in after or any(flag in cell for cell in row), f"{name}: {row}"


def test_a_sentence_flags_every_statement_that_rests_on_it(
    graph: credgraph.CredentialGraph,
) -> None:
    for record in ("toyota-t-ten", "caterpillar-thinkbig"):
        facts = {
            row["property"].rpartition("#")[2]: row
            for row in graph.ask("facts_of_record", record=record)
        }
        for name in ("includesCredential", "isRegistered", "paysFees", "paidRelease"):
            assert facts[name]["disputed"].startswith("contradicted: "), name
        assert facts["sponsor"]["disputed"] is None


def test_what_is_not_disputed_is_said(graph: credgraph.CredentialGraph) -> None:
    flags = {
        row["employer_label"]: row["disputed"]
        for row in graph.ask("employers_recognizing_credential", credential="mssc-cpt")
    }
    assert (
        flags["Toyota"] == "contradicted: T-TEN as a route with the CPT, not Toyota's recognition"
    )
