"""Answers written in the format that a client wants, by the process that found them.

The parent passes the bytes on as they are, so an answer is never read and written again.
"""

from __future__ import annotations

import gzip
from itertools import islice
from typing import Any

import pyoxigraph as ox

from credgraph.errors import TooLarge
from credgraph.results import Column, Format, Table, Triples, content
from credgraph.sandbox.messages import Message
from credgraph.store import Solutions

__all__ = ["write_answer"]

_LARGEST = 32 * 2**20  # bytes of an answer
_WORTH_COMPRESSING = 1000  # bytes
_LEVEL = 4  # of 9: twice as quick as the usual 6, a tenth larger


def write_answer(found: Any, form: str, rows: int, compress: bool = False) -> Message:
    """Return an answer of no more than so many rows or triples, written in a format.

    The header says whether there were more, and whether the bytes are compressed with gzip. Raises
    NotExpressible where the format does not fit the answer, TooLarge for too many bytes.
    """
    answer, truncated = _read(found, rows)
    body = content(answer, Format(form))
    if len(body) > _LARGEST:
        raise TooLarge(_LARGEST, "an answer")
    compress = compress and len(body) >= _WORTH_COMPRESSING
    header = {
        "kind": "written",
        "size": 1 if isinstance(answer, bool) else len(answer),
        "truncated": truncated,
        "compressed": compress,
    }
    return header, gzip.compress(body, _LEVEL, mtime=0) if compress else body


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
