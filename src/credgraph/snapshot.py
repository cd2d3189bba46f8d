"""The shipped graph and its questions made ready once, so that a cold command starts quickly.

Loading Turtle and reading YAML takes longer than answering. A snapshot holds the loaded store and
the read catalogue in the user's cache folder, under a name made from the size and time of every
shipped file: change a file and the next command makes a new one. Anything wrong with the cache
(read-only home, full disk) costs time, never an answer.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from credgraph.catalogue import FOLDERS, Catalogue
from credgraph.resources import home
from credgraph.store import Store, in_memory, on_disk, read_only

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["folder", "shipped"]

_KEPT = 3  # snapshots, so that two checkouts can be used side by side


def shipped() -> tuple[Store, Catalogue]:
    """Return the shipped graph and catalogue, from the snapshot where there is one."""
    try:
        here = folder()
        if not os.path.isfile(f"{here}/questions.json"):
            _make(here)
        with open(f"{here}/questions.json", encoding="utf-8") as questions:
            catalogue = Catalogue.from_json(questions.read())
        return read_only(f"{here}/store", "the shipped graph"), catalogue
    except Exception:  # a cache may fail in any way, and must not matter
        return in_memory(), Catalogue()


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
    return f"{__version__}-{len(seen)}-{size}-{times:x}"


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
    from shutil import rmtree

    others = [path for path in here.parent.iterdir() if path != here and path.is_dir()]
    others.sort(key=lambda path: path.stat().st_mtime, reverse=True)
    for path in others[_KEPT - 1 :]:
        rmtree(path, ignore_errors=True)
