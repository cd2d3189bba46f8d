"""Finding records by what people call them: a slug, a label, a code, a CURIE or an IRI."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

import pyoxigraph as ox

from credgraph.errors import BadParameter, UnknownRecord
from credgraph.questions.catalogue import Parameter
from credgraph.questions.record_names import RecordNames
from credgraph.rdf import (
    RECORDS,
    compact,
    expand,
    is_text,
    split_iri,
)
from credgraph.results import with_article
from credgraph.store import Store, read_rows

__all__ = ["Kind", "RecordLookup", "check_text"]

_PREFIXES = """PREFIX cg: <https://w3id.org/credgraph/ns#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
"""
_KINDS = f"""{_PREFIXES} SELECT ?class ?kind ?label
WHERE {{ ?class cg:kind ?kind ; rdfs:label ?label }} ORDER BY ?class"""
# Each field stands for any number of terms, in N-Triples.
_CLASSES = (
    _PREFIXES
    + """SELECT ?record ?class
WHERE {{ VALUES ?record {{ {these} }} ?record a|skos:inScheme ?class }}
ORDER BY ?record ?class"""
)
_EXACTLY_NAMED = (
    _PREFIXES
    + """SELECT DISTINCT ?record
WHERE {{ VALUES ?class {{ {these} }} VALUES ?name {{ {name} }}
?record rdfs:label|skos:altLabel|skos:notation ?name ; a|skos:inScheme ?class }}
ORDER BY ?record"""
)
_NAMED = (
    _PREFIXES
    + """SELECT DISTINCT ?record
WHERE {{ VALUES ?class {{ {these} }} ?record a|skos:inScheme ?class ;
rdfs:label|skos:altLabel|skos:notation ?name
FILTER(LCASE(STR(?name)) = {name}
|| LCASE(REPLACE(STR(?record), "^.*[/#]", "")) = {name}) }} ORDER BY ?record"""
)
_NAMES = (
    _PREFIXES
    + """SELECT DISTINCT ?record ?name
