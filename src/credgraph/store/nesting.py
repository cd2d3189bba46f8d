"""A look at a graph before it is parsed: nesting that ends the parser, or takes it for ever."""

from __future__ import annotations

import re
from typing import Any
from xml.parsers import expat

import pyoxigraph as ox

from credgraph.rdf import is_text
from credgraph.rdf.files import has_deep_terms

__all__ = ["check_nesting"]

_MAX_JSON_DEPTH = 100
_MAX_XML_DEPTH, _MAX_NAMESPACES = 500, 2000
_JSON_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*+"|[\[{]|[\]}]', re.DOTALL)


def check_nesting(content: str | bytes, syntax: ox.RdfFormat) -> None:
    """Raise ValueError for what the parser of this syntax should not be given."""
    if isinstance(content, bytes):
        _check_xml(content)
        return
    if not content.isascii() and not is_text(content):
        raise ValueError("it is not UTF-8 text")
    is_json = syntax == ox.RdfFormat.JSON_LD
    if _json_is_deep(content) if is_json else has_deep_terms(content):
        raise ValueError("it is nested too deep")


def _json_is_deep(content: str) -> bool:
    depth = 0
    for token in _JSON_TOKEN.finditer(content):
        depth += (token[0] in "[{") - (token[0] in "]}")
        if depth > _MAX_JSON_DEPTH:
            return True
    return False


class _Elements:
    """Counts what the parser of RDF/XML is slow at."""

    def __init__(self) -> None:
        self.depth = self.namespaces = 0

    def start(self, _name: str, attributes: dict[str, str]) -> None:
        self.depth += 1
        self.namespaces += sum(name.startswith("xmlns") for name in attributes)
        if self.depth > _MAX_XML_DEPTH or self.namespaces > _MAX_NAMESPACES:
            raise ValueError("it is nested too deep, or has too many namespaces")

    def end(self, _name: str) -> None:
        self.depth -= 1

    def entity(self, *_: Any) -> None:
        raise ValueError("its XML declares entities, which are not read")


def _check_xml(content: bytes) -> None:
    elements, parser = _Elements(), expat.ParserCreate()
    parser.StartElementHandler, parser.EndElementHandler = elements.start, elements.end
    parser.EntityDeclHandler = elements.entity
    try:
        parser.Parse(content, True)
    except expat.ExpatError as error:
        raise ValueError(f"line {error.lineno}: {expat.ErrorString(error.code)}") from None
