"""Finding records by what people call them: a slug, a label, a code, a CURIE or an IRI."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

import pyoxigraph as ox

from credgraph.errors import BadParameter, UnknownRecord
from credgraph.questions.catalogue import Parameter
from credgraph.rdf import RECORDS, bind_parameters, compact, expand, split_parameters
from credgraph.results import Table, Term, with_article
from credgraph.store import Solutions, Store

__all__ = ["Kind", "RecordLookup"]

_PREFIXES = """PREFIX cg: <https://w3id.org/credgraph/ns#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
"""
# `?_these_iri` stands for any number of terms, `?_name_string` for one.
_KINDS = f"""{_PREFIXES} SELECT ?class ?kind ?label
WHERE {{ ?class cg:kind ?kind ; rdfs:label ?label }} ORDER BY ?class"""
_CLASSES = split_parameters(f"""{_PREFIXES} SELECT ?record ?class
WHERE {{ VALUES ?record {{ ?_these_iri }} ?record a|skos:inScheme ?class }}
ORDER BY ?record ?class""")
_LABELS = split_parameters(f"""{_PREFIXES} SELECT ?record (MIN(STR(?name)) AS ?label)
WHERE {{ VALUES ?record {{ ?_these_iri }} ?record rdfs:label ?name
FILTER(LANG(?name) IN ("en", "")) }} GROUP BY ?record""")
_EXACTLY_NAMED = split_parameters(f"""{_PREFIXES} SELECT DISTINCT ?record
WHERE {{ VALUES ?class {{ ?_these_iri }} VALUES ?name {{ ?_name_string }}
?record rdfs:label|skos:altLabel|skos:notation ?name ; a|skos:inScheme ?class }}
ORDER BY ?record""")
_NAMED = split_parameters(f"""{_PREFIXES} SELECT DISTINCT ?record
WHERE {{ VALUES ?class {{ ?_these_iri }} ?record a|skos:inScheme ?class ;
rdfs:label|skos:altLabel|skos:notation ?name
FILTER(LCASE(STR(?name)) = ?_name_string
|| LCASE(REPLACE(STR(?record), "^.*[/#]", "")) = ?_name_string) }} ORDER BY ?record""")
_NAMES = split_parameters(f"""{_PREFIXES} SELECT DISTINCT ?record ?name
WHERE {{ VALUES ?class {{ ?_these_iri }} ?record a|skos:inScheme ?class ;
rdfs:label|skos:altLabel ?label BIND(STR(?label) AS ?name) }} ORDER BY ?record ?name""")

_MAIN = ("credential", "organization")  # of several records with one name, people mean these
_CHUNK = 500  # IRIs in one look-up of labels
_REMEMBERED = 20_000  # names of records, each as it was typed
_MOST_NEAR = 3  # names suggested in place of one that is unknown
_SPELT_ALIKE = 0.8  # how much of a word must be the same, from 0 to 1
_LONG = 5  # letters of a word that tells what is meant
_CONCEPT = "http://www.w3.org/2004/02/skos/core#Concept"


class Kind(NamedTuple):
    """A class of records: its IRI, the path segment of its records, and its name."""

    iri: str
    segment: str
    label: str


class RecordLookup:
    """The records of one store by name; what was found once is remembered."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._kinds: dict[str, Kind] = {}
        self._found: dict[tuple[str, str], ox.NamedNode] = {}

    @property
    def kinds(self) -> dict[str, Kind]:
        """The classes that have records, by IRI."""
        if not self._kinds:
            rows = [[term.value for term in row] for row in self._rows(_KINDS)]
            concept = Kind(_CONCEPT, "concept", "Concept")
            self._kinds = {row[0]: Kind(*row) for row in rows} | {_CONCEPT: concept}
        return self._kinds

    def find(self, value: str, parameter: Parameter) -> ox.NamedNode:
        """Return the record that `value` names, of the class that the parameter wants.

        Raises BadParameter for a record of another class, UnknownRecord for none or several.
        """
        key = (value, parameter.of_class)
        if key not in self._found:
            if len(self._found) >= _REMEMBERED:  # one record has many spellings
                self._found.clear()
            self._found[key] = self._find(value, parameter)
        return self._found[key]

    def nearest(self, value: str, wanted: str = "", alike: float = 0.6) -> dict[str, str]:
        """Return up to three names that come close to the value, each with the IRI of its record.

        They are names of the `wanted` class, an IRI, or of any; slugs are names too. `alike` is how
        much of a name must be the same, from 0 to 1. Where no name is close as a whole, those with
        a word close to a long word of the value are.
        """
        from difflib import get_close_matches

        typed = value.strip().lower()
        if not typed:
            return {}
        names = self._names(wanted)
        close = get_close_matches(typed, names, _MOST_NEAR, alike)
        close += [name for name in names if typed in name][: _MOST_NEAR if len(typed) > 2 else 0]
        if not close:
            shortest_last = sorted(names, key=len, reverse=True)
            words = {word: name for name in shortest_last for word in _long_words(name)}
            for word in _long_words(typed):
                if word not in words:  # what is spelt right has not been misspelt
                    close += [
                        words[near] for near in get_close_matches(word, words, 1, _SPELT_ALIKE)
                    ]
        return dict(names[name] for name in dict.fromkeys(close[:_MOST_NEAR]))

    def labels(self, iris: Iterable[ox.NamedNode]) -> dict[str, str]:
        """Return the English label of each IRI that has one."""
        nodes, found = list(dict.fromkeys(iris)), dict[str, str]()
        for start in range(0, len(nodes), _CHUNK):
            these = " ".join(map(str, nodes[start : start + _CHUNK]))
            for record, label in self._rows(bind_parameters(_LABELS, {"?_these_iri": these})):
                found[record.value] = label.value
        return found

    def labelled(self, table: Table) -> Table:
        """Return the table with each IRI replaced by its label or, without one, its short form."""
        nodes = [cell for row in table.rows for cell in row if isinstance(cell, ox.NamedNode)]
        names = self.labels(nodes)

        def name(cell: Term | None) -> Term | None:
            if not isinstance(cell, ox.NamedNode):
                return cell
            return ox.Literal(names.get(cell.value) or compact(cell.value))

        return Table(table.columns, [tuple(map(name, row)) for row in table.rows])

    def _rows(self, query: str) -> list[tuple[ox.NamedNode, ...]]:
        solutions = self._store.query(query)
        assert isinstance(solutions, ox.QuerySolutions | Solutions)
        return [tuple(row) for row in solutions]

    def _find(self, value: str, parameter: Parameter) -> ox.NamedNode:
        wanted = expand(parameter.of_class) or ""
        classes = self._classes(self._candidates(value, wanted))
        right = [iri for iri, found in classes.items() if not wanted or wanted in found]
        if not right:
            right = self._named(value, [wanted] if wanted else self.kinds)
        main = [iri for kind in _MAIN for iri in right if iri.startswith(f"{RECORDS}{kind}/")]
        if len(right) == 1 or main:
            return ox.NamedNode((main or right)[0])
        if right:
            several = tuple(compact(iri) for iri in right[:5])
            raise UnknownRecord(value, f"single {self._kind_name(wanted)}", several)
        raise self._not_found(value, wanted, parameter)

    def _candidates(self, value: str, wanted: str = "") -> list[str]:
        """List the IRIs that the value may be: itself, a CURIE, or a slug of the wanted kind."""
        if "://" in value:
            return [value.strip("<>")]
        curie = expand(value)
        if curie:
            return [curie]
        slug = value.strip().lower().replace(" ", "-")
        kinds = [self.kinds[wanted]] if wanted in self.kinds else self.kinds.values()
        segments = dict.fromkeys(kind.segment for kind in kinds)
        return [f"{RECORDS}{segment}/{slug}" for segment in segments]

    def _classes(self, iris: list[str]) -> dict[str, set[str]]:
        nodes = [node for iri in iris if (node := _node(iri))]
        these = " ".join(map(str, nodes))
        found: dict[str, set[str]] = {}
        for record, of_class in self._rows(bind_parameters(_CLASSES, {"?_these_iri": these})):
            found.setdefault(record.value, set()).add(of_class.value)
        return found

    def _named(self, name: str, classes: Iterable[str]) -> list[str]:
        """Return the records with this label or code: first exactly, which an index finds."""
        these = " ".join(str(ox.NamedNode(iri)) for iri in classes)
        name = name.strip()
        exact = f"{ox.Literal(name)} {ox.Literal(name, language='en')}"
        tries = ((_EXACTLY_NAMED, exact), (_NAMED, str(ox.Literal(name.lower()))))
        for query, terms in tries:
            rows = self._rows(
                bind_parameters(query, {"?_these_iri": these, "?_name_string": terms})
            )
            if rows:
                return [row[0].value for row in rows]
        return []

    def _kind_name(self, wanted: str) -> str:
        if wanted in self.kinds:
            return self.kinds[wanted].label.lower()
        return wanted.rpartition("/")[2].replace("-", " ") or "record"

    def _not_found(
        self, value: str, wanted: str, parameter: Parameter
    ) -> BadParameter | UnknownRecord:
        other = self._classes(self._candidates(value))
        if not other and (named := self._named(value, self.kinds)):
            other = self._classes(named)
        for found in sorted(other.values(), key=self._rank):
            is_a = self._most_telling(found)
            example = f"--{parameter.name} wants {with_article(self._kind_name(wanted))}"
            problem = f"is {with_article(is_a)}; {example}, such as {parameter.sample}"
            return BadParameter(parameter.name, value, problem)
        return UnknownRecord(value, self._kind_name(wanted), tuple(self.nearest(value, wanted)))

    def _rank(self, classes: set[str]) -> int:
        segments = {self.kinds[iri].segment for iri in classes if iri in self.kinds}
        return min((_MAIN.index(segment) for segment in segments & {*_MAIN}), default=len(_MAIN))

    def _most_telling(self, classes: set[str]) -> str:
        """Return the label of the narrowest class: an issuer rather than an organization."""
        known = [self.kinds[iri] for iri in classes if iri in self.kinds]
        general = {"Organization", "Advice", "Concept"}
        known.sort(key=lambda kind: (kind.label in general, kind.label))
        return known[0].label.lower() if known else "something else"

    def _names(self, wanted: str) -> dict[str, tuple[str, str]]:
        """Return every name and slug in small letters, with how it is written and its record."""
        these = " ".join(str(ox.NamedNode(iri)) for iri in ([wanted] if wanted else self.kinds))
        names: dict[str, tuple[str, str]] = {}
        for record, name in self._rows(bind_parameters(_NAMES, {"?_these_iri": these})):
            slug = record.value.rpartition("/")[2].rpartition("#")[2]
            for written in (name.value, slug):
                names[written.lower()] = written, record.value
        return names


def _long_words(text: str) -> list[str]:
    return [word for word in re.split(r"\W+", text) if len(word) >= _LONG]


def _node(iri: str) -> ox.NamedNode | None:
    try:
        return ox.NamedNode(iri)
    except ValueError:
        return None
