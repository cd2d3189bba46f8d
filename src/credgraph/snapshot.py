"""The shipped graph and its questions made ready once, so that a cold command starts quickly.

Loading Turtle and reading YAML takes longer than answering. A snapshot holds the loaded store and
the read catalogue in the user's cache folder, under a name made from the size and time of every
shipped file: change a file and the next command makes a new one. Anything wrong with the cache
(read-only home, full disk) costs time, never an answer.
"""

from __future__ import annotations

import os
from contextlib import suppress
from functools import cache
from threading import Lock
from typing import TYPE_CHECKING

from credgraph.questions import FOLDERS, Catalogue
from credgraph.resources import home
from credgraph.store import Store, in_memory, on_disk, read_only

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["folder", "shipped", "store_folder"]

_FORM = 2  # of a snapshot; another form is another snapshot
_KEPT = 3  # snapshots, so that two checkouts can be used side by side
_UNUSED = 24 * 60 * 60  # seconds after which nobody has a snapshot open any more
_LOCK = Lock()  # one temporary store for all threads


def shipped() -> tuple[Store, Catalogue]:
    """Return the shipped graph and catalogue, from the snapshot where there is one."""
    try:
        here = _present()
        with open(f"{here}/questions.json", encoding="utf-8") as questions:
            catalogue = Catalogue.from_json(questions.read())
        return read_only(f"{here}/store", "the shipped graph"), catalogue
    except Exception:  # a cache may fail in any way, and must not matter
        return in_memory(), Catalogue()


def store_folder() -> Path:
    """Return a folder with the shipped graph as a store, for processes of their own to open.

    Where the cache cannot be used it is a temporary one, which ends with this process. Raises
    StoreUnavailable if there is no room for that either.
    """
    from pathlib import Path

    try:
        place = f"{_present()}/store"
        read_only(place, "")
    except Exception:  # as above
        with _LOCK:
            return _temporary()
    return Path(place)


@cache
def _temporary() -> Path:
    import atexit
    from pathlib import Path
    from shutil import rmtree
    from tempfile import mkdtemp

    place = mkdtemp(prefix="credgraph-")
    atexit.register(rmtree, place, ignore_errors=True)
    on_disk(Path(place) / "store")
    return Path(place) / "store"


def _present() -> str:
    """Return the folder of the present snapshot, made if there is none; note that it is used."""
    here = folder()
    if not os.path.isfile(f"{here}/questions.json"):
        _make(here)
    with suppress(OSError):  # of a cache that may only be read, nothing is forgotten either
        os.utime(here)
    return here


def folder() -> str:
    """Return where the snapshot of the present files belongs; `CREDGRAPH_CACHE` moves the cache."""
    own = os.environ.get("CREDGRAPH_CACHE") or os.environ.get("XDG_CACHE_HOME")
    return f"{own or os.path.expanduser('~/.cache')}/credgraph/{_fingerprint()}"


def _fingerprint() -> str:
    """Name the present state of the shipped files: how many, how large, how old, read by what."""
    from pyoxigraph import __version__

    seen = [
        entry.stat()
        for name in ("ontology", "data", *(f"queries/{folder}" for folder in FOLDERS))
        for entry in os.scandir(f"{home()}/{name}")
    ]
    size, times = sum(about.st_size for about in seen), sum(about.st_mtime_ns for about in seen)
    return f"{__version__}-{_FORM}-{len(seen)}-{size}-{times:x}"


def _make(here: str) -> None:
    from pathlib import Path

    place = Path(here)
    place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    on_disk(place / "store")
    part = place / f"questions.{os.getpid()}"
    part.write_text(Catalogue().to_json(), "utf-8")
    part.replace(place / "questions.json")
    _forget_old(place)


def _forget_old(here: Path) -> None:
    """Remove snapshots but the newest, and those that an explorer may be reading elsewhere."""
    from shutil import rmtree
    from time import time

    others = [path for path in here.parent.iterdir() if path != here and path.is_dir()]
    used = {path: path.stat().st_mtime for path in others}
    others.sort(key=used.__getitem__, reverse=True)
    for path in others[_KEPT - 1 :]:
        if used[path] < time() - _UNUSED:
            rmtree(path, ignore_errors=True)
