"""Patterns of a query that share no variable: every answer of one is combined with all of another.

Read loosely from the parts of the query, in linear time, to explain one that took too long.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from credgraph.rdf.parts import Part, close_of, parts_of

__all__ = ["unjoined"]

_SHOWN = 3  # variables of a pattern that are named
_TESTING = ("FILTER", "BIND")  # they find nothing themselves, and may join what others find
_ASIDE = ("VALUES", "MINUS")  # they multiply nothing
_WITHIN = "GRAPH …"  # before the group that follows the name of a graph
_WITH_THE_LAST = ("UNION", _WITHIN)
_IN_TRIPLES = ("A", "TRUE", "FALSE")


def unjoined(text: str) -> str:
    """Return which patterns of a query nothing joins, as a clause of a sentence; else nothing.

    >>> unjoined("SELECT * { ?a ?b ?c . ?d ?e ?f }")
    'nothing joins ?a ?b ?c with ?d ?e ?f, so each is combined with every other'
    """
    parts = parts_of(text)
    groups = _joined(_elements(_pattern(parts)))
    if len(groups) < 2:
        return ""
    one, other = (" ".join(group[:_SHOWN]) for group in groups[:2])
    return f"nothing joins {one} with {other}, so each is combined with every other"


def _pattern(parts: Sequence[Part]) -> Sequence[Part]:
    """Return what stands in the outermost braces, but for those of what CONSTRUCT writes."""
    word = ""
    for place, part in enumerate(parts):
        if part.text == "{" and word != "CONSTRUCT":
            return parts[place + 1 : close_of(parts, place)]
        word = part.word or word
    return ()


def _elements(parts: Sequence[Part]) -> Iterator[tuple[str, list[str]]]:
    """Yield the elements of a group: the word before each, and its variables."""
    place, word = 0, ""
    while place < len(parts):
        part = parts[place]
        if part.word and part.word not in _IN_TRIPLES:
            place, word = place + 1, part.word
            continue
        end = _end_of(parts, place, word)
        yield word, _variables(parts[place:end])
        named = word == "GRAPH" and part.text != "{"
        place, word = end, _WITHIN if named else ""


def _end_of(parts: Sequence[Part], place: int, word: str) -> int:
    """Return where an element ends that begins here: after its brackets, a dot, before a word."""
    if parts[place].text == "{" or (word in _TESTING and parts[place].text == "("):
        return close_of(parts, place) + 1
    while place < len(parts):
        part = parts[place]
        if part.text == ".":
            return place + 1
        if part.text == "{" and word in _ASIDE:
            return close_of(parts, place) + 1
        if part.text == "{" or (part.word and part.word not in _IN_TRIPLES):
            return place
        place = close_of(parts, place) + 1 if part.text in ("(", "[") else place + 1
    return place


def _variables(parts: Iterable[Part]) -> list[str]:
    return [*dict.fromkeys(p.text for p in parts if p.kind in ("variable", "blank"))]


def _joined(elements: Iterable[tuple[str, list[str]]]) -> list[list[str]]:
    """Return the variables of the elements, those together that an element or a test joins."""
    found, chief = dict[str, None](), dict[str, str]()
    before: list[str] = []
    for word, names in elements:
        together = [*before[:1], *names] if word in _WITH_THE_LAST else names
        if word not in _ASIDE:
            for name in together:
                chief[_chief_of(name, chief)] = _chief_of(together[0], chief)
        if names and word not in (*_TESTING, *_ASIDE):
            found |= dict.fromkeys(names)
            before = names
    groups = dict[str, list[str]]()
    for name in found:
        groups.setdefault(_chief_of(name, chief), []).append(name)
    return [*groups.values()]


def _chief_of(name: str, chief: dict[str, str]) -> str:
    """Return the variable that stands for all that are joined with this one."""
    while (above := chief.setdefault(name, name)) != name:
        chief[name] = name = chief[above]
    return name
