"""A snapshot of the shipped graph and its questions, so that a cold command starts quickly.

Loading Turtle and YAML takes longer than answering. A snapshot keeps the loaded store and the
catalogue in the user's cache folder, under a name made from the sizes and times of the shipped
files: after a change the next command makes a new one. It is believed only if it belongs to this
user and each of its files is as it was written; a damaged one is made anew. Anything wrong with the
cache (no home, read-only, full disk) costs time, never an answer.
"""

from __future__ import annotations

import marshal
import os
import sys
from _thread import allocate_lock
from contextlib import suppress
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

import pyoxigraph as ox

from credgraph.errors import StoreUnavailable
from credgraph.resources import QUERY_FOLDERS, home

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from credgraph.questions import Catalogue
    from credgraph.questions.phrasebook import Phrasebook
    from credgraph.store import EmbeddedStore, Spellings

__all__ = ["Shipped", "folder", "shipped", "shipped_spellings", "store_folder"]

_FORM = 7  # of a snapshot; another form is another snapshot
_KEPT = 3  # snapshots, so that checkouts can be used in turn
_MAX_IDLE = 24 * 60 * 60  # seconds without use after which no process has a snapshot open
_CACHES = {"darwin": "~/Library/Caches", "win32": "~/AppData/Local"}
_OTHERS_MAY_WRITE = 0o022
_STATE = "state.txt"  # of the files of a snapshot, as they were written
_QUESTIONS = "questions"  # packed, beside the spellings of the store
_PHRASEBOOK = "phrasebook"  # read only for a question in words
_WORDS = os.path.join(os.path.dirname(__file__), "questions")  # our own for what people say
_LOCK = allocate_lock()  # so that all threads share one temporary store


class Shipped(NamedTuple):
    """The shipped graph and its questions, and what reads the phrasebook if there is one."""

    store: EmbeddedStore
    questions: Catalogue
    phrasebook: Callable[[], Phrasebook] | None = None


def shipped() -> Shipped:
    """Return the shipped graph and catalogue, from the snapshot if it can be used."""
    try:
        return _opened(_current())
    except Exception:  # a cache may fail in any way, and none may cost an answer
        from credgraph.questions import Catalogue
        from credgraph.store import in_memory

        return Shipped(in_memory(), Catalogue())


def _opened(snapshot: str) -> Shipped:
    from credgraph.questions import Catalogue
    from credgraph.store import EmbeddedStore, Spellings

    questions, spelt = _unpacked(snapshot)
    store = EmbeddedStore(
        ox.Store.read_only(f"{snapshot}/store"), "the shipped graph", Spellings(spelt)
    )
    catalogue = Catalogue.unpacked(questions)

    def phrasebook() -> Phrasebook:
        from credgraph.questions.phrasebook import Phrasebook

        try:
            with open(f"{snapshot}/{_PHRASEBOOK}", "rb") as file:
                return Phrasebook.unpacked(file.read())
        except (OSError, ValueError, EOFError, TypeError):  # removed or damaged meanwhile
            return Phrasebook(store, catalogue)

    return Shipped(store, catalogue, phrasebook)


def _unpacked(snapshot: str) -> Any:
    """Return the questions and the spellings, as they were packed."""
    with open(f"{snapshot}/{_QUESTIONS}", "rb") as file:
        return marshal.load(file)  # noqa: S302 # found to be ours, and whole


def shipped_spellings() -> Spellings:
    """Return how the shipped files spell their values, from the snapshot if it can be used."""
    from credgraph.store import Spellings, in_memory

    try:
        _, spelt = _unpacked(_current())
    except Exception:  # as above
        return in_memory().spellings
    return Spellings(spelt)


def store_folder() -> Path:
    """Return the folder of a store with the shipped graph, for other processes to open.

    If the cache cannot be used it is a temporary folder, removed when this process ends. Raises
    StoreUnavailable if that cannot be written either.
    """
    from pathlib import Path

    from credgraph.store import read_only

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

    from credgraph.store import on_disk

    parent = mkdtemp(prefix="credgraph-")
    atexit.register(rmtree, parent, ignore_errors=True)
    store = Path(parent) / "store"
    on_disk(store)
    return store


