"""Stores that are made anew beside the old one and then take its place, all at once.

A place is a folder that holds

    CURRENT            the name of the release that is read, such as `release-000003`
    release-000003/    `store/`, the engine's files, and `about.json`, what it was made of
    sources/           what it was made of, to make it again
    LOCK               held while a release is made, so that two are never made at once

Until CURRENT is replaced, which the system does whole or not at all, readers get the release before
it; that one stays until the next is made, for readers that have it open. What a killed process left
behind is removed by the next to make one.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any, Protocol

import pyoxigraph as ox

from credgraph.errors import StoreUnavailable

if TYPE_CHECKING:
    from pathlib import Path

    from credgraph.store.spellings import Spellings

__all__ = ["Reader", "about", "current", "default_place", "drop_all", "locked", "publish"]

_POINTER, _PREFIX, _ABOUT = "CURRENT", "release-", "about.json"
_FOLDERS = {"darwin": "~/Library/Application Support", "win32": "~/AppData/Local"}

_COUNTS = {  # VoID's statistics, counted once
    "graphs": "SELECT ?g (COUNT(*) AS ?n) WHERE { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g",
    "classes": "SELECT ?c (COUNT(*) AS ?n) WHERE { GRAPH ?g { ?s a ?c } } GROUP BY ?c",
    "properties": "SELECT ?p (COUNT(*) AS ?n) WHERE { GRAPH ?g { ?s ?p ?o } } GROUP BY ?p",
}


class Reader(Protocol):
    """Where the engine reads N-Quads from."""

    error: BaseException | None

    def read(self, size: int = -1) -> bytes:
        """Return up to so many bytes, none at the end."""
        ...


def default_place() -> str:
    """Return the folder of the user's own store; `CREDGRAPH_DATA` moves it, empty without a home.

    It need not exist.
    """
    data = os.environ.get("CREDGRAPH_DATA") or os.environ.get("XDG_DATA_HOME")
    if not data and os.environ.get("HOME") != "":
        data = os.path.expanduser(_FOLDERS.get(sys.platform, "~/.local/share"))
    return "" if not data or data.startswith("~") else f"{os.path.abspath(data)}/credgraph/store"


def current(place: str) -> str | None:
    """Return the folder of the engine's files of the current release; None where there is none."""
    release = _release(place)
    return release and f"{release}/store"


def about(place: str) -> dict[str, Any]:
    """Return what the current release was made of, and its statistics; empty where there is none.

    Raises StoreUnavailable for a damaged one.
    """
    import json

    release = _release(place)
    if release is None:
        return {}
    try:
        with open(f"{release}/{_ABOUT}", encoding="utf-8") as file:
            found: dict[str, Any] = json.load(file)
            return found
    except (OSError, ValueError) as error:
        raise StoreUnavailable(place, f"its about.json cannot be read ({error})") from None


def _release(place: str) -> str | None:
    try:
        with open(f"{place}/{_POINTER}", encoding="utf-8") as pointer:
            name = pointer.read(100).strip()
    except (OSError, ValueError):
        return None
    return f"{place}/{name}" if name.startswith(_PREFIX) else None  # the engine has a CURRENT too


