"""Reading RDF files in any syntax, with errors that name the line."""

from __future__ import annotations

import re
from pathlib import Path
from typing import BinaryIO, TypeAlias

import pyoxigraph as ox

from credgraph.errors import UnreadableFile, quoted
from credgraph.rdf.encodings import decode
from credgraph.rdf.jsonld import BASE_IRI, inline_contexts, undefined_keys
from credgraph.rdf.namespaces import RECORDS, prefixes
from credgraph.rdf.xml_limits import check_xml

__all__ = [
    "FORMATS",
    "SYNTAXES",
    "File",
    "decode",
    "has_deep_terms",
    "named",
    "parse",
    "read",
    "read_text",
]

File: TypeAlias = "str | Path | BinaryIO"  # a name, or what is open already: standard input

FORMATS = {
    ".ttl": ox.RdfFormat.TURTLE,
    ".nt": ox.RdfFormat.N_TRIPLES,
    ".nq": ox.RdfFormat.N_QUADS,
    ".trig": ox.RdfFormat.TRIG,
    ".rdf": ox.RdfFormat.RDF_XML,
    ".owl": ox.RdfFormat.RDF_XML,
    ".jsonld": ox.RdfFormat.JSON_LD,
    ".json": ox.RdfFormat.JSON_LD,
    ".turtle": ox.RdfFormat.TURTLE,
    ".n3": ox.RdfFormat.TURTLE,  # the part of it that most files keep to
    ".ntriples": ox.RdfFormat.N_TRIPLES,
    ".nquads": ox.RdfFormat.N_QUADS,
    ".xml": ox.RdfFormat.RDF_XML,
    ".json-ld": ox.RdfFormat.JSON_LD,
}

SYNTAXES = {  # by the names that people give them
    "ttl": ox.RdfFormat.TURTLE,
    "nt": ox.RdfFormat.N_TRIPLES,
    "nq": ox.RdfFormat.N_QUADS,
    "trig": ox.RdfFormat.TRIG,
    "rdfxml": ox.RdfFormat.RDF_XML,
    "jsonld": ox.RdfFormat.JSON_LD,
}
_BASES = {  # as each syntax declares what relative IRIs are relative to; the others cannot
    ox.RdfFormat.TURTLE: f"@base <{RECORDS}> .",
    ox.RdfFormat.TRIG: f"@base <{RECORDS}> .",
    ox.RdfFormat.RDF_XML: f'<rdf:RDF xml:base="{RECORDS}" …',
}
_STARTS = {"{": "jsonld", "[": "jsonld", "<?xml": "rdfxml", "<rdf:": "rdfxml"}  # else Turtle

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_MAX_TERM_DEPTH = 50
_TURTLE_TOKENS = re.compile(
    r'''"""(?:[^"\\]|\\.|"(?!""))*"""|'{3}(?:[^'\\]|\\.|'(?!''))*'{3}|"(?:[^"\\\r\n]|\\.)*"'''
    r"""|'(?:[^'\\\r\n]|\\.)*'|<<\(|\)>>|<[^<>"{}|^`\x00-\x20]*>|\\.|\#[^\r\n]*""",
    re.DOTALL,
)  # strings, triple-term brackets, IRIs, escapes, comments


def _missing(path: str) -> str:
    if re.match("https?:/", path):
        return "this is an address; download what it gives, and name the file"
    return "there is no such file"


def read_text(path: str | Path) -> str:
    """Return the text of a file; raises UnreadableFile if it is missing, a folder or not UTF-8."""
    if not str(path):
        raise UnreadableFile("''", "this is not a file name")
    try:
        content = Path(path).read_bytes()
    except FileNotFoundError:
        raise UnreadableFile(str(path), _missing(str(path))) from None
    except IsADirectoryError:
        raise UnreadableFile(str(path), "this is a folder, not a file") from None
    except OSError as error:
        raise UnreadableFile(str(path), error.strerror or "cannot be read") from None
    return decode(content, str(path))


def named(file: File) -> str:
    """Return the name of a file for messages."""
    return "standard input" if hasattr(file, "read") else str(file)


def read(file: File, syntax: str | None = None) -> list[ox.Quad]:
    """Return the statements of an RDF file, whose syntax follows from its file extension.

    `syntax`, one of SYNTAXES, is for other names; that of an open file is told by how it starts.
    Raises UnreadableFile, with the line, if it is not RDF or holds no statement.
    """
    name = named(file)
    if not isinstance(file, str | Path):
        content = decode(file.read(), name)
        start = content.lstrip()[:5]
        syntax = syntax or next(
            (of for sign, of in _STARTS.items() if start.startswith(sign)), "ttl"
        )
    else:
        content = read_text(file)
    quads = parse(content, SYNTAXES[syntax] if syntax else _syntax_of(name), name)
    if not quads:
        raise UnreadableFile(
            name, "there is no statement in this file", hint=undefined_keys(content)
        )
    return quads


