"""The shipped graph and its questions made ready once, so that a cold command starts quickly.

Loading Turtle and reading YAML takes longer than answering. A snapshot holds the loaded store and
the read catalogue in the user's cache folder, under a name made from the size and time of every
shipped file: change a file and the next command makes a new one. Anything wrong with the cache
(read-only home, full disk) costs time, never an answer.
"""

from __future__ import annotations

import os
from pathlib import Path

from credgraph.catalogue import Catalogue
from credgraph.resources import root
from credgraph.store import EmbeddedStore, Store, in_memory, on_disk

__all__ = ["folder", "shipped"]

_KEPT = 3  # snapshots, so that two checkouts can be used side by side


def shipped() -> tuple[Store, Catalogue]:
    """Return the shipped graph and catalogue, from the snapshot where there is one."""
    try:
        here = folder()
        if not (here / "questions.json").is_file():
            _make(here)
        store: Store = EmbeddedStore(on_disk(here / "store").triples, "the shipped graph")
        return store, Catalogue.from_json((here / "questions.json").read_text("utf-8"))
    except Exception:
        return in_memory(), Catalogue()


def folder() -> Path:
    """Return where the snapshot of the present files belongs; `CREDGRAPH_CACHE` moves the cache."""
    own = os.environ.get("CREDGRAPH_CACHE")
    base = own or os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base) / "credgraph" / _fingerprint()


def _fingerprint() -> str:
    from hashlib import blake2b

    from pyoxigraph import __version__

    seen = [__version__, str(root())]
    for name in ("ontology", "data", "queries/explore", "queries/quality"):
        for entry in sorted(os.scandir(root() / name), key=lambda entry: entry.name):
            about = entry.stat()
            seen.append(f"{name}/{entry.name} {about.st_size} {about.st_mtime_ns}")
    return blake2b("\n".join(seen).encode(), digest_size=10).hexdigest()


def _make(here: Path) -> None:
    here.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    on_disk(here / "store")
    part = here / f"questions.{os.getpid()}"
    part.write_text(Catalogue().to_json(), "utf-8")
    part.replace(here / "questions.json")
    _forget_old(here)


def _forget_old(here: Path) -> None:
    from shutil import rmtree

    others = [path for path in here.parent.iterdir() if path != here and path.is_dir()]
    others.sort(key=lambda path: path.stat().st_mtime, reverse=True)
    for path in others[_KEPT - 1 :]:
        rmtree(path, ignore_errors=True)