WHERE {{ VALUES ?class {{ {these} }} ?record a|skos:inScheme ?class ;
rdfs:label|skos:altLabel ?label BIND(STR(?label) AS ?name) }} ORDER BY ?record ?name"""
)

_IRI, _TEXT = ox.NamedNode, ox.Literal
_PREFERRED = ("credential", "organization")  # of records that share a name, people mean these
_CACHE_SIZE = 20_000  # spellings, of which one record has many
_MAX_SUGGESTIONS = 3  # names in place of an unknown one
_WORD_SIMILARITY = 0.8  # from 0 to 1; a word less alike is another word
_LONG_WORD = 5  # letters; shorter words are too common to search by
_CONCEPT = "http://www.w3.org/2004/02/skos/core#Concept"


class Kind(NamedTuple):
    """A class of records: its IRI, the path segment of its records, and its name."""

    iri: str
    segment: str
    label: str


class RecordLookup(RecordNames):
    """Finds the records of one store by name, and caches what it found."""

    def __init__(self, store: Store) -> None:
        super().__init__(store)
        self._kinds: dict[str, Kind] = {}
        self._found: dict[tuple[str, str], ox.NamedNode] = {}

    @property
    def kinds(self) -> dict[str, Kind]:
        """The kinds of records by the IRI of their class."""
        if not self._kinds:
            found = read_rows(self._store, _KINDS, {"class": _IRI, "kind": _TEXT, "label": _TEXT})
            rows = [[term.value for term in row] for row in found]
            concept = Kind(_CONCEPT, "concept", "Concept")
            self._kinds = {row[0]: Kind(*row) for row in rows} | {_CONCEPT: concept}
        return self._kinds

    def find(self, value: str, parameter: Parameter) -> ox.NamedNode:
        """Return the record of the parameter's class that `value` names.

        Raises BadParameter for a record of another class, UnknownRecord for none or several.
        """
        check_text(value, parameter)
        key = (value, parameter.of_class)
        if key not in self._found:
            if len(self._found) >= _CACHE_SIZE:
                self._found.clear()
            self._found[key] = self._find(value, parameter)
        return self._found[key]

    def with_slug(self, slug: str) -> list[ox.NamedNode]:
        """Return the records with this slug; where several kinds have one, those people mean."""
        found = self._classes(self._candidates(slug))
        preferred = [
            iri for kind in _PREFERRED for iri in found if iri.startswith(f"{RECORDS}{kind}/")
        ]
        return [ox.NamedNode(iri) for iri in preferred[:1] or found]

    def nearest(self, value: str, class_iri: str = "", similarity: float = 0.6) -> dict[str, str]:
        """Return up to three names that resemble the value, each with the IRI of its record.

        Only records of the given class are searched, if there is one; slugs are names too. From 0
        to 1, `similarity` is how much of a name must be the same. If no name is close as a whole,
        names are returned that have a word close to a long word of the value.
        """
        from difflib import get_close_matches

        typed = value.strip().lower()
        if not typed:
            return {}
        names = self._names(class_iri)
        close = get_close_matches(typed, names, _MAX_SUGGESTIONS, similarity)
        if len(typed) > 2:
            close += [name for name in names if typed in name]
        close = close or _names_with_close_words(typed, names)
        return dict(names[name] for name in dict.fromkeys(close[:_MAX_SUGGESTIONS]))

    def _find(self, value: str, parameter: Parameter) -> ox.NamedNode:
        class_iri = expand(parameter.of_class) or ""
        classes = self._classes(self._candidates(value, class_iri))
        matches = [iri for iri, found in classes.items() if not class_iri or class_iri in found]
        if not matches:
            matches = self._named(value, [class_iri] if class_iri else self.kinds)
        preferred = [
            iri for kind in _PREFERRED for iri in matches if iri.startswith(f"{RECORDS}{kind}/")
        ]
        if len(matches) == 1 or preferred:
            return ox.NamedNode((preferred or matches)[0])
        if matches:
            several = tuple(compact(iri) for iri in matches[:5])
            raise UnknownRecord(value, f"single {self._kind_name(class_iri)}", several)
        raise self._not_found(value, class_iri, parameter)

    def _candidates(self, value: str, class_iri: str = "") -> list[str]:
        """Return the IRIs that the value may mean: as an IRI, a CURIE or a slug of the class."""
        if "://" in value:
            return [value.strip("<>")]
        curie = expand(value)
        if curie:
            return [curie]
        slug = value.strip().lower().replace(" ", "-")
        kinds = [self.kinds[class_iri]] if class_iri in self.kinds else self.kinds.values()
        segments = dict.fromkeys(kind.segment for kind in kinds)
        return [f"{RECORDS}{segment}/{slug}" for segment in segments]

    def _classes(self, iris: list[str]) -> dict[str, set[str]]:
        """Return the classes of each of the IRIs that is a record."""
        nodes = [node for iri in iris if (node := _node(iri))]
        these = " ".join(map(str, nodes))
        found: dict[str, set[str]] = {}
        query = _CLASSES.format(these=these)
        for record, of_class in read_rows(self._store, query, {"record": _IRI, "class": _IRI}):
            found.setdefault(record.value, set()).add(of_class.value)
        return found

    def _named(self, name: str, classes: Iterable[str]) -> list[str]:
        """Return the records with this label or code: an exact match, which is quick, or any."""
        these = " ".join(str(ox.NamedNode(iri)) for iri in classes)
        name = name.strip()
        exact = f"{ox.Literal(name)} {ox.Literal(name, language='en')}"
        lower_case = str(ox.Literal(name.lower()))
        for query, terms in ((_EXACTLY_NAMED, exact), (_NAMED, lower_case)):
            bound = query.format(these=these, name=terms)
            if found := [*read_rows(self._store, bound, {"record": _IRI})]:
                return [record.value for [record] in found]
        return []

    def _kind_name(self, class_iri: str) -> str:
        if class_iri in self.kinds:
            return self.kinds[class_iri].label.lower()
        return class_iri.rpartition("/")[2].replace("-", " ") or "record"

    def _not_found(
        self, value: str, class_iri: str, parameter: Parameter
    ) -> BadParameter | UnknownRecord:
        kind = self._kind_name(class_iri)
        others = self._classes(self._candidates(value))
        if not others and (named := self._named(value, self.kinds)):
            others = self._classes(named)
        if not others:
            return UnknownRecord(value, kind, tuple(self.nearest(value, class_iri)))
        other = with_article(self._narrowest(min(others.values(), key=self._preference)))
        expected = f"--{parameter.name} expects {with_article(kind)}, such as {parameter.sample}"
        return BadParameter(parameter.name, value, f"is {other}; {expected}")

    def _preference(self, classes: set[str]) -> int:
        segments = {self.kinds[iri].segment for iri in classes if iri in self.kinds}
        ranks = [_PREFERRED.index(segment) for segment in segments & {*_PREFERRED}]
        return min(ranks, default=len(_PREFERRED))

    def _narrowest(self, classes: set[str]) -> str:
        """Return the label of the narrowest class: an issuer rather than an organization."""
        known = [self.kinds[iri] for iri in classes if iri in self.kinds]
        broad = {"Organization", "Advice", "Concept"}
        known.sort(key=lambda kind: (kind.label in broad, kind.label))
        return known[0].label.lower() if known else "something else"

    def _names(self, class_iri: str) -> dict[str, tuple[str, str]]:
        """Return every name and slug in lower case, each with its spelling and its record's IRI."""
        classes = [class_iri] if class_iri else self.kinds
        these = " ".join(str(ox.NamedNode(iri)) for iri in classes)
        names: dict[str, tuple[str, str]] = {}
        query = _NAMES.format(these=these)
        for record, name in read_rows(self._store, query, {"record": _IRI, "name": _TEXT}):
            slug = split_iri(record.value)[1]
            for spelling in (name.value, slug):
                names[spelling.lower()] = spelling, record.value
        return names


def _names_with_close_words(typed: str, names: Iterable[str]) -> list[str]:
    """Return, for each misspelt long word, the shortest name that has a word close to it."""
    from difflib import get_close_matches

    shortest_last = sorted(names, key=len, reverse=True)
    words = {word: name for name in shortest_last for word in _long_words(name)}
    misspelt = [word for word in _long_words(typed) if word not in words]
    close = [get_close_matches(word, words, 1, _WORD_SIMILARITY) for word in misspelt]
    return [words[word] for matches in close for word in matches]


def _long_words(text: str) -> list[str]:
    return [word for word in re.split(r"\W+", text) if len(word) >= _LONG_WORD]


def check_text(value: str, parameter: Parameter) -> None:
    """Raise BadParameter for half a character (a lone surrogate), which no RDF term can hold."""
    if not is_text(value):
        raise BadParameter(parameter.name, repr(value), "is no text: it holds half a character")


def _node(iri: str) -> ox.NamedNode | None:
    try:
        return ox.NamedNode(iri)
    except ValueError:
        return None
