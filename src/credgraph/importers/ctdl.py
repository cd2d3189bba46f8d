"""Records in CTDL, the language of the Credential Registry, read into our own terms.

Turtle and JSON-LD, both without network. What CTDL embeds has no name there, so it gets one from
its content: the same price inside four records is one record here. The rest is SPARQL in
`queries/import/ctdl/`, where `class.rq` goes first and says what each record is. What no query
speaks of is counted, so that nothing is lost in silence; text that stands in descriptions stays
text.
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

# Said a second time by another property that is read, or of the wrapping around a value.
_SAID_ALREADY = frozenset(
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
    """What was read: triples in our own terms, sorted, and how often each unknown term stood there.

    A term is a property or class, as a CURIE where a prefix fits.
    """

    triples: list[ox.Triple]
    unknown: Mapping[str, int]


def read(path: Path) -> ImportedGraph:
    """Read a file in Turtle, JSON-LD or another RDF syntax; raises UnreadableFile."""
    return convert(quad.triple for quad in files.read(path))


def convert(triples: Iterable[ox.Triple]) -> ImportedGraph:
    """Turn triples in CTDL into triples in our own terms."""
    store = ox.Store()
    theirs = _named(list(triples))
    store.extend(ox.Quad(*triple) for triple in theirs)
    found = set[ox.Triple]()
    for query in _queries():
        said = set(cast("Iterable[ox.Triple]", store.query(query)))
        if not found:
            store.extend(ox.Quad(*triple) for triple in said)
        found |= said
    return ImportedGraph(sorted(found, key=str), _unknown(theirs, {t.subject for t in found}))


@cache
def _queries() -> tuple[str, ...]:
    """Return the queries; the one that says what each record is comes first."""
    paths = sorted((root() / "queries" / "import" / "ctdl").glob("*.rq"))
    paths.sort(key=lambda path: path.stem != "class")
    return tuple(path.read_text("utf-8") for path in paths)


def _unknown(theirs: Iterable[ox.Triple], records: Collection[Any]) -> Mapping[str, int]:
    """Count the properties that no query names, and the classes of what became no record."""
    known = {name for query in _queries() for name in re.findall(r"\b[a-z]+:\w+", query)}
    count = Counter[str]()
    for triple in theirs:
        if triple.predicate != term("rdf:type"):
            count[compact(triple.predicate.value)] += 1
        elif triple.subject not in records:
            count[compact(triple.object.value)] += 1  # type: ignore[union-attr]
    return {name: count[name] for name in sorted(count.keys() - known - _SAID_ALREADY)}


def _named(triples: list[ox.Triple]) -> list[ox.Triple]:
    """Give every blank node an address made from what it says."""
    names = _Names(triples)
    return [ox.Triple(names.of(t.subject), t.predicate, names.of(t.object)) for t in triples]


class _Names:
    """The addresses of blank nodes: their kind, their name, and a digest of all inside them."""

    def __init__(self, triples: Iterable[ox.Triple]) -> None:
        self._about: dict[ox.BlankNode, list[ox.Triple]] = {}
        for triple in triples:
            if isinstance(triple.subject, ox.BlankNode):
                self._about.setdefault(triple.subject, []).append(triple)
        self._digests: dict[ox.BlankNode, str] = {}

    def of(self, node: Any) -> Any:
        """Return the address of a blank node, and any other node as it is."""
        if not isinstance(node, ox.BlankNode):
            return node
        kind = next((_KINDS[name] for name in self._texts(node, "rdf:type") if name in _KINDS), "")
        said = next((text for name in _NAMES for text in self._texts(node, name)), "")
        slug = re.sub(r"[^a-z0-9]+", "-", said.lower())[:60].strip("-")
        tail = "-".join(filter(None, [slug, self._digest(node, ())[:8]]))
        return ox.NamedNode(f"{RECORDS}{kind or 'unnamed'}/{tail}")

    def _texts(self, node: ox.BlankNode, name: str) -> Iterator[str]:
        wanted = term(name)
        found = (t.object.value for t in self._about.get(node, ()) if t.predicate == wanted)  # type: ignore[union-attr]
        return iter(sorted(compact(value) for value in found))

    def _digest(self, node: ox.BlankNode, above: tuple[ox.BlankNode, ...]) -> str:
        """Return the same for nodes that say the same; a node inside itself is cut off."""
        if node not in self._digests:
            lines = sorted(
                f"{t.predicate} {self._spelt(t.object, (*above, node))}"
                for t in self._about.get(node, ())
            )
            self._digests[node] = hashlib.sha256("\n".join(lines).encode()).hexdigest()
        return self._digests[node]

    def _spelt(self, value: Any, above: tuple[ox.BlankNode, ...]) -> str:
        if not isinstance(value, ox.BlankNode):
            return str(value)
        return "itself" if value in above else self._digest(value, above)
