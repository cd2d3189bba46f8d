"""Answers read as what was asked for: rows of so many terms, or triples.

A store may be anybody's endpoint, and may answer something else; and a store that others filled may
state things that nobody expected. Both end in one sentence.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Any

import pyoxigraph as ox

from credgraph.errors import UnexpectedAnswer, UnexpectedFacts
from credgraph.store.protocol import Answer, Note, Solutions, Store

__all__ = [
    "expecting_known_facts",
    "is_elsewhere",
    "longest_query",
    "query_as_it_is",
    "read_rows",
    "read_solutions",
    "read_triples",
    "tell",
    "within",
]

_LONGEST_QUERY = 100_000  # characters, for a store that names no other limit


def is_elsewhere(store: Store) -> bool:
    """Tell whether the store is an endpoint, which decides for itself what may be asked."""
    return getattr(store, "is_elsewhere", False)


def query_as_it_is(store: Store, text: str) -> Answer:
    """Answer a query that a person wrote, whom an endpoint understands as written."""
    found: Answer = getattr(store, "query_as_it_is", store.query)(text)
    return found


def longest_query(store: Store) -> int:
    """Return how many characters a query with many values should have."""
    return getattr(store, "longest_query", _LONGEST_QUERY)


def within(store: Store, seconds: float) -> AbstractContextManager[None]:
    """Hold what is asked of an endpoint meanwhile to one deadline; other stores have none."""
    found: AbstractContextManager[None] = getattr(store, "within", _unbounded)(seconds)
    return found


def tell(store: Store, text: str) -> None:
    """Add a note to those of an endpoint; other stores keep none."""
    notes = getattr(store, "notes", None)
    if notes is not None:
        notes.append(Note(text))


def read_solutions(store: Store, query: str, columns: Sequence[str]) -> Solutions:
    """Return the rows of a SELECT query; raises UnexpectedAnswer for anything but these columns."""
    found = store.query(query)
    if not isinstance(found, ox.QuerySolutions | Solutions):
        raise UnexpectedAnswer(store.name, "it answers without rows where rows were asked for")
    names = [variable.value for variable in found.variables]
    if names != [*columns]:
        problem = f"it answers the columns {_named(names)} where {_named(columns)} were asked for"
        raise UnexpectedAnswer(store.name, problem)
    return Solutions(found.variables, map(tuple, found), getattr(found, "notes", ()))


def read_rows(
    store: Store, query: str, kinds: Mapping[str, type | tuple[type, ...]]
) -> Iterator[tuple[Any, ...]]:
    """Yield the rows whose terms are of these kinds, by column: `{"label": ox.Literal}`.

    Raises UnexpectedAnswer as `read_solutions` does. A row with another kind of term is skipped,
    such as that of a record whose label is a blank node: it names nothing.
    """
    wanted = [*kinds.values()]
    for each in read_solutions(store, query, [*kinds]):
        row = tuple(each)
        if all(map(isinstance, row, wanted)):
            yield row


def read_triples(store: Store, query: str) -> Iterator[ox.Triple]:
    """Yield the triples of a CONSTRUCT query; raises UnexpectedAnswer for anything else."""
    found = store.query(query)
    if isinstance(found, ox.QueryBoolean | ox.QuerySolutions | Solutions):
        raise UnexpectedAnswer(store.name, "it answers no triples where triples were asked for")
    return iter(found)


@contextmanager
def expecting_known_facts(store: Store, work: str) -> Iterator[None]:
    """Turn what goes wrong over facts of an unknown kind into UnexpectedFacts.

    `work` names what could not be done, such as "a plan". What we make of facts takes them as our
    shapes describe them; in a store that breaks the shapes, a price may be a word.
    """
    try:
        yield
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as error:
        raise UnexpectedFacts(store.name, work, f"{type(error).__name__}: {error}") from error


def _unbounded(_seconds: float) -> AbstractContextManager[None]:
    return nullcontext()


def _named(columns: Sequence[str]) -> str:
    return ", ".join(columns[:20]) or "none"
