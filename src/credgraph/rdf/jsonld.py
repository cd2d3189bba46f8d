"""Reading JSON-LD without fetching its contexts, and records in Credential Registry envelopes.

JSON-LD names its context by URL, and nothing is fetched here. In place of the contexts of CTDL,
CTDL-ASN and QData one is built from the tables in `shapes/registries/ctdl/`: which properties
are text with a language, which have a datatype; every other term of CTDL is an IRI.
It defines only the terms that the document uses. A record inside an envelope, as the Credential
Registry serves it, is taken out of it. Relative IRIs start with `relative:///`, so that a check
reports them: a parser would drop them without a word, and the record would look incomplete.
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

__all__ = ["BASE_IRI", "coercion", "ctdl_context", "inline_contexts", "undefined_keys"]

BASE_IRI = "relative:///"  # in front of IRIs that the document leaves relative

_CONTEXTS = re.compile(r"https?://(www\.)?credreg\.net/(ctdl|ctdlasn|qdata)/schema/context/json/?")
_ENVELOPE_KEYS = {"decoded_resource", "envelope_version"}
_NOT_IN_IRI = re.compile(r'[\x00-\x20<>"{}|\\^`]')  # a parser drops IRIs with these
_MAX_DEPTH = 100  # real records stay below 20, and Python recurses up to a thousand
_VOCABULARIES = "https://purl.org/ctdl/vocabs/"
_TERMS = ("adms", "asn", "ceasn", "ceterms", "meta", "owl", "qdata", "schema", "skos", "vs")
_TEXTS = ("dct:description", "meta:objectText", "rdfs:comment", "rdfs:label", "vann:usageNote")
_LINKS = ("rdfs:subClassOf",)
_OTHER_DATATYPES = {"ceterms:ctid": "xsd:string"}
_OTHER_PREFIXES = {
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


class _Decimal(str):
    """The text of a number with a decimal point, which a float would not keep: 1995.50."""

    __slots__ = ()


def inline_contexts(content: str, name: str) -> str:
    """Return JSON-LD that refers to no remote context; errors call the file `name`.

    A document without a CTDL context is returned unchanged. Raises UnreadableFile for text that is
    not JSON, is nested too deep, has no JSON-LD keyword, or names a context that is not CTDL's.
    """
    parsed = _parse(content, name)
    document = _unwrap(parsed, name)
    reader = _Reader(name)
    found = reader.read(document)
    if not reader.keywords:
        problem = "this is JSON without a @context, so it is not JSON-LD"
        raise UnreadableFile(name, problem, hint="add the @context that its publisher names")
    if not reader.has_ctdl and document == parsed:
        return content
    if reader.has_ctdl:
        found = _with_context(ctdl_context(reader.terms), found)
    try:
        return json.dumps(_serializable(found, reader.has_ctdl), allow_nan=False)
    except ValueError:
        raise UnreadableFile(name, "a number in this file is too large") from None


def undefined_keys(content: str) -> str:
    """Return a sentence on the keys of JSON that make no statement; nothing for other text."""
    try:
        document = json.loads(content)
    except (ValueError, RecursionError):
        return ""
    keys = [key for key in document if key[:1] != "@"] if isinstance(document, dict) else []
    return f"its @context defines none of {', '.join(keys[:5])}" if keys else ""


def _with_context(outer: dict[str, Any], document: Any) -> dict[str, Any]:
    if not isinstance(document, dict):
        return {"@context": outer, "@graph": document}
    inner = document.get("@context", [])
    own = inner if isinstance(inner, list) else [inner]
    return document | {"@context": [outer, *own]}


def _parse(content: str, name: str) -> Any:
    try:
        found = json.loads(content, parse_float=_Decimal)
    except json.JSONDecodeError as error:
        raise UnreadableFile(name, f"this is not JSON: {error.msg}", error.lineno) from None
    except ValueError:
        raise UnreadableFile(name, "a number in this file is too large") from None
    except RecursionError:
        raise _too_deep(name) from None
    level, depth = [found], 0
    while level := [inner for value in level for inner in _members(value)]:
        depth += 1
        if depth > _MAX_DEPTH:
            raise _too_deep(name)
    return found


def _members(value: Any) -> Iterator[Any]:
    if isinstance(value, dict | list):
        yield from value.values() if isinstance(value, dict) else value


def _too_deep(name: str) -> UnreadableFile:
    return UnreadableFile(name, f"this is nested deeper than {_MAX_DEPTH} levels")


def _unwrap(document: Any, name: str) -> Any:
    """Take records out of their Credential Registry envelopes."""
    if isinstance(document, list):
        return [_unwrap(member, name) for member in document]
    if not isinstance(document, dict):
        return document
    if not document.keys() & _ENVELOPE_KEYS:
        _refuse_nested_record(document, name)
        return document
    resource = document.get("decoded_resource")
    if not isinstance(resource, dict):
        hint = "ask for it decoded, with decoded_resource"
        raise UnreadableFile(name, "the record in this envelope is signed and packed", hint=hint)
    return resource


def _refuse_nested_record(document: dict[str, Any], name: str) -> None:
    """Raise UnreadableFile for a record under a key, as in a request to a publishing service."""
    for key, value in document.items():
        inside = isinstance(value, dict) and "@context" in value and not key.startswith("@")
        if inside and "@context" not in document:
            hint = "save that part as a file of its own"
            raise UnreadableFile(name, f"the record in this file is under {key[:80]!r}", hint=hint)


class _Reader:
    """Walks a document, removes CTDL's contexts, collects terms and counts JSON-LD keywords."""

    def __init__(self, name: str) -> None:
        self.name, self.has_ctdl = name, False
        self.terms = set[str]()
        self.keywords = 0

    def read(self, value: Any) -> Any:
        """Return a value of the document without CTDL contexts."""
        if isinstance(value, list):
            return [self.read(member) for member in value]
        if not isinstance(value, dict):
            return value
        found = {}
        for key, inner in value.items():
            self.keywords += key.startswith("@")
            self.terms.add(key)
            if key != "@context":
                found[key] = self.read(inner)
            elif (left := self._context(inner)) != []:
                found[key] = left
        return found

    def _context(self, value: Any) -> Any:
        """Return a context without the URLs of CTDL's; an empty list if nothing is left."""
        if isinstance(value, list):
            parts = [self._context(part) for part in value]
            return [part for part in parts if part != []]
        if isinstance(value, dict):
            if isinstance(value.get("@import"), str):
                raise self._remote_context(value["@import"])
            return {key: self._definition(inner) for key, inner in value.items()}
        if not isinstance(value, str):
            return value
        if not _CONTEXTS.fullmatch(value):
            raise self._remote_context(value)
        self.has_ctdl = True
        return []

    def _definition(self, value: Any) -> Any:
        if not isinstance(value, dict) or "@context" not in value:
            return value
        return value | {"@context": self._context(value["@context"])}

    def _remote_context(self, address: str) -> UnreadableFile:
        shown = address if len(address) < 200 else f"{address[:200]} …"
        problem = f"its context is at {shown}, and nothing is fetched from the web"
        return UnreadableFile(self.name, problem, hint="put the context itself into the file")


