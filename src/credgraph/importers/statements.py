"""Statements as text: lines of N-Quads, made quicker than terms of the engine could be.

Each function returns a term as it stands in N-Quads, so that a line is an f-string of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from urllib.parse import quote

from credgraph.rdf import GRAPHS, RECORDS, term

__all__ = [
    "Pull",
    "Shared",
    "day",
    "decimal",
    "graph",
    "integer",
    "iri",
    "line",
    "literal",
    "name",
    "record",
    "text",
    "typed",
]

_UNFIT = re.compile(r"[\x00-\x20<>\"{}|^`\\]")
_ESCAPES = {code: f"\\u{code:04X}" for code in (*range(0x20), 0x7F)} | {
    ord('"'): '\\"',
    ord("\\"): "\\\\",
    ord("\n"): "\\n",
    ord("\r"): "\\r",
    ord("\t"): "\\t",
}


class Shared(str):
    """A line that more than one dataset may say, such as the type or label of an occupation.

    It is kept once: in the shipped graph, or in that of the dataset which comes first. A second
    label of one record is kept as another name.
    """

    __slots__ = ()


def iri(address: str) -> str:
    """Return an IRI; characters that none may have are written by their number."""
    return f"<{_UNFIT.sub(lambda found: quote(found[0], safe=''), address)}>"


@cache
def name(curie: str) -> str:
    """Return the IRI of `prefix:name`, such as `rdfs:label`; KeyError for an unknown prefix."""
    return iri(term(curie).value)


@lru_cache(maxsize=2**14)
def record(kind: str, slug: str) -> str:
    """Return the IRI of a record of ours, such as `occupation` and `soc-17-3024`."""
    return f"<{RECORDS}{kind}/{quote(slug, safe='')}>"


def graph(stem: str) -> str:
    """Return the IRI of a named graph."""
    return f"<{GRAPHS}{quote(stem, safe='')}>"


def literal(value: str) -> str:
    """Return a plain literal."""
    if value.isprintable() and '"' not in value and "\\" not in value:
        return f'"{value}"'
    return f'"{value.translate(_ESCAPES)}"'


def text(value: str, language: str = "en") -> str:
    """Return a literal in a language."""
    return f"{literal(value)}@{language}"


def typed(value: str, datatype: str) -> str:
    """Return a literal of the XML Schema datatype with this name, such as `gYearMonth`."""
    return f"{literal(value)}^^{name(f'xsd:{datatype}')}"


def decimal(value: str) -> str:
    """Return a decimal; the text is one already, as of `figures.amount`."""
    return f'"{value}"^^<http://www.w3.org/2001/XMLSchema#decimal>'


def integer(value: int | str) -> str:
    """Return a whole number."""
    return f'"{value}"^^<http://www.w3.org/2001/XMLSchema#integer>'


def day(value: str) -> str:
    """Return a date, such as 2026-11-28."""
    return typed(value, "date")


def line(subject: str, predicate: str, value: str, in_graph: str) -> str:
    """Return one statement; all are terms as the functions above return them."""
    return f"{subject} {predicate} {value} {in_graph} .\n"


class Pull:
    """Pieces of text as a file that an engine reads: bounded in memory, however many there are."""

    def __init__(self, pieces: Iterable[str]) -> None:
        self._pieces: Iterator[str] = iter(pieces)
        self._rest = b""
        self.error: BaseException | None = None

    def read(self, size: int = -1) -> bytes:
        """Return up to so many bytes, all that is left for a negative size, none at the end."""
        try:
            return self._taken(size)
        except BaseException as error:
            self.error = error  # an engine may tell of it in words of its own
            raise

    def _taken(self, size: int) -> bytes:
        found, length = [self._rest], len(self._rest)
        while size < 0 or length < size:
            piece = next(self._pieces, None)
            if piece is None:
                break
            found.append(piece.encode())
            length += len(found[-1])
        whole = b"".join(found)
        end = len(whole) if size < 0 else size
        self._rest = whole[end:]
        return whole[:end]
