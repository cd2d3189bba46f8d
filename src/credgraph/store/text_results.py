"""SPARQL results in CSV, which holds plain values, and in TSV, which holds terms."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pyoxigraph as ox

from credgraph.rdf import is_text
from credgraph.rdf.files import has_deep_terms
from credgraph.store.result_rows import RawRow, Results
from credgraph.store.terms import NoTerm, Term, read_term

__all__ = ["read_text"]

_CSV_FIELDS = {
    sign: re.compile(rf'(?:"((?:[^"]|"")*+)"|([^{sign}\r\n]*+))([{sign}]|\r\n|\n|\r|\Z)')
    for sign in (",", ";", "\t", "|")
}
_HEAD = re.compile(r'"?[?$]?\w++"?(?: *([,;\t|]) *"?[?$]?\w++"?)(?: *\1 *"?[?$]?\w++"?)*+\s*')
_SEPARATOR_NAMED = re.compile(r"sep=([,;\t|])\r?\n")  # as Excel has it
_SUBJECT = "<x:s> <x:p> "
_WEB_ADDRESS = re.compile(r"https?://[^\s<>\"{}|^`\\]+|urn:[^\s<>\"{}|^`\\]+")
_LANGUAGE = re.compile(r"(?<=[\"'])@[A-Za-z]+(?:_[A-Za-z0-9]+)+\Z")
_NOT_FINITE = re.compile(r"[+-]?INF|NaN")
_LINE_ENDS = ("\r\n", "\n", "\r", "")


class _Missing(str):
    """A cell that a short row lacks."""

    __slots__ = ()


_MISSING = _Missing()


def _respelt(text: str) -> str:
    """Return a field as Turtle writes it: IRIs in brackets, tags with hyphens, INF typed."""
    if _WEB_ADDRESS.fullmatch(text):
        return f"<{text}>"
    if _NOT_FINITE.fullmatch(text):
        return f'"{text}"^^<http://www.w3.org/2001/XMLSchema#double>'
    return _LANGUAGE.sub(lambda tag: tag[0].replace("_", "-"), text)


def read_text(text: str, *, is_tsv: bool) -> Results:
    """Return the results of text that was announced as TSV or CSV, whichever its head shows."""
    head = text.partition("\n")[0]
    if "\t" in head:
        return _read_tsv(text) if is_tsv or head.startswith(("?", "$")) else _read_csv(text)
    return _read_tsv(text) if is_tsv and _separator(head) is None else _read_csv(text)


def _read_csv(text: str) -> Results:
    """Return the results of CSV, in which every value is text and an empty one may be unbound.

    Some servers put another sign than a comma between values.
    """
    named = _SEPARATOR_NAMED.match(text)
    text = text[named.end() :] if named else text
    records = _csv_records(text, _CSV_FIELDS[_separator(text.partition("\n")[0]) or ","])
    names = [name.strip().lstrip("?$") for name in next(records, [])]
    if not any(names):
        raise ValueError("it is empty")
    rows = (_row(names, record) for record in records if record)
    note = "CSV does not tell IRIs and numbers from text: every value is text here"
    return Results([*dict.fromkeys(names)], rows, read=_plain, caution=note)


def _separator(head: str) -> str | None:
    """Return the sign between names of columns, which no name can hold; None for one name alone."""
    found = _HEAD.fullmatch(head)
    return found[1] if found else None


def _csv_records(text: str, field: re.Pattern[str]) -> Iterator[list[str]]:
    at, record = 0, list[str]()
    while at < len(text):
        found = field.match(text, at)
        if found is None:
            raise ValueError(f"a quotation mark is missing in {text[at : at + 40]!r}")
        if found[1] is None and found[2].startswith('"'):
            raise ValueError(f"it breaks off in the middle, at {text[at : at + 40]!r}")
        record.append(found[2] if found[1] is None else found[1].replace('""', '"'))
        at = found.end()
        if found[3] in _LINE_ENDS:
            yield record
            record = []
    if record:
        yield [*record, ""]


def _plain(value: Any) -> Term | None:
    if value is _MISSING:
        raise NoTerm("is missing, since its row is too short")
    kind = "bnode" if value.startswith("_:") else "literal"
    return read_term({"type": kind, "value": value}) if value else None


def _read_tsv(text: str) -> Results:
    """Return the results of TSV, whose values are terms as Turtle writes them."""
    lines = iter(text.split("\n"))
    head = next(lines).rstrip("\r")
    names = [name.strip().lstrip("?$") for name in head.split("\t")] if head else []
    if not head and not text.strip():
        raise ValueError("it is empty")
    kept = [line.rstrip("\r") for line in lines]
    if kept and not kept[-1]:
        kept.pop()
    rows = (_row(names, line.split("\t")) for line in kept)
    return Results([*dict.fromkeys(names)], rows, read=_term)


def _row(names: list[str], cells: list[str]) -> RawRow:
    """Return the cells by name; those too many stand in columns that nobody announced."""
    found: dict[str, Any] = dict(zip(names, cells, strict=False))
    more = {f"number {at}": cell for at, cell in enumerate(cells[len(names) :], len(names) + 1)}
    short = dict.fromkeys(names[len(cells) :], _MISSING)
    return found | more | short


def _term(field: Any) -> Term | None:
    """Return the term of one field of TSV; raises NoTerm."""
    if field is _MISSING:
        raise NoTerm("is missing, since its row is too short")
    text = _respelt(field.strip(" "))
    if not text:
        return None
    if not is_text(text):
        raise NoTerm("is not text")
    if has_deep_terms(text):
        raise NoTerm("is a triple term nested too deep")
    try:
        quads = list(ox.parse(f"{_SUBJECT}{text} .", format=ox.RdfFormat.TURTLE))
    except SyntaxError:
        raise NoTerm("is no RDF term") from None
    if len(quads) != 1 or quads[0].subject != ox.NamedNode("x:s"):
        raise NoTerm("is no single RDF term")
    found: Term = quads[0].object
    return found
