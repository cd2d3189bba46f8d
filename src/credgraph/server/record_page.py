"""The page about one record: facts, disputes, sources and what links to it, then how to use it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any

from credgraph.graph import CredentialGraph
from credgraph.questions import Description, Question
from credgraph.questions.addresses import Addresses
from credgraph.rdf import compact, expand
from credgraph.results import Table
from credgraph.server.markup import Markup, element, link, text_of
from credgraph.server.pages import cite, forms, page, section
from credgraph.server.tables import disputed_mark, judged_mark, named, show_table, show_value

__all__ = ["dispute_list", "questions_about", "record_page"]

_TYPE, _NAME, _ABOUT = expand("rdf:type"), expand("rdfs:label"), expand("dcterms:description")
_KINDS = (_TYPE, expand("skos:inScheme"))
_MOST, _MOST_VALUES = 60, 200  # links, and values, by one property


def record_page(graph: CredentialGraph, found: Description, addresses: Addresses) -> Markup:
    """Return the page about a record, or about a named graph."""
    kinds = [row["value"] for row in found.facts if row["property"] in _KINDS]
    return page(
        found.label,
        addresses,
        element("h1", found.label),
        _kinds(found.facts),
        _lead(found.facts),
        element("p", "Its IRI: ", element("code", found.iri), class_="iri"),
        forms(found.iri, addresses),
        section("What is disputed", dispute_list(found.disputes, addresses), name="disputes")
        if len(found.disputes)
        else None,
        section("What the graph says", _facts(found.facts, addresses), name="facts"),
        section("What links here", _links(found.links, addresses), name="links")
        if len(found.links) or found.links.partial
        else None,
        _sources(found.sources, addresses),
        _questions(questions_about(graph.questions.values(), kinds), found.iri, addresses),
        cite(found.label, found.iri, found.sources.column("as_of")),
    )


def _kinds(facts: Table) -> Markup:
    labels = dict.fromkeys(row["value_label"] for row in facts if row["property"] == _TYPE)
    return element("ul", [element("li", str(label)) for label in labels], class_="kinds")


def _lead(facts: Table) -> Markup:
    texts = [row for row in facts if row["property"] == _ABOUT]
    return text_of(
        element("p", str(row["value"]), " ", _marks(row), class_="lead") for row in texts[:1]
    )


def _marks(row: dict[str, Any]) -> Markup:
    judged = str(row.get("judged") or "")
    return text_of(
        disputed_mark(str(row.get("disputed") or "")), " " if judged else "", judged_mark(judged)
    )


def _facts(facts: Table, addresses: Addresses) -> Markup:
    """Return the facts but the name, which is the heading: a property, then its values."""
    if facts.partial:
        return element("p", facts.notes)
    if not len(facts):
        return element("p", "The graph states nothing about it but links to it.")
    rows = [
        (row, terms[2])
        for row, terms in zip(facts, facts.rows, strict=True)
        if row["property"] != _NAME
    ]
    return element("dl", _definitions(rows, addresses), class_="facts")


def _definitions(rows: list[tuple[dict[str, Any], Any]], addresses: Addresses) -> Iterator[Markup]:
    for iri, same in groupby(rows, lambda fact: fact[0]["property"]):
        values = [
            text_of(show_value(term, str(row["value_label"]), addresses), " ", _marks(row))
            for row, term in same_values(same)
        ]
        label = next(row["property_label"] for row, _ in rows if row["property"] == iri)
        yield element("dt", named(iri, str(label), addresses))
        rest = (
            [text_of(f"and {len(values) - _MOST_VALUES:,} more")] if values[_MOST_VALUES:] else []
        )
        shown = [*values[:_MOST_VALUES], *rest]
        yield element("dd", shown[0] if len(shown) == 1 else _list(shown))


def same_values(
    rows: Iterable[tuple[dict[str, Any], Any]],
) -> Iterator[tuple[dict[str, Any], Any]]:
    """Yield each value once, marked with all that is said of it."""
    for _, same in groupby(rows, lambda fact: str(fact[1])):
        each = [*same]
        marks = {
            name: ", ".join(dict.fromkeys(str(row[name]) for row, _ in each if row[name]))
            for name in ("judged", "disputed")
        }
        yield {**each[0][0], **marks}, each[0][1]


def _list(values: Iterable[Markup]) -> Markup:
    return element("ul", [element("li", value) for value in values])


def _links(links: Table, addresses: Addresses) -> Markup:
    if links.partial:
        return element("p", links.notes)
    parts = list[Markup]()
    for iri, rows in groupby(links, lambda row: row["property"]):
        found = [*rows]
        values = [
            text_of(named(row["from"], row["from_label"], addresses), " ", _marks(row))
            for row in found[:_MOST]
        ]
        rest = f"and {len(found) - _MOST:,} more" if len(found) > _MOST else ""
        heading = text_of("is the ", named(iri, found[0]["property_label"], addresses), " of")
        shown = [*values, text_of(rest)] if rest else values
        parts += [element("dt", heading), element("dd", _list(shown))]
    return element("dl", parts, class_="facts")


def _sources(sources: Table, addresses: Addresses) -> Markup:
    if not len(sources):
        return section("Sources", element("p", "The graph names no source of it."), name="sources")
    return section("Sources", show_table(sources, addresses, "Where it is stated"), name="sources")


def dispute_list(disputes: Table, addresses: Addresses) -> Markup:
    """Return disputes with what each side claims and who says so."""
    return text_of(
        _dispute([*rows], addresses) for _, rows in groupby(disputes, lambda row: row["dispute"])
    )


def _dispute(rows: list[dict[str, Any]], addresses: Addresses) -> Markup:
    first = rows[0]
    claims = {_claim("Claim", first, "claim", "claim_source", addresses): None}
    for row in rows:
        if row["counter_claim"]:
            said = _claim("Against it", row, "counter_claim", "counter_source", addresses)
            claims[said] = None
    about = first.get("property_label") or compact(first["property"])
    heading = [disputed_mark(first["kind_label"]), " "]
    heading.append(named(first["dispute"], first["dispute_label"], addresses))
    return element(
        "div",
        element("h3", heading, f" ({about})"),
        element("ul", [element("li", claim) for claim in claims]),
        class_="dispute",
    )


def _claim(kind: str, row: dict[str, Any], said: str, source: str, addresses: Addresses) -> Markup:
    who = named(row[source], row[f"{source}_label"], addresses)
    return text_of(f"{kind}: {row[said]} — ", who)


def questions_about(questions: Iterable[Question], kinds: list[str]) -> list[Question]:
    """Return the questions that take one thing alone, and that of one of these kinds."""
    return [
        question
        for question in questions
        if question.folder == "explore"
        and len(question.parameters) == 1
        and (expand(question.parameters[0].of_class) or "") in kinds
    ]


def _questions(about: list[Question], iri: str, addresses: Addresses) -> Markup | None:
    if not about:
        return None
    short = iri.rpartition("/")[2]
    links = [
        link(addresses.question(question, {question.parameters[0].name: short}), question.summary)
        for question in about
    ]
    return section("Ask about it", _list(links), name="questions")
