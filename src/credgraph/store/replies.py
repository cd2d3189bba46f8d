"""Reading what an endpoint answers: its syntax by its Content-Type or, failing that, its bytes."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from http.client import HTTPResponse

import pyoxigraph as ox

from credgraph.store import json_results, text_results, xml_results
from credgraph.store.client import GRAPH_FORMS
from credgraph.store.nesting import check_nesting
from credgraph.store.protocol import Answer, Note, Solutions, Statements
from credgraph.store.result_rows import Notes, Results, read_rows
from credgraph.store.transport import Body

__all__ = ["WebPage", "read_reply"]

_JSON, _XML, _CSV, _TSV, _BOOLEAN, _PAGE = "JSON", "XML", "CSV", "TSV", "boolean", "page"
_RESULTS = {
    "application/sparql-results+json": _JSON,
    "application/sparql-results+xml": _XML,
    "application/x-sparqlstar-results+json": _JSON,
    "text/csv": _CSV,
    "text/tab-separated-values": _TSV,
    "text/boolean": _BOOLEAN,
}
_GRAPHS = {
    "text/turtle": ox.RdfFormat.TURTLE,
    "application/x-turtle": ox.RdfFormat.TURTLE,
    "text/n3": ox.RdfFormat.TURTLE,
    "text/rdf+n3": ox.RdfFormat.TURTLE,
    "application/n-triples": ox.RdfFormat.N_TRIPLES,
    "application/rdf+xml": ox.RdfFormat.RDF_XML,
    "application/ld+json": ox.RdfFormat.JSON_LD,
    "application/trig": ox.RdfFormat.TRIG,
    "application/x-trig": ox.RdfFormat.TRIG,
    "application/n-quads": ox.RdfFormat.N_QUADS,
    "text/x-nquads": ox.RdfFormat.N_QUADS,
}
_Syntax = str | ox.RdfFormat


class WebPage(ValueError):
    """A web page where an answer was expected."""


def read_reply(
    reply: HTTPResponse, form: str, url: str, max_bytes: int
) -> tuple[Answer, Iterable[Note]]:
    """Return the answer to a query of this form, and the notes on it.

    Rows and triples are read when they are wanted; the notes are complete when the last has been.
    Raises ValueError or SyntaxError for what is no answer, as reading rows and triples may, too.
    """
    body = Body(reply, max_bytes)
    notes = Notes(_announced(reply))
    syntax = _syntax(reply, body.start(), form)
    if not body.start().strip() and isinstance(syntax, str):
        raise ValueError("it is empty")
    if syntax == _PAGE:
        raise WebPage("answers with a web page; is it a SPARQL endpoint?")
    if isinstance(syntax, ox.RdfFormat):
        return Statements(_statements(body, syntax, url, _charset(reply))), notes
    most = reply.headers.get("X-SPARQL-MaxRows", "")
    results = _results(syntax, body, _charset(reply))
    return _table(results, notes, int(most) if most.isdigit() else 0), notes


def _announced(reply: HTTPResponse) -> Iterator[Note]:
    """Yield what the reply says of itself: part of the content, or a query that was cut short."""
    said = " ".join((reply.headers.get("X-SQL-Message") or "").split())[:300]
    if reply.headers.get("X-SQL-State") == "S1TAT":
        yield Note(f"the endpoint says: {said or 'incomplete results (S1TAT)'}", partial=True)
    elif reply.status == 206:
        yield Note(said or "the endpoint sends a part of the answer only (206)", partial=True)


def _charset(reply: HTTPResponse) -> str:
    return reply.headers.get_content_charset() or ""


def _syntax(reply: HTTPResponse, start: bytes, form: str) -> _Syntax:
    media = reply.headers.get_content_type() if "Content-Type" in reply.headers else ""
    declared: _Syntax = _RESULTS.get(media) or _GRAPHS.get(media) or ""
    sign = start.removeprefix(b"\xef\xbb\xbf").lstrip()[:1]
    if declared in (_JSON, ox.RdfFormat.JSON_LD) and sign not in (b"{", b"["):
        declared = ""
    if declared in (_XML, ox.RdfFormat.RDF_XML) and sign != b"<":
        declared = ""
    return declared or _sniffed(start.removeprefix(b"\xef\xbb\xbf").lstrip(), form)


def _sniffed(start: bytes, form: str) -> _Syntax:
    """Return the syntax that the first bytes show."""
    head = start[:4096].lower()
    if head.startswith((b"<!doctype html", b"<html")) or b"<html" in head[:1000]:
        return _PAGE
    if head.startswith((b"<?xml", b"<sparql", b"<rdf:rdf")):
        return _XML if b"<sparql" in head else ox.RdfFormat.RDF_XML
    if head[:1] in (b"{", b"["):
        is_results = form not in GRAPH_FORMS or b'"bindings"' in head or b'"head"' in head
        return _JSON if is_results else ox.RdfFormat.JSON_LD
    if head.strip() in (b"true", b"false"):
        return _BOOLEAN
    if form in GRAPH_FORMS:
        return ox.RdfFormat.TRIG  # of which Turtle and N-Triples are parts
    return _TSV if head[:1] == b"?" else _JSON


def _results(syntax: str, body: Body, charset: str) -> Results:
    if syntax == _JSON:
        return json_results.read(body, charset)
    if syntax == _XML:
        return xml_results.read(body, charset)
    text = text_results.decoded(body.rest(), charset)
    if text.strip().lower() in ("true", "false"):
        return Results([], iter(()), boolean=text.strip().lower() == "true")
    if syntax == _BOOLEAN:
        raise ValueError(f"a boolean was announced, not {text[:40]!r}")
    return text_results.read_csv(text) if syntax == _CSV else text_results.read_tsv(text)


def _table(results: Results, notes: Notes, most: int) -> Answer:
    if results.boolean is not None:
        text = json.dumps({"head": {}, "boolean": results.boolean})
        return ox.parse_query_results(text, format=ox.QueryResultsFormat.JSON)
    if results.caution:
        notes.add(results.caution, partial=False)
    variables = [*map(ox.Variable, notes.named(results.names))]
    return Solutions(variables, read_rows(results, notes, most))


def _statements(body: Body, syntax: ox.RdfFormat, url: str, charset: str) -> Iterator[ox.Triple]:
    """Yield the triples of a graph, its relative IRIs resolved against the endpoint's address."""
    whole = body.rest()
    content = whole if syntax == ox.RdfFormat.RDF_XML else text_results.decoded(whole, charset)
    check_nesting(content, syntax)
    for quad in ox.parse(content, format=syntax, base_iri=url):
        yield quad.triple
