"""Writing documents atomically: to a temporary folder first, then moved into place."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterable
from pathlib import Path

from credgraph.errors import UnwritableTarget
from credgraph.export.profile import Document
from credgraph.scratch import scratch_folder

__all__ = ["write_file", "write_folder"]

_REASONS = {
    errno.ENOSPC: "the disk is full",
    errno.EDQUOT: "the disk is full",
    errno.EACCES: "writing here is not allowed",
    errno.EROFS: "the disk is read-only",
    errno.ENOTDIR: "a part of this path is a file",
    errno.EISDIR: "this is a folder",
    errno.ENAMETOOLONG: "this name is too long",
}


def write_folder(target: Path, documents: Iterable[Document]) -> int:
    """Write the documents below a folder, created if absent; return how many.

    All are written to a hidden folder inside it before the first is moved into place, so that an
    interruption or a full disk leaves each file unchanged or complete. Raises UnwritableTarget.
    """
    if "\0" in str(target):
        raise UnwritableTarget(repr(str(target)), "this is no name of a folder")
    if target.exists() and not target.is_dir():
        raise UnwritableTarget(str(target), "this is a file; name a folder or a new file")
    created = _missing_folders(target)
    try:
        target.mkdir(parents=True, exist_ok=True)
        with scratch_folder(target) as folder:
            names = [_write(folder, document) for document in documents]
            for name in names:
                (target / name).parent.mkdir(parents=True, exist_ok=True)
                os.replace(folder / name, target / name)
            return len(names)
    except (OSError, ValueError) as error:
        _remove_empty(created)
        raise _unwritable(target, error) from None


def write_file(target: Path, content: bytes) -> None:
    """Write one file, by way of a temporary one in its folder; raises UnwritableTarget.

    What exists and is no file, such as a named pipe or /dev/stderr, is written to as it is.
    """
    if target.is_dir():
        raise UnwritableTarget(str(target), "this is a folder; name a file in it")
    if not target.parent.is_dir():
        raise UnwritableTarget(str(target), f"there is no folder {target.parent}")
    try:
        if target.exists() and not target.is_file():
            target.write_bytes(content)
            return
        with scratch_folder(target.parent) as folder:
            _write(folder, Document("document", content))
            os.replace(folder / "document", target)
    except (OSError, ValueError) as error:
        raise _unwritable(target, error) from None


def _write(folder: Path, document: Document) -> str:
    place = folder / document.name
    place.parent.mkdir(parents=True, exist_ok=True)
    with place.open("wb") as file:
        file.write(document.content)
        file.flush()
        os.fsync(file.fileno())
    return document.name


def _missing_folders(target: Path) -> list[Path]:
    return [path for path in (target, *target.parents) if not path.exists()]


def _remove_empty(folders: list[Path]) -> None:
    for folder in folders:
        try:
            folder.rmdir()
        except OSError:
            return


def _unwritable(target: Path, error: OSError | ValueError) -> UnwritableTarget:
    number = getattr(error, "errno", None)
    reason = _REASONS.get(number or 0) or getattr(error, "strerror", None) or str(error)
    return UnwritableTarget(str(target), reason)
