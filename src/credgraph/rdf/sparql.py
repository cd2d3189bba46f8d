"""SPARQL text: tokens, parameters, prefixes, parse errors.

Strings, IRIs and comments are tokens of their own, so nothing inside them is mistaken for syntax.
A value enters a query as a whole term in N-Triples, which a SPARQL parser reads as one token: no
value can change the structure of a query.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache

from credgraph.errors import BadQuery
from credgraph.rdf.namespaces import prefix_advice, prefixes

__all__ = [
    "FORMS",
    "PARAMETER",
    "UPDATES",
    "at",
    "bind_parameters",
    "brief",
    "declare_prefixes",
    "has_keyword",
    "is_text",
    "parse_error",
    "split_parameters",
    "tokens",
]

PARAMETER = re.compile(r"\?_(?P<name>\w+)_(?P<type>iri|string|integer|decimal|date)")
FORMS = ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")
_STARTS = (*FORMS, "PREFIX", "BASE", "VERSION")
UPDATES = ("INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY", "WITH")
_SENTENCE = r"(?m)[A-Z][a-z]+ (?:[A-Za-z?_']++ ){2,}+[^,\[\]]*+(?=,|$)"
_POSITION = r"error at (\d+):(\d+): "


@cache
def _token() -> re.Pattern[str]:
    """Return the pattern of a token, compiled when one is first looked for.

    Every pattern in it is linear; a string without an end is a token to the end.
    """
    return re.compile(
        r"""
            (?P<string>\"{3}(?:[^"\\]|\\.|"(?!""))*+(?:\"{3}|\Z)|'{3}(?:[^'\\]|\\.|'(?!''))*+(?:'{3}|\Z)
                |"(?:[^"\\\n\r]|\\.)*+"?|'(?:[^'\\\n\r]|\\.)*+'?)
            |(?P<iri><(?:[^<>"{}|^`\\\x00-\x20]|\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8})*+>)
            |(?P<comment>\#[^\n\r]*)
            |(?P<variable>[?$]\w+)
            |(?P<language>@[A-Za-z]++(?:-[A-Za-z0-9]++)*+)
            |(?P<blank>_:\w+)
            |(?P<name>(?P<prefix>[^\W\d_](?:[\w.-]{0,60}[\w-])?)?:(?:[\w:%]|\\.|[.-](?=[\w:%\\.-]))*+)
            |(?P<word>[^\W\d_]\w*+)
        """,
        re.VERBOSE | re.DOTALL,
    )


def tokens(text: str, *kinds: str) -> Iterator[re.Match[str]]:
    """Yield the tokens of these kinds: string, iri, comment, variable, name, word and others."""
    return (match for match in _token().finditer(text) if match.lastgroup in kinds)


def split_parameters(text: str) -> tuple[str, ...]:
    """Split a query at its parameters: even parts are text, odd parts are `?_name_type`."""
    parts, start = [], 0
    for match in tokens(text, "variable"):
        if PARAMETER.fullmatch(match.group()):
            parts += [text[start : match.start()], match.group()]
            start = match.end()
    return (*parts, text[start:])


def declare_prefixes(text: str) -> str:
    """Return the query after declarations of our prefixes that it uses and does not declare.

    They are added to its first line. Raises BadQuery, with line and column, for a prefix that is
    neither declared nor ours.
    """
    declared, used = set[str](), dict[str, re.Match[str]]()
    keyword = ""
    for match in tokens(text, "word", "name", "iri", "string", "variable"):
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
            problem = f"the prefix {prefix}: is not declared"
            raise at(text, match.start(), problem, prefix_advice(prefix))
    return "".join(f"PREFIX {prefix}: <{prefixes()[prefix]}> " for prefix in missing) + text


def has_keyword(text: str, keyword: str) -> bool:
    """Return whether the query has this keyword as syntax, not in a name, string or comment."""
    if not re.search(rf"\b{keyword}\b", text, re.IGNORECASE):  # it cannot be spelt with escapes
        return False
    return any(match.group().upper() == keyword for match in tokens(text, "word"))


def is_text(value: str) -> bool:
    """Tell whether RDF and SPARQL can hold the value: it has no half character (lone surrogate)."""
    return value.isprintable() or not any("\ud800" <= sign <= "\udfff" for sign in value)


def parse_error(text: str, error: SyntaxError, prologue: int = 0) -> BadQuery:
    """Return the engine's parse error with line, column and the text of the line.

    `prologue` is the number of characters that were put before the query as it was written.
    """
    first = next((match.group().upper() for match in tokens(text, "word", "name")), "")
    if first in UPDATES:
        return BadQuery(f"{first} is not allowed: the graph is read-only")
    if first not in _STARTS:
        return BadQuery("a query starts with SELECT, ASK, CONSTRUCT or DESCRIBE", text=brief(text))
    found = re.match(_POSITION, str(error))
    if not found:
        return BadQuery(str(error).splitlines()[0])
    line, column = int(found[1]), int(found[2])
    sentence = re.search(_SENTENCE, str(error)[:2000])
    if sentence:
        return BadQuery(sentence[0], text=brief(text))
    column = max(1, column - prologue) if line == 1 else column
    lines = [*text.splitlines(), ""]
    return _syntax_error(line, column, lines[min(line, len(lines)) - 1])


def _syntax_error(line: int, column: int, shown: str) -> BadQuery:
    word = re.match(r"[\w?$:]*", shown[: column - 1][::-1])
    column -= len(word.group()) if word and shown[column - 1 : column].isalnum() else 0
    here = shown[column - 1 : column + 29].split(" ")[0]
    problem = f"cannot read {here!r} here"
    if not here:
        problem = "something is missing here, or a pattern before this place is unfinished"
    return BadQuery(problem, line, column, brief(shown))


def brief(text: str) -> str:
    """Return the first line with text, shortened to 100 characters."""
    line = next((line.strip() for line in text.splitlines() if line.strip()), "an empty query")
    return line if len(line) <= 100 else f"{line[:99]}…"


def at(text: str, position: int, problem: str, hint: str = "") -> BadQuery:
    """Return the error that this is wrong at this position of the text."""
    line = text.count("\n", 0, position) + 1
    start = text.rfind("\n", 0, position) + 1
    return BadQuery(problem, line, position - start + 1, brief(text[start:]), hint)


def bind_parameters(parts: tuple[str, ...], terms: Mapping[str, str]) -> str:
    """Join the parts of `split_parameters`, each parameter replaced by its term (N-Triples)."""
    return "".join(terms[part] if index % 2 else part for index, part in enumerate(parts))
