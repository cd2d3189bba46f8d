"""Graphs that endpoints send: a term that is none costs its triple, and no other.

The strict parsers give up at the first odd IRI, and that of JSON-LD leaves it out without a word.
Here all are read leniently, and each term is looked at.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from hashlib import sha1
from typing import Any

import pyoxigraph as ox

from credgraph.store.charsets import decoded
from credgraph.store.nesting import check_nesting
from credgraph.store.protocol import Answer, Row, Solutions, Statements
from credgraph.store.refusals import engine_words
from credgraph.store.result_rows import Notes
from credgraph.store.terms import NoTerm, Term, read_term
from credgraph.store.transport import Body
from credgraph.store.xml_repair import repaired, repaired_sign, restored

__all__ = ["as_statements", "read_rdf_json", "read_statements"]

_ODD = re.compile(r"@[A-Za-z]+[_-][A-Za-z0-9_-]*_?|_:[^\s<>\"',;]*[\\/]")
_TOKEN = re.compile(
    r'"""(?:[^"\\]|\\.|"(?!""))*+"""|\'\'\'(?:[^\'\\]|\\.|\'(?!\'\'))*+\'\'\''
    r'|"(?:[^"\\\n]|\\.)*+"|\'(?:[^\'\\\n]|\\.)*+\'|<[^>\n]*+>|\#[^\n]*+'
    r"|(?P<tag>@[A-Za-z]+(?:[_-][A-Za-z0-9]+)++)|_:(?P<label>(?:\\.|[^\s\\<>\"',;\[\](){}|])++)",
    re.DOTALL,
)
_PLAIN_LABEL = re.compile(r"\w(?:[\w.·-]*[\w-])?\.*")
_TEXTS = {ox.RdfFormat.TURTLE, ox.RdfFormat.TRIG, ox.RdfFormat.N_TRIPLES, ox.RdfFormat.N_QUADS}
_JSON_STRING = re.compile(r'"(?:[^"\\]|\\.)*+"', re.DOTALL)
_CONTROL = re.compile(r"[\x00-\x1f]")
_FAILURE = re.compile(r"[^\n]*\b(?:error|exception|timed? ?out|aborted)\b", re.IGNORECASE)


def read_statements(
    body: Body, syntax: ox.RdfFormat, url: str, charset: str, notes: Notes
) -> Iterator[ox.Triple]:
    """Yield the triples of a graph, its relative IRIs resolved against the endpoint's address.

    Raises ValueError or SyntaxError for what is no graph.
    """
    whole = body.rest()
    content = _xml(whole, charset) if syntax == ox.RdfFormat.RDF_XML else decoded(whole, charset)
    if isinstance(content, str) and syntax == ox.RdfFormat.JSON_LD:
        content = _JSON_STRING.sub(_with_controls_escaped, content)
    check_nesting(content, syntax)
    if isinstance(content, str) and syntax in _TEXTS and _ODD.search(content):
        content = _TOKEN.sub(_respelt, content)
    try:
        for number, quad in enumerate(
            ox.parse(content, format=syntax, base_iri=url, lenient=True), 1
        ):
            if _is_kept(quad.triple, number, notes):
                yield quad.triple
    except SyntaxError:
        said = _FAILURE.match(content) if isinstance(content, str) else None
        if said is None:
            raise
        raise ValueError(engine_words(said[0].encode(errors="replace"), "")) from None


def _xml(content: bytes, charset: str) -> bytes:
    """Return XML as it came, or repaired where it is broken."""
    try:
        check_nesting(content, ox.RdfFormat.RDF_XML)
    except ValueError:
        return repaired(content, charset).encode(errors="replace")
    return content


def _with_controls_escaped(string: re.Match[str]) -> str:
    """Return a string of JSON as its grammar wants it, which forbids bare control characters."""
    return _CONTROL.sub(lambda sign: f"\\u{ord(sign[0]):04x}", string[0])


def _respelt(token: re.Match[str]) -> str:
    """Return a language tag with hyphens, and a blank node by a label that Turtle allows."""
    if token["tag"]:
        return token["tag"].replace("_", "-")
    label = token["label"]
    if label is None or _PLAIN_LABEL.fullmatch(label):
        return token[0]
    plain = re.sub(r"\\(.)", r"\1", label)
    return f"_:{sha1(plain.encode(errors='replace'), usedforsecurity=False).hexdigest()}"


def _is_kept(triple: ox.Triple, number: int, notes: Notes) -> bool:
    for role, term in zip(("subject", "predicate", "object"), triple, strict=True):
        if problem := _problem(term):
            shown = term.value if isinstance(term, ox.NamedNode | ox.Literal) else term
            notes.triple_left_out(number, role, restored(str(shown)), problem)
            return False
    return True


def _problem(term: Any) -> str:
    """Return why a term is none, empty if it is one."""
    if isinstance(term, ox.NamedNode | ox.Literal) and (sign := repaired_sign(term.value)):
        return f"holds {sign}, which XML forbids"
    try:
        if isinstance(term, ox.NamedNode):
            ox.NamedNode(term.value)
        elif isinstance(term, ox.Literal) and term.language:
            ox.Literal("", language=term.language)
        elif isinstance(term, ox.Literal):
            ox.NamedNode(term.datatype.value)
        elif isinstance(term, ox.Triple):
            return next((said for part in term if (said := _problem(part))), "")
    except ValueError as error:
        return f"is no {'IRI' if isinstance(term, ox.NamedNode) else 'literal'} ({error})"
    return ""


def read_rdf_json(body: Body, charset: str, notes: Notes) -> Iterator[ox.Triple]:
    """Yield the triples of RDF/JSON: objects by predicate by subject; raises ValueError."""
    content = decoded(body.rest(), charset)
    check_nesting(content, ox.RdfFormat.JSON_LD)
    found = json.loads(content)
    if not isinstance(found, dict):
        raise ValueError("it is JSON of another kind")
    for number, (subject, predicate, value) in enumerate(_parts(found), 1):
        kind = "bnode" if subject.startswith("_:") else "uri"
        parts = ({"type": kind, "value": subject}, {"type": "uri", "value": predicate}, value)
        if triple := _triple_of(parts, number, notes):
            yield triple


def _parts(found: Mapping[str, Any]) -> Iterator[tuple[str, str, Any]]:
    for subject, values in found.items():
        for predicate, objects in values.items() if isinstance(values, dict) else ():
            for value in objects if isinstance(objects, list) else ():
                given = isinstance(value, dict) and value.get("lang")
                yield subject, predicate, value | {"xml:lang": given} if given else value


def _triple_of(parts: Row, number: int, notes: Notes) -> ox.Triple | None:
    terms: list[Any] = []
    for role, part in zip(("subject", "predicate", "object"), parts, strict=True):
        try:
            terms.append(read_term(part))
        except NoTerm as problem:
            value = part.get("value", part) if isinstance(part, dict) else part
            notes.triple_left_out(number, role, value, str(problem))
            return None
    return _triple(terms, number, notes)


def _triple(terms: list[Term | None], number: int, notes: Notes) -> ox.Triple | None:
    try:
        return ox.Triple(*terms)  # type: ignore[arg-type] # which it checks itself
    except TypeError:
        notes.triple_left_out(number, "whole", " ".join(map(str, terms)), "is no triple")
        return None


def as_statements(answer: Answer, notes: Notes) -> Answer:
    """Return an answer as triples where a table of three columns came in place of a graph."""
    if not isinstance(answer, Solutions) or len(answer.variables) != 3:
        return answer
    rows = enumerate(answer, 1)
    found = (_triple([*row], number, notes) for number, row in rows)
    return Statements(triple for triple in found if triple is not None)
