"""RDF files: which syntax, read once, and what is wrong with them in one line."""

from __future__ import annotations

import re
from pathlib import Path

import pyoxigraph as ox

from credgraph.errors import UnreadableFile
from credgraph.rdf.jsonld import inline_contexts
from credgraph.rdf.namespaces import prefixes

__all__ = ["FORMATS", "decode", "parse", "read", "text"]

FORMATS = {
    ".ttl": ox.RdfFormat.TURTLE,
    ".nt": ox.RdfFormat.N_TRIPLES,
    ".nq": ox.RdfFormat.N_QUADS,
    ".trig": ox.RdfFormat.TRIG,
    ".rdf": ox.RdfFormat.RDF_XML,
    ".owl": ox.RdfFormat.RDF_XML,
    ".jsonld": ox.RdfFormat.JSON_LD,
    ".json": ox.RdfFormat.JSON_LD,
}

_DEEPEST_TERM = 50
_TOKENS = re.compile(
    r'''"""(?:[^"\\]|\\.|"(?!""))*"""|'{3}(?:[^'\\]|\\.|'(?!''))*'{3}|"(?:[^"\\\r\n]|\\.)*"'''
    r"""|'(?:[^'\\\r\n]|\\.)*'|<<\(|\)>>|<[^<>"{}|^`\x00-\x20]*>|\\.|\#[^\r\n]*""",
    re.DOTALL,
)  # of Turtle: strings, brackets, addresses, escapes, comments


def text(path: str | Path) -> str:
    """Return a file's text; raises UnreadableFile for one that is missing, a folder or binary."""
    if not str(path):
        raise UnreadableFile("''", "this is no name of a file")
    try:
        content = Path(path).read_bytes()
    except FileNotFoundError:
        raise UnreadableFile(str(path), "there is no such file") from None
    except IsADirectoryError:
        raise UnreadableFile(str(path), "this is a folder, not a file") from None
    except OSError as error:
        raise UnreadableFile(str(path), error.strerror or "cannot be read") from None
    return decode(content, str(path))


def decode(content: bytes, name: str) -> str:
    """Return the text of UTF-8 bytes; `name` is what the error calls them."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise UnreadableFile(name, "this is not UTF-8 text", line) from None


def read(path: str | Path) -> list[ox.Quad]:
    """Return the statements of an RDF file, its syntax told by the ending of its name.

    Raises UnreadableFile, with the line, for anything that is not RDF or holds no statement.
    """
    suffix = Path(path).suffix.lower()
    content = text(path)
    if suffix not in FORMATS:
        known = " ".join(FORMATS)
        raise UnreadableFile(
            str(path), f"the ending {suffix!r} is no RDF syntax", hint=f"use {known}"
        )
    quads = parse(content, FORMATS[suffix], str(path))
    if not quads:
        raise UnreadableFile(str(path), "there is no statement in this file")
    return quads


def parse(content: str, syntax: ox.RdfFormat, name: str) -> list[ox.Quad]:
    """Return the statements of RDF text; `name` is what errors call it.

    JSON-LD is read without a connection, by `credgraph.rdf.jsonld`.
    """
    given = content
    if syntax == ox.RdfFormat.JSON_LD:
        content = inline_contexts(content, name)
    elif _depth(content) > _DEEPEST_TERM:
        raise UnreadableFile(name, "its triple terms are nested too deep")
    try:
        return list(ox.parse(content.encode(), format=syntax, rename_blank_nodes=True))
    except SyntaxError as error:
        raise _unreadable(name, content if content is given else "", error) from None


def _depth(content: str) -> int:
    """Count how deep triple terms are nested: freeing deep ones overflows the parser's stack."""
    if content.count("<<(") <= _DEEPEST_TERM:
        return 0
    deepest = depth = 0
    for token in _TOKENS.finditer(content):
        depth += (token[0] == "<<(") - (token[0] == ")>>")
        deepest = max(deepest, depth)
    return deepest


def _unreadable(name: str, content: str, error: SyntaxError) -> UnreadableFile:
    lines = content.splitlines()  # none, where they are not as the file has them
    line = error.lineno if lines else None
    shown = lines[line - 1].strip()[:100] if line and line <= len(lines) else ""
    problem = (error.msg or "cannot be parsed").splitlines()[0]
    problem = re.sub(r"^Parser error .*?: ", "", problem)
    hint = f"found: {shown}" if shown else ""
    undeclared = re.search(r"The prefix (\S*): has not been declared", problem)
    if undeclared and undeclared[1] in prefixes():
        hint = f"add: @prefix {undeclared[1]}: <{prefixes()[undeclared[1]]}> ."
    return UnreadableFile(name, problem, line, hint)
