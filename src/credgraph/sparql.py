"""SPARQL text: finding its tokens, putting typed values in, and keeping it inside the graph.

Strings, IRIs and comments are stepped over, so nothing inside them is mistaken for syntax. Values
enter as whole terms in N-Triples spelling, which a SPARQL parser reads as one token: no value can
change the shape of a query.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from credgraph.errors import BadQuery
from credgraph.terms import prefixes

__all__ = ["PARAMETER", "bind", "declare_prefixes", "forbid_federation", "parse_error", "split"]

_TOKEN = re.compile(
    r"""
    (?P<string>\"{3}(?:[^\\]|\\.)*?\"{3}|'{3}(?:[^\\]|\\.)*?'{3}
        |"(?:[^"\\\n\r]|\\.)*"|'(?:[^'\\\n\r]|\\.)*')
    |(?P<iri><[^<>"{}|^`\\\x00-\x20]*>)
    |(?P<comment>\#[^\n\r]*)
    |(?P<variable>[?$]\w+)
    |(?P<language>@[A-Za-z]+(?:-[A-Za-z0-9]+)*)
    |(?P<blank>_:\w+)
    |(?P<name>(?P<prefix>[^\W\d_](?:[\w.-]*[\w-])?)?:(?:[\w:%\\]|[.-](?=[\w:%\\.-]))*)
    |(?P<word>[A-Za-z]\w*)
    """,
    re.VERBOSE | re.DOTALL,
)
PARAMETER = re.compile(r"\?_(?P<name>\w+)_(?P<type>iri|string|integer|decimal|date)")
_POSITION = re.compile(r"error at (\d+):(\d+): ")


def _tokens(text: str, *kinds: str) -> Iterator[re.Match[str]]:
    return (match for match in _TOKEN.finditer(text) if match.lastgroup in kinds)


def split(text: str) -> tuple[str, ...]:
    """Cut a query around its parameters: even parts are text, odd parts are `?_name_type`."""
    parts, start = [], 0
    for match in _tokens(text, "variable"):
        if PARAMETER.fullmatch(match.group()):
            parts += [text[start : match.start()], match.group()]
            start = match.end()
    return (*parts, text[start:])


def declare_prefixes(text: str) -> str:
    """Put the known prefixes that a query uses and does not declare in front of it, on one line.

    Raises BadQuery, with line and column, for a prefix that neither it nor we declare.
    """
    declared, used = set[str](), dict[str, re.Match[str]]()
    keyword = ""
    for match in _tokens(text, "word", "name", "iri", "string", "variable"):
        if match.lastgroup == "name":
            prefix = match["prefix"] or ""
            if keyword == "PREFIX":
                declared.add(prefix)
            else:
                used.setdefault(prefix, match)
        keyword = match.group().upper() if match.lastgroup == "word" else ""
    missing = {prefix: match for prefix, match in used.items() if prefix not in declared}
    for prefix, match in missing.items():
        if prefix not in prefixes():
            raise _at(text, match.start(), f"the prefix {prefix}: is not declared")
    return "".join(f"PREFIX {prefix}: <{prefixes()[prefix]}> " for prefix in missing) + text


def forbid_federation(text: str) -> None:
    """Raise BadQuery where a query would call another server (SERVICE)."""
    for match in _tokens(text, "word"):
        if match.group().upper() == "SERVICE":
            raise _at(
                text, match.start(), "SERVICE is not allowed: answers come from this graph alone"
            )


def parse_error(text: str, error: SyntaxError, prologue: int = 0) -> BadQuery:
    """Turn the engine's complaint into line, column and the line itself.

    `prologue` is the number of characters that were put in front of what the person wrote.
    """
    found = _POSITION.match(str(error))
    if not text.strip():
        return BadQuery("the query is empty; write one such as SELECT * WHERE { ?s ?p ?o } LIMIT 5")
    if not found:
        return BadQuery(str(error).splitlines()[0])
    line, column = int(found[1]), int(found[2])
    lines = text.splitlines()
    if line == 1:
        column = max(1, column - prologue)
    shown = lines[line - 1] if line <= len(lines) else ""
    here = shown[column - 1 : column + 19].split(" ")[0]
    problem = f"cannot read {here!r} here" if here else "the query ends too early"
    return BadQuery(problem, line, column, shown.strip())


def _at(text: str, position: int, problem: str) -> BadQuery:
    line = text.count("\n", 0, position) + 1
    start = text.rfind("\n", 0, position) + 1
    return BadQuery(problem, line, position - start + 1, text[start:].splitlines()[0].strip())


def bind(parts: tuple[str, ...], terms: Mapping[str, str]) -> str:
    """Join what `split` cut, each parameter replaced by its term in N-Triples spelling."""
    return "".join(terms[part] if index % 2 else part for index, part in enumerate(parts))
