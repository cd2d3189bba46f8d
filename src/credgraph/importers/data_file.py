"""The data files: names read from them, and new ones written with a header and stable bytes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

from credgraph.errors import UnreadableFile
from credgraph.rdf import GRAPHS, compact, term
from credgraph.rdf.turtle import turtle

__all__ = ["Dataset", "Names", "english", "names", "save", "typed"]

LICENCE = ox.NamedNode("https://creativecommons.org/licenses/by/4.0/")
CREATOR = "The CredGraph developers"


@dataclass(frozen=True, slots=True)
class Dataset:
    """The header of a data file: English texts, a source slug, dates as `2026-11-23`."""

    title: str
    description: str
    source: str
    as_of: str
    created: str
    modified: str
    version: str

    def header(self, stem: str) -> Iterator[ox.Triple]:
        """Yield the header of the file with this stem, in the order that all data files use."""
        graph = ox.NamedNode(GRAPHS + stem)
        yield ox.Triple(graph, term("rdf:type"), term("dcat:Dataset"))
        yield ox.Triple(graph, term("dcterms:title"), english(self.title))
        yield ox.Triple(graph, term("dcterms:description"), english(self.description))
        yield ox.Triple(graph, term("dcterms:license"), LICENCE)
        yield ox.Triple(graph, term("dcterms:created"), typed(self.created, "date"))
        yield ox.Triple(graph, term("dcterms:modified"), typed(self.modified, "date"))
        yield ox.Triple(graph, term("dcterms:creator"), ox.Literal(CREATOR))
        yield ox.Triple(graph, term("owl:versionInfo"), ox.Literal(self.version))
        yield ox.Triple(graph, term("prov:hadPrimarySource"), term(f"source:{self.source}"))
        yield ox.Triple(graph, term("cg:asOf"), typed(self.as_of, "date"))


@dataclass(frozen=True, slots=True)
class Names:
    """The label of a record, and its alternative labels and codes in sorted order."""

    label: str
    others: tuple[str, ...]
    codes: tuple[str, ...]


def names(path: Path) -> dict[str, Names]:
    """Return slug → names of the labelled records in a Turtle file.

    Raises UnreadableFile if the file cannot be read or is not Turtle.
    """
    wanted = ("rdfs:label", "skos:altLabel", "skos:notation")
    texts: dict[str, dict[str, list[str]]] = {}
    try:
        for quad in ox.parse(path=str(path), format=ox.RdfFormat.TURTLE):
            name = compact(quad.predicate.value)
            if name in wanted:
                record = texts.setdefault(_slug(quad.subject), {key: [] for key in wanted})
                record[name].append(_text(quad.object))
    except (OSError, SyntaxError) as error:
        raise UnreadableFile(str(path), f"cannot be read as Turtle: {error}") from error
    labelled = {slug: record for slug, record in texts.items() if record["rdfs:label"]}
    return {slug: _names(record) for slug, record in labelled.items()}


def save(triples: Sequence[ox.Triple], target: Path) -> None:
    """Write triples as Turtle: the same triples in the same order give the same bytes.

    Only the prefixes in use are declared, sorted, and blank lines separate subjects. Raises
    UnreadableFile if the file cannot be written.
    """
    try:
        target.write_bytes(turtle(triples, spaced=True))
    except OSError as error:
        problem = f"cannot be written: {error.strerror}"
        raise UnreadableFile(str(target), problem) from error


def english(text: str) -> ox.Literal:
    """Return a literal in English."""
    return ox.Literal(text, language="en")


def typed(text: str, datatype: str) -> ox.Literal:
    """Return a literal of the XML Schema datatype with this name, such as `date`."""
    return ox.Literal(text, datatype=term(f"xsd:{datatype}"))


def _names(record: dict[str, list[str]]) -> Names:
    others, codes = sorted(record["skos:altLabel"]), sorted(record["skos:notation"])
    return Names(record["rdfs:label"][0], tuple(others), tuple(codes))


def _slug(subject: object) -> str:
    return str(getattr(subject, "value", "")).rpartition("/")[2]


def _text(value: object) -> str:
    return str(getattr(value, "value", ""))
