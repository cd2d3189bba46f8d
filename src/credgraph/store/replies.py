"""Reading what an endpoint answers: its syntax by its Content-Type or, failing that, its bytes."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from http.client import HTTPResponse

import pyoxigraph as ox

from credgraph.store import json_results, text_results, xml_results
from credgraph.store.charsets import UTF_16, decoded
from credgraph.store.client import GRAPH_FORMS
from credgraph.store.graph_replies import as_statements, read_rdf_json, read_statements
from credgraph.store.protocol import Answer, Note, Solutions, Statements
from credgraph.store.result_rows import Notes, Results, read_rows
from credgraph.store.transport import Body

__all__ = ["WebPage", "read_reply"]

_JSON, _XML, _CSV, _TSV, _BOOLEAN, _PAGE = "JSON", "XML", "CSV", "TSV", "boolean", "page"
_RDF_JSON = "RDF/JSON"
_RESULTS = {
    "application/sparql-results+json": _JSON,
    "application/sparql-results+xml": _XML,
    "application/x-sparqlstar-results+json": _JSON,
    "text/csv": _CSV,
    "text/tab-separated-values": _TSV,
    "text/boolean": _BOOLEAN,
    "application/rdf+json": _RDF_JSON,
    "text/rdf+json": _RDF_JSON,
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
_SIGNS = {  # with which an answer in a syntax may start, if not with any
    _JSON: b"{",
    _RDF_JSON: b"{",
    ox.RdfFormat.JSON_LD: b"{[",
    _XML: b"<",
    ox.RdfFormat.RDF_XML: b"<",
}
_OTHER_TEXTS = {_CSV, _TSV, *_GRAPHS.values()} - {ox.RdfFormat.JSON_LD, ox.RdfFormat.RDF_XML}
_MOST_WARNINGS = 5
_HTML = re.compile(rb"(?:<[?][^>]*>\s*|<!--[^>]*>\s*)*<(?:!doctype\s+)?html\b", re.IGNORECASE)
_SPARQL_XML = re.compile(rb"\A(?:<[?!][^>]*>\s*)*<(?:\w+:)?sparql\b", re.IGNORECASE)
_CUT_SHORT_NAME = re.compile(r"(?:[\w-]*-)?(?:truncated|incomplete|partial)", re.IGNORECASE)
_NEXT_PAGE = re.compile(r";\s*rel\s*=\s*\"?next\b", re.IGNORECASE)
_CUT_SHORT = re.compile(r"truncat|incomplete|partial|limit|time[d ]?-?out", re.IGNORECASE)


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
        return Statements(read_statements(body, syntax, url, _charset(reply), notes)), notes
    if syntax == _RDF_JSON:
        return Statements(read_rdf_json(body, _charset(reply), notes)), notes
    most = reply.headers.get("X-SPARQL-MaxRows", "")
    results = _results(syntax, body, _charset(reply))
    answer = _table(results, notes, int(most) if most.isdigit() else 0)
    return as_statements(answer, notes) if form in GRAPH_FORMS else answer, notes


def _announced(reply: HTTPResponse) -> Iterator[Note]:
    """Yield what the reply says of itself: part of the content, or a query that was cut short."""
    said = " ".join((reply.headers.get("X-SQL-Message") or "").split())[:300]
    if reply.headers.get("X-SQL-State") == "S1TAT":
        yield Note(f"the endpoint says: {said or 'incomplete results (S1TAT)'}", partial=True)
    elif reply.status == 206:
        yield Note(said or "the endpoint sends a part of the answer only (206)", partial=True)
    for warning in reply.headers.get_all("Warning", [])[:_MOST_WARNINGS]:
        words = " ".join(warning.split())[:300]
        yield Note(f"the endpoint says: {words}", partial=bool(_CUT_SHORT.search(words)))
    if _NEXT_PAGE.search(", ".join(reply.headers.get_all("Link", []))):
        yield Note("the endpoint sends one page of the answer, and links to the next", partial=True)
    for name, value in reply.headers.items():
        if _CUT_SHORT_NAME.fullmatch(name) and value.strip().lower() in ("true", "1", "yes"):
            yield Note(f"the endpoint sends a part of the answer only ({name})", partial=True)


def _charset(reply: HTTPResponse) -> str:
    return reply.headers.get_content_charset() or ""


def _syntax(reply: HTTPResponse, start: bytes, form: str) -> _Syntax:
    """Return the syntax that is announced or, where the bytes are plainly another's, theirs."""
    media = reply.headers.get_content_type() if "Content-Type" in reply.headers else ""
    declared: _Syntax = _RESULTS.get(media) or _GRAPHS.get(media) or ""
    if start.startswith(UTF_16) and declared in _SIGNS:
        return declared  # whose parsers know the encoding
    start = start.removeprefix(b"\xef\xbb\xbf").lstrip()
    shown = _sniffed(start, form)
    is_false = bool(
        _HTML.match(start)
        or start[:1] not in _SIGNS.get(declared, start[:1])
        or (declared in _OTHER_TEXTS and _is_of_results(start))
    )
    return shown if is_false else declared or shown


def _is_of_results(start: bytes) -> bool:
    """Tell whether this is JSON or XML of results, which servers have announced as anything."""
    head = start[:4096]
    is_json = head[:1] == b"{" and b'"head"' in head and (b'"vars"' in head or b'"bool' in head)
    return is_json or _SPARQL_XML.search(head) is not None


def _sniffed(start: bytes, form: str) -> _Syntax:
    """Return the syntax that the first bytes show."""
    head = start[:4096].lower()
    if head.startswith((b"<!doctype html", b"<html")) or (
        head[:1] == b"<" and b"<html" in head[:1000]
    ):
        return _PAGE
    if _SPARQL_XML.search(head):
        return _XML
    if head.startswith((b"<?xml", b"<rdf:rdf")):
        return ox.RdfFormat.RDF_XML
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
    text = decoded(body.rest(), charset)
    if text.strip().lower() in ("true", "false"):
        return Results([], iter(()), boolean=text.strip().lower() == "true")
    if syntax == _BOOLEAN:
        raise ValueError(f"a boolean was announced, not {text[:40]!r}")
    return text_results.read_text(text, is_tsv=syntax == _TSV)


def _table(results: Results, notes: Notes, most: int) -> Answer:
    if results.boolean is not None:
        text = json.dumps({"head": {}, "boolean": results.boolean})
        return ox.parse_query_results(text, format=ox.QueryResultsFormat.JSON)
    if results.caution:
        notes.add(results.caution, partial=False)
    variables = [*map(ox.Variable, notes.named(results.names))]
    return Solutions(variables, read_rows(results, notes, most))
