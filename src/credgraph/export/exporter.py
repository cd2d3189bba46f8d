"""One export: run the mapping, check it, hold back records that break a rule, write the rest."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox

from credgraph.errors import UnknownRecord, UnwritableTarget
from credgraph.export.atomic_files import write_file, write_folder
from credgraph.export.conformance import check_export
from credgraph.export.coverage import Coverage, cover
from credgraph.export.document_names import entity_name, safely_named
from credgraph.export.mapping import MappedGraph, queries
from credgraph.export.profile import Document, Profile
from credgraph.export.profiles import profile as load_profile
from credgraph.questions import Parameter
from credgraph.rdf import compact
from credgraph.results import one_line
from credgraph.store import expecting_known_facts, read_triples

if TYPE_CHECKING:
    from credgraph.questions import RecordLookup
    from credgraph.store import Store
    from credgraph.validation import Finding

__all__ = ["Export", "export", "run_mapping"]

_RECORD = Parameter("record", "Record", "iri", "", "mssc-cpt")
_NOT_CONFORMING = "not-conforming"  # in the names of files of blocked entities


class Export:
    """An export: `findings` by entity, `blocked` entities, `coverage`, and the documents.

    Entities with a Violation are blocked. If `forced`, they are written too, into files of their
    own whose names contain `not-conforming`.
    """

    def __init__(
        self,
        profile: Profile,
        everything: MappedGraph,
        findings: dict[str, list[Finding]],
        chosen: bool,
        forced: bool,
    ) -> None:
        self.profile, self.findings, self.forced = profile, findings, forced
        self.blocked = tuple(
            entity for entity, found in findings.items() if found[0].severity == "Violation"
        )
        self._everything, self._chosen = everything, chosen

    @cached_property
    def mapped(self) -> MappedGraph:
        """The exported triples, without those of blocked entities."""
        return self._everything.without(self.blocked)

    @cached_property
    def coverage(self) -> Coverage:
        """What was carried and what was not."""
        with self._expecting_known_facts():
            return cover(self.profile, self.mapped, self.findings, self.blocked, self._chosen)

    def documents(self) -> Iterator[Document]:
        """Yield every file of the export; names are paths below the target folder."""
        with self._expecting_known_facts():
            yield from safely_named(self._every_document())

    def _every_document(self) -> Iterator[Document]:
        """Yield the coverage first: of two documents with one name, the first keeps it."""
        yield Document("coverage.json", self.coverage.to_json().encode())
        yield from self._documents(self.mapped, "")
        yield from self.profile.more(self.mapped)
        if self.forced and self.blocked:
            yield from self._documents(self._everything.only(self.blocked), f".{_NOT_CONFORMING}")

    def _documents(self, mapped: MappedGraph, mark: str) -> Iterator[Document]:
        for ending, write in self.profile.whole.items():
            yield Document(f"{self.profile.name}{mark}{ending}", write(mapped))
        for ending, write_one in self.profile.each.items():
            for entity in mapped.entities:
                yield Document(f"{entity_name(entity)}{mark}{ending}", write_one(mapped, entity))

    def content(self, ending: str = "") -> bytes:
        """Return everything in one document, by an ending of `profile.whole` (or its first)."""
        return self._written(self.mapped, ending or next(iter(self.profile.whole)))

    def _written(self, mapped: MappedGraph, ending: str) -> bytes:
        with self._expecting_known_facts():
            return self.profile.whole[ending](mapped)

    def _expecting_known_facts(self) -> AbstractContextManager[None]:
        return expecting_known_facts(self._everything.store, "this export")

    def save(self, target: str | Path) -> int:
        """Write a folder of files, or one document and its coverage; return the number of files.

        A target with an ending of `profile.whole` is one document. Raises UnwritableTarget.
        """
        place = Path(target)
        if not place.suffix or place.is_dir():
            return write_folder(place, self.documents())
        if place.suffix not in self.profile.whole:
            known = " or ".join(self.profile.whole)
            raise UnwritableTarget(
                str(target), f"{self.profile.name} is written as {known}, not as {place.suffix}"
            )
        files = {place: self.content(place.suffix)}
        if self.forced and self.blocked:
            held_back = place.with_suffix(f".{_NOT_CONFORMING}{place.suffix}")
            files[held_back] = self._written(self._everything.only(self.blocked), place.suffix)
        files[place.with_suffix(".coverage.json")] = self.coverage.to_json().encode()
        for path, content in files.items():
            write_file(path, content)
        return len(files)

    def summary(self) -> list[str]:
        """Return lines of text: what was exported, what was held back and why, and the coverage."""
        entities = len(self.mapped.entities)
        lines = [f"{self.profile.name}: {entities:,} record{'s' * (entities != 1)} exported"]
        outcome = "in a file of its own" if self.forced else "held back"
        for reason, blocked in self._reasons().items():
            lines.append(f"{outcome}: {', '.join(map(compact, blocked))}: {reason}")
        return lines + self.coverage.summary()

    def _reasons(self) -> dict[str, list[str]]:
        """Return the blocked entities by the messages of their violations."""
        found: dict[str, list[str]] = {}
        for entity in self.blocked:
            messages = [f.message for f in self.findings[entity] if f.severity == "Violation"]
            found.setdefault(one_line(" ".join(dict.fromkeys(messages))), []).append(entity)
        return found


def run_mapping(
    store: Store, profile: Profile, progress: Callable[[str], None] = lambda _query: None
) -> MappedGraph:
    """Run the mapping of a profile; `progress` gets the name of each query before it runs."""
    return MappedGraph(_constructed(store, profile, progress), profile.embedded, store)


def _constructed(
    store: Store, profile: Profile, progress: Callable[[str], None]
) -> Iterator[ox.Triple]:
    if not profile.mapped:
        progress("everything")
        yield from read_triples(store, "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }")
    for path in queries(profile.name):
        progress(path.stem)
        yield from read_triples(store, path.read_text("utf-8"))


def export(
    store: Store,
    names: RecordLookup,
    to: str,
    *,
    records: Sequence[str] = (),
    force: bool = False,
    progress: Callable[[str], None] = lambda _query: None,
) -> Export:
    """Map a store, or some of its records, to a profile and check the result.

    `records` are slugs, labels, codes or IRIs, found by `names`. Raises UnknownProfile,
    UnknownRecord with the nearest names, or BadParameter.
    """
    profile = load_profile(to)
    wanted = [names.find(value, _RECORD).value for value in records]
    with expecting_known_facts(store, "this export"):
        mapped = run_mapping(store, profile, progress)
        for value, iri in zip(records, wanted, strict=True):
            if iri not in mapped.entity_set:
                raise UnknownRecord(value, f"record with a document of its own in {profile.name}")
        if wanted:
            mapped = mapped.only(wanted)
        return Export(profile, mapped, check_export(mapped, profile.name), bool(wanted), force)
