"""What holds tables: a plain file, gzip, a zip or a folder, opened without unpacking to disk.

A small file may hold any amount of nothing, so what comes out is bounded by what went in. Names in
a zip are only ever read, and one that points outside is taken as a sign that something is wrong.
"""

from __future__ import annotations

import gzip
import io
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import IO, Any, NamedTuple

from credgraph.errors import UnreadableFile

__all__ = ["Part", "is_workbook", "parts", "reading"]

TABLES = (".csv", ".tsv", ".txt", ".xlsx")
_GZIP, _ZIP = b"\x1f\x8b", b"PK\x03\x04"
_OTHERS = {
    b"%PDF": "is a PDF, not a table",
    b"\xd0\xcf\x11\xe0": "is a workbook of Excel 2003 or before; save it as .xlsx or CSV",
    b"PAR1": "is Parquet; save it as CSV",
    b"Rar!": "is a RAR archive; unpack it, or save it as a zip",
    b"7z\xbc\xaf": "is a 7-Zip archive; unpack it, or save it as a zip",
}
_MAX_RATIO = 250  # of what comes out to what goes in; tables of numbers reach 30
_FREE = 64 * 2**20  # bytes that may come out whatever the ratio
_MAX_PARTS = 1000


class Part(NamedTuple):
    """A file inside a source: how to call it, and its bytes from the start."""

    name: str
    content: Any
    size: int  # bytes, packed


def parts(path: Path) -> Iterator[Part]:
    """Yield the files of a source that may be tables, each open until the next is asked for.

    Raises UnreadableFile, while reading too, for what is missing, damaged or harmful.
    """
    with reading(path):
        if path.is_dir():
            inside = [each for each in sorted(path.rglob("*")) if _may_be_table(each.name)]
            if not inside:
                raise UnreadableFile(str(path), f"holds no table ({', '.join(TABLES)})")
            for each in inside:
                yield from parts(each)
            return
        with path.open("rb") as file:
            yield from _opened(path, file)


def _opened(path: Path, file: IO[bytes]) -> Iterator[Part]:
    start = file.read(8)
    file.seek(0)
    size = path.stat().st_size
    if not start:
        raise UnreadableFile(str(path), "is empty")
    for sign, problem in _OTHERS.items():
        if start.startswith(sign):
            raise UnreadableFile(str(path), problem)
    if start.startswith(_GZIP):
        unpacked = gzip.GzipFile(fileobj=file)
        yield Part(path.name.removesuffix(".gz"), _Bounded(unpacked, size, path), size)
    elif start.startswith(_ZIP):
        yield from _zipped(path, file)
    else:
        yield Part(path.name, file, size)


def _zipped(path: Path, file: IO[bytes]) -> Iterator[Part]:
    with zipfile.ZipFile(file) as archive:
        members = [each for each in archive.infolist() if not each.is_dir()]
        _refuse_harm(path, members)
        if is_workbook(member.filename for member in members):
            file.seek(0)
            yield Part(path.name, file, path.stat().st_size)
            return
        tables = [each for each in members if _may_be_table(each.filename)]
        if not tables:
            raise UnreadableFile(str(path), f"holds no table ({', '.join(TABLES)})")
        for member in tables:
            with archive.open(member) as content:
                bounded = _Bounded(content, member.compress_size, path)
                yield Part(f"{path.name}: {member.filename}", bounded, member.compress_size)


def is_workbook(names: Iterator[str]) -> bool:
    """Tell whether these are the names of what an .xlsx file holds."""
    return "xl/workbook.xml" in set(names)


def _refuse_harm(path: Path, members: list[zipfile.ZipInfo]) -> None:
    if len(members) > _MAX_PARTS:
        raise UnreadableFile(str(path), f"holds {len(members):,} files, more than {_MAX_PARTS:,}")
    for member in members:
        place = PurePosixPath(member.filename.replace("\\", "/"))
        if place.is_absolute() or ".." in place.parts or ":" in place.parts[0]:
            problem = f"holds a file outside of itself, {member.filename!r}"
            raise UnreadableFile(str(path), problem, hint="get it from its publisher again")
        if member.flag_bits & 1:
            raise UnreadableFile(str(path), "is locked with a password; unpack it first")
    packed = sum(member.compress_size for member in members)
    if sum(member.file_size for member in members) > _most(packed):
        raise _swollen(path)


def _may_be_table(name: str) -> bool:
    plain = PurePosixPath(name.lower())
    is_hidden = plain.name.startswith((".", "~", "_")) or "__macosx" in plain.parts
    return not is_hidden and plain.name.removesuffix(".gz").endswith(TABLES)


def _most(packed: int) -> int:
    return max(_FREE, packed * _MAX_RATIO)


def _swollen(path: Path) -> UnreadableFile:
    problem = f"unpacks to more than {_MAX_RATIO} times its size, as no table does"
    return UnreadableFile(str(path), problem)


class _Bounded(io.RawIOBase):
    """What comes out of a packed file, up to a size that its own size makes likely."""

    def __init__(self, content: Any, packed: int, path: Path) -> None:
        self._content, self._left, self._path = content, _most(packed), path

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        with reading(self._path):
            found = self._content.read(len(buffer))
        self._left -= len(found)
        if self._left < 0:
            raise _swollen(self._path)
        buffer[: len(found)] = found
        return len(found)


@contextmanager
def reading(path: Path) -> Iterator[None]:
    """Turn what goes wrong in reading a file into UnreadableFile."""
    try:
        yield
    except (EOFError, zipfile.BadZipFile, zlib.error, gzip.BadGzipFile) as error:
        problem = f"breaks off or is damaged ({error})"
        raise UnreadableFile(str(path), problem, hint="get it again") from error
    except (OSError, NotImplementedError, RuntimeError) as error:
        reason = (isinstance(error, OSError) and error.strerror) or str(error)
        raise UnreadableFile(str(path), f"cannot be read: {reason}") from error
