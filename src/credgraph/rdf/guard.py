"""What a query from somebody else may not do, told from its text before it runs.

Its text is read as tokens, so that a word in a string or a comment harms nobody. Where our tokens
and the engine's could differ, the whole text counts. Every step takes linear time.
"""

from __future__ import annotations

import re

from credgraph.errors import BadQuery
from credgraph.rdf.sparql import at, brief, tokens

__all__ = ["guard"]

_MAX_LENGTH = 1_000_000  # characters
_MAX_DEPTH = 100  # of nested brackets
_MAX_OPERATORS = 10_000
_MAX_SERVICES = 200  # words SERVICE, each followed at the cost of the text's length
_GAP = r"(?:\s|\#[^\n\r]*+)*+"
_SERVICE = re.compile(
    rf"SERVICE{_GAP}(?:SILENT{_GAP})?"
    rf"(?:<[^>]*+>|[?$][^\s{{}}()<>\"'\#]++|[^\s{{}}<>\":]*+:[^\s{{}}<>\"]*+){_GAP}\{{",
    re.IGNORECASE,
)
_OPENING = re.compile(r"[({\[]")
_OPERATOR = re.compile(r"[!|&+*/^=-]")


def guard(text: str) -> None:
    """Raise BadQuery for a query that could do harm.

    Such a query calls another server (SERVICE), or would keep the engine's parser busy or overflow
    its stack: deep brackets, long chains of operators, very long texts.
    """
    if len(text) > _MAX_LENGTH:
        raise BadQuery(f"the query is longer than {_MAX_LENGTH:,} characters", text=brief(text))
    if _services(text) or len(_OPENING.findall(text)) > _MAX_DEPTH:  # else there is none to find
        syntax = _without(text, "string", "comment")
        _forbid_federation(text, syntax)
        _forbid_depth(text, syntax)
    if len(_OPERATOR.findall(text)) > _MAX_OPERATORS:
        _forbid_operators(text)


def _forbid_operators(text: str) -> None:
    operators = _without(text, "string", "comment", "iri", "name")
    if len(_OPERATOR.findall(operators)) > _MAX_OPERATORS:
        raise BadQuery(f"the query has more than {_MAX_OPERATORS:,} operators", text=brief(text))


def _without(text: str, *kinds: str) -> str:
    """Return the text with tokens of these kinds made blank, if the engine reads the same tokens.

    It may read `<b:('d>` as a comparison, a bracket and a quote, and unescapes an IRI before it
    reads it. Then the whole text is returned.
    """
    parts, end = [], 0
    for token in tokens(text, "string", "comment", "iri", "name"):
        between, end = text[end : token.start()], token.end()
        quote_in_iri = token.lastgroup == "iri" and "'" in token.group()
        if quote_in_iri or "\\" in between:
            return text
        parts += [between, " " * len(token.group()) if token.lastgroup in kinds else token.group()]
    return text if "\\" in text[end:] else "".join([*parts, text[end:]])


def _forbid_federation(text: str, syntax: str) -> None:
    """Refuse whatever the engine could read as SERVICE.

    A comparison with our tokens is not enough: the engine reads `SERVICEx:y {` as SERVICE and a
    name, and `1<2)SERVICE?v#>` as a comparison.
    """
    found = _SERVICE.search(syntax) if _services(syntax) <= _MAX_SERVICES else _first(syntax)
    if found:
        raise at(text, found.start(), "SERVICE is not allowed: answers come from this graph alone")


def _services(syntax: str) -> int:
    return syntax.upper().count("SERVICE")


def _first(syntax: str) -> re.Match[str] | None:
    return re.search("SERVICE", syntax, re.IGNORECASE)


def _forbid_depth(text: str, syntax: str) -> None:
    depth = 0
    for match in re.finditer(r"[({\[]|[)}\]]", syntax):
        depth += 1 if match.group() in "({[" else -1
        if depth > _MAX_DEPTH:
            raise at(text, match.start(), f"brackets are nested more than {_MAX_DEPTH} deep")