def _current() -> str:
    """Return the folder of the current snapshot, made if absent, and record that it is used."""
    current = folder()
    if not _is_whole(current):
        _make(current)
    if not (_is_ours(os.path.dirname(current)) and _is_ours(current)):
        raise StoreUnavailable(current, "it belongs to somebody else, or others may write to it")
    with suppress(OSError):  # a read-only cache cannot be cleaned up either
        os.utime(current)
    return current


def folder() -> str:
    """Return the folder for a snapshot of the current files; `CREDGRAPH_CACHE` moves the cache.

    Raises StoreUnavailable for a user without a home.
    """
    place = os.environ.get("CREDGRAPH_CACHE") or os.environ.get("XDG_CACHE_HOME")
    if not place and os.environ.get("HOME") != "":
        place = os.path.expanduser(_CACHES.get(sys.platform, "~/.cache"))
    if not place or place.startswith("~"):
        raise StoreUnavailable("the cache", "this user has no home")
    return f"{os.path.abspath(place)}/credgraph/{_fingerprint()}"


def _fingerprint() -> str:
    """Return a name for the state of the shipped files: the engine, their number, sizes, times.

    What reads words counts among them, for a phrasebook is made with it.

    An installer may set the times of files to a day of its choice, but not those of their changes.
    """
    shipped = [
        f"{home()}/{name}"
        for name in ("ontology", "data", *(f"queries/{folder}" for folder in QUERY_FOLDERS))
    ]
    files = [entry.stat() for folder in shipped for entry in os.scandir(folder)]
    files += [entry.stat() for entry in os.scandir(_WORDS) if entry.name.endswith(".py")]
    size = sum(file.st_size for file in files)
    times = sum(file.st_mtime_ns + file.st_ctime_ns for file in files)
    return f"{ox.__version__}-{_FORM}.{marshal.version}-{len(files)}-{size}-{times:x}"


def _is_ours(path: str) -> bool:
    if not hasattr(os, "geteuid"):  # Windows keeps a user's folders apart by itself
        return True
    found = os.stat(path)
    return found.st_uid == os.geteuid() and not found.st_mode & _OTHERS_MAY_WRITE


def _is_whole(snapshot: str) -> bool:
    """Tell whether every file is as it was written."""
    try:
        with open(f"{snapshot}/{_STATE}", encoding="utf-8") as state:
            return state.read() == _state(snapshot)
    except (OSError, ValueError):
        return False


def _state(snapshot: str) -> str:
    """Return the size and times of each file; the engine writes to its LOG and LOCK later."""
    store = os.scandir(f"{snapshot}/store")
    files = {file.name: file.stat() for file in store if not file.name.startswith(("LOG", "LOCK"))}
    files |= {name: os.stat(f"{snapshot}/{name}") for name in (_QUESTIONS, _PHRASEBOOK)}
    return "\n".join(
        f"{name} {file.st_size} {file.st_mtime_ns} {file.st_ctime_ns}"
        for name, file in sorted(files.items())
    )


def _make(snapshot: str) -> None:
    """Make a snapshot in place of none or a damaged one; another process may do the same."""
    from pathlib import Path

    from credgraph.questions import Catalogue
    from credgraph.questions.phrasebook import Phrasebook
    from credgraph.scratch import scratch_folder
    from credgraph.store import on_disk

    path = Path(snapshot)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with scratch_folder(path.parent) as unfinished:
        new = unfinished / "snapshot"
        new.mkdir(mode=0o700)
        store, questions = on_disk(new / "store"), Catalogue()
        packed = questions.packed(), store.spellings.spelt
        (new / _QUESTIONS).write_bytes(marshal.dumps(packed))
        (new / _PHRASEBOOK).write_bytes(Phrasebook(store, questions).packed())
        (new / _STATE).write_text(_state(str(new)), "utf-8")
        if path.exists() and not _is_whole(snapshot):
            path.replace(unfinished / "damaged")
        with suppress(OSError):  # another process was quicker
            new.replace(path)
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
