"""JSON-LD read without fetching: the built context, envelopes, and refusals in one line."""

from __future__ import annotations

import json
from typing import Any

import pyoxigraph as ox
import pytest
from places import SHARED

from credgraph.errors import UnreadableFile
from credgraph.rdf.files import parse
from credgraph.rdf.jsonld import coercion, ctdl_context, inline_contexts
from credgraph.rdf.namespaces import compact

ADDRESS = "https://credreg.net/ctdl/schema/context/json"
CONTEXTS = SHARED / "registries" / "ctdl"


def read(document: object) -> set[tuple[str, str, str]]:
    """Read a document as JSON-LD: subject, property, and the value as N-Triples write it."""
    quads = parse(json.dumps(document), ox.RdfFormat.JSON_LD, "theirs.jsonld")
    return {(_name(q.subject), compact(q.predicate.value), str(q.object)) for q in quads}


def _name(node: Any) -> str:
    return node.value if isinstance(node, ox.NamedNode) else "_:"


RECORD = {
    "@context": ADDRESS,
    "@id": "https://example.org/cpt",
    "ceterms:name": {"en": "CPT"},
    "ceterms:price": 1995.50,
    "ceterms:ownedBy": ["https://example.org/mssc"],
    "ceterms:isPartOf": "no address",
    "ceterms:dateEffective": "2026-01-31",
}
STATEMENTS = {
    ("https://example.org/cpt", "ceterms:name", '"CPT"@en'),
    (
        "https://example.org/cpt",
        "ceterms:price",
        '"1995.5"^^<http://www.w3.org/2001/XMLSchema#decimal>',
    ),
    ("https://example.org/cpt", "ceterms:ownedBy", "<https://example.org/mssc>"),
    ("https://example.org/cpt", "ceterms:isPartOf", "<relative:///no%20address>"),
    (
        "https://example.org/cpt",
        "ceterms:dateEffective",
        '"2026-01-31"^^<http://www.w3.org/2001/XMLSchema#date>',
    ),
}


@pytest.mark.parametrize("name", ["ctdl", "ctdlasn"])
def test_the_built_context_defines_terms_like_the_real_one(name: str) -> None:
    path = CONTEXTS / f"{name}-context.jsonld"
    if not path.exists():
        pytest.skip("the registries' contexts are not beside this checkout")
    real = json.loads(path.read_text("utf-8"))["@context"]
    terms = {name for name, value in real.items() if isinstance(value, dict)}
    built = ctdl_context(terms)
    assert len(terms) > 500
    assert {name: built.get(name) for name in real} == real


def test_only_terms_of_ctdl_are_defined() -> None:
    for name in ("@id", "en", "name", "dcterms:title", "ceterms:", "https://purl.org/ctdl/x"):
        assert coercion(name) is None


def test_a_document_with_the_ctdl_context_is_read() -> None:
    assert read(RECORD) == STATEMENTS


WRAPPED: dict[str, object] = {
    "in a list": [RECORD],
    "in a graph": {"@context": ADDRESS, "@id": "https://example.org/g", "@graph": [RECORD]},
    "in a graph that is none of its own": {"@context": [ADDRESS], "@graph": [RECORD]},
    "in an envelope": {"envelope_version": "1.0.0", "decoded_resource": RECORD},
    "in envelopes": [{"envelope_version": "1.0.0", "decoded_resource": {"@graph": [RECORD]}}],
    "under another address": RECORD
    | {"@context": "http://credreg.net/ctdlasn/schema/context/json"},
}


@pytest.mark.parametrize("name", WRAPPED)
def test_a_record_is_found(name: str) -> None:
    assert read(WRAPPED[name]) == read(RECORD)


def test_a_second_context_in_the_document_is_kept() -> None:
    ours = {"ex": "https://example.org/", "title": "ceterms:name"}
    document = {"@context": [ADDRESS, ours], "@id": "ex:cpt", "title": "CPT"}
    assert read(document) == {("https://example.org/cpt", "ceterms:name", '"CPT"')}


def test_a_document_without_a_ctdl_context_is_unchanged() -> None:
    content = '{"@context": {"@vocab": "https://schema.org/"}, "name": "CPT", "x": 1.50}'
    assert inline_contexts(content, "x.json") == content


REFUSED = {
    "remote context": (
        '{"@context": "https://schema.org", "name": "CPT"}',
        "its context is at https://schema.org, and nothing is fetched from the web",
    ),
    "remote context inside": (
        '{"@context": {"a": {"@id": "urn:a", "@context": "c.jsonld"}}, "a": 1}',
        "its context is at c.jsonld,",
    ),
    "imported context": ('{"@context": {"@import": "https://x"}}', "its context is at https://x,"),
    "no JSON": ('{"@id": "urn:a",\n}', "x.json, line 2: this is not JSON: "),
    "no JSON-LD": ('{"name": "CPT"}', "this is JSON without a @context, so it is not JSON-LD"),
    "nothing": ("[]", "so it is not JSON-LD"),
    "signed envelope": (
        '{"envelope_version": "1.0.0", "resource": "eyJhbGciOi"}',
        "the record in this envelope is signed and packed; ask for it decoded",
    ),
    "request": (
        json.dumps({"GraphInput": RECORD}),
        "the record in this file is under 'GraphInput'; save that part as a file of its own",
    ),
    "nested lists": ("[" * 200_000, "this is nested deeper than 100 levels"),
    "nested nodes": ('{"@graph":' * 500 + "1" + "}" * 500, "nested deeper than 100 levels"),
    "long number": (f'{{"@id": "urn:a", "urn:b": {"9" * 5000}}}', "a number in this file is too"),
    "endless number": (
        json.dumps(RECORD).replace('"no address"', "1e999"),
        "a number in this file is too large",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_document_is_refused_in_one_line(name: str) -> None:
    content, message = REFUSED[name]
    with pytest.raises(UnreadableFile) as caught:
        inline_contexts(content, "x.json")
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_lone_surrogate_is_refused_in_one_line() -> None:
    content = json.dumps(RECORD | {"ceterms:keyword": {"en": "\ud800"}})
    with pytest.raises(UnreadableFile, match=r"x\.json"):
        parse(content, ox.RdfFormat.JSON_LD, "x.json")


def test_triple_terms_are_bounded_before_they_are_parsed() -> None:
    opening, closing = "<<( <urn:a> <urn:b> ", " )>>"
    shallow = '<urn:a> <urn:b> "<<(" , ' + opening + "1" + closing + " ."
    assert len(parse(shallow, ox.RdfFormat.TURTLE, "x.ttl")) == 2
    many = "\n".join([shallow] * 60)
    assert len(parse(many, ox.RdfFormat.TURTLE, "x.ttl")) == 120
    hidden = "'\"' " + opening + "# )>>\n" + '<urn:a\\#> , "\\")>>" '
    deep = "<urn:a> <urn:b> " + (opening + "# )>>\n") * 100_000 + "1" + closing * 100_000 + " ."
    for content in (deep, "<urn:a> <urn:b> " + hidden + deep):
        with pytest.raises(UnreadableFile, match="its triple terms are nested too deep"):
            parse(content, ox.RdfFormat.TURTLE, "x.ttl")
