"""Tables as they are published, row by row, in bounded memory.

A table is text, parted by commas, tabs or semicolons, in UTF-8 with or without its mark, UTF-16, or
with single bytes of Windows-1252; or the first sheet of a workbook. A row that cannot be read goes
to the sink with its line and the reason, and the rest is read.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any

from credgraph.errors import UnreadableFile
from credgraph.importers import workbooks
from credgraph.importers.containers import Part, parts
from credgraph.importers.dataset import Row, Sink, Source, TableMap, recognised

__all__ = ["Table", "headers", "read"]

_MAX_LINE = 2**22  # characters
_AS_TEXT = re.compile(r'="(.*)"', re.DOTALL)
_PAGE = re.compile(rb"\s*<(?:!doctype|html|head|body|table|script|\?xml)", re.IGNORECASE)
_SEPARATORS = ",\t;|"

Record = list[str] | str  # the cells of a row, or what is wrong with it


def _windows_1252(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    found = error.object[error.start : error.end]
    return found.decode("cp1252", "replace"), error.end


codecs.register_error("credgraph-windows-1252", _windows_1252)


@dataclass(frozen=True)
class Table:
    """A table of a source: how to call it, its header, and its records with their lines."""

    name: str
    header: Sequence[str]
    records: Iterator[tuple[int, Record]]

    def rows(self, kind: TableMap, sink: Sink) -> Iterator[Row]:
        """Yield the rows with the columns of a map; what cannot be one is rejected."""
        sink.table = self.name
        places = kind.places(self.header)
        absent = dict.fromkeys((ours for ours in kind.columns if ours not in places), "")
        pick = itemgetter(*places.values(), 0)  # one more, so that it always gives a tuple
        names, width = tuple(places), len(self.header)
        for line, record in self.records:
            sink.rows += 1
            fault = record if isinstance(record, str) else _fault(record, width)
            if fault:
                sink.reject(line, fault)
                continue
            cells = [cell.strip() if cell[:1] != "=" else _as_text(cell) for cell in pick(record)]
            found = dict(zip(names, cells, strict=False))
            yield Row(line, found | absent if absent else found)


def _fault(record: Record, width: int) -> str:
    """Return what is wrong with the width of a row; cells that are empty may be too many."""
    if len(record) == width or (len(record) > width and not any(record[width:])):
        return ""
    return f"has {len(record)} cells, expected {width} as in the header"


def _as_text(cell: str) -> str:
    r"""Return what a spreadsheet was told to take as text: `="01"` is 01."""
    found = _AS_TEXT.fullmatch(cell.strip())
    return (found[1] if found else cell).strip()


def read(source: Source, maps: Sequence[TableMap], sink: Sink) -> Iterator[tuple[TableMap, Row]]:
    """Yield the rows of each table of a source that is of a kind in `maps`, with that kind.

    Raises UnreadableFile, while reading, for a source without one; it says what is missing.
    """
    strangers = []
    known = False
    for table in _tables(source):
        kind = recognised(table.header, maps)
        if kind is None:
            strangers.append(table)
            continue
        known = True
        for row in table.rows(kind, sink):
            yield kind, row
    if not known:
        raise _unknown(source, strangers, maps)


def headers(source: Source) -> Iterator[Sequence[str]]:
    """Yield the header of each table of a source; raises UnreadableFile as `read` does."""
    return (table.header for table in _tables(source))


def _unknown(source: Source, tables: Iterable[Table], maps: Sequence[TableMap]) -> UnreadableFile:
    pairs = [(table, kind) for table in tables for kind in maps]
    table, kind = min(pairs, key=lambda pair: _lack(*pair))
    missing = kind.missing(table.header)
    shown = ", ".join(missing[:6]) + (f" and {len(missing) - 6} more" if len(missing) > 6 else "")
    return UnreadableFile(str(source.path), f"lacks the columns {shown} of {kind.name}", 1)


def _lack(table: Table, kind: TableMap) -> float:
    required = len(kind.columns) - len(kind.optional)
    return len(kind.missing(table.header)) / max(required, 1)


def _tables(source: Source) -> Iterator[Table]:
    for part in parts(source.path):
        name = source.called or part.name
        found = _records(part, str(source.path))
        _, header = next(found, (0, []))
        if isinstance(header, str):
            raise UnreadableFile(str(source.path), f"has no header: it {header}", 1)
        yield Table(name, [_as_text(cell) for cell in header], found)


def _records(part: Part, path: str) -> Iterator[tuple[int, Record]]:
    """Yield the rows that are not empty, with the lines on which they end."""
    content: Any = part.content
    start = content.read(512)
    if content.seekable():
        content.seek(0)
    else:
        content = _Again(start, content)
    if start.startswith(b"PK\x03\x04"):
        whole = content if content.seekable() else io.BytesIO(content.read())
        return workbooks.records(whole, path)
    if _PAGE.match(start.removeprefix(codecs.BOM_UTF8)):
        hint = "download the file itself, not the page that leads to it"
        raise UnreadableFile(path, f"{part.name} is a web page or XML, not a table", hint=hint)
    if b"\0" in start and not start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise UnreadableFile(path, f"{part.name} is not text")
    return _records_of_text(content, start, path)


class _Again(io.RawIOBase):
    """A file that cannot be rewound, with the start that was read put back."""

    def __init__(self, start: bytes, rest: Any) -> None:
        self._start, self._rest = start, rest

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        found = self._start[: len(buffer)] or self._rest.read(len(buffer)) or b""
        self._start = self._start[len(found) :]
        buffer[: len(found)] = found
        return len(found)


def _records_of_text(content: Any, start: bytes, path: str) -> Iterator[tuple[int, Record]]:
    is_wide = start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    encoding, errors = ("utf-16", "replace") if is_wide else ("utf-8-sig", "credgraph-windows-1252")
    buffered = io.BufferedReader(content, 2**18) if isinstance(content, io.RawIOBase) else content
    with io.TextIOWrapper(buffered, encoding=encoding, errors=errors, newline="") as text:
        first = text.readline(_MAX_LINE)
        separator = max(_SEPARATORS, key=first.count)
        csv.field_size_limit(_MAX_LINE)
        lines = _bounded(first, text, path)
        yield from _parsed(csv.reader(lines, delimiter=separator, strict=True), path)


def _parsed(table: Any, path: str) -> Iterator[tuple[int, Record]]:
    while True:
        try:
            record = next(table, None)
        except csv.Error as error:
            if "expected after" not in str(error):  # a quotation without an end took in the rest
                problem = f"a cell that starts with a quotation mark does not end ({error})"
                raise UnreadableFile(path, problem, table.line_num) from error
            yield table.line_num, "has text after the closing quotation mark of a cell"
            continue
        if record is None:
            return
        if any(record):
            yield table.line_num, record


def _bounded(first: str, text: Any, path: str) -> Iterator[str]:
    number, line = 1, first
    while line:
        if len(line) == _MAX_LINE:
            raise UnreadableFile(path, f"has a line of more than {_MAX_LINE:,} characters", number)
        yield line
        number, line = number + 1, text.readline(_MAX_LINE)
