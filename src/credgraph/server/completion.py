"""What the editor of queries completes: prefixes, classes and properties, and records by name."""

from __future__ import annotations

import re
from functools import cache
from typing import Literal, NotRequired, TypedDict

import pyoxigraph as ox

from credgraph.graph import CredentialGraph
from credgraph.rdf import BASE, RECORDS, compact, prefixes, split_iri, term
from credgraph.resources import turtle_files
from credgraph.results import Table
from credgraph.server.vocabulary import Entry, entries

__all__ = ["Completion", "records_of", "terms"]

Kind = Literal["class", "property", "record"]
_KINDS: dict[str, Kind] = {
    "owl:Class": "class",
    "owl:ObjectProperty": "property",
    "owl:DatatypeProperty": "property",
    "owl:AnnotationProperty": "property",
}
_IN_SHAPES: dict[str, Kind] = {
    "sh:path": "property",
    "sh:targetClass": "class",
    "sh:class": "class",
}
_ALWAYS: tuple[tuple[str, Kind], ...] = (("rdf:type", "property"), ("rdfs:label", "property"))
_SHAPES = f"{BASE}/shapes#"  # what their own constraints are made of
_MOST_RECORDS = 5000  # more are no help to a person, and too much to send
_RECORDS = f"""SELECT ?record ?label WHERE {{
  ?record rdfs:label ?label . FILTER(STRSTARTS(STR(?record), "{RECORDS}"))
}} LIMIT {_MOST_RECORDS + 1}"""


class Completion(TypedDict):
    """Something that can be written: `name` is a prefixed name, or an IRI in angle brackets."""

    name: str
    iri: str
    kind: Kind
    label: str
    definition: NotRequired[str]


@cache
def terms() -> tuple[Completion, ...]:
    """Return the terms of our ontology, and those of others that our shapes speak of."""
    ours = {entry.iri: made for entry in entries("ns") if (made := _own(entry))}
    return (*ours.values(), *(made for iri, made in _others().items() if iri not in ours))


def _own(entry: Entry) -> Completion | None:
    types = [getattr(value, "value", "") for name, value in entry.facts if name == _TYPE]
    kinds = [kind for name, kind in _KINDS.items() if term(name).value in types]
    if not kinds:
        return None
    made = _completion(entry.iri, kinds[0], entry.label)
    made["definition"] = entry.words
    return made


_TYPE = term("rdf:type").value


def _others() -> dict[str, Completion]:
    wanted = {term(name).value: kind for name, kind in _IN_SHAPES.items()}
    found: dict[str, Kind] = {term(name).value: kind for name, kind in _ALWAYS}
    for path in turtle_files("shapes"):
        for quad in ox.parse(path=str(path), format=ox.RdfFormat.TURTLE):
            named, kind = quad.object, wanted.get(quad.predicate.value)
            if kind and isinstance(named, ox.NamedNode) and not named.value.startswith(_SHAPES):
                found.setdefault(named.value, kind)
    return {iri: _completion(iri, kind, _in_words(iri)) for iri, kind in sorted(found.items())}


def _in_words(iri: str) -> str:
    """Return the last part of an IRI in words: `minPrice` as `min price`."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", split_iri(iri)[1]).lower()


def records_of(graph: CredentialGraph) -> list[Completion]:
    """Return the records of a graph by name; none where they are too many."""
    found = graph.query(_RECORDS)
    assert isinstance(found, Table)  # noqa: S101 - for the type checker
    if len(found) > _MOST_RECORDS:
        return []
    labels = dict(zip(found.column("record"), found.column("label"), strict=True))
    return [_completion(str(iri), "record", str(label)) for iri, label in sorted(labels.items())]


def _completion(iri: str, kind: Kind, label: str) -> Completion:
    short = compact(iri)
    is_prefixed = short != iri and short.partition(":")[0] in prefixes()
    return {"name": short if is_prefixed else f"<{iri}>", "iri": iri, "kind": kind, "label": label}
