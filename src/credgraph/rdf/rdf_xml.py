"""Writing triples as RDF/XML, and text as XML.

Oxigraph's own writer gives XML that no reader takes for a predicate such as `http://e/1`, and line
feeds for carriage returns.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import groupby

import pyoxigraph as ox

from credgraph.errors import NotExpressible
from credgraph.rdf.namespaces import prefixes

__all__ = ["rdf_xml", "xml_text"]

_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_LETTERS = (  # that every edition of XML takes; parsers still follow the fourth
    "A-Z_a-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u0131\u0388-\u038a\u0391-\u03a1\u03a3-\u03ce"
    "\u0410-\u044f\u05d0-\u05ea\u0641-\u064a\u3041-\u3094\u30a1-\u30fa\u4e00-\u9fa5\uac00-\ud7a3"
)
_NAME = re.compile(f"[{_LETTERS}][-.0-9{_LETTERS}]*$")
_RESERVED = {  # names that mean something else in this syntax
    f"{_RDF}{name}"
    for name in (
        *("RDF", "Description", "ID", "about", "parseType", "resource", "nodeID", "datatype"),
        *("li", "bagID", "aboutEach", "aboutEachPrefix"),
    )
}


def xml_text(text: str) -> str:
    """Return text for an XML element or attribute, white space that readers drop by its number.

    Raises NotExpressible for a character that XML 1.0 forbids.
    """
    from xml.sax.saxutils import escape

    if re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]", text):
        raise NotExpressible("a control character", "XML", "choose a format that is not XML")
    numbered = {character: f"&#{ord(character)};" for character in "\r\n\t"}
    return re.sub("^ | $", "&#32;", escape(text, {'"': "&quot;", **numbered}))


def rdf_xml(triples: Iterable[ox.Triple]) -> str:
    """Return triples as RDF/XML, one subject after the other, with the prefixes they use.

    Raises NotExpressible for a predicate that makes no XML name, and for what came with RDF 1.2.
    """
    body, used = "", {"rdf"}
    for subject, about in groupby(sorted(triples, key=str), key=lambda triple: triple.subject):
        body += f"  <rdf:Description {_node(subject, 'about')}>\n"
        for triple in about:
            body += f"    {_property(triple.predicate.value, triple.object, used)}\n"
        body += "  </rdf:Description>\n"
    spaces = prefixes() | {"rdf": _RDF}
    declared = "".join(f'\n    xmlns:{name}="{xml_text(spaces[name])}"' for name in sorted(used))
    head = '<?xml version="1.0" encoding="UTF-8"?>\n'
    return f"{head}<rdf:RDF{declared}>\n{body}</rdf:RDF>\n"


def _node(node: ox.NamedNode | ox.BlankNode, how: str) -> str:
    if isinstance(node, ox.BlankNode):
        return f'rdf:nodeID="n{xml_text(node.value)}"'  # XML's names start with a letter
    return f'rdf:{how}="{xml_text(node.value)}"'


def _property(iri: str, value: object, used: set[str]) -> str:
    """Return the element of a property, and note the prefix that it uses."""
    name, declared = _element(iri, used)
    if isinstance(value, ox.NamedNode | ox.BlankNode):
        return f"<{name}{declared} {_node(value, 'resource')}/>"
    if not isinstance(value, ox.Literal) or value.direction:
        what = "a text with a direction" if isinstance(value, ox.Literal) else "a triple term"
        raise NotExpressible(what, "RDF/XML", "choose ttl")
    kind = f' rdf:datatype="{xml_text(value.datatype.value)}"'
    if value.language:
        kind = f' xml:lang="{value.language}"'
    elif value.datatype.value.endswith("XMLSchema#string"):
        kind = ""
    return f"<{name}{declared}{kind}>{xml_text(value.value)}</{name}>"


def _element(iri: str, used: set[str]) -> tuple[str, str]:
    """Return the name of an element for a predicate, and the namespace to declare in it."""
    local = _NAME.search(iri)
    if not local or not local.start() or iri in _RESERVED:
        raise NotExpressible(f"the predicate <{iri}>", "RDF/XML", "choose ttl")
    space = iri[: local.start()]
    for prefix, namespace in prefixes().items():
        if namespace == space:
            used.add(prefix)
            return f"{prefix}:{local[0]}", ""
    return f"own:{local[0]}", f' xmlns:own="{xml_text(space)}"'
