"""Makes a graph of any size that looks like ours: `python -m benchmarks.generate 100000 -o FILE`.

The shipped ontology and data stand in it as they are, each file in its named graph; the rest, in
`graph:generated`, multiplies their shapes field by field (see `benchmarks.field`). The same seed
gives the same bytes, and a smaller graph is the beginning of a larger one. What surrounds the
shipped records does not grow with the size, except in lists of everything of a kind.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from functools import cache
from hashlib import blake2b
from itertools import count
from pathlib import Path

import pyoxigraph as ox

from benchmarks import learning, paying, work
from benchmarks.field import GRAPH, METROS, Facts, Field, metro, plain, record, term, text, typed
from credgraph.rdf import GRAPHS
from credgraph.resources import turtle_files

__all__ = ["OUT", "file_of", "generate", "main", "write"]

OUT = Path(__file__).parent / "out"
_PARTS = (*learning.PARTS, *work.PARTS, *paying.PARTS)


def generate(triples: int, seed: int = 42) -> Iterator[ox.Quad]:
    """Yield about so many statements (within 5 % from 20,000 on), in a stable order.

    Raises ValueError for fewer than the shipped graph and one field need.
    """
    made = 0
    for quad in _beginning():
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


def _beginning() -> Iterator[ox.Quad]:
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
    """Return the N-Quads file of a graph in `benchmarks/out`; it is made where it is absent.

    Its name tells what it was made from; a graph of earlier data or by an earlier generator goes.
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
    """Write a graph as N-Quads; an interruption leaves nothing that looks complete."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(".part")
    ox.serialize(generate(triples, seed), str(part), format=ox.RdfFormat.N_QUADS)
    part.replace(path)


def main() -> None:
    """Write the graph that the command line asks for."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.generate", description=__doc__)
    parser.add_argument("triples", type=int, help="about how many statements")
    parser.add_argument("-o", "--out", type=Path, required=True, help="the N-Quads file to write")
    parser.add_argument("--seed", type=int, default=42, help="another seed, another graph (42)")
    options = parser.parse_args()
    write(options.triples, options.out, options.seed)
    print(f"{options.out} written", file=sys.stderr)


if __name__ == "__main__":
    main()
