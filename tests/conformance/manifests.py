"""The tests that a manifest lists, and the files that a test names."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import pyoxigraph as ox

from credgraph.rdf.files import FORMATS

__all__ = [
    "Case",
    "Manifest",
    "cases",
    "is_federated",
    "items",
    "path_of",
    "quads_of",
    "read_manifest",
    "term",
]

_PREFIXES = {
    "cnt": "http://www.w3.org/2011/content#",
    "ht": "http://www.w3.org/2011/http#",
    "mf": "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#",
    "qt": "http://www.w3.org/2001/sw/DataAccess/tests/test-query#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "rs": "http://www.w3.org/2001/sw/DataAccess/tests/result-set#",
    "sd": "http://www.w3.org/ns/sparql-service-description#",
    "sh": "http://www.w3.org/ns/shacl#",
    "spex": "https://purl.expasy.org/sparql-examples/ontology#",
    "sht": "http://www.w3.org/ns/shacl-test#",
    "ut": "http://www.w3.org/2009/sparql/tests/test-update#",
}


def term(curie: str) -> ox.NamedNode:
    """Return the node for a name such as `mf:action`; KeyError for another prefix."""
    prefix, _, name = curie.partition(":")
    return ox.NamedNode(_PREFIXES[prefix] + name)


@dataclass(frozen=True)
class Case:
    """A test: its name within its suite, the local name of its type, and where it stands."""

    name: str
    kind: str
    manifest: str
    iri: str


class Manifest:
    """The statements of one RDF file, asked for by node and property.

    Not an Oxigraph store: that would write numbers anew, and keep `xsd:byte` as `xsd:integer`.
    """

    def __init__(self, quads: Iterable[ox.Quad]) -> None:
        self._values, self._subjects = defaultdict[Any, list[Any]](list), dict[Any, Any]()
        for quad in quads:
            self._values[quad.subject, quad.predicate].append(quad.object)
            self._subjects[quad.predicate, quad.object] = quad.subject

    @classmethod
    def of(cls, path: Path) -> Manifest:
        """Read a file."""
        return cls(quads_of(path))

    def values(self, node: Any, curie: str) -> list[Any]:
        """Return the values of a property, in the order of the file."""
        return self._values.get((node, term(curie)), [])

    def value(self, node: Any, curie: str) -> Any:
        """Return the one value of a property, or None."""
        return next(iter(self.values(node, curie)), None)

    def subject(self, curie: str, value: Any) -> Any:
        """Return the one node that has a property with this value, or None."""
        return self._subjects.get((term(curie), value))

    def subjects(self, curie: str) -> list[Any]:
        """Return the nodes that have a property, in the order of the file."""
        wanted = term(curie)
        return [node for node, name in self._values if name == wanted]

    def all_values(self, curie: str) -> list[Any]:
        """Return the values of a property of whatever node."""
        wanted = term(curie)
        return [v for (_, name), found in self._values.items() if name == wanted for v in found]

    def files(self, node: Any, curie: str) -> list[Path]:
        """Return the files that a property names."""
        values = self.values(node, curie)
        return [path_of(value) for value in values if isinstance(value, ox.NamedNode)]


@lru_cache(maxsize=64)
def read_manifest(path: Path) -> Manifest:
    """Read a manifest once for all of its tests."""
    return Manifest.of(path)


def cases(path: Path, root: Path | None = None) -> Iterator[Case]:
    """Yield the tests of a manifest and of those it includes, named by their folder in `root`.

    Without a root it is the folder of the manifest.
    """
    root, manifest = root or path.parent, read_manifest(path)
    for included in _listed(manifest, "mf:include"):
        yield from cases(path_of(included), root)
    for entry in _listed(manifest, "mf:entries"):
        kind = manifest.value(entry, "rdf:type")
        if kind is not None:
            folder = path.parent.relative_to(root).as_posix()
            local = entry.value.rpartition("#")[2].rpartition("/")[2]
            yield Case(f"{folder}/{local}".removeprefix("./"), _local(kind), str(path), entry.value)


def is_federated(case: Case) -> bool:
    """Tell whether a test puts some of its data on other servers."""
    manifest, test = read_manifest(Path(case.manifest)), ox.NamedNode(case.iri)
    if manifest.value(test, "spex:federatesWith") is not None:
        return True
    action = manifest.value(test, "mf:action")
    return manifest.value(action, "qt:serviceData") is not None


def _listed(manifest: Manifest, curie: str) -> list[Any]:
    """Return the values of a property of the manifest itself, its lists written out."""
    return [item for value in manifest.all_values(curie) for item in items(manifest, value)]


def items(manifest: Manifest, node: Any) -> list[Any]:
    """Return the items of an RDF list; a node that is no list is its own only item."""
    first, found = manifest.value(node, "rdf:first"), list[Any]()
    if first is None:
        return [] if node == term("rdf:nil") else [node]
    while first is not None:
        found.append(first)
        node = manifest.value(node, "rdf:rest")
        first = manifest.value(node, "rdf:first")
    return found


def path_of(node: ox.NamedNode) -> Path:
    """Return the file that a `file:` IRI names."""
    return Path(unquote(urlsplit(node.value).path))


def quads_of(path: Path, graph: ox.NamedNode | None = None) -> list[ox.Quad]:
    """Return the statements of a file, relative IRIs resolved against it, in a graph if given."""
    read = ox.parse(
        path.read_bytes(), format=FORMATS[path.suffix], base_iri=path.as_uri(),
        rename_blank_nodes=True,
    )  # fmt: skip
    if graph is None:
        return list(read)
    return [ox.Quad(quad.subject, quad.predicate, quad.object, graph) for quad in read]


def _local(node: ox.NamedNode) -> str:
    return node.value.rpartition("#")[2]
