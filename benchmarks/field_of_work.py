"""Fields of work: the unit that a generated graph is made of, and the names of its records.

Field n is one credential and all records related to it. It links only to itself and to earlier
fields, most often to the earliest: so a few credentials, competencies and employers become hubs,
most stay small, and a graph may end after any field. A field's number alone determines its names.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, lru_cache

import pyoxigraph as ox

from credgraph.rdf import GRAPHS, RECORDS
from credgraph.rdf import term as _term

__all__ = [
    "GRAPH",
    "INDUSTRIES",
    "METROS",
    "OCCUPATIONS",
    "Facts",
    "Field",
    "Term",
    "iri",
    "metro",
    "money",
    "plain",
    "record",
    "span",
    "term",
    "text",
    "title",
    "typed",
    "whole",
]

Term = ox.NamedNode | ox.Literal
Facts = Mapping[str, Term | Sequence[Term] | None]

GRAPH = ox.NamedNode(f"{GRAPHS}generated")
OCCUPATIONS = 830  # as many as the wage survey publishes; later fields add wages of earlier years
INDUSTRIES = 300
_CAPITALS = """
al-montgomery ak-juneau az-phoenix ar-little-rock ca-sacramento co-denver ct-hartford de-dover
fl-tallahassee ga-atlanta hi-honolulu id-boise il-springfield in-indianapolis ia-des-moines
ks-topeka ky-frankfort la-baton-rouge me-augusta md-annapolis ma-boston mi-lansing
mn-saint-paul ms-jackson mo-jefferson-city mt-helena ne-lincoln nv-carson-city nh-concord
nj-trenton nm-santa-fe ny-albany nc-raleigh nd-bismarck oh-columbus ok-oklahoma-city or-salem
pa-harrisburg ri-providence sc-columbia sd-pierre tn-nashville tx-austin ut-salt-lake-city
vt-montpelier va-richmond wa-olympia wv-charleston wi-madison wy-cheyenne
"""
METROS = tuple(_CAPITALS.split())
_NAMES = """
Welding, Machining, Robotics, Logistics, Plumbing, Masonry, Refrigeration, Phlebotomy,
Surveying, Carpentry, Dental assisting, Bookkeeping, Network support, Water treatment, Crane
operation, Food safety, Cybersecurity, Medical coding, Solar installation, Printing, Tool
making, Drafting, Paramedicine, Early education, Forklift operation, Glazing, Pipefitting,
Metrology, Optics
"""
_TRADES = tuple(" ".join(_NAMES.split()).split(", "))
_LEVELS = ("Foundations", "Operator", "Technician", "Specialist", "Inspector", "Supervisor")


class Field:
    """One field of work: its number, its own random numbers, and its choice of earlier fields."""

    def __init__(self, number: int, seed: int) -> None:
        self.number = number
        self.random = random.Random(f"{seed}/{number}")
        self.modules = self.random.choice((3, 4, 4, 5))

    def known(self) -> int:
        """Return the number of this field or an earlier one, favouring the earliest."""
        return int((self.number + 1) * self.random.random() ** 2)

    def several(self, most: int) -> list[int]:
        """Return the numbers of one to `most` different fields, this one or earlier ones."""
        return sorted({self.known() for _ in range(self.random.randint(1, most))})

    def one_of(self, curies: str) -> ox.NamedNode:
        """Return one of these space-separated CURIEs, chosen at random."""
        return term(self.random.choice(curies.split()))

    def chance(self, probability: float) -> bool:
        """Return True with this probability."""
        return self.random.random() < probability


def title(number: int) -> str:
    """Return a field's title: a trade, a level, and the number that makes it unique."""
    trade = _TRADES[number % len(_TRADES)]
    return f"{trade} {_LEVELS[number // len(_TRADES) % len(_LEVELS)]} {number}"


@lru_cache(maxsize=100_000)
def iri(kind: str, number: int, part: str = "") -> ox.NamedNode:
    """Return the IRI of a field's record; `part` distinguishes several of one kind."""
    slug = title(number).lower().replace(" ", "-")
    return ox.NamedNode(f"{RECORDS}{kind}/{slug}{part and '-'}{part}")


def metro(place: int) -> ox.NamedNode:
    """Return the IRI of one of the METROS."""
    return ox.NamedNode(f"{RECORDS}area/metro-{METROS[place]}")


@cache
def term(curie: str) -> ox.NamedNode:
    """Return the node for `prefix:name`, with any prefix of the project."""
    return _term(curie)


def text(words: str) -> ox.Literal:
    """Return a literal in English."""
    return ox.Literal(words, language="en")


def plain(words: str) -> ox.Literal:
    """Return a literal without a language, such as a code."""
    return ox.Literal(words)


def typed(lexical: str, datatype: str) -> ox.Literal:
    """Return a literal of an XML Schema datatype, such as `date`."""
    return ox.Literal(lexical, datatype=term(f"xsd:{datatype}"))


def money(amount: int) -> ox.Literal:
    """Return an amount of money."""
    return typed(f"{amount}.0", "decimal")


def whole(number: int) -> ox.Literal:
    """Return a whole number."""
    return typed(str(number), "integer")


def span(lexical: str) -> ox.Literal:
    """Return a duration, such as `P3M`."""
    return typed(lexical, "duration")


def record(subject: ox.NamedNode, classes: str, label: str, facts: Facts) -> Iterator[ox.Quad]:
    """Yield the statements of one record; facts that are None or empty are left out."""
    for name in classes.split():
        yield ox.Quad(subject, term("rdf:type"), term(name), GRAPH)
    yield ox.Quad(subject, term("rdfs:label"), text(label), GRAPH)
    for predicate, values in facts.items():
        if values is not None:
            for value in [values] if isinstance(values, ox.NamedNode | ox.Literal) else values:
                yield ox.Quad(subject, term(predicate), value, GRAPH)
