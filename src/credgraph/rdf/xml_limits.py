"""A look at XML before it is parsed as RDF: nesting and names that hold its parser for minutes."""

from __future__ import annotations

from typing import Any
from xml.parsers import expat

__all__ = ["check_xml", "refuse_entity"]

_MAX_DEPTH, _MAX_NAMESPACES = 500, 2000


def check_xml(content: bytes, *, entities: bool) -> None:
    """Raise ValueError for XML that is broken, too deep, or declares entities that may not be.

    Entities that grow without bound are refused in any case.
    """
    elements, parser = _Elements(), expat.ParserCreate()
    parser.StartElementHandler, parser.EndElementHandler = elements.start, elements.end
    if not entities:
        parser.EntityDeclHandler = refuse_entity
    try:
        parser.Parse(content, True)
    except expat.ExpatError as error:
        raise ValueError(f"line {error.lineno}: {expat.ErrorString(error.code)}") from None


class _Elements:
    """Counts what the parser of RDF/XML is slow at."""

    def __init__(self) -> None:
        self.depth = self.namespaces = 0

    def start(self, _name: str, attributes: dict[str, str]) -> None:
        self.depth += 1
        self.namespaces += sum(name.startswith("xmlns") for name in attributes)
        if self.depth > _MAX_DEPTH or self.namespaces > _MAX_NAMESPACES:
            raise ValueError("it is nested too deep, or has too many namespaces")

    def end(self, _name: str) -> None:
        self.depth -= 1


def refuse_entity(*_: Any) -> None:
    """Refuse the entity that a parser of XML has met in a declaration."""
    raise ValueError("its XML declares entities, which are not read")
