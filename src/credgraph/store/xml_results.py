"""SPARQL results in XML, read as they arrive, by a parser that knows no entities."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from typing import Any
from xml.parsers import expat

from credgraph.rdf.xml_limits import refuse_entity
from credgraph.store.result_rows import RawRow, Results, in_order
from credgraph.store.transport import Body

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
    return Results(names, whole)


def _with(first: RawRow | None, rows: Iterator[RawRow]) -> Iterator[RawRow]:
    if first is not None:
        yield first
        yield from rows


class _Document:
    """Turns elements into rows like those of JSON."""

    def __init__(self, body: Body, charset: str) -> None:
        self._body = body
        self.names: list[str] = []
        self.boolean: bool | None = None
        self.has_results = False
        self._rows: deque[RawRow] = deque()
        self._row: dict[str, Any] = {}
        self._holders: list[tuple[dict[str, Any], str]] = []  # where the next term goes
        self._term: dict[str, Any] = {}
        self._text: list[str] = []
        self._depth = 0
        self._parser = expat.ParserCreate(charset or None, " ")
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
                self._parser.Parse(piece, not piece)
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
        self._text.clear()
        if local in _TERMS:
            self._term = _with_details({"type": local}, attributes)
        elif local == "variable":
            self.names.append(attributes.get("name", ""))
        elif local == "results":
            self.has_results = True
        elif local == "result":
            self._row, self._holders = {}, []
        elif local == "binding":
            self._holders = [(self._row, attributes.get("name", ""))]
        elif self._holders:
            self._start_triple(local)

    def _start_triple(self, local: str) -> None:
        holder, place = self._holders[-1]
        if local == "triple":
            holder[place] = {"type": "triple", "value": {}}
        elif local in _ROLES and place in holder:
            self._holders.append((holder[place]["value"], local))

    def _end(self, name: str) -> None:
        self._depth -= 1
        local = name.rpartition(" ")[2]
        if local in _TERMS and self._holders:
            holder, place = self._holders[-1]
            holder[place] = self._term | {"value": "".join(self._text)}
        elif local in _ROLES and len(self._holders) > 1:
            self._holders.pop()
        elif local == "result":
            self._rows.append(self._row)
        elif local == "boolean":
            self.boolean = "".join(self._text).strip().lower() in ("true", "1")


def _with_details(term: dict[str, Any], attributes: dict[str, str]) -> dict[str, Any]:
    known = {"datatype": "datatype", _LANGUAGE: "xml:lang", _DIRECTION: "its:dir"}
    return term | {known[key]: value for key, value in attributes.items() if key in known}
