"""schema.org: JSON-LD for the script element of a page, one document per record, and Turtle.

Values are plain, as search engines read them: numbers as numbers; durations, dates and English
texts as strings. Turtle has them too, so that both hold the same triples. Every node keeps its IRI,
and references include a name, so that each document can be read alone.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from credgraph.export.profile import Profile
from credgraph.rdf import prefixes, term
from credgraph.rdf.turtle import turtle

if TYPE_CHECKING:
    from credgraph.export.mapping import MappedGraph

__all__ = ["PROFILE"]

_NAMESPACE = prefixes()["schema"]
_ADDRESSES = ("additionalType", "license", "targetUrl", "url")
_CONTEXT = {"@vocab": _NAMESPACE, **{name: {"@type": "@id"} for name in _ADDRESSES}}
_TYPE = term("rdf:type")
_REFERENCE = {_TYPE, term("schema:name"), term("schema:url")}
_STRING = term("xsd:string")
_PLAIN_TYPES = {term("xsd:boolean"), term("xsd:integer"), term("xsd:double")}
WriteReference = Callable[[str], Any]
_FIRST = ("@context", "@id", "@type", "name", "alternateName", "description")


def _plain(triple: ox.Triple) -> ox.Triple:
    """Return the triple with a plain value, as search engines read it."""
    value = triple.object
    if not isinstance(value, ox.Literal) or value.language not in (None, "en"):
        return triple
    if value.datatype == term("xsd:decimal"):
        number = Decimal(value.value)
        plain = ox.Literal(int(number) if number == int(number) else float(number))
    elif value.datatype in _PLAIN_TYPES:
        plain = value
    else:
        plain = ox.Literal(value.value)
    return ox.Triple(triple.subject, triple.predicate, plain)


def _turtle(mapped: MappedGraph) -> bytes:
    return turtle(sorted(map(_plain, mapped.triples), key=str))


def _graph(mapped: MappedGraph) -> bytes:
    nodes = [_node(mapped, subject) for subject in mapped.by_subject]
    return _script({"@context": _CONTEXT, "@graph": nodes})


def _document(mapped: MappedGraph, entity: str) -> bytes:
    return _script({"@context": _CONTEXT, **_nested(mapped, entity, frozenset())})


def _script(content: dict[str, Any]) -> bytes:
    """Return JSON in which no text can end or change the script element around it."""
    text = json.dumps(content, indent=1, ensure_ascii=False)
    for sign in "<>&\u2028\u2029":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return text.encode() + b"\n"


def _node(mapped: MappedGraph, subject: str) -> dict[str, Any]:
    """Return a node whose references are IRIs."""
    return _object(subject, mapped.by_subject[subject], lambda iri: {"@id": iri})


def _nested(mapped: MappedGraph, subject: str, above: frozenset[str]) -> dict[str, Any]:
    """Return a node with the nodes written inside it; `above` are the nodes around it."""
    here = above | {subject}

    def reference(iri: str) -> dict[str, Any]:
        if iri in mapped.by_subject and iri not in mapped.entity_set and iri not in here:
            return _nested(mapped, iri, here)
        return _reference(mapped, iri)

    return _object(subject, mapped.by_subject[subject], reference)


def _reference(mapped: MappedGraph, iri: str) -> dict[str, Any]:
    """Return a reference, with the type, name and URL of the node it refers to."""
    about = mapped.full.by_subject.get(iri, ())
    return _object(iri, [t for t in about if t.predicate in _REFERENCE], lambda other: other)


def _object(subject: str, about: Iterable[ox.Triple], reference: WriteReference) -> dict[str, Any]:
    found: dict[str, list[Any]] = {"@id": [subject]}
    for triple in map(_plain, about):
        value: Any = triple.object
        if triple.predicate == _TYPE:
            found.setdefault("@type", []).append(value.value.removeprefix(_NAMESPACE))
        else:
            key = triple.predicate.value.removeprefix(_NAMESPACE)
            write = str if key in _ADDRESSES else reference
            found.setdefault(key, []).append(_value(value, write))
    keys = sorted(found, key=lambda key: (*(key != first for first in _FIRST), key))
    return {key: _single(found[key]) for key in keys}


def _value(value: Any, reference: WriteReference) -> Any:
    if isinstance(value, ox.NamedNode):
        return reference(value.value)
    if value.language:
        return {"@value": value.value, "@language": value.language}
    return value.value if value.datatype == _STRING else json.loads(value.value)


def _single(values: list[Any]) -> Any:
    """Return one value as itself, and several in order: by position where they have one."""
    return values[0] if len(values) == 1 else sorted(values, key=_position)


def _position(value: Any) -> int:
    return int(value.get("position", 0)) if isinstance(value, dict) else 0


PROFILE = Profile(
    name="schema-org",
    title="schema.org",
    about="JSON-LD for web pages, one document a record, and Turtle: what search engines read.",
    whole={".jsonld": _graph, ".ttl": _turtle},
    each={".jsonld": _document},
    embedded=frozenset(
        {
            "schema:HowToStep",
            "schema:MonetaryAmountDistribution",
            "schema:Offer",
            "schema:PropertyValue",
        }
    ),
)
