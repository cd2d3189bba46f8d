"""Answers written in the format that a client wants, by the process that found them.

The parent passes the bytes on as they are, so an answer is never read and written again.
"""

from __future__ import annotations

from itertools import islice
from typing import Any

import pyoxigraph as ox

from credgraph.errors import TooLarge
from credgraph.results import Column, Format, Table, Triples, content
from credgraph.sandbox.messages import Message
from credgraph.store import Solutions

__all__ = ["LARGEST_WRITTEN_ANSWER", "write_answer"]

LARGEST_WRITTEN_ANSWER = 32 * 2**20  # bytes


def write_answer(found: Any, form: str, rows: int) -> Message:
    """Return an answer of no more than so many rows or triples, written in a format.

    The header says whether there were more. Raises NotExpressible where the format does not fit
    the answer, TooLarge for an answer that takes too many bytes.
    """
    answer, truncated = _read(found, rows)
    body = content(answer, Format(form))
    if len(body) > LARGEST_WRITTEN_ANSWER:
        raise TooLarge(LARGEST_WRITTEN_ANSWER, "an answer")
    return {"kind": "written", "truncated": truncated}, body


def _read(found: Any, rows: int) -> tuple[Table | Triples | bool, bool]:
    if isinstance(found, ox.QueryBoolean):
        return bool(found), False
    if not isinstance(found, Solutions):
        triples = [*islice(found, rows + 1)]
        return Triples(tuple(sorted({*triples[:rows]}, key=str))), len(triples) > rows
    names = [variable.value for variable in found.variables]
    read = [tuple(row) for row in islice(found, rows + 1)]
    table = Table(tuple(Column(name, name, "term") for name in names), read[:rows])
    return table, len(read) > rows
