"""Published tables: comma-separated text, plain or gzip, with a header row."""

from __future__ import annotations

import csv
import gzip
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TextIO

from credgraph.errors import UnreadableFile

__all__ = ["rows"]

_GZIP = b"\x1f\x8b"
_MAX_LINE = 2**20


def rows(path: Path, columns: Sequence[str], kind: str) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield the line number and the cells of each row, by column, without surrounding spaces.

    The text is UTF-8, with or without a byte order mark; gzip is recognized by its first bytes;
    empty lines are skipped. `columns` must be present; `kind`, such as "BLS OEWS", is named in
    errors as what was expected. Raises UnreadableFile, while reading, for anything else.
    """
    line = None
    try:
        with _open(path) as text:
            table = csv.reader(_bounded(text), strict=True)
            header = [name.strip() for name in next(table, [])]
            _require(path, columns, header, kind)
            for cells in filter(None, table):
                line = table.line_num
                _require_width(path, line, cells, header)
                yield line, dict(zip(header, map(str.strip, cells), strict=True))
    except UnicodeDecodeError as error:
        raise UnreadableFile(str(path), "is not UTF-8 text", hint="save it as UTF-8") from error
    except (OSError, EOFError, zlib.error, csv.Error) as error:
        raise UnreadableFile(str(path), f"cannot be read: {_reason(error)}", line) from error


def _open(path: Path) -> TextIO:
    with path.open("rb") as start:
        compressed = start.read(len(_GZIP)) == _GZIP
    if compressed:
        return gzip.open(path, "rt", encoding="utf-8-sig", newline="")
    return path.open(encoding="utf-8-sig", newline="")


def _bounded(text: TextIO) -> Iterator[str]:
    """Yield the lines; raises csv.Error for one that is longer than any table's."""
    while line := text.readline(_MAX_LINE):
        if len(line) == _MAX_LINE:
            raise csv.Error(f"a line is longer than {_MAX_LINE:,} characters")
        yield line


def _require(path: Path, columns: Sequence[str], header: Sequence[str], kind: str) -> None:
    missing = [column for column in columns if column not in header]
    if missing:
        problem = f"lacks the columns {', '.join(missing)}"
        hint = f"expected a comma-separated table of {kind} with its header"
        raise UnreadableFile(str(path), problem, 1, hint)


def _require_width(path: Path, line: int, cells: Sequence[str], header: Sequence[str]) -> None:
    if len(cells) != len(header):
        problem = f"has {len(cells)} cells, expected {len(header)} as in the header"
        raise UnreadableFile(str(path), problem, line)


def _reason(error: Exception) -> str:
    """Return the reason, without the path that an OSError repeats."""
    return (isinstance(error, OSError) and error.strerror) or str(error)
