"""The first sheet of an .xlsx workbook that holds anything, as rows of text.

python-calamine reads it, an extra: decision 16 says why. It holds one sheet in memory, so the size
of a workbook is bounded.
"""

from __future__ import annotations

import datetime
import zipfile
from collections.abc import Iterator
from typing import Any

from credgraph.errors import PackageMissing, UnreadableFile

__all__ = ["records"]

_MOST = 2**30  # bytes of XML; the largest table of a publisher has a third of it


def records(content: Any, path: str) -> Iterator[tuple[int, list[str] | str]]:
    """Yield the rows that are not empty, with their numbers in the sheet.

    Raises PackageMissing without the extra, UnreadableFile for a damaged or too large workbook.
    """
    try:
        from python_calamine import CalamineError, CalamineWorkbook
    except ImportError:
        raise PackageMissing("python-calamine", "reading .xlsx files", "xlsx") from None
    with zipfile.ZipFile(content) as archive:
        unpacked = sum(member.file_size for member in archive.infolist())
    if unpacked > _MOST:
        problem = f"is a workbook of {unpacked:,} bytes unpacked, more than {_MOST:,}"
        raise UnreadableFile(path, problem, hint="save it as CSV")
    content.seek(0)
    try:
        workbook = CalamineWorkbook.from_filelike(content)
        for name in workbook.sheet_names:
            found = list(_rows_of(workbook.get_sheet_by_name(name)))
            if len(found) > 1:
                yield from found
                return
    except CalamineError as error:
        raise UnreadableFile(path, f"is a damaged workbook ({error})") from error
    raise UnreadableFile(path, "is a workbook without a table")


def _rows_of(sheet: Any) -> Iterator[tuple[int, list[str] | str]]:
    for number, cells in enumerate(sheet.to_python(skip_empty_area=False), 1):
        record = [_text(cell) for cell in cells]
        if any(record):
            yield number, record


def _text(cell: Any) -> str:
    """Return a cell as text: a number as it is shown, without the .0 that the file format adds."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime.datetime) and cell.time() == datetime.time():
        return cell.date().isoformat()
    return str(cell)
