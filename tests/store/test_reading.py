"""Stores that answer something else, or state what nobody expected: a sentence each."""

from __future__ import annotations

import random
from collections.abc import Callable
from functools import cache, partial
from typing import Any

import pyoxigraph as ox
import pytest
from thoroughness import part

import credgraph
from credgraph.errors import CredGraphError, UnexpectedAnswer
from credgraph.export.profiles import NAMES
from credgraph.graph import CredentialGraph
from credgraph.results import Table
from credgraph.store import Answer, EmbeddedStore, Solutions, in_memory, read_rows, read_triples

TRIPLE = ox.Triple(ox.NamedNode("x:s"), ox.NamedNode("x:p"), ox.Literal("o"))
LABELS = "SELECT ?record ?label { ?record rdfs:label ?label }"


class OddStore:
    """A store that gives the answers of the shipped graph after a change."""

    name = "http://odd.example/sparql"

    def __init__(self, change: Callable[[Answer], Answer]) -> None:
        self._change = change

    def query(self, text: str) -> Answer:
        return self._change(shipped().query(text))


@cache
def shipped() -> EmbeddedStore:
    return in_memory()


def with_rows(change: Callable[[list[Any]], list[Any]]) -> Callable[[Answer], Answer]:
    def changed(answer: Answer) -> Answer:
        if not isinstance(answer, Solutions):
            return answer
        return Solutions(answer.variables, iter([change([*row]) for row in answer]))

    return changed


def other_columns(answer: Answer) -> Answer:
    return Solutions([ox.Variable("x")], iter([(ox.Literal("y"),)]))


def a_boolean(answer: Answer) -> Answer:
    return ox.parse_query_results('{"head": {}, "boolean": true}', ox.QueryResultsFormat.JSON)


def triples(answer: Answer) -> Answer:
    return iter([TRIPLE])


def no_rows(answer: Answer) -> Answer:
    return Solutions(answer.variables, iter([])) if isinstance(answer, Solutions) else iter(())


ODD = {
    "other columns": other_columns,
    "a boolean": a_boolean,
    "triples": triples,
    "no rows": no_rows,
    "literals for IRIs": with_rows(
        lambda row: [ox.Literal(c.value) if isinstance(c, ox.NamedNode) else c for c in row]
    ),
    "IRIs for literals": with_rows(
        lambda row: [ox.NamedNode("x:y") if isinstance(c, ox.Literal) else c for c in row]
    ),
    "unbound columns": with_rows(lambda row: [None] * len(row)),
    "triple terms": with_rows(lambda row: [TRIPLE] * len(row)),
    "blank nodes": with_rows(lambda row: [ox.BlankNode("b")] * len(row)),
    "words for numbers": with_rows(
        lambda row: [ox.Literal("some") if isinstance(c, ox.Literal) else c for c in row]
    ),
}


def labels(graph: CredentialGraph) -> object:
    found = graph.query(LABELS)
    return graph.labelled(found) if isinstance(found, Table) else found


def exported(name: str, graph: CredentialGraph) -> object:
    return [*graph.export(name, force=True).documents()]


DOINGS: dict[str, Callable[[CredentialGraph], object]] = {
    "ask": lambda graph: graph.ask("costs_of_credential", credential="mssc-cpt"),
    "sentence": lambda graph: graph.ask_in_words("who pays for the CPT"),
    "describe": lambda graph: graph.describe("mssc-cpt"),
    "info": lambda graph: graph.info(),
    "plan": lambda graph: graph.plan(hold=["osha-10"], audience="veteran", state="SC", pay=65000),
    "query": labels,
    "why nothing": lambda graph: graph.why_nothing("SELECT ?c { ?c a cg:Credentiall }"),
    "validate": lambda graph: graph.validate(),
    **{f"export {name}": partial(exported, name) for name in NAMES},
}


def problem(doing: Callable[[CredentialGraph], object], graph: CredentialGraph) -> str:
    """Return what is said when something cannot be done; any other exception fails the test."""
    try:
        doing(graph)
    except CredGraphError as error:
        return str(error)
    return ""


@pytest.mark.parametrize("doing", DOINGS)
@pytest.mark.parametrize("odd", ODD)
def test_an_endpoint_that_answers_something_else_gets_a_sentence(odd: str, doing: str) -> None:
    graph = CredentialGraph(OddStore(ODD[odd]))
    assert "\n" not in problem(DOINGS[doing], graph)


def test_other_columns_are_named() -> None:
    with pytest.raises(UnexpectedAnswer, match="columns x where record, label were asked for"):
        [*read_rows(OddStore(other_columns), LABELS, {"record": ox.NamedNode, "label": ox.Literal})]
    with pytest.raises(UnexpectedAnswer, match="triples were asked for"):
        read_triples(OddStore(a_boolean), LABELS)


def mutated(seed: int) -> EmbeddedStore:
    """Return the shipped graph with the objects of forty statements replaced by odd ones."""
    chance = random.Random(seed)  # noqa: S311
    quads = [*shipped().quads()]
    odd: list[Any] = [
        ox.BlankNode("b"),
        ox.Literal("some"),
        ox.Literal("-1", datatype=ox.NamedNode("http://www.w3.org/2001/XMLSchema#integer")),
        ox.Literal("x", language="fr"),
        ox.Literal(
            "P9999999999Y", datatype=ox.NamedNode("http://www.w3.org/2001/XMLSchema#duration")
        ),
        ox.NamedNode("http://elsewhere.example/é%20x"),
        TRIPLE,
    ]
    for place in chance.sample(range(len(quads)), 40):
        quad = quads[place]
        quads[place] = ox.Quad(quad.subject, quad.predicate, chance.choice(odd), quad.graph_name)
    store = ox.Store()
    store.extend(quads)
    return EmbeddedStore(store, "a store with odd facts")


@pytest.mark.parametrize("seed", part(range(6), 3))
def test_a_store_with_odd_facts_gets_answers_or_a_sentence(seed: int) -> None:
    graph = CredentialGraph(mutated(seed))
    for doing in DOINGS.values():
        assert "\n" not in problem(doing, graph)


def test_a_label_that_is_a_blank_node_costs_no_suggestion() -> None:
    store = ox.Store()
    store.extend(shipped().quads())
    label = ox.NamedNode("http://www.w3.org/2000/01/rdf-schema#label")
    record = ox.NamedNode("https://w3id.org/credgraph/id/credential/osha-30")
    store.add(ox.Quad(record, label, ox.BlankNode("b"), ox.DefaultGraph()))
    with pytest.raises(CredGraphError, match="did you mean mssc-cpt"):
        credgraph.CredentialGraph(EmbeddedStore(store)).describe("mssc-cptt")