@contextmanager
def locked(place: Path) -> Iterator[None]:
    """Make the place if it is absent, and let no other process make a release in it meanwhile.

    Raises StoreUnavailable where another does, or for a folder that holds something else.
    """
    _refuse_others(place)
    try:
        place.mkdir(parents=True, exist_ok=True)
        lock = os.open(place / "LOCK", os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise StoreUnavailable(str(place), f"cannot be written ({error.strerror})") from None
    try:
        _take(lock, place)
        yield
    except OSError as error:
        raise StoreUnavailable(str(place), _unwritten(error)) from None
    finally:
        os.close(lock)


def _refuse_others(place: Path) -> None:
    if place.is_file():
        raise StoreUnavailable(str(place), "is a file; a store is a folder")
    inside = {each.name for each in place.iterdir()} if place.is_dir() else set()
    is_ours = "LOCK" in inside and (_release(str(place)) or _POINTER not in inside)
    if is_ours or not inside:
        return
    if _POINTER in inside:
        problem = "is a store of another kind; name a new folder to import into"
        raise StoreUnavailable(str(place), problem)
    raise StoreUnavailable(str(place), "holds other files; choose a new folder for the store")


def _take(lock: int, place: Path) -> None:
    try:
        import fcntl
    except ImportError:  # Windows
        return
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        problem = "another import is at work here; try again when it has ended"
        raise StoreUnavailable(str(place), problem) from None


def _unwritten(error: OSError) -> str:
    return f"cannot be written ({error.strerror or error}); it is as it was before"


def publish(
    place: Path,
    reader: Reader,
    spellings: Spellings,
    made_of: Callable[[], dict[str, Any]],
    step: Callable[[str], None] = lambda _step: None,
) -> dict[str, Any]:
    """Load everything that a reader gives into a new release, and make it the current one.

    Call it within `locked`. `made_of` is called once all is read, and what it returns stands in
    `about.json`, beside the statistics. Raises OSError where the disk is full, and what the reader
    raises; the release before is then still the current one.
    """
    import json

    from credgraph.scratch import scratch_folder

    with scratch_folder(place) as unfinished:
        new = unfinished / "release"
        new.mkdir()
        statistics = _load(str(new / "store"), reader, step)
        (new / "store" / "spellings.json").write_text(spellings.to_json(), "utf-8")
        known = {**made_of(), "statistics": statistics}
        (new / _ABOUT).write_text(json.dumps(known, indent=1, ensure_ascii=False), "utf-8")
        _sync(new)
        name = _next_name(place)
        _remove(place / name)  # left over from one that was killed before its swap
        new.replace(place / name)
    _point(place, name)
    return known


def _load(path: str, reader: Reader, step: Callable[[str], None]) -> dict[str, Any]:
    store = ox.Store(path)
    try:
        store.bulk_load(input=reader, format=ox.RdfFormat.N_QUADS, lenient=True)  # type: ignore[arg-type]
    except Exception as error:
        raise reader.error or error from None
    step("sorting")
    store.flush()
    store.optimize()
    step("counting")
    return {
        kind: dict(sorted((str(row[0].value), int(row[1].value)) for row in store.query(query)))  # type: ignore[union-attr]
        for kind, query in _COUNTS.items()
    }


def _sync(folder: Path) -> None:
    """Have the system write everything in a folder to the disk itself."""
    for path in (*folder.rglob("*"), folder):
        with suppress(PermissionError):  # Windows syncs no folders
            descriptor = os.open(path, os.O_RDONLY)
            try:
                os.fsync(descriptor)
            finally:
                os.close(descriptor)


def _next_name(place: Path) -> str:
    found = _release(str(place))
    number = int(found.rpartition("-")[2]) + 1 if found else 1
    return f"{_PREFIX}{number:06}"


def _point(place: Path, name: str) -> None:
    """Make a release the current one, then remove all but it and the one before."""
    before = _release(str(place))
    pointer = place / f".{_POINTER}"
    with pointer.open("w", encoding="utf-8") as file:
        file.write(f"{name}\n")
        file.flush()
        os.fsync(file.fileno())
    pointer.replace(place / _POINTER)
    kept = {name, os.path.basename(before or "")}
    for old in place.glob(f"{_PREFIX}*"):
        if old.name not in kept:
            _remove(old)


def _remove(folder: Path) -> None:
    from shutil import rmtree

    rmtree(folder, ignore_errors=True)


def drop_all(place: Path) -> None:
    """Leave no release at a place; call it within `locked`."""
    (place / _POINTER).unlink(missing_ok=True)
    for old in (*place.glob(f"{_PREFIX}*"), place / "sources"):
        _remove(old)
