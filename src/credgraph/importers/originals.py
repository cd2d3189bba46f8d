"""The publishers' files as they were imported, kept beside the store to make it again from."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping, Sequence
from hashlib import file_digest, sha256
from pathlib import Path
from typing import Any

from credgraph.errors import UnreadableFile
from credgraph.importers.containers import TABLES, reading
from credgraph.importers.dataset import Source

__all__ = ["keep", "kept_sources", "remove_unused"]

_FOLDER = "sources"


def keep(place: Path, dataset: str, sources: Sequence[Source]) -> list[dict[str, Any]]:
    """Copy files and folders into the place; return what is known of each, for `kept_sources`.

    A copy stands in a folder named after its hash, so that the same file is kept once. Raises
    UnreadableFile for one that cannot be read, OSError where there is no room.
    """
    return [_kept(place, dataset, source) for source in sources]


def _kept(place: Path, dataset: str, source: Source) -> dict[str, Any]:
    with reading(source.path):
        digest = _digest(source.path)
    folder = place / _FOLDER / dataset / digest[:16]
    target = folder / source.path.name
    if not target.exists():
        from credgraph.scratch import scratch_folder

        folder.parent.mkdir(parents=True, exist_ok=True)
        with scratch_folder(place) as unfinished:
            copy = unfinished / "copy"
            copy.mkdir()
            _copy(source.path, copy / source.path.name)
            shutil.rmtree(folder, ignore_errors=True)
            copy.replace(folder)
    return {
        "name": source.name,
        "path": str(target.relative_to(place)),
        "sha256": digest,
        "bytes": sum(each.stat().st_size for each in _files(source.path)),
        "release": source.release,
        "retrieved": source.retrieved,
    }


def _digest(path: Path) -> str:
    """Return the SHA-256 of a file, or of the names and hashes of the tables in a folder."""
    if path.is_dir():
        listed = [f"{each.relative_to(path)} {_digest(each)}\n" for each in _files(path)]
        return sha256("".join(listed).encode()).hexdigest()
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()


def _files(path: Path) -> list[Path]:
    if not path.is_dir():
        return [path]
    found = sorted(each for each in path.rglob("*") if each.is_file())
    return [each for each in found if each.name.lower().removesuffix(".gz").endswith(TABLES)]


def _copy(path: Path, target: Path) -> None:
    if not path.is_dir():
        shutil.copyfile(path, target)
        return
    for each in _files(path):
        copy = target / each.relative_to(path)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(each, copy)


def kept_sources(place: Path, known: Sequence[Mapping[str, Any]]) -> Iterator[Source]:
    """Yield the sources that `keep` kept; raises UnreadableFile for one that is gone or changed."""
    for each in known:
        path = place / each["path"]
        if not path.exists():
            hint = "import its dataset again from the publisher's file"
            raise UnreadableFile(str(path), "is gone from the store's sources", hint=hint)
        yield Source(
            path, each["release"], each["retrieved"], each["name"] if path.is_file() else ""
        )


def remove_unused(place: Path, known: Mapping[str, Sequence[Mapping[str, Any]]]) -> None:
    """Remove every copy that no dataset was made of; `known` has what `keep` said, by dataset."""
    used = {str(Path(each["path"]).parent) for sources in known.values() for each in sources}
    for folder in (place / _FOLDER).glob("*/*"):
        if str(folder.relative_to(place)) not in used:
            shutil.rmtree(folder, ignore_errors=True)