def _syntax_of(name: str) -> ox.RdfFormat:
    path = Path(name)
    suffix = (path.with_suffix("") if path.suffix.lower() == ".gz" else path).suffix.lower()
    if suffix not in FORMATS:
        problem = f"{suffix!r} is not the extension of an RDF file"
        raise UnreadableFile(name, problem, hint=f"use {' '.join(FORMATS)}, or name its syntax")
    return FORMATS[suffix]


def parse(content: str, syntax: ox.RdfFormat, name: str) -> list[ox.Quad]:
    """Return the statements of RDF text; errors call it `name`.

    JSON-LD is read without fetching anything, as `credgraph.rdf.jsonld` explains.
    """
    original, base = content, None
    if syntax == ox.RdfFormat.JSON_LD:
        content, base = inline_contexts(content, name), BASE_IRI
    elif syntax == ox.RdfFormat.RDF_XML:
        _check_xml(content, name)
    elif has_deep_terms(content):
        raise UnreadableFile(name, "its triple terms are nested too deep")
    try:
        found = ox.parse(content.encode(), format=syntax, base_iri=base, rename_blank_nodes=True)
        quads = list(found)
        if syntax == ox.RdfFormat.JSON_LD:
            _refuse_malformed_iris(content, base, name)
        return quads
    except SyntaxError as error:
        raise _unreadable(name, content if content is original else "", syntax, error) from None


def _refuse_malformed_iris(content: str, base: str | None, name: str) -> None:
    """Raise UnreadableFile for an IRI with a scheme that is none: its record would be left out."""
    for quad in ox.parse(content.encode(), ox.RdfFormat.JSON_LD, base_iri=base, lenient=True):
        for term in quad.triple:
            if isinstance(term, ox.NamedNode) and _SCHEME.match(term.value):
                try:
                    ox.NamedNode(term.value)
                except ValueError as error:
                    raise UnreadableFile(
                        name, f"{quoted(term.value)} is no IRI ({error})"
                    ) from None


def _check_xml(content: str, name: str) -> None:
    try:
        check_xml(content.encode(), entities=True)
    except ValueError as error:
        said = re.fullmatch(r"line (\d+): (.*)", str(error))
        problem, line = (said[2], int(said[1])) if said else (str(error), None)
        raise UnreadableFile(name, problem, line) from None


def has_deep_terms(content: str) -> bool:
    """Tell if triple terms in Turtle are nested so deep that to free them overflows the stack."""
    if content.count("<<(") <= _MAX_TERM_DEPTH:
        return False
    depth = 0
    for token in _TURTLE_TOKENS.finditer(content):
        depth += (token[0] == "<<(") - (token[0] == ")>>")
        if depth > _MAX_TERM_DEPTH:
            return True
    return False


def _unreadable(
    name: str, content: str, syntax: ox.RdfFormat, error: SyntaxError
) -> UnreadableFile:
    lines = content.splitlines()  # none if the text was rewritten: its lines are not the file's
    line = error.lineno if lines else None
    shown = lines[line - 1].strip()[:100] if line and line <= len(lines) else ""
    problem = (error.msg or "cannot be parsed").splitlines()[0]
    problem = re.sub(r"^Parser error .*?: ", "", problem)
    if "No scheme found" in problem:
        return UnreadableFile(name, *_relative(problem, content, syntax, line))
    return UnreadableFile(name, problem, line, _hint(problem, shown))


def _relative(
    problem: str, content: str, syntax: ox.RdfFormat, line: int | None
) -> tuple[str, int | None, str]:
    """Return the problem of an IRI without a scheme, its line, and what to write."""
    named = re.search(r"IRI '([^']*)'", problem)
    where = content.splitlines()[line - 1] if line else ""
    found = [t[0][1:-1] for t in _TURTLE_TOKENS.finditer(where) if t[0][:1] + t[0][-1:] == "<>"]
    iri = named[1] if named else next((iri for iri in found if not _SCHEME.match(iri)), "")
    whole = f"write the whole address, such as <{RECORDS}{iri.lstrip('#/')}>"
    base = _BASES.get(syntax)
    return (
        f"the IRI <{iri[:100]}> is relative, and nothing says to what",
        line,
        f"{whole}, or begin the file with {base}" if base else whole,
    )


def _hint(problem: str, line: str) -> str:
    undeclared = re.search(r"The prefix (\S*): has not been declared", problem)
    if undeclared and undeclared[1] in prefixes():
        return f"add: @prefix {undeclared[1]}: <{prefixes()[undeclared[1]]}> ."
    return f"found: {line}" if line else ""
