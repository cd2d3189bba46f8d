"""What a named graph says, compared by value: blank nodes have no names, 40.00 is 40."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import pyoxigraph as ox

__all__ = ["by_graph", "pieces", "same"]

Graph = list[ox.Triple]
_PLACE = ox.NamedNode("x:compared")


def by_graph(quads: Iterable[ox.Quad]) -> dict[str, Graph]:
    """Return the statements of each named graph, by its IRI and in its order.

    Raises ValueError for a statement in no graph that has an IRI.
    """
    found: dict[str, Graph] = {}
    for quad in quads:
        if not isinstance(quad.graph_name, ox.NamedNode):
            raise ValueError("it holds statements in no named graph, and none can be written there")
        found.setdefault(quad.graph_name.value, []).append(quad.triple)
    return dict(sorted(found.items()))


def same(ours: Iterable[ox.Triple], theirs: Iterable[ox.Triple]) -> bool:
    """Tell whether both state the same; the names of blank nodes and spellings of values aside.

    >>> age, number = ox.NamedNode("x:age"), ox.NamedNode("http://www.w3.org/2001/XMLSchema#integer")
    >>> def aged(name, age_in_years):
    ...     return ox.Triple(ox.BlankNode(name), age, ox.Literal(age_in_years, datatype=number))
    >>> same([aged("a", "7")], [aged("b", "07")]), same([aged("a", "7")], [aged("a", "8")])
    (True, False)
    """
    mine, other = _values(ours), _values(theirs)
    named, blank = _apart(mine)
    other_named, other_blank = _apart(other)
    if named != other_named or len(blank) != len(other_blank):
        return False
    return not blank or _without_names(blank) == _without_names(other_blank)


def _values(triples: Iterable[ox.Triple]) -> Iterator[ox.Triple]:
    """Yield the statements as our engine writes them, each once."""
    store = ox.Store()
    store.bulk_extend(ox.Quad(t.subject, t.predicate, t.object, _PLACE) for t in triples)
    return (quad.triple for quad in store)


def _apart(triples: Iterable[ox.Triple]) -> tuple[set[ox.Triple], set[ox.Triple]]:
    named, blank = set[ox.Triple](), set[ox.Triple]()
    for triple in triples:
        (blank if _has_blank(triple) else named).add(triple)
    return named, blank


def _has_blank(triple: ox.Triple) -> bool:
    return any(isinstance(term, ox.BlankNode) for term in (triple.subject, triple.object))


def _without_names(triples: Iterable[ox.Triple]) -> ox.Dataset:
    dataset = ox.Dataset(ox.Quad(t.subject, t.predicate, t.object) for t in triples)
    dataset.canonicalize(ox.CanonicalizationAlgorithm.UNSTABLE)
    return dataset


def pieces(triples: Sequence[ox.Triple], size: int) -> Iterator[Sequence[ox.Triple]]:
    """Yield the statements in pieces of at most `size`, which requests can carry one by one.

    A blank node has its name within one request alone, so all that have one come in one piece.
    """
    blank = [triple for triple in triples if _has_blank(triple)]
    named = [triple for triple in triples if not _has_blank(triple)]
    if blank or not named:
        yield blank
    for start in range(0, len(named), size):
        yield named[start : start + size]
