"""Variables of a query replaced by terms, wherever they stand.

A term is put in as one token, in N-Triples, so no value can change the structure of a query.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from credgraph.errors import BadQuery
from credgraph.rdf.parts import Part, parts_of

__all__ = ["bind_variables", "declared_prefixes", "variables_of"]

_PLACES = {"SELECT": "selected", "VALUES": "given", "BY": "sorted"}
_ENDS = ("WHERE", "FROM", "HAVING", "ORDER", "LIMIT", "OFFSET")
_Edit = tuple[int, int, str]  # from, to, and what comes there


def variables_of(text: str) -> list[str]:
    """Return the names of the variables of a query, each once.

    >>> variables_of("SELECT ?c { ?c $p ?o }")
    ['c', 'p', 'o']
    """
    names = (part.text[1:] for part in parts_of(text) if part.kind == "variable")
    return [*dict.fromkeys(names)]


def declared_prefixes(text: str) -> dict[str, str]:
    """Return the prefixes that a query declares."""
    parts = parts_of(text)
    threes = zip(parts, parts[1:], parts[2:], strict=False)
    return {
        name.text[:-1]: iri.text[1:-1]
        for word, name, iri in threes
        if word.word == "PREFIX" and name.kind == "name" and iri.kind == "iri"
    }


def bind_variables(text: str, terms: Mapping[str, str]) -> str:
    """Return the query with these variables, by name, replaced by terms in N-Triples.

    One that is selected stays a column, which holds the term. Raises BadQuery for a variable that
    gets its value in the query itself.

    >>> bind_variables("SELECT ?c ?o { ?c a ?o }", {"c": "<urn:a>"})
    'SELECT (<urn:a> AS ?c) ?o {  <urn:a>  a ?o }'
    """
    pieces, done = list[str](), 0
    for start, end, replacement in _edits(parts_of(text), terms):
        pieces += [text[done:start], replacement]
        done = end
    return "".join([*pieces, text[done:]])


def _edits(parts: Sequence[Part], terms: Mapping[str, str]) -> Iterator[_Edit]:
    places = _places(parts)
    for number, part in enumerate(parts):
        term = terms.get(part.text[1:]) if part.kind == "variable" else None
        if term is None:
            continue
        end, place = part.start + len(part.text), places.get(part.start, "")
        if place == "given" or (number and parts[number - 1].word == "AS"):
            raise BadQuery(f"{part.text} gets its value in the query itself")
        if [p.text.upper() for p in parts[max(0, number - 2) : number]] == ["BOUND", "("]:
            closing = parts[number + 1] if number + 1 < len(parts) else part
            yield parts[number - 2].start, closing.start + 1, " true "
        elif place in ("selected", "inner"):
            name = part.text + ("_given" if place == "inner" else "")
            yield part.start, end, f"({term} AS {name})"
        else:
            yield part.start, end, f" ({term}) " if place == "sorted" else f" {term} "


def _places(parts: Sequence[Part]) -> dict[int, str]:
    """Return where variables stand, by their start, if it matters for what may come there."""
    found, place, depth, is_first = dict[int, str](), "", 0, True
    for part in parts:
        if part.word in _PLACES:
            place, depth = _PLACES[part.word], 0
            if place == "selected":
                place, is_first = "selected" if is_first else "inner", False
        elif part.text in ("{", "}") or part.word in _ENDS:
            place = ""
        depth += (part.text == "(") - (part.text == ")")
        if part.kind == "variable" and place and (not depth or place == "given"):
            found[part.start] = place
    return found
