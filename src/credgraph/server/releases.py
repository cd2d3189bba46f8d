"""Which data is served: a name that changes whenever the files of a store do."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from credgraph.errors import StoreUnavailable

__all__ = ["Release", "release_of"]

_OF_THE_ENGINE = ("LOG", "LOCK")  # files that it writes while it reads


class Release(NamedTuple):
    """A state of the data: its name, and when it was written."""

    name: str
    modified: datetime


def release_of(folder: Path) -> Release:
    """Return the release of a store on disk, told from the names, sizes and times of its files.

    Raises StoreUnavailable for a folder that holds no store.
    """
    try:
        files = {
            each.name: each.stat()
            for each in os.scandir(folder)
            if not each.name.startswith(_OF_THE_ENGINE)
        }
        modified = files["CURRENT"].st_mtime
    except (OSError, KeyError):
        raise StoreUnavailable(str(folder), "there is no store here") from None
    state = sorted((name, file.st_size, file.st_mtime_ns) for name, file in files.items())
    name = sha256(repr(state).encode()).hexdigest()[:16]
    return Release(name, datetime.fromtimestamp(int(modified), UTC))
