"""Writing triples as Turtle, N-Triples and JSON-LD; equal triples in order give equal bytes."""

from __future__ import annotations

import re
from collections.abc import Iterable

import pyoxigraph as ox

from credgraph.errors import NotExpressible
from credgraph.rdf.namespaces import prefixes

__all__ = ["json_ld", "n_triples", "turtle"]

_PREFIXES = re.compile(rb"(?<![\w-])[\w-]*:")


def turtle(triples: Iterable[ox.Triple], *, spaced: bool = False) -> bytes:
    """Return triples as Turtle that declares, in order, the prefixes it uses and no others.

    `spaced` puts an empty line before each subject and indents with spaces, as in `data/`.
    """
    document = ox.serialize(triples, format=ox.RdfFormat.TURTLE, prefixes=prefixes()) or b""
    declared, body = [], document.splitlines(keepends=True)
    while body and body[0].startswith(b"@prefix "):
        declared.append(body.pop(0))
    used = set(_PREFIXES.findall(b"".join(body)))
    head = sorted(line for line in declared if line.split()[1] in used)
    return b"".join([*head, *map(_spaced, body)] if spaced else [*head, b"\n", *body])


def _spaced(line: bytes) -> bytes:
    return b"    " + line[1:] if line.startswith(b"\t") else b"\n" + line


def n_triples(triples: Iterable[ox.Triple]) -> bytes:
    """Return triples as N-Triples, a line each."""
    return ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES) or b""


def json_ld(triples: Iterable[ox.Triple]) -> bytes:
    """Return triples as expanded JSON-LD; raises NotExpressible for a triple term."""
    try:
        return ox.serialize(triples, format=ox.RdfFormat.JSON_LD) or b"[]"
    except OSError:  # "does not support RDF 1.2 yet"
        raise NotExpressible("a triple term", "JSON-LD", "choose Turtle") from None
