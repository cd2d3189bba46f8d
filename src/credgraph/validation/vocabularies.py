"""Why no shape applies: a namespace spelt otherwise, a relative name, another vocabulary."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import pyoxigraph as ox

from credgraph.rdf import BASE, compact, prefixes, split_iri, term
from credgraph.rdf.jsonld import BASE_IRI

__all__ = ["reason_for_nothing", "spelling_notes"]


_TYPE = term("rdf:type")
_SHOWN = 3  # names in a sentence
_OWN = f"{BASE}/ns#"
_SHAPES = {term("sh:NodeShape").value, term("sh:PropertyShape").value}
_VOCABULARIES = {  # by the name of their shapes; longer names of a family go first
    "ctdl": ("CTDL", ("purl.org/ctdl/", "purl.org/ctdlasn/", "credreg.net/qdata/")),
    "elm": ("the European Learning Model", ("data.europa.eu/snb/model/",)),
    "open-badges": (
        "Open Badges",
        ("purl.imsglobal.org/spec/vc/ob/", "purl.imsglobal.org/spec/ob/", "w3id.org/openbadges"),
    ),
    "case": ("1EdTech CASE", ("purl.imsglobal.org/spec/case/",)),
    "schema-org": ("schema.org", ("schema.org/",)),
    "dcat": ("DCAT", ("www.w3.org/ns/dcat",)),
    "skos": ("SKOS", ("www.w3.org/2004/02/skos/",)),
}


def spelling_notes(triples: Sequence[ox.Triple], known: Iterable[str]) -> list[str]:
    """Return a sentence for each namespace or name that is probably meant otherwise.

    `known` are the IRIs of the terms that the shapes and the ontology use.
    """
    terms = {node.value for node in _terms(triples)}
    iris = {node.value for triple in triples for node in triple if isinstance(node, ox.NamedNode)}
    return [*_misspelt(terms, iris, set(known)), *_relative(triples)]


def reason_for_nothing(triples: Sequence[ox.Triple], shapes: str | None) -> str:
    """Return why shapes of this name (None: our own) apply to nothing in the data."""
    classes = [str(t.object).strip("<>") for t in triples if t.predicate == _TYPE]
    if _SHAPES & {*classes}:
        return "these are shapes; name them with --shapes, and the data beside them"
    vocabulary = _vocabulary(classes or [triple.predicate.value for triple in triples])
    if vocabulary and vocabulary != shapes:
        return f"this looks like {_VOCABULARIES[vocabulary][0]}; try --shapes {vocabulary}"
    if shapes and any(node.value.startswith(_OWN) for node in _terms(triples)):
        return "this looks like CredGraph's own vocabulary; leave out --shapes"
    if not classes:
        return "none of its records has a class (rdf:type)"
    counts = sorted(Counter(classes).items(), key=lambda entry: (-entry[1], entry[0]))
    names = [compact(name) for name, _ in counts[:_SHOWN]]
    more = " and others" if len(counts) > _SHOWN else ""
    return f"its classes are {', '.join(names)}{more}"


def _terms(triples: Iterable[ox.Triple]) -> Iterator[ox.NamedNode]:
    for triple in triples:
        yield triple.predicate
        if triple.predicate == _TYPE and isinstance(triple.object, ox.NamedNode):
            yield triple.object


def _misspelt(terms: set[str], iris: set[str], known: set[str]) -> Iterator[str]:
    right = {_namespace(iri) for iri in known}
    ours = {space for space in prefixes().values() if space.startswith(BASE)}
    wrong = _respelt(terms, right | ours) | _respelt(iris, ours)
    squeezed = {_squeezed(iri): iri for iri in known}
    for iri in sorted(terms - known):
        own = f"{_OWN}{_local_name(iri)}"
        meant = squeezed.get(_squeezed(iri)) or (own if iri.startswith(BASE) else "")
        if meant in known and _namespace(iri) not in (*wrong, _namespace(meant)):
            wrong[iri.removesuffix(_local_name(meant))] = _namespace(meant)
    names = {space: prefix for prefix, space in prefixes().items()}
    for space, right_space in wrong.items():
        prefix = f"{names[right_space]}: is" if right_space in names else "it is"
        yield f"the namespace <{space}> is spelt otherwise: {prefix} <{right_space}>"


def _respelt(iris: Iterable[str], right: set[str]) -> dict[str, str]:
    """Return the namespaces of IRIs that are nearly right, each with the right one."""
    by_plain = {_plain(space): space for space in right if _plain(space)}
    used = sorted({_namespace(iri) for iri in iris} - right)
    return {space: by_plain[_plain(space)] for space in used if _plain(space) in by_plain}


def _relative(triples: Iterable[ox.Triple]) -> Iterator[str]:
    kinds: Mapping[str, dict[str, None]] = {"@type": {}, "@id": {}}
    for triple in triples:
        for node in triple:
            if isinstance(node, ox.NamedNode) and node.value.startswith(BASE_IRI):
                is_class = node == triple.object and triple.predicate == _TYPE
                kinds["@type" if is_class else "@id"][node.value.removeprefix(BASE_IRI)] = None
    for keyword, names in kinds.items():
        if names:
            shown = ", ".join(list(names)[:_SHOWN]) + ", …" * (len(names) > _SHOWN)
            way = "@vocab" if keyword == "@type" else "@base"
            yield f"{keyword} {shown} is relative: write the whole IRI, or set {way} in @context"


def _vocabulary(terms: Iterable[str]) -> str | None:
    """Return the name of the shapes whose vocabulary most of the terms are of."""
    found = Counter[str]()
    for iri in terms:
        plain = re.sub(r"^https?://", "", iri)
        for name, (_, starts) in _VOCABULARIES.items():
            found[name] += plain.startswith(starts)
    [(name, number)] = found.most_common(1)
    return name if number else None


def _namespace(iri: str) -> str:
    return split_iri(iri)[0]


def _local_name(iri: str) -> str:
    return split_iri(iri)[1]


def _plain(namespace: str) -> str:
    return re.sub(r"^https?://(www\.)?", "", namespace.lower()).rstrip("#/")


def _squeezed(iri: str) -> Any:
    return re.sub("[#/]", "", _plain(iri))
