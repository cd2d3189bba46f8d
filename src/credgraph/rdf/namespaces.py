"""The prefixes of `ontology/prefixes.ttl`, and IRIs written with them."""

from __future__ import annotations

from functools import cache

import pyoxigraph as ox

from credgraph.resources import home

__all__ = [
    "BASE",
    "GRAPHS",
    "RECORDS",
    "compact",
    "expand",
    "prefix_advice",
    "prefixes",
    "split_iri",
    "term",
]

BASE = "https://w3id.org/credgraph"
RECORDS = f"{BASE}/id/"
GRAPHS = f"{BASE}/graph/"

_SHACL = "http://www.w3.org/ns/shacl#"


_ALSO_CALLED = {  # ours, and how others call it
    "dcterms": ("dct", "dc", "terms", "dctype"),
    "schema": ("sdo", "s", "schemaorg"),
    "ceterms": ("ctdl",),
    "ceasn": ("ctdlasn",),
    "cg": ("credgraph", "cred"),
    "sh": ("shacl",),
    "xsd": ("xs",),
    "ob": ("obi",),
}
_WELL_KNOWN = {
    "wd": "http://www.wikidata.org/entity/",
    "wdt": "http://www.wikidata.org/prop/direct/",
    "p": "http://www.wikidata.org/prop/",
    "dbo": "http://dbpedia.org/ontology/",
    "dbr": "http://dbpedia.org/resource/",
    "geo": "http://www.opengis.net/ont/geosparql#",
}


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


def prefix_advice(prefix: str) -> str:
    """Return what to do about a prefix that is not ours: the one that is meant, or declare it.

    >>> prefix_advice("dct")
    'did you mean dcterms:?'
    """
    from difflib import get_close_matches

    called = [ours for ours, others in _ALSO_CALLED.items() if prefix.lower() in others]
    called += get_close_matches(prefix.lower(), prefixes(), 1, 0.7)
    if prefix.lower() in ("http", "https", "urn"):
        return "an IRI stands in < > and has no spaces"
    if prefix in _WELL_KNOWN:
        return f"declare it: PREFIX {prefix}: <{_WELL_KNOWN[prefix]}>"
    return f"did you mean {called[0]}:?" if called else "credgraph prefixes lists those that are"


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


def split_iri(iri: str) -> tuple[str, str]:
    """Return the namespace and the local name of an IRI.

    >>> split_iri("https://w3id.org/credgraph/ns#issuer")
    ('https://w3id.org/credgraph/ns#', 'issuer')
    """
    local_name = iri.rpartition("#")[2].rpartition("/")[2]
    return iri.removesuffix(local_name), local_name
