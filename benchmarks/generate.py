"""Makes a graph of any size that resembles ours: `python -m benchmarks.generate 100000 -o FILE`.

It contains the shipped ontology and data unchanged, each file in its named graph. The rest, in
`graph:generated`, are invented records like the shipped ones, one field of work after another (see
`benchmarks.field_of_work`). The same seed gives the same bytes, and a smaller graph is the
beginning of a larger one. The shipped records have equally many neighbours at every size; only
lists of all records of a kind grow.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from hashlib import blake2b
from itertools import count
from pathlib import Path

import pyoxigraph as ox

from benchmarks import credential_records, employment_records, funding_records
from benchmarks.field_of_work import (
    GRAPH,
    METROS,
    Facts,
    Field,
    metro,
    plain,
    record,
    term,
    text,
    typed,
)
from benchmarks.invented import unfinished, write_as_asked
from credgraph.rdf import GRAPHS
from credgraph.resources import turtle_files

__all__ = ["OUT", "file_of", "generate", "main", "write"]

OUT = Path(__file__).parent / "out"
_PARTS = (*credential_records.PARTS, *employment_records.PARTS, *funding_records.PARTS)


def generate(triples: int, seed: int = 42) -> Iterator[ox.Quad]:
    """Yield about this many statements (within 5 % from 20,000 on), in a stable order.

    Raises ValueError if `triples` is too small for the shipped graph and one field.
    """
    made = 0
    for quad in _fixed_part():
        made += 1
        yield quad
    for number in count():
        field = Field(number, seed)
        quads = [quad for part in _PARTS for quad in part(field)]
        if number and made + len(quads) // 2 > triples:
            return
        if made + len(quads) // 2 > triples:
            raise ValueError(f"{triples} is too few: the smallest has {made + len(quads)}")
        made += len(quads)
        yield from quads


def _fixed_part() -> Iterator[ox.Quad]:
    yield from _shipped()
    yield from _header()
    for place, name in enumerate(METROS):
        state, _, capital = name.partition("-")
        facts: Facts = {
            "skos:notation": plain(str(90_000 + place)),
            "skos:broader": term(f"area:us-{state}"),
        }
        label = f"{capital.replace('-', ' ').title()}, {state.upper()}"
        yield from record(metro(place), "cg:Area", label, facts)


def _shipped() -> Iterator[ox.Quad]:
    for path in turtle_files("ontology", "data"):
        graph = ox.NamedNode(GRAPHS + path.stem)
        for quad in ox.parse(path=str(path), format=ox.RdfFormat.TURTLE):
            yield ox.Quad(quad.subject, quad.predicate, quad.object, graph)


def _header() -> Iterator[ox.Quad]:
    today = typed("2026-11-23", "date")
    facts: Facts = {
        "dcterms:title": text("Generated"),
        "dcterms:description": text("Invented records, for measuring speed."),
        "dcterms:license": ox.NamedNode("https://creativecommons.org/licenses/by/4.0/"),
        "dcterms:created": today,
        "dcterms:modified": today,
        "prov:hadPrimarySource": term("source:generator"),
        "cg:asOf": today,
    }
    yield from record(GRAPH, "dcat:Dataset", "Generated", facts)
    yield from record(term("source:generator"), "cg:Source", "Generator", {"cg:asOf": today})


def file_of(triples: int, seed: int = 42) -> Path:
    """Return the N-Quads file of a graph in `benchmarks/out`, making it if absent.

    Its name holds a fingerprint of the data and the generator; files made from older ones are
    deleted.
    """
    size = f"{triples // 1_000_000}m" if triples % 1_000_000 == 0 else f"{triples // 1_000}k"
    path = OUT / f"graph-{size}-{seed}-{_fingerprint()}.nq"
    if not path.exists():
        for old in OUT.glob(f"graph-{size}-{seed}-*.nq"):
            old.unlink()
        write(triples, path, seed)
    return path


@cache
def _fingerprint() -> str:
    sources = (*turtle_files("ontology", "data"), *sorted(Path(__file__).parent.glob("*.py")))
    return blake2b(b"".join(path.read_bytes() for path in sources), digest_size=4).hexdigest()


def write(triples: int, path: Path, seed: int = 42) -> None:
    """Write a graph as N-Quads; an interrupted run leaves no file at `path`."""
    with unfinished(path) as part:
        ox.serialize(generate(triples, seed), str(part), format=ox.RdfFormat.N_QUADS)


def main() -> None:
    """Write the graph that the command line asks for."""
    write_as_asked("benchmarks.generate", __doc__, "about how many statements", "graph", write)


if __name__ == "__main__":
    main()
