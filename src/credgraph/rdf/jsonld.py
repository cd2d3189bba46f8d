"""Anyone's JSON-LD, read without a connection: contexts are put in their place, envelopes opened.

JSON-LD names its context by address, and nothing is fetched here. For the contexts of CTDL,
CTDL-ASN and QData another is built from the tables in `shapes/registries/ctdl/`: which properties
are text with a language, which have a datatype; every other term of CTDL is an address.
It holds only the terms that the document uses. A record as the Credential Registry hands it out,
inside an envelope, is taken out of it. What is no whole address starts with `relative:///` and is
left to the shapes, where a parser would drop it and the record look incomplete.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache
from typing import Any
from urllib.parse import quote

from credgraph.errors import UnreadableFile
from credgraph.rdf.namespaces import prefixes
from credgraph.resources import root

__all__ = ["coercion", "context", "inline_contexts"]

_OURS = re.compile(r"https?://(www\.)?credreg\.net/(ctdl|ctdlasn|qdata)/schema/context/json/?")
_ENVELOPE = {"decoded_resource", "envelope_version"}
_UNFIT = re.compile(r'[\x00-\x20<>"{}|\\^`]')  # in an address: a parser would drop it silently
_DEEPEST = 100  # real records stay below 20, and recursion below a thousand
_VOCABULARIES = "https://purl.org/ctdl/vocabs/"
_TERMS = ("adms", "asn", "ceasn", "ceterms", "meta", "owl", "qdata", "schema", "skos", "vs")
_MORE_TEXTS = ("dct:description", "meta:objectText", "rdfs:comment", "rdfs:label", "vann:usageNote")
_MORE_ADDRESSES = ("rdfs:subClassOf",)
_MORE_DATATYPES = {"ceterms:ctid": "xsd:string"}
_MORE_PREFIXES = {
    "adms": "http://www.w3.org/ns/adms#",
    "asn": "http://purl.org/ASN/schema/core/",
    "asnPublicationStatus": "http://purl.org/asn/scheme/ASNPublicationStatus/",
    "asnscheme": "http://purl.org/asn/scheme/",
    "case": "https://purl.imsglobal.org/spec/case/",
    "ceds": "https://ceds.ed.gov/element/",
    "cs": "http://vocab.org/changeset/schema#",
    "dc": "http://purl.org/dc/elements/1.1/",
    "dct": "http://purl.org/dc/terms/",
    "evalCat": "https://purl.org/ctdlasn/vocabs/evalCat/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "gem": "http://purl.org/gem/elements/",
    "gemq": "http://purl.org/gem/qualifiers/",
    "loc": "http://www.loc.gov/loc.terms/",
    "locr": "http://www.loc.gov/loc.terms/relators/",
    "lrmi": "http://purl.org/dcx/lrmi-terms/",
    "meta": "http://credreg.net/meta/terms/",
    "obi": "https://w3id.org/openbadges#",
    "odrl2": "https://www.w3.org/ns/odrl/2/",
    "publicationStatus": "http://purl.org/ctdlasn/vocabs/publicationStatus/",
    "vs": "https://www.w3.org/2003/06/sw-vocab-status/ns#",
    "wd": "http://www.wikidata.org/entity/",
}
_SHARED_PREFIXES = {"ceasn", "ceterms", "qdata", "schema", "skos"}  # as in ontology/prefixes.ttl
_SHARED_PREFIXES |= {"owl", "rdf", "rdfs", "vann", "xsd"}


class _Spelt(str):
    """A number with a point, as the file spells it: 1995.50 is no 1.9955E3."""

    __slots__ = ()


def inline_contexts(content: str, name: str) -> str:
    """Return JSON-LD that needs no connection; `name` is what errors call the file.

    A document that names no context of CTDL stays as it is. Raises UnreadableFile for what is no
    JSON, is nested too deep, has no sign of JSON-LD, or names a context that is elsewhere.
    """
    parsed = _parsed(content, name)
    document = _opened(parsed, name)
    reader = _Reader(name)
    found = reader.read(document)
    if not reader.keys:
        problem = "this is JSON without a @context, so it is no JSON-LD"
        raise UnreadableFile(name, problem, hint="add the @context that its publisher names")
    if not reader.known and document == parsed:
        return content
    if reader.known:
        found = _within(context(reader.terms), found)
    try:
        return json.dumps(_plain(found, reader.known), allow_nan=False)
    except ValueError:
        raise UnreadableFile(name, "a number in this file is too large") from None


def _within(outer: dict[str, Any], document: Any) -> dict[str, Any]:
    if not isinstance(document, dict):
        return {"@context": outer, "@graph": document}
    inner = document.get("@context", [])
    own = inner if isinstance(inner, list) else [inner]
    return document | {"@context": [outer, *own]}


def _parsed(content: str, name: str) -> Any:
    try:
        found = json.loads(content, parse_float=_Spelt)
    except json.JSONDecodeError as error:
        raise UnreadableFile(name, f"this is no JSON: {error.msg}", error.lineno) from None
    except ValueError:
        raise UnreadableFile(name, "a number in this file is too large") from None
    except RecursionError:
        raise _too_deep(name) from None
    level, depth = [found], 0
    while level := [inner for value in level for inner in _inside(value)]:
        depth += 1
        if depth > _DEEPEST:
            raise _too_deep(name)
    return found


def _inside(value: Any) -> Iterator[Any]:
    if isinstance(value, dict | list):
        yield from value.values() if isinstance(value, dict) else value


def _too_deep(name: str) -> UnreadableFile:
    return UnreadableFile(name, f"this is nested deeper than {_DEEPEST} levels")


def _opened(document: Any, name: str) -> Any:
    """Take records out of the envelopes of the Credential Registry."""
    if isinstance(document, list):
        return [_opened(member, name) for member in document]
    if not isinstance(document, dict):
        return document
    if not document.keys() & _ENVELOPE:
        return _bare(document, name)
    resource = document.get("decoded_resource")
    if not isinstance(resource, dict):
        hint = "ask for it decoded, with decoded_resource"
        raise UnreadableFile(name, "the record in this envelope is signed and packed", hint=hint)
    return resource


def _bare(document: dict[str, Any], name: str) -> dict[str, Any]:
    """Refuse what only holds a record, such as a request to a publishing service."""
    for key, value in document.items():
        inside = isinstance(value, dict) and "@context" in value and not key.startswith("@")
        if inside and "@context" not in document:
            hint = "save that part as a file of its own"
            raise UnreadableFile(name, f"the record in this file is under {key[:80]!r}", hint=hint)
    return document


class _Reader:
    """Walks a document; takes away the contexts known here and collects the terms in use."""

    def __init__(self, name: str) -> None:
        self.name, self.known = name, False
        self.terms = set[str]()
        self.keys = 0

    def read(self, value: Any) -> Any:
        """Return a value of the document, without known contexts."""
        if isinstance(value, list):
            return [self.read(member) for member in value]
        if not isinstance(value, dict):
            return value
        found = {}
        for key, inner in value.items():
            self.keys += key.startswith("@")
            self.terms.add(key)
            if key != "@context":
                found[key] = self.read(inner)
            elif (left := self._context(inner)) != []:
                found[key] = left
        return found

    def _context(self, value: Any) -> Any:
        """Return a context without the addresses known here; an empty list is none at all."""
        if isinstance(value, list):
            parts = [self._context(part) for part in value]
            return [part for part in parts if part != []]
        if isinstance(value, dict):
            if isinstance(value.get("@import"), str):
                raise self._elsewhere(value["@import"])
            return {key: self._definition(inner) for key, inner in value.items()}
        if not isinstance(value, str):
            return value
        if not _OURS.fullmatch(value):
            raise self._elsewhere(value)
        self.known = True
        return []

    def _definition(self, value: Any) -> Any:
        if not isinstance(value, dict) or "@context" not in value:
            return value
        return value | {"@context": self._context(value["@context"])}

    def _elsewhere(self, address: str) -> UnreadableFile:
        shown = address if len(address) < 200 else f"{address[:200]} …"
        problem = f"its context is elsewhere, at {shown}, and nothing is fetched here"
        return UnreadableFile(self.name, problem, hint="write the context itself into the file")


def _plain(value: Any, known: bool, kind: str = "") -> Any:
    """Return a value as JSON has it: its numbers given back, its addresses fit to be parsed.

    A number stays as it is spelt where its property has a type, the `kind`.
    """
    if isinstance(value, list):
        return [_plain(member, known, kind) for member in value]
    if isinstance(value, dict):
        return {
            key: _plain(inner, known, _kind(key) if known else "") for key, inner in value.items()
        }
    if isinstance(value, _Spelt):
        return str(value) if kind not in ("", "@id") else float(value)
    if isinstance(value, str) and kind == "@id":
        return _UNFIT.sub(lambda found: quote(found[0]), value)
    return value


def _kind(name: str) -> str:
    return "@id" if name == "@id" else (coercion(name) or {}).get("@type", "")


def context(names: set[str]) -> dict[str, Any]:
    """Return a context of CTDL that defines the given terms of it, such as `ceterms:name`."""
    defined = {name: coercion(name) for name in sorted(names)}
    terms = {name: made for name, made in defined.items() if made is not None}
    return {"@base": "relative:///", **_prefixes(), **terms}


def coercion(name: str) -> dict[str, str] | None:
    """Return how CTDL's context reads the values of a property; None for what is not of CTDL.

    >>> coercion("ceterms:name"), coercion("ceterms:price"), coercion("ceterms:ownedBy")
    ({'@container': '@language'}, {'@type': 'xsd:decimal'}, {'@type': '@id'})
    """
    if name in _MORE_TEXTS:
        return {"@container": "@language"}
    prefix, colon, local_name = name.partition(":")
    is_term = bool(colon and local_name) and not local_name.startswith("//")
    if not is_term or (prefix not in _TERMS and name not in _MORE_ADDRESSES):
        return None
    datatype = _datatypes().get(name, "@id")
    return {"@container": "@language"} if datatype == "rdf:langString" else {"@type": datatype}


@cache
def _prefixes() -> dict[str, str]:
    vocabularies = {row[0]: f"{_VOCABULARIES}{row[0]}/" for row in _table("vocabularies.tsv")}
    shared = {prefix: prefixes()[prefix] for prefix in _SHARED_PREFIXES}
    return dict(sorted((vocabularies | shared | _MORE_PREFIXES).items()))


@cache
def _datatypes() -> dict[str, str]:
    """Return the datatype of each property whose values are literals: `ceterms:price`, its type."""
    of_kind = {kind: datatype for kind, datatype, *_ in _table("kinds.tsv") if datatype}
    kinds = {name: kind for name, kind, *_ in _table("values.tsv")}
    found = {name: of_kind[kind] for name, kind in kinds.items() if kind in of_kind}
    return found | _MORE_DATATYPES


def _table(name: str) -> list[list[str]]:
    """Return the rows of a table that the shapes of CTDL are made from, each a list of cells."""
    text = (root() / "shapes" / "registries" / "ctdl" / name).read_text("utf-8")
    return [line.split("\t") for line in text.splitlines()[1:]]
