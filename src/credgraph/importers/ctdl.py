"""Records in CTDL, the language of the Credential Registry, read into our own terms.

Turtle and JSON-LD are read without network access. CTDL embeds nodes without an identifier; each
gets an IRI derived from its content, so that the same price inside four records is one record here.
The rest is SPARQL in `queries/import/ctdl/`, where `class.rq` runs first and sets the class of each
record. Terms that no query mentions are counted, so that nothing is lost unnoticed; the text of
descriptions is not interpreted.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple, cast

import pyoxigraph as ox

from credgraph.rdf import RECORDS, compact, files, term
from credgraph.resources import root

__all__ = ["ImportedGraph", "convert", "read"]

_KINDS = {
    "ceterms:CostProfile": "cost",
    "ceterms:CredentialAlignmentObject": "industry",
    "ceterms:CredentialOrganization": "organization",
    "ceterms:DurationProfile": "preparation",
    "ceterms:FinancialAssistanceProfile": "funding-program",
    "ceterms:IdentifierValue": "identifier",
    "ceterms:Organization": "organization",
    "ceterms:PayProfile": "pay-band",
    "ceterms:ConditionProfile": "policy",
    "ceterms:ProcessProfile": "review",
    "ceterms:QACredentialOrganization": "organization",
}
_NAMES = (
    "ceterms:name",
    "ceterms:targetNodeName",
    "ceterms:identifierValueCode",
    "ceterms:description",
)

# Terms that repeat what a query reads from another property, or that only wrap a value.
_REDUNDANT = frozenset(
    {
        "ceasn:hasChild",
        "ceasn:hasTopChild",
        "ceasn:inLanguage",
        "ceasn:isTopChildOf",
        "ceterms:ConditionProfile",
        "ceterms:CredentialAlignmentObject",
        "ceterms:JurisdictionProfile",
        "ceterms:accreditedBy",
        "ceterms:credentialType",
        "ceterms:framework",
        "ceterms:frameworkName",
        "ceterms:hasDestinationComponent",
        "ceterms:isDestinationComponentOf",
        "ceterms:isPartOf",
        "ceterms:precededBy",
        "ceterms:precedes",
        "ceterms:relatedAction",
    }
)


class ImportedGraph(NamedTuple):
    """Sorted triples in our own terms, and how often each unknown term was found.

    An unknown term is a property or class, as a CURIE where a prefix fits.
    """

    triples: list[ox.Triple]
    unknown: Mapping[str, int]


def read(path: Path) -> ImportedGraph:
    """Read a file in Turtle, JSON-LD or another RDF syntax; raises UnreadableFile."""
    return convert(quad.triple for quad in files.read(path))


def convert(triples: Iterable[ox.Triple]) -> ImportedGraph:
    """Turn triples in CTDL into triples in our own terms."""
    store = ox.Store()
    ctdl = _skolemize(list(triples))
    store.extend(ox.Quad(*triple) for triple in ctdl)
    found = set[ox.Triple]()
    for query in _queries():
        new = set(cast("Iterable[ox.Triple]", store.query(query)))
        if not found:
            store.extend(ox.Quad(*triple) for triple in new)
        found |= new
    return ImportedGraph(sorted(found, key=str), _unknown(ctdl, {t.subject for t in found}))


@cache
def _queries() -> tuple[str, ...]:
    """Return the queries; `class.rq`, on which the others rely, comes first."""
    paths = sorted((root() / "queries" / "import" / "ctdl").glob("*.rq"))
    paths.sort(key=lambda path: path.stem != "class")
    return tuple(path.read_text("utf-8") for path in paths)


def _unknown(ctdl: Iterable[ox.Triple], records: Collection[Any]) -> Mapping[str, int]:
    """Count the properties that no query mentions, and the classes of nodes that gave no record."""
    known = {name for query in _queries() for name in re.findall(r"\b[a-z]+:\w+", query)}
    count = Counter[str]()
    for triple in ctdl:
        if triple.predicate != term("rdf:type"):
            count[compact(triple.predicate.value)] += 1
        elif triple.subject not in records:
            count[compact(triple.object.value)] += 1  # type: ignore[union-attr]
    return {name: count[name] for name in sorted(count.keys() - known - _REDUNDANT)}


def _skolemize(triples: list[ox.Triple]) -> list[ox.Triple]:
    """Replace every blank node by an IRI derived from its content."""
    iris = _SkolemIris(triples)
    return [ox.Triple(iris.of(t.subject), t.predicate, iris.of(t.object)) for t in triples]


class _SkolemIris:
    """The IRIs for blank nodes: kind of record, name, and a digest of the content."""

    def __init__(self, triples: Iterable[ox.Triple]) -> None:
        self._about: dict[ox.BlankNode, list[ox.Triple]] = {}
        for triple in triples:
            if isinstance(triple.subject, ox.BlankNode):
                self._about.setdefault(triple.subject, []).append(triple)
        self._digests: dict[ox.BlankNode, str] = {}

    def of(self, node: Any) -> Any:
        """Return the IRI for a blank node, and any other node as it is."""
        if not isinstance(node, ox.BlankNode):
            return node
        kind = next((_KINDS[c] for c in self._texts(node, "rdf:type") if c in _KINDS), "")
        name = next((text for key in _NAMES for text in self._texts(node, key)), "")
        slug = re.sub(r"[^a-z0-9]+", "-", name.lower())[:60].strip("-")
        tail = "-".join(filter(None, [slug, self._digest(node, ())[:8]]))
        return ox.NamedNode(f"{RECORDS}{kind or 'unnamed'}/{tail}")

    def _texts(self, node: ox.BlankNode, name: str) -> Iterator[str]:
        wanted = term(name)
        found = (t.object.value for t in self._about.get(node, ()) if t.predicate == wanted)  # type: ignore[union-attr]
        return iter(sorted(compact(value) for value in found))

    def _digest(self, node: ox.BlankNode, above: tuple[ox.BlankNode, ...]) -> str:
        """Return a hash that nodes of equal content share; a node inside itself is not followed."""
        if node not in self._digests:
            lines = sorted(
                f"{t.predicate} {self._canonical(t.object, (*above, node))}"
                for t in self._about.get(node, ())
            )
            self._digests[node] = hashlib.sha256("\n".join(lines).encode()).hexdigest()
        return self._digests[node]

    def _canonical(self, value: Any, above: tuple[ox.BlankNode, ...]) -> str:
        if not isinstance(value, ox.BlankNode):
            return str(value)
        return "itself" if value in above else self._digest(value, above)
