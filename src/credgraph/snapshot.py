"""A snapshot of the shipped graph and its questions, so that a cold command starts quickly.

Loading Turtle and YAML takes longer than answering. A snapshot keeps the loaded store and the
catalogue in the user's cache folder, under a name made from the sizes and times of the shipped
files: after a change the next command makes a new one. Anything wrong with the cache (read-only
home, full disk) costs time, never an answer.
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

_FORM = 4  # of a snapshot; another form is another snapshot
_KEPT = 3  # snapshots, so that checkouts can be used in turn
_MAX_IDLE = 24 * 60 * 60  # seconds without use after which no process has a snapshot open
_LOCK = Lock()  # so that all threads share one temporary store


def shipped() -> tuple[Store, Catalogue]:
    """Return the shipped graph and catalogue, from the snapshot if it can be used."""
    try:
        current = _current()
        with open(f"{current}/questions.json", encoding="utf-8") as questions:
            catalogue = Catalogue.from_json(questions.read())
        return read_only(f"{current}/store", "the shipped graph"), catalogue
    except Exception:  # a cache may fail in any way, and none may cost an answer
        return in_memory(), Catalogue()


def store_folder() -> Path:
    """Return the folder of a store with the shipped graph, for other processes to open.

    If the cache cannot be used it is a temporary folder, removed when this process ends. Raises
    StoreUnavailable if that cannot be written either.
    """
    from pathlib import Path

    try:
        store = f"{_current()}/store"
        read_only(store, "")
    except Exception:  # as above
        with _LOCK:
            return _temporary_store()
    return Path(store)


@cache
def _temporary_store() -> Path:
    import atexit
    from pathlib import Path
    from shutil import rmtree
    from tempfile import mkdtemp

    parent = mkdtemp(prefix="credgraph-")
    atexit.register(rmtree, parent, ignore_errors=True)
    store = Path(parent) / "store"
    on_disk(store)
    return store


def _current() -> str:
    """Return the folder of the current snapshot, made if absent, and record that it is used."""
    current = folder()
    if not os.path.isfile(f"{current}/questions.json"):
        _make(current)
    with suppress(OSError):  # a read-only cache cannot be cleaned up either
        os.utime(current)
    return current


def folder() -> str:
    """Return the folder for a snapshot of the current files; `CREDGRAPH_CACHE` moves the cache."""
    cache = os.environ.get("CREDGRAPH_CACHE") or os.environ.get("XDG_CACHE_HOME")
    return f"{cache or os.path.expanduser('~/.cache')}/credgraph/{_fingerprint()}"


def _fingerprint() -> str:
    """Return a name for the state of the shipped files: the engine, their number, sizes, times."""
    from pyoxigraph import __version__

    files = [
        entry.stat()
        for name in ("ontology", "data", *(f"queries/{folder}" for folder in FOLDERS))
        for entry in os.scandir(f"{home()}/{name}")
    ]
    size, times = sum(file.st_size for file in files), sum(file.st_mtime_ns for file in files)
    return f"{__version__}-{_FORM}-{len(files)}-{size}-{times:x}"


def _make(snapshot: str) -> None:
    from pathlib import Path

    path = Path(snapshot)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    on_disk(path / "store")
    unfinished = path / f"questions.{os.getpid()}"
    unfinished.write_text(Catalogue().to_json(), "utf-8")
    unfinished.replace(path / "questions.json")
    _remove_old(path)


def _remove_old(current: Path) -> None:
    """Remove all but the newest snapshots, and none that another process may still have open."""
    from shutil import rmtree
    from time import time

    others = [path for path in current.parent.iterdir() if path != current and path.is_dir()]
    last_used = {path: path.stat().st_mtime for path in others}
    others.sort(key=last_used.__getitem__, reverse=True)
    for path in others[_KEPT - 1 :]:
        if last_used[path] < time() - _MAX_IDLE:
            rmtree(path, ignore_errors=True)
