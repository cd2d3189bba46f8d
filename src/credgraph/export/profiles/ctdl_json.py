"""JSON-LD as the Credential Registry takes it: nested records, language maps, one context.

The registry compares the context as text and rejects any term that it does not define, so nothing
here needs a context of ours. Nodes that are not entities are nested, without an `@id`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from credgraph.rdf import compact, term

if TYPE_CHECKING:
    from credgraph.export.mapping import MappedGraph

__all__ = ["CONTEXT", "document", "is_inside", "node"]

CONTEXT = "https://credreg.net/ctdl/schema/context/json"

# References for which the registry's schemas take one value; all others are lists.
_SINGLE = frozenset(
    {
        "ceasn:isPartOf",
        "ceasn:isTopChildOf",
        "ceterms:credentialStatusType",
        "ceterms:directCostType",
        "ceterms:framework",
        "ceterms:hasDestinationComponent",
        "ceterms:isDestinationComponentOf",
        "ceterms:lifeCycleStatusType",
        "ceterms:subjectWebpage",
        "ceterms:targetNode",
    }
)
_LISTS = frozenset({"ceterms:inLanguage", "ceasn:inLanguage"})
_NUMBERS = frozenset(term(f"xsd:{name}") for name in ("decimal", "float", "double", "integer"))
_TYPE = term("rdf:type")


def document(content: Mapping[str, Any]) -> bytes:
    """Return JSON-LD with the registry's context, indented, as UTF-8."""
    return (
        json.dumps({"@context": CONTEXT, **content}, indent=2, ensure_ascii=False) + "\n"
    ).encode()


def is_inside(mapped: MappedGraph, value: object, above: tuple[str, ...]) -> bool:
    """Return whether a value is written inside the node that refers to it.

    `above` are the enclosing nodes, which are not repeated inside themselves.
    """
    return (
        isinstance(value, ox.NamedNode)
        and value.value in mapped.by_subject
        and value.value not in mapped.entity_set
        and value.value not in above
    )


def node(mapped: MappedGraph, iri: str, above: tuple[str, ...] = ()) -> dict[str, Any]:
    """Return a record, or a node inside one, with everything that is written inside it."""
    grouped: dict[str, list[Any]] = {}
    for triple in mapped.by_subject[iri]:
        name = "@type" if triple.predicate == _TYPE else _name(triple.predicate.value)
        grouped.setdefault(name, []).append(triple.object)
    content: dict[str, Any] = {} if above else {"@id": iri}
    types = [_name(value.value) for value in grouped.pop("@type", [])]
    content["@type"] = types[0] if len(types) == 1 else types
    for name in sorted(grouped):
        content[name] = _values(mapped, name, grouped[name], (*above, iri))
    return content


def _values(mapped: MappedGraph, name: str, values: list[Any], above: tuple[str, ...]) -> Any:
    if all(isinstance(value, ox.Literal) for value in values):
        if any(value.language for value in values):
            return _by_language(values)
        plain = [_plain(value) for value in values]
        return plain[0] if len(plain) == 1 and name not in _LISTS else plain
    nested = [
        node(mapped, value.value, above) if is_inside(mapped, value, above) else _reference(value)
        for value in values
    ]
    return nested[0] if len(nested) == 1 and name in _SINGLE else nested


def _reference(value: Any) -> Any:
    return _name(value.value) if isinstance(value, ox.NamedNode) else _plain(value)


def _by_language(values: Iterable[ox.Literal]) -> dict[str, str | list[str]]:
    found: dict[str, list[str]] = {}
    for value in values:
        found.setdefault(value.language or "@none", []).append(value.value)
    return {
        language: texts[0] if len(texts) == 1 else texts
        for language, texts in sorted(found.items())
    }


def _plain(value: ox.Literal) -> Any:
    """Return an integer or boolean as its JSON type, and any other value as text.

    A number with a fraction stays text: a JSON number might not keep its lexical form.
    """
    if value.datatype == term("xsd:boolean"):
        return value.value == "true"
    if value.datatype in _NUMBERS and value.value.lstrip("-").isdigit():
        return int(value.value)
    return value.value


@cache
def _name(iri: str) -> str:
    """Return IRIs of CTDL, its concepts and schema.org as CURIEs, which the context resolves."""
    shortened = ("https://purl.org/ctdl", "https://schema.org/")
    return compact(iri) if iri.startswith(shortened) else iri
