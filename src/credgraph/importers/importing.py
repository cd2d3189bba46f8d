"""Importing: the shipped graph and every dataset at a place, heard in order and loaded at once.

A new dataset is read once on its own, so that a wrong file is refused before anything is made. Then
everything is loaded anew from the originals, which takes less than removing one graph.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from credgraph.errors import BadParameter, UnreadableFile
from credgraph.importers import catalogue, originals
from credgraph.importers.dataset import Dataset, Release, Sink, Source
from credgraph.importers.hearing import Hearing, headed
from credgraph.importers.statements import Pull
from credgraph.rdf import GRAPHS
from credgraph.scratch import scratch_folder
from credgraph.store import Spellings, releases, shipped_quads

__all__ = ["Imported", "drop", "import_dataset"]

Step = Callable[[str, int, int], None]


def _unseen(_step: str, _done: int, _total: int) -> None: ...


@dataclass(frozen=True)
class Imported:
    """How an import ended: rows in = imported + skipped + rejected.

    `rejects` is the file with the line of each rejected row and the reason, if there are any.
    """

    dataset: str
    release: str
    rows: int
    imported: int
    skipped: Mapping[str, int]
    rejected: int
    rejects: str
    triples: int


@dataclass
class _Part:
    """A dataset on its way into a release."""

    dataset: Dataset
    sources: Sequence[Source]
    known: dict[str, Any]  # for about.json


def import_dataset(
    name: str, sources: Sequence[Source], place: Path, step: Step = _unseen
) -> Imported:
    """Import the files of a dataset into the store at a place, instead of what it held of it.

    `step` is told what is done, how many rows of it, and of how many, 0 if unknown. Raises
    UnreadableFile for a file that is not of this dataset, StoreUnavailable for a place that cannot
    be written or is being written.
    """
    wanted = catalogue.dataset(name)
    try:
        release = wanted.release(sources)
        with releases.locked(place):
            return _import(wanted, release, sources, place, step)
    except UnreadableFile as error:
        raise catalogue.named_otherwise(wanted, sources, error) from None


def _import(
    wanted: Dataset, release: Release, sources: Sequence[Source], place: Path, step: Step
) -> Imported:
    rejects = place / "rejects" / f"{wanted.name}.csv"
    with scratch_folder(place) as unfinished:
        found = unfinished / rejects.name
        sink, counted = _read_alone(wanted, sources, found, step)
        about = _renewed(wanted, release, sources, counted, place, step)
        rejects.unlink(missing_ok=True)
        if sink.rejected:
            rejects.parent.mkdir(exist_ok=True)
            found.replace(rejects)
    return Imported(
        wanted.name,
        release.name,
        sink.rows,
        sink.imported,
        dict(sink.skipped),
        sink.rejected,
        str(rejects) if sink.rejected else "",
        sum(about["statistics"]["graphs"].get(GRAPHS + one, 0) for one in wanted.all_graphs),
    )


def _renewed(
    wanted: Dataset,
    release: Release,
    sources: Sequence[Source],
    counted: Mapping[str, Any],
    place: Path,
    step: Step,
) -> dict[str, Any]:
    """Publish a release with these sources of a dataset; return what is known of it."""
    before = releases.about(str(place)).get("datasets", {})
    known = {
        "label": wanted.label,
        "publisher": wanted.publisher,
        "licence": wanted.licence,
        "attribution": wanted.attribution,
        "graphs": [GRAPHS + stem for stem in wanted.all_graphs],
        "release": release.name,
        "sources": originals.keep(place, wanted.name, sources),
        **counted,
    }
    return _publish(place, _parts(place, {**before, wanted.name: known}), step)


def _read_alone(
    wanted: Dataset, sources: Sequence[Source], rejects: Path, step: Step
) -> tuple[Sink, dict[str, Any]]:
    """Read a dataset through; raises UnreadableFile, also where not one row can be used."""
    shipped = {str(quad.subject) for quad in shipped_quads() if _stem(quad) in wanted.replaces}
    described: set[str] = set()
    with rejects.open("w", encoding="utf-8", newline="") as file:
        sink = Sink(file)
        for number, piece in enumerate(wanted.statements(sources, sink)):
            subject = piece[: piece.index(" ")]
            if subject in shipped:
                described.add(subject)
            if not number % 1000:
                step("reading", sink.rows, 0)
    if not sink.imported:
        problem = f"holds no row that can be used, of {sink.rows:,}"
        raise UnreadableFile(str(sources[0].path), problem, hint=sink.last_reason)
    counts = {"rows": sink.rows, "imported": sink.imported, "rejected": sink.rejected}
    return sink, {**counts, "skipped": dict(sink.skipped), "describes": sorted(described)}


def drop(name: str, place: Path, step: Step = _unseen) -> None:
    """Make the store at a place again without a dataset; nothing is left where it was the last.

    Raises BadParameter where the store does not hold it, StoreUnavailable as importing does.
    """
    before = releases.about(str(place)).get("datasets", {})
    if name not in before:
        held = ", ".join(before) or "nothing that was imported"
        raise BadParameter("dataset", name, f"is not in the store at {place}, which holds {held}")
    with releases.locked(place):
        left = {each: known for each, known in before.items() if each != name}
        if left:
            _publish(place, _parts(place, left), step)
        else:
            releases.drop_all(place)


def _parts(place: Path, known: Mapping[str, dict[str, Any]]) -> list[_Part]:
    return [
        _Part(
            catalogue.dataset(name),
            [*originals.kept_sources(place, known[name]["sources"])],
            known[name],
        )
        for name in catalogue.NAMES
        if name in known
    ]


def _publish(place: Path, parts: Sequence[_Part], step: Step) -> dict[str, Any]:
    hearing = Hearing(_shipped_beside(parts))
    pull = Pull(_pieces(hearing, parts, step))
    known = {part.dataset.name: part.known for part in parts}
    made = releases.publish(
        place,
        pull,
        Spellings.of(hearing.shipped),
        lambda: {"datasets": known},
        lambda name: step(name, 0, 0),
    )
    originals.remove_unused(place, {name: each["sources"] for name, each in known.items()})
    return made


def _pieces(hearing: Hearing, parts: Sequence[_Part], step: Step) -> Iterator[str]:
    yield from hearing.opening()
    done, total = 0, sum(part.known["rows"] for part in parts)
    for part in parts:
        sink = Sink()
        release = part.dataset.release(part.sources)
        yield from headed(part.dataset, release, part.sources, hearing)
        for number, piece in enumerate(hearing.heard(part.dataset.statements(part.sources, sink))):
            if not number % 1000:
                step("loading", done + sink.rows, total)
            yield piece
        done += sink.rows


def _shipped_beside(parts: Sequence[_Part]) -> list[ox.Quad]:
    """Return the shipped statements, but those on records that datasets describe anew.

    A graph of which no record is left goes as a whole, header and all.
    """
    described = {
        stem: {*part.known["describes"]} for part in parts for stem in part.dataset.replaces
    }
    left = [
        quad for quad in shipped_quads() if str(quad.subject) not in described.get(_stem(quad), ())
    ]
    known = {_stem(quad) for quad in left if quad.subject != quad.graph_name}
    return [quad for quad in left if _stem(quad) in known]


def _stem(quad: ox.Quad) -> str:
    """Return the name of the file that a shipped statement stands in."""
    return str(quad.graph_name.value).removeprefix(GRAPHS)  # type: ignore[union-attr]