def _serializable(value: Any, ctdl: bool, kind: str = "") -> Any:
    """Return a value for JSON: decimals as floats, and IRIs with forbidden characters escaped.

    A decimal stays text if its property has a datatype, the `kind`.
    """
    if isinstance(value, list):
        return [_serializable(member, ctdl, kind) for member in value]
    if isinstance(value, dict):
        return {
            key: _serializable(inner, ctdl, _kind(key) if ctdl else "")
            for key, inner in value.items()
        }
    if isinstance(value, _Decimal):
        return str(value) if kind not in ("", "@id") else float(value)
    if isinstance(value, str) and kind == "@id":
        return _NOT_IN_IRI.sub(lambda found: quote(found[0]), value)
    return value


def _kind(name: str) -> str:
    return "@id" if name == "@id" else (coercion(name) or {}).get("@type", "")


def ctdl_context(names: set[str]) -> dict[str, Any]:
    """Return a JSON-LD context that defines the given terms of CTDL, such as `ceterms:name`."""
    defined = {name: coercion(name) for name in sorted(names)}
    terms = {name: made for name, made in defined.items() if made is not None}
    return {"@base": BASE_IRI, **_prefixes(), **terms}


def coercion(name: str) -> dict[str, str] | None:
    """Return the type coercion of a property in CTDL's context; None if it is not of CTDL.

    >>> coercion("ceterms:name"), coercion("ceterms:price"), coercion("ceterms:ownedBy")
    ({'@container': '@language'}, {'@type': 'xsd:decimal'}, {'@type': '@id'})
    """
    if name in _TEXTS:
        return {"@container": "@language"}
    prefix, colon, local_name = name.partition(":")
    is_term = bool(colon and local_name) and not local_name.startswith("//")
    if not is_term or (prefix not in _TERMS and name not in _LINKS):
        return None
    datatype = _datatypes().get(name, "@id")
    return {"@container": "@language"} if datatype == "rdf:langString" else {"@type": datatype}


@cache
def _prefixes() -> dict[str, str]:
    vocabularies = {row[0]: f"{_VOCABULARIES}{row[0]}/" for row in _table("vocabularies.tsv")}
    shared = {prefix: prefixes()[prefix] for prefix in _SHARED_PREFIXES}
    return dict(sorted((vocabularies | shared | _OTHER_PREFIXES).items()))


@cache
def _datatypes() -> dict[str, str]:
    """Return the datatype of each property whose values are literals: `ceterms:price`, its type."""
    of_kind = {kind: datatype for kind, datatype, *_ in _table("kinds.tsv") if datatype}
    kinds = {name: kind for name, kind, *_ in _table("values.tsv")}
    found = {name: of_kind[kind] for name, kind in kinds.items() if kind in of_kind}
    return found | _OTHER_DATATYPES


def _table(name: str) -> list[list[str]]:
    """Return the rows of a table that the shapes of CTDL are made from, each a list of cells."""
    text = (root() / "shapes" / "registries" / "ctdl" / name).read_text("utf-8")
    return [line.split("\t") for line in text.splitlines()[1:]]
