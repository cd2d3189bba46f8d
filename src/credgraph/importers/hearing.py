"""Who said what first, so that no statement stands in two graphs.

The union of graphs is not a set in the engine: a statement in two of them gives two rows.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import pyoxigraph as ox

from credgraph.importers.dataset import Dataset, Release, Source
from credgraph.importers.statements import (
    Shared,
    day,
    graph,
    iri,
    line,
    literal,
    name,
    record,
    text,
)

__all__ = ["Hearing", "headed"]

_LABEL, _OTHER, _ABOUT = name("rdfs:label"), name("skos:altLabel"), name("dcterms:description")


class Hearing:
    """Hears the shipped graph, then one dataset after the other.

    Of what more than one may say, the first is kept. So is the first label of a record, and
    another becomes another name; of two descriptions the second is left out.
    """

    def __init__(self, shipped: Iterable[ox.Quad]) -> None:
        self.shipped = [*shipped]
        self._said: set[int] = set()
        self._once: set[tuple[str, str]] = set()

    def opening(self) -> Iterator[str]:
        """Yield the shipped statements as text."""
        for quad in self.shipped:
            said = f"{quad.subject} {quad.predicate} {_as_text(quad.object)}"
            if hash(said) not in self._said:
                self._note(said)
                yield f"{said} {quad.graph_name} .\n"

    def heard(self, pieces: Iterable[str]) -> Iterator[str]:
        """Yield what has not been said yet."""
        for piece in pieces:
            if type(piece) is not Shared:
                yield piece
            elif new := self._new(piece):
                yield new

    def knows(self, subject: str) -> bool:
        """Tell whether a record has a label by now."""
        return (subject, _LABEL) in self._once

    def _new(self, piece: str) -> str:
        said, _, where = piece.rpartition(" <")
        subject, predicate, value = said.split(" ", 2)
        if hash(said) in self._said:
            return ""
        if predicate in (_LABEL, _ABOUT) and (subject, predicate) in self._once:
            other = f"{subject} {_OTHER} {value}"
            if predicate == _ABOUT or hash(other) in self._said:
                return ""
            said = other
        self._note(said)
        return f"{said} <{where}"

    def _note(self, said: str) -> None:
        self._said.add(hash(said))
        subject, predicate, _ = said.split(" ", 2)
        if predicate in (_LABEL, _ABOUT):
            self._once.add((subject, predicate))


def _as_text(value: object) -> str:
    """Return a term as `statements` writes it."""
    if not isinstance(value, ox.Literal):
        return str(value)
    if value.language:
        return text(value.value, value.language)
    kind = value.datatype.value
    plain = literal(value.value)
    return plain if kind.endswith("#string") else f"{plain}^^{iri(kind)}"


def headed(
    dataset: Dataset, release: Release, sources: Sequence[Source], hearing: Hearing
) -> Iterator[str]:
    """Yield the header of each graph of a dataset, and its source unless that is known.

    It is the header that the files of `data/` have: publisher, licence, release and dates.
    """
    retrieved = max(source.retrieved for source in sources)
    origin = record("source", release.source)
    for stem in dataset.all_graphs:
        where = graph(stem)
        facts = (
            ("rdf:type", name("dcat:Dataset")),
            ("dcterms:title", text(f"{dataset.label}, {release.name}")),
            ("dcterms:description", text(f"{dataset.attribution}.".replace("..", "."))),
            ("dcterms:publisher", text(dataset.publisher)),
            ("dcterms:license", iri(dataset.licence)),
            ("dcterms:created", day(retrieved)),
            ("dcterms:modified", day(retrieved)),
            ("owl:versionInfo", literal(release.name)),
            ("prov:hadPrimarySource", origin),
            ("cg:asOf", day(release.as_of)),
        )
        yield from (line(where, name(about), value, where) for about, value in facts)
    if not hearing.knows(origin):
        yield from _source(dataset, release, retrieved, origin)


def _source(dataset: Dataset, release: Release, retrieved: str, origin: str) -> Iterator[str]:
    where = graph(dataset.all_graphs[0])
    facts = [
        ("rdf:type", name("cg:Source")),
        ("rdfs:label", text(f"{dataset.label}, {release.name}")),
        ("dcterms:publisher", text(dataset.publisher)),
        ("cg:asOf", day(release.as_of)),
        ("cg:retrieved", day(retrieved)),
    ]
    if release.address:
        facts.append(("schema:url", iri(release.address)))
    yield from (line(origin, name(about), value, where) for about, value in facts)
