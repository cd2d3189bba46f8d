"""SPARQL results in XML, read as they arrive, by a parser that declares no entities."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from typing import Any
from xml.parsers import expat

from credgraph.rdf import is_text
from credgraph.rdf.xml_limits import refuse_entity
from credgraph.store.result_rows import RawRow, Results, in_order
from credgraph.store.terms import NoTerm, Term, read_term
from credgraph.store.transport import Body
from credgraph.store.xml_repair import Repaired, forbidden_sign, restored

__all__ = ["read"]

_LANGUAGE = "http://www.w3.org/XML/1998/namespace lang"
_DIRECTION = "http://www.w3.org/2005/11/its dir"
_TERMS = ("uri", "bnode", "literal", "unbound")
_ROLES = ("subject", "predicate", "object")
_MAX_DEPTH = 200  # elements


def read(body: Body, charset: str) -> Results:
    """Return the results; raises ValueError if they are none, as reading their rows may."""
    document = _Document(body, charset)
    rows = document.rows()
    first = next(rows, None)
    if first is None and document.boolean is not None:
        return Results([], iter(()), boolean=document.boolean)
    if first is None and not document.has_results:
        raise ValueError("it is XML of another kind")
    names, whole = in_order(document.names, _with(first, rows))
    return Results(names, whole, read=_read_term)


def _read_term(found: Any) -> Term | None:
    """Return the term of a cell; raises NoTerm, also for a sign that XML forbids."""
    _check_signs(found)
    return read_term(found)


def _check_signs(found: dict[str, Any]) -> None:
    value = found.get("value")
    if isinstance(value, dict):
        for part in value.values():
            _check_signs(part)
    elif is_text(value or "") and (sign := forbidden_sign(value or "")):
        raise NoTerm(f"holds {sign}, which XML forbids")


def _with(first: RawRow | None, rows: Iterator[RawRow]) -> Iterator[RawRow]:
    if first is not None:
        yield first
        yield from rows


class _Document:
    """Turns elements into rows like those of JSON."""

    def __init__(self, body: Body, charset: str) -> None:
        self._body, self._repaired = body, Repaired(body.start(), charset)
        self.names: list[str] = []
        self.boolean: bool | None = None
        self.has_results = False
        self._rows: deque[RawRow] = deque()
        self._row: dict[str, Any] = {}
        self._holders: list[tuple[dict[str, Any], str]] = []  # where the next term goes
        self._term: dict[str, Any] = {}
        self._text: list[str] = []
        self._depth = self._term_depth = self._row_depth = 0  # of an element, its term, its row
        self._parser = expat.ParserCreate(None, " ")
        self._parser.buffer_text = True
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._text.append
        self._parser.EntityDeclHandler = refuse_entity

    def rows(self) -> Iterator[RawRow]:
        """Yield the rows."""
        piece = b"-"
        while piece:
            piece = self._body.read()
            try:
                self._parser.Parse(self._repaired.text(piece), not piece)
            except expat.ExpatError as error:
                said = expat.ErrorString(error.code)
                if said == expat.errors.XML_ERROR_NO_ELEMENTS:
                    said = "it breaks off in the middle"
                raise ValueError(f"line {error.lineno}: {said}") from None
            while self._rows:
                yield self._rows.popleft()

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth > _MAX_DEPTH:
            raise ValueError("it is nested too deep")
        local = name.rpartition(" ")[2]
        if self._term_depth:  # markup that was not escaped
            self._term["type"] = "XML"
            return
        self._text.clear()
        if local in _TERMS:
            self._term_depth = self._depth
            self._term = _with_details({"type": local}, attributes)
        elif local == "results":
            self.has_results = True
        else:
            self._start_part(local, restored(attributes.get("name", "")))

    def _start_part(self, local: str, named: str) -> None:
        """Start what stands around terms: a variable, a row, a cell, a triple."""
        if local == "variable":
            self.names.append(named)
        elif local == "result":
            self._row, self._holders, self._row_depth = {}, [], self._depth
        elif local == "binding":
            self._holders = [(self._row, named)]
        elif self._depth == self._row_depth + 1:  # named by its column, as in drafts
            self._holders = [(self._row, local)]
        elif self._holders:
            self._start_triple(local)

    def _start_triple(self, local: str) -> None:
        holder, place = self._holders[-1]
        if local == "triple":
            holder[place] = {"type": "triple", "value": {}}
        elif local in _ROLES and place in holder:
            self._holders.append((holder[place]["value"], local))

    def _end(self, name: str) -> None:
        ended, self._depth = self._depth, self._depth - 1
        if self._term_depth not in (0, ended):
            return
        self._term_depth = 0
        local = name.rpartition(" ")[2]
        if local in _TERMS and self._holders:
            holder, place = self._holders[-1]
            holder[place] = self._term | {"value": restored("".join(self._text))}
        elif local in _ROLES and len(self._holders) > 1:
            self._holders.pop()
        elif local == "result":
            self._rows.append(self._row)
            self._row_depth = 0
        elif local == "boolean":
            self.boolean = "".join(self._text).strip().lower() in ("true", "1")


def _with_details(term: dict[str, Any], attributes: dict[str, str]) -> dict[str, Any]:
    known = {"datatype": "datatype", _LANGUAGE: "xml:lang", _DIRECTION: "its:dir"}
    return term | {known[key]: restored(value) for key, value in attributes.items() if key in known}
