"""The prefixes of `ontology/prefixes.ttl`, and IRIs written with them."""

from __future__ import annotations

from functools import cache

import pyoxigraph as ox

from credgraph.resources import home

__all__ = ["BASE", "GRAPHS", "RECORDS", "compact", "expand", "prefixes", "term"]

BASE = "https://w3id.org/credgraph"
RECORDS = f"{BASE}/id/"
GRAPHS = f"{BASE}/graph/"

_SHACL = "http://www.w3.org/ns/shacl#"


@cache
def prefixes() -> dict[str, str]:
    """Return every prefix and its namespace, in the order of `ontology/prefixes.ttl`."""
    found: dict[str, dict[str, str]] = {}
    path = f"{home()}/ontology/prefixes.ttl"  # a cold command does without pathlib
    for quad in ox.parse(path=path, format=ox.RdfFormat.TURTLE):
        if quad.predicate.value in (f"{_SHACL}prefix", f"{_SHACL}namespace"):
            part = quad.predicate.value.removeprefix(_SHACL)
            found.setdefault(quad.subject.value, {})[part] = quad.object.value
    return {entry["prefix"]: entry["namespace"] for entry in found.values()}


def expand(curie: str) -> str | None:
    """Return the IRI that `prefix:name` stands for, or None if the prefix is unknown."""
    prefix, colon, name = curie.partition(":")
    namespace = prefixes().get(prefix)
    return None if not colon or namespace is None else namespace + name


def term(curie: str) -> ox.NamedNode:
    """Return the node for `prefix:name`, such as `rdfs:label`; KeyError for an unknown prefix."""
    prefix, _, name = curie.partition(":")
    return ox.NamedNode(prefixes()[prefix] + name)


@cache
def _longest_first() -> list[tuple[str, str]]:
    return sorted(prefixes().items(), key=lambda entry: -len(entry[1]))


def compact(iri: str) -> str:
    """Return the IRI as `prefix:name` where a prefix fits, else unchanged."""
    for prefix, namespace in _longest_first():
        name = iri.removeprefix(namespace)
        if name != iri and name and not set(name) & set("/#?"):
            return f"{prefix}:{name}"
    return iri
