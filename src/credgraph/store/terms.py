"""Terms as endpoints spell them, read where their meaning is plain.

The standard has one spelling for each term. Endpoints have others: `typed-literal`, a blank node as
`_:b`, a language tag as en_US or empty, a number that is a number of JSON. Whatever is left, such
as an IRI with a space, is no term, and the rest of the answer can do without it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from hashlib import sha1
from typing import Any

import pyoxigraph as ox

from credgraph.rdf import expand, is_text

__all__ = ["JsonNumber", "NoTerm", "Term", "read_term"]

Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple

_XSD = "http://www.w3.org/2001/XMLSchema#"
_MAX_DEPTH = 50  # nested triple terms; freeing thousands overflows the stack
_PLAIN_LABEL = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9_-])?")
_DATATYPES = {
    *("string", "boolean", "decimal", "integer", "double", "float", "anyURI"),
    *("date", "time", "dateTime", "dateTimeStamp", "gYear", "gYearMonth", "gMonthDay"),
    *("duration", "dayTimeDuration", "yearMonthDuration", "long", "int", "short", "byte"),
    *("nonNegativeInteger", "positiveInteger", "nonPositiveInteger", "negativeInteger"),
    *("unsignedLong", "unsignedInt", "unsignedShort", "unsignedByte"),
}  # of XML Schema, which some endpoints name without its namespace
_UNBOUND = {"undef", "unbound", "null"}


class NoTerm(ValueError):
    """A value that is no RDF term; its text says why."""


class JsonNumber(str):
    """A number of JSON as it is written: a float would not keep all its digits."""

    __slots__ = ()


def read_term(found: Any, depth: int = 0) -> Term | None:
    """Return the term that an endpoint's JSON means, None for unbound; raises NoTerm."""
    if found is None:
        return None
    if isinstance(found, JsonNumber | bool):
        return _bare(found)
    if not isinstance(found, dict):
        raise NoTerm("is no RDF term")
    kind = str(found.get("type", "")).lower()
    value = found.get("value")
    if kind in _UNBOUND or value is None:
        return None
    if kind in ("triple", "statement"):
        return _triple(value, depth)
    return _simple(kind, value, found)


def _simple(kind: str, value: Any, found: Mapping[str, Any]) -> Term:
    text = ("false", "true")[value] if isinstance(value, bool) else value
    if not isinstance(text, str) or not is_text(text):
        raise NoTerm("is not text")
    if kind in ("uri", "iri"):
        return _blank(text) if text.startswith("_:") else _iri(text)
    if kind in ("bnode", "blank", "blanknode"):
        return _blank(text)
    if kind in ("literal", "typed-literal", "string") or (not kind and _has_details(found)):
        return _literal(text, found)
    raise NoTerm(f"is of the unknown kind {kind[:20]!r}")


def _has_details(found: Mapping[str, Any]) -> bool:
    return "datatype" in found or "xml:lang" in found


def _bare(value: JsonNumber | bool) -> ox.Literal:
    if isinstance(value, bool):
        return ox.Literal(value)
    name = "double" if re.search("[eEN]", value) else "decimal" if "." in value else "integer"
    return ox.Literal(str(value), datatype=ox.NamedNode(_XSD + name))


def _iri(text: str) -> ox.NamedNode:
    try:
        return ox.NamedNode(text[1:-1] if text[:1] == "<" and text[-1:] == ">" else text)
    except ValueError as error:
        raise NoTerm(f"is no IRI ({error})") from None


def _blank(text: str) -> ox.BlankNode:
    label = text.removeprefix("_:")
    if not label:
        raise NoTerm("is no blank node")
    if _PLAIN_LABEL.fullmatch(label):
        return ox.BlankNode(label)
    return ox.BlankNode(sha1(label.encode(), usedforsecurity=False).hexdigest())  # nodeID://b1


def _literal(text: str, found: Mapping[str, Any]) -> ox.Literal:
    given = (found.get(key) for key in ("xml:lang", "lang", "language"))
    language = next((tag for tag in given if tag), "")
    try:
        if language:
            return ox.Literal(
                str(text),
                language=str(language).lstrip("@").replace("_", "-"),
                direction=_direction(found),
            )
        datatype = found.get("datatype")
        return ox.Literal(str(text), datatype=_datatype(str(datatype)) if datatype else None)
    except ValueError as error:
        raise NoTerm(f"is no literal ({error})") from None


def _direction(found: Mapping[str, Any]) -> ox.BaseDirection | None:
    named = str(found.get("its:dir", "")).upper()
    return getattr(ox.BaseDirection, named) if named in ("LTR", "RTL") else None


def _datatype(named: str) -> ox.NamedNode:
    """Return a datatype that is named by its IRI, as xsd:integer or as integer."""
    if named in _DATATYPES:
        return ox.NamedNode(_XSD + named)
    return ox.NamedNode(expand(named) or named.strip("<>"))


def _triple(value: Any, depth: int) -> ox.Triple:
    if depth >= _MAX_DEPTH:
        raise NoTerm("is a triple term nested too deep")
    if not isinstance(value, dict):
        raise NoTerm("is no triple")
    parts: list[Any] = [
        read_term(value.get(name, value.get(name[0])), depth + 1)
        for name in ("subject", "predicate", "object")
    ]
    try:
        return ox.Triple(*parts)
    except (TypeError, ValueError):
        raise NoTerm("is no triple") from None
