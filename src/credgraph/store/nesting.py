"""A look at a graph before it is parsed: nesting that ends the parser, or takes it for ever."""

from __future__ import annotations

import re

import pyoxigraph as ox

from credgraph.rdf import is_text
from credgraph.rdf.files import has_deep_terms
from credgraph.rdf.xml_limits import check_xml

__all__ = ["check_nesting"]

_MAX_JSON_DEPTH = 100
_JSON_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*+"|[\[{]|[\]}]', re.DOTALL)


def check_nesting(content: str | bytes, syntax: ox.RdfFormat) -> None:
    """Raise ValueError for what the parser of this syntax should not be given."""
    if isinstance(content, bytes):
        check_xml(content, entities=False)
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
