"""SPARQL text: finding its tokens, putting typed values in, and keeping it inside the graph.

Strings, IRIs and comments are stepped over, so nothing inside them is mistaken for syntax. Values
enter as whole terms in N-Triples spelling, which a SPARQL parser reads as one token: no value can
change the shape of a query.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from credgraph.errors import BadQuery
from credgraph.rdf.namespaces import prefixes

__all__ = [
    "PARAMETER",
    "bind_parameters",
    "declare_prefixes",
    "guard",
    "has_keyword",
    "parse_error",
    "prefixed_names",
    "split_parameters",
]

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
_QUERIES = ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE", "PREFIX", "BASE", "VERSION")
_UPDATES = ("INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY", "WITH")
_GAP = r"(?:\s|\#[^\n\r]*+)*+"
_SERVICE = re.compile(
    rf"SERVICE{_GAP}(?:SILENT{_GAP})?"
    rf"(?:<[^>]*>|[?$][^\s{{}}()<>\"'\#]+|[^\s{{}}<>\"]*:[^\s{{}}<>\"]*){_GAP}\{{",
    re.IGNORECASE,
)
_WHOLE_IRI = re.compile(r"<[A-Za-z][A-Za-z0-9+.-]*:[^<>\s\"{}|^`\\]*>")
_OPERATOR = re.compile(r"[!|&+*/^=-]")
_DEEPEST = 100  # nested brackets; the engine overflows its stack at some thousands
_MOST_OPERATORS = 2000  # the same, from about ten thousand
_LONGEST = 200_000
_SENTENCE = re.compile(r"[A-Z][a-z]+ (?:[A-Za-z?_']+ ){2,}[^,\[\]]*(?=,|$)", re.MULTILINE)
_POSITION = re.compile(r"error at (\d+):(\d+): ")


def _tokens(text: str, *kinds: str) -> Iterator[re.Match[str]]:
    return (match for match in _TOKEN.finditer(text) if match.lastgroup in kinds)


def split_parameters(text: str) -> tuple[str, ...]:
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


def prefixed_names(text: str) -> list[str]:
    """List the prefixed names of a query, such as `cg:issuer`, each once."""
    return list(dict.fromkeys(match.group() for match in _tokens(text, "name")))


def has_keyword(text: str, keyword: str) -> bool:
    """Tell whether the keyword stands in the query as syntax, not in a name, string or comment."""
    if not re.search(rf"\b{keyword}\b", text, re.IGNORECASE):  # it cannot be spelt with escapes
        return False
    return any(match.group().upper() == keyword for match in _tokens(text, "word"))


def guard(text: str) -> None:
    """Raise BadQuery for what a person may not ask of this process.

    That is another server (SERVICE), and what would overflow the stack of the engine's parser,
    which ends the whole process: deep brackets, long chains of operators, very long texts.
    """
    if len(text) > _LONGEST:
        raise BadQuery(f"the query is longer than {_LONGEST:,} characters", text=_brief(text))
    _forbid_federation(text)
    _forbid_depth(text)
    if len(_OPERATOR.findall(_WHOLE_IRI.sub("", text))) > _MOST_OPERATORS:
        raise BadQuery(f"the query has more than {_MOST_OPERATORS:,} operators", text=_brief(text))


def _forbid_federation(text: str) -> None:
    """Refuse whatever the engine could read as SERVICE, in strings and comments too.

    The tokens above are nearly the engine's. Nearly is too little here: it reads `SERVICEx:y {` as
    SERVICE and a name, and `1<2)SERVICE?v#>` as a comparison.
    """
    found = _SERVICE.search(text)
    if found:
        raise _at(text, found.start(), "SERVICE is not allowed: answers come from this graph alone")


def _forbid_depth(text: str) -> None:
    if text.count("(") + text.count("{") + text.count("[") <= _DEEPEST:
        return
    depth = 0
    for match in re.finditer(r"[({\[]|[)}\]]", text):
        depth += 1 if match.group() in "({[" else -1
        if depth > _DEEPEST:
            raise _at(text, match.start(), f"brackets are nested more than {_DEEPEST} deep")


def parse_error(text: str, error: SyntaxError, prologue: int = 0) -> BadQuery:
    """Turn the engine's complaint into line, column and the line itself.

    `prologue` is the number of characters that were put in front of what the person wrote.
    """
    first = next((match.group().upper() for match in _tokens(text, "word", "name")), "")
    if first in _UPDATES:
        return BadQuery(f"{first} is not allowed: this reads, and never writes")
    if first not in _QUERIES:
        return BadQuery("a query starts with SELECT, ASK, CONSTRUCT or DESCRIBE", text=_brief(text))
    found = _POSITION.match(str(error))
    if not found:
        return BadQuery(str(error).splitlines()[0])
    line, column = int(found[1]), int(found[2])
    sentence = _SENTENCE.search(str(error))
    if sentence:
        return BadQuery(sentence[0], text=_brief(text))
    column = max(1, column - prologue) if line == 1 else column
    lines = [*text.splitlines(), ""]
    return _unreadable(line, column, lines[min(line, len(lines)) - 1])


def _unreadable(line: int, column: int, shown: str) -> BadQuery:
    word = re.search(r"[\w?$:]*$", shown[: column - 1])
    column -= len(word.group()) if word and shown[column - 1 : column].isalnum() else 0
    here = shown[column - 1 : column + 29].split(" ")[0]
    problem = f"cannot read {here!r} here"
    if not here:
        problem = "something is missing here, or a pattern before this place is unfinished"
    return BadQuery(problem, line, column, _brief(shown))


def _brief(text: str) -> str:
    line = next((line.strip() for line in text.splitlines() if line.strip()), "an empty query")
    return line if len(line) <= 100 else f"{line[:99]}…"


def _at(text: str, position: int, problem: str) -> BadQuery:
    line = text.count("\n", 0, position) + 1
    start = text.rfind("\n", 0, position) + 1
    return BadQuery(problem, line, position - start + 1, _brief(text[start:]))


def bind_parameters(parts: tuple[str, ...], terms: Mapping[str, str]) -> str:
    """Join the parts of `split_parameters`, each parameter replaced by its term (N-Triples)."""
    return "".join(terms[part] if index % 2 else part for index, part in enumerate(parts))
