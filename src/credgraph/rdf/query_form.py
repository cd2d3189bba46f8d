"""What a query asks for, and where its FROM clauses go, read from tokens in linear time.

An endpoint may know prefixes, functions and pragmas that we do not, so nothing else of a query is
read before it is sent there.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from credgraph.rdf.namespaces import prefixes
from credgraph.rdf.sparql import FORMS, UPDATES, has_keyword

__all__ = ["UPDATE", "mentioned_in_star", "query_form", "with_graphs", "with_our_prefixes"]

UPDATE = "UPDATE"

_TOKEN = re.compile(
    r"""
    \"{3}(?:[^"\\]|\\.|"(?!""))*+\"{3} | '{3}(?:[^'\\]|\\.|'(?!''))*+'{3}
    | "(?:[^"\\\n\r]|\\.)*+" | '(?:[^'\\\n\r]|\\.)*+'
    | <[^<>"{}|^`\\\x00-\x20]*+> | \#[^\n\r]*+
    | [?$@:]\w[\w:.%\\-]*+ | [^\W\d][\w:.%\\-]*+ | [{}()]
    """,
    re.VERBOSE | re.DOTALL,
)
_PRAGMAS = re.compile(
    r"""(?:(?:\s|\#[^\n\r]*+)*+DEFINE\s++[\w:.-]++\s*+
    (?:"[^"\n\r]*+"|'[^'\n\r]*+'|<[^<>\s]*+>|[\w:.-]++))++""",
    re.VERBOSE | re.IGNORECASE,
)
_NAMING = {"PREFIX", "DEFINE"}  # the next token is a name, whatever it looks like
_SETS = {"DISTINCT", "REDUCED"}
_AFTER_DATASET = {"WHERE", "GROUP", "HAVING", "ORDER", "LIMIT", "OFFSET", "VALUES"}


def query_form(text: str) -> str:
    r"""Return SELECT, ASK, CONSTRUCT or DESCRIBE, UPDATE for an update, '' if no word tells.

    >>> query_form("PREFIX e: <http://e/> # to add later\nselect * { ?s ?p ?o }")
    'SELECT'
    """
    return next((form for form, _ in _after_prologue(text)), "")


def with_our_prefixes(text: str) -> str:
    """Return the query with declarations of our prefixes that it uses and does not declare.

    They follow the DEFINE pragmas of Virtuoso, which come first.
    """
    declared, used, last = set[str](), dict[str, None](), ""
    for token in _TOKEN.finditer(text):
        prefix, colon, _ = token[0].partition(":")
        if colon and prefix in prefixes():
            if last == "PREFIX":
                declared.add(prefix)
            else:
                used[prefix] = None
        last = token[0].upper()
    missing = [prefix for prefix in used if prefix not in declared]
    added = "".join(f"PREFIX {prefix}: <{prefixes()[prefix]}> " for prefix in missing)
    place = _pragmas_end(text) if added else 0
    return f"{text[:place]}{' ' if place else ''}{added}{text[place:]}"


def _pragmas_end(text: str) -> int:
    found = _PRAGMAS.match(text)
    return found.end() if found else 0


def with_graphs(text: str, graphs: Iterable[str], union: str = "") -> str:
    """Return the query asked of the union of these graphs, each of them a named graph too.

    `union` is a name for all of them together, for an engine that has one. A query that names its
    dataset with FROM is returned as it is.
    """
    defaults = [f"FROM <{iri}>" for iri in ([union] if union else graphs)]
    named = [f"FROM NAMED <{iri}>" for iri in graphs if has_keyword(text, "GRAPH")]
    clauses = " ".join(defaults + named)
    place = _dataset_place(text) if clauses else None
    if place is None:
        return text
    line = "" if place < len(text) else "\n"  # a comment may end the query
    return f"{text[:place]}{line} {clauses} {text[place:]}"


def mentioned_in_star(text: str) -> list[str] | None:
    """Return the variables of a query in the order it mentions them; None unless it SELECTs *.

    >>> mentioned_in_star("SELECT * { ?s ?p ?o FILTER(?o > 1) }")
    ['s', 'p', 'o']
    """
    if query_form(text) != "SELECT" or _names_columns(text):
        return None
    from credgraph.rdf.parts import parts_of

    parts = parts_of(text)
    start = next((place for place, part in enumerate(parts) if part.word == "SELECT"), len(parts))
    chosen = [part for part in parts[start + 1 : start + 3] if part.word not in _SETS][:1]
    if not chosen or chosen[0].text != "*":
        return None
    return [*dict.fromkeys(part.text[1:] for part in parts if part.kind == "variable")]


def _names_columns(text: str) -> bool:
    """Tell whether what follows SELECT is a variable or an expression: most queries say so soon."""
    words = (token[0] for _, token in _after_prologue(text))
    chosen = next((word for word in words if word.upper() not in {"SELECT", *_SETS}), "")
    return chosen.startswith(("?", "$", "("))


def _after_prologue(text: str) -> Iterator[tuple[str, re.Match[str]]]:
    """Yield the form of the query once, with its token, then each token after it with ''."""
    form = last = ""
    for token in _TOKEN.finditer(text):
        word = token[0].upper()
        if word[0] == "#":
            continue
        if form:
            yield "", token
        elif last not in _NAMING and word in (*FORMS, *UPDATES):
            form = UPDATE if word in UPDATES else word
            yield form, token
        last = word


def _dataset_place(text: str) -> int | None:
    """Return where FROM belongs, None if the query has it already."""
    depth, form, last = 0, "", ""
    for found, token in _after_prologue(text):
        word = token[0].upper()
        form = form or found
        if depth == 0 and word == "FROM":
            return None
        starts_pattern = word == "{" and not (form == last == "CONSTRUCT")
        if depth == 0 and (starts_pattern or word in _AFTER_DATASET):
            return token.start()
        depth += (word in "({") - (word in ")}")
        last = word
    return len(text)
