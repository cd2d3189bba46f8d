"""What the tools of an assistant answer: work with the graph, each as a reply."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from credgraph.errors import CredGraphError, UnclearQuestion
from credgraph.graph import CredentialGraph
from credgraph.questions import Question, read_answer
from credgraph.rdf import compact
from credgraph.results import Column, Format, Table, Triples, join_names
from credgraph.server.assistant_replies import Reply, reply
from credgraph.store import query_as_it_is

if TYPE_CHECKING:
    from credgraph.planning import Fact, Plan, Route, Step

__all__ = ["ask", "describe", "found_by", "in_words", "plan", "query", "questions", "search"]

_QUESTIONS = {"name": "Question", "summary": "What it answers", "parameters": "Parameters"}
_STEPS = {
    "route": "Route",
    "band": "Pay band",
    "min_pay": "Pay from",
    "max_pay": "Pay to",
    "step": "Step",
    "credential": "Credential",
    "credential_label": "Credential",
    "why": "Why",
    "min_cost": "Cheapest cost from",
    "max_cost": "Cheapest cost to",
    "payers": "Who may pay",
    "disputed": "Disputed",
}
_RECORDS_BEHIND_PLAN = 500  # whose sources and disputes are listed


def in_words(graph: CredentialGraph, words: str, limit: int) -> Reply:
    """Answer a question in words; raises UnclearQuestion with the nearest, as `ask` takes them."""
    found = graph.interpret(words)
    if not found.is_sure:
        raise UnclearQuestion(words, tuple(_asked(*nearest) for nearest in found.nearest))
    notes = [f"Understood as {_asked(found.question, found.values)}."]
    if found.ignored:
        notes.append(f"Not taken into account: {join_names(found.ignored)}.")
    return ask(graph, found.question, found.values, limit, notes)


def _asked(name: str, values: dict[str, str]) -> str:
    """Return a question with its values, as the tool `ask` takes them."""
    return f"{name} {json.dumps(values, ensure_ascii=False)}" if values else name


def ask(
    graph: CredentialGraph,
    name: str,
    values: dict[str, str],
    limit: int,
    notes: Sequence[str] = (),
) -> Reply:
    """Answer a question of the library; raises what `CredentialGraph.ask` raises."""
    table = graph.ask(name, **values)
    sentence = graph.sentence(name, table, **values) or _counted(table)
    return reply(graph, table, sentence, limit, notes=notes, question=name, values=values)


def questions(graph: CredentialGraph, about: str) -> Reply:
    """List the questions whose names, tags or examples have each word of `about`."""
    words = about.lower().split()
    found = [q for q in graph.questions.values() if all(word in _said(q) for word in words)]
    rows = [(q.name, q.summary, _parameters(q)) for q in found]
    sentence = f"{len(rows) or 'No'} question{'s' * (len(rows) != 1)}"
    sentence += f" about {about}." if words else "."
    notes = [] if rows else ["Leave `about` empty to list them all."]
    return reply(graph, _table(_QUESTIONS, rows), sentence, max(1, len(rows)), notes=notes)


def search(graph: CredentialGraph, text: str, limit: int) -> Reply:
    """Find records by name, or the nearest names."""
    table = graph.ask("search_by_name", text=text)
    near = {} if len(table) else graph.records.nearest(text)
    notes = [f"Did you mean {' or '.join(near)}?"] if near else []
    sentence = graph.sentence("search_by_name", table, text=text)
    return reply(graph, table, sentence, limit, notes=notes, iris=True)


def describe(graph: CredentialGraph, record: str, limit: int) -> Reply:
    """Tell the facts of a record and what links to it, each up to `limit`."""
    found = graph.describe(record)
    facts, links = len(found.facts), len(found.links)
    sentence = f"{found.label} ({compact(found.iri)}): {facts} statements, and {links} links to it."
    return reply(graph, found.facts, sentence, limit, about=[found.iri], links=found.links)


def found_by(graph: CredentialGraph, sparql: str, limit: int) -> Table | Triples | bool:
    """Return what a SPARQL query finds, which the store itself guards and bounds."""
    return read_answer(query_as_it_is(graph.store, sparql), limit)


def query(graph: CredentialGraph, sparql: str, found: Table | Triples | bool, limit: int) -> Reply:
    """Return what a SPARQL query found as a reply, with what may be why where that is nothing."""
    if isinstance(found, bool):
        return reply(graph, Table((), []), "Yes." if found else "No.", limit)
    notes = list[str]()
    if not len(found):
        with suppress(CredGraphError):  # a hint, which an endpoint may refuse
            notes = graph.why_nothing(sparql)
    truncated = bool(getattr(found, "truncated", False))
    table = found.to_table() if isinstance(found, Triples) else found
    things = "triple" if isinstance(found, Triples) else "row"
    sentence = _counted(found, things)
    return reply(graph, table, sentence, limit, notes=notes, iris=True, truncated=truncated)


def plan(graph: CredentialGraph, wanted: dict[str, Any], most: int) -> Reply:
    """Plan routes, of which the first `most` are given, a row for each step."""
    from credgraph.planning import render_plan

    found = graph.plan(**wanted)
    kept = replace(found, routes=found.routes[:most])
    rows = [row for number, route in enumerate(kept.routes, 1) for row in _steps(number, route)]
    about = [fact.record.iri for route in kept.routes for fact in _facts(route)]
    return reply(
        graph,
        _table(_STEPS, rows),
        _outcome(found),
        len(rows),
        about=about,
        most=_RECORDS_BEHIND_PLAN,
        notes=found.gaps,
        text=render_plan(kept, Format.MARKDOWN),
        truncated=len(found.routes) > most,
    )


def _outcome(plan: Plan) -> str:
    if plan.missing:
        return plan.missing
    first = plan.routes[0]
    names = join_names(step.credential.label for step in first.steps) or "nothing more"
    goal = f"to ${plan.pay:,.0f} a year" if plan.pay is not None else "to stated pay"
    routes = f"{len(plan.routes)} route{'s lead' if len(plan.routes) != 1 else ' leads'}"
    return f"{routes} {goal}; the first earns {names} for {first.band.label}."


def _facts(route: Route) -> Iterator[Fact]:
    yield from route.facts
    for step in route.steps:
        yield from step.facts


def _steps(number: int, route: Route) -> Iterator[tuple[object, ...]]:
    """Yield the rows of a route: one for each step, or a single one where nothing is left to do."""
    band = (number, route.band.label, route.band.pay.min, route.band.pay.max)
    if not route.steps:
        yield (*band, *[None] * (len(_STEPS) - len(band)))
    for place, step in enumerate(route.steps, 1):
        yield (*band, place, *_step(step))


def _step(step: Step) -> tuple[object, ...]:
    return (
        ox.NamedNode(step.credential.iri),
        step.credential.label,
        step.why,
        step.cost and step.cost.min,
        step.cost and step.cost.max,
        join_names(payer.program.label for payer in step.payers),
        join_names(f"{dispute.label} ({dispute.kind})" for dispute in step.disputes),
    )


def _counted(found: Table | Triples, thing: str = "row") -> str:
    count = f"{len(found):,}" if len(found) else "No"
    return f"{count} {thing}{'s' * (len(found) != 1)}."


def _said(question: Question) -> str:
    return " ".join([question.name, question.summary, *question.tags, *question.examples]).lower()


def _parameters(question: Question) -> str:
    return "; ".join(f"{p.name}: {p.label}, such as {p.sample}" for p in question.parameters)


def _table(labels: dict[str, str], rows: Sequence[tuple[object, ...]]) -> Table:
    columns = tuple(Column(name, label, "string") for name, label in labels.items())
    return Table(columns, [tuple(map(_term, row)) for row in rows])


def _term(value: Any) -> ox.NamedNode | ox.Literal | None:
    if value is None or isinstance(value, ox.NamedNode):
        return value
    return ox.Literal(value) if value != "" else None
