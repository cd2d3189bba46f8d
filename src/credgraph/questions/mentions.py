"""The records that a text in words mentions, by any of their names, with typing errors forgiven."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import product
from typing import NamedTuple

import pyoxigraph as ox

from credgraph.rdf import RECORDS, expand
from credgraph.store import Store, read_rows

__all__ = ["Mention", "MentionFinder", "Spelling", "stem_of", "words_of"]

_NAMES = """PREFIX cg: <https://w3id.org/credgraph/ns#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
SELECT DISTINCT ?record ?class ?name
WHERE {
  ?record a|skos:inScheme ?class .
  { ?record rdfs:label|skos:altLabel|skos:notation ?name }
  UNION { ?role cg:closestOccupation ?record ; rdfs:label ?name }
  FILTER NOT EXISTS { ?record rdfs:isDefinedBy <https://w3id.org/credgraph> }
}
ORDER BY ?record ?class ?name"""
_WORD = re.compile(r"[^\W_]+(?:[.+&'-][^\W_]+)*\+?")
_ENDINGS = re.compile(r"(?<=\w{3})(ies|es|s|ing|ed|e)$")
_SHORTENED = re.compile(r"(?<=\w{2})'(s|ll|re|ve|d)$")  # who'll, what's
_LEVEL = re.compile(r"\b(?:level|l) ?(?=[1-9ivx]+\b)")
_DIRECTION = re.compile(r"^([nsew])(?:orth|outh|ast|est)\b")
_LONGEST = 9  # words of a name
_MAX_WORDS = 60  # of a text; what follows is not read
_NUMBERED = 4  # letters from which a word may be plural: "was" is not several WA
_MISSPELT = 5  # letters from which a word may be mistyped
_SIMILARITY = 0.8  # of 1: how much of a mistyped word must be right
# Records that say something of others: their names are sentences, and hide whom they are about.
_STATEMENTS = re.compile(RECORDS + "(change|claim|comparison-row|cost|dispute|recognition|wage)/")
_EMPLOYER = expand("cg:Employer") or ""
_NUMBERED_NAME = re.compile(r"(.*\w) (?:level |l)?(?:\d\d?|i{1,3}|iv)")
_SAME_AGAIN = frozenset(("and", "or", "vs", "versus", "than"))  # OSHA 10 or 30
_CERTIFIED = ("cert", "certificate", "certification", "credential")
# Names that are everyday words too: a state's code counts only in capitals.
_EVERYDAY = frozenset(
    re.findall(
        r"\w+",
        "a al am an and are as at be by ca can co ct de do for go hi i id if in is it job jobs la"
        " ma me mi mo ms my ne no of oh ok on or pa pay so the to us we who will work",
    )
)


class Mention(NamedTuple):
    """Records that some words name: their IRIs with their classes, and where the words stand.

    "CPT exam" names an examination; the CPT, which its first word names, is among the records too,
    and `name_end` is where that shorter name ends. What `is_common` is a common noun, such as
    community colleges or high school, rather than the name of one.
    """

    records: dict[str, frozenset[str]]
    start: int
    end: int
    name_end: int
    is_common: bool = False


def words_of(text: str) -> list[str]:
    """Return the words of a text as typed, no more than sixty.

    >>> words_of("Who pays for the CPT+ in SC?")
    ['Who', 'pays', 'for', 'the', 'CPT+', 'in', 'SC']
    """
    return _WORD.findall(text[:2000].replace("\u2019", "'"))[:_MAX_WORDS]


@cache
def stem_of(word: str) -> str:
    """Return a word without the endings that change with number and time.

    >>> stem_of("Hires"), stem_of("hiring")
    ('hir', 'hir')
    """
    return _ENDINGS.sub("", _SHORTENED.sub("", word.lower()))


def _forms(record: str, name: str) -> list[tuple[str, ...]]:
    """Return the words of a name, and of forms of it: without hyphens, or shortened.

    SMSCP Level 1 is also SMSCP 1, food and beverage is also food, North Dakota also N Dakota, and
    Washington, D.C. also Washington DC.
    """
    lowered = " ".join(words_of(name)).lower()
    is_double = record.startswith((f"{RECORDS}industry/", f"{RECORDS}module/"))
    shorter = lowered.partition(" and ")[0] if is_double else lowered
    if record.startswith(f"{RECORDS}area/"):
        shorter = _DIRECTION.sub(r"\1", lowered)
    plain = [lowered.replace("-", " "), lowered.replace(".", "")]
    forms = dict.fromkeys([lowered, _LEVEL.sub("", lowered), shorter, *plain, *_titles(lowered)])
    split = [tuple(form.split()) for form in forms]
    return [words for words in split if 0 < len(words) <= _LONGEST]


def _titles(name: str) -> list[str]:
    """Return the other way to say a title: production technician certificate."""
    title = name.removeprefix("certified ")
    return [] if title == name else [f"{title} {word}" for word in _CERTIFIED]


def _numbers(words: list[str]) -> list[tuple[str, ...]]:
    """Return the words with their last one as it is and in either number."""
    *most, last = words
    if len(last) < _NUMBERED:
        return [(*words,)]
    return [(*words,), (*most, last.removesuffix("s") if last[-1] == "s" else f"{last}s")]


def _is_common(record: str, name: str) -> bool:
    """Tell whether a name is of a sort of school or diploma: it has no capital but its first."""
    _, *others = words_of(name) or [""]
    is_named = record.startswith((f"{RECORDS}organization/", f"{RECORDS}credential/"))
    return is_named and " ".join(others).islower()


def _has_credential(records: Iterable[str]) -> bool:
    return any(iri.startswith(f"{RECORDS}credential/") for iri in records)


class MentionFinder:
    """Finds the records of a store that a text mentions."""

    def __init__(self, store: Store) -> None:
        self._names: dict[tuple[str, ...], dict[str, set[str]]] = {}
        self._common = set[tuple[str, ...]]()
        self._longest: dict[str, int] = {}  # words of the longest name, by its first
        kinds = {"record": ox.NamedNode, "class": ox.NamedNode, "name": ox.Literal}
        for record, of_class, name in read_rows(store, _NAMES, kinds):
            if _STATEMENTS.match(record.value):
                continue
            if _is_common(record.value, name.value):
                self._common.update(_forms(record.value, name.value))
            for words in _forms(record.value, name.value):
                self._add(words, record.value, of_class.value)
        self._add_families()
        self._add_first_words()
        self.vocabulary = frozenset(word for words in self._names for word in words)

    def _add(self, words: tuple[str, ...], record: str, *classes: str) -> None:
        self._longest[words[0]] = max(self._longest.get(words[0], 1), len(words))
        self._names.setdefault(words, {}).setdefault(record, set()).update(classes)

    def _add_families(self) -> None:
        """Let what the names of several levels have in common name them all: SMSCP."""
        families: dict[tuple[str, ...], dict[str, set[str]]] = {}
        for words, records in self._names.items():
            if family := _NUMBERED_NAME.fullmatch(" ".join(words)):
                for record, classes in records.items():
                    if record.startswith(f"{RECORDS}credential/"):
                        families.setdefault((*family[1].split(),), {})[record] = classes
        for words, records in families.items():
            if len(records) > 1 and words not in self._names:
                for record, classes in records.items():
                    self._add(words, record, *classes)

    def _add_first_words(self) -> None:
        """Let an employer go by the first word of its name, if it is of no other: Lockheed."""
        named: dict[str, set[str]] = {}
        for words, records in self._names.items():
            for word in words:
                named.setdefault(word, set()).update(records)
        for words, records in [*self._names.items()]:
            first, *rest = words
            if rest and len(first) >= _MISSPELT and len(records) == len(named[first]) == 1:
                for record, classes in records.items():
                    if _EMPLOYER in classes:
                        self._add((first,), record, *classes)

    def find(self, words: list[str]) -> list[Mention]:
        """Return the mentions in order, each the longest name that begins there."""
        return [*self._mentions(words)]

    def _mentions(self, words: list[str]) -> Iterator[Mention]:
        lowered, start = [word.lower().removesuffix("'s") for word in words], 0
        last: list[str] = []
        while start < len(words):
            if again := self._same_again(last, lowered, start):
                yield again
                start = again.end
                continue
            longest = max(self._longest.get(first, 0) for [first] in _numbers([lowered[start]]))
            for end in range(min(len(words), start + longest), start, -1):
                found = self._named(lowered[start:end])
                if found and not self._is_everyday(words, start, end):
                    name_end, shorter = self._credential_in(lowered, start, end)
                    every = found if _has_credential(found) else found | shorter
                    records = {iri: frozenset(classes) for iri, classes in every.items()}
                    is_common = self._is_common(lowered[start:end])
                    yield Mention(records, start, end, name_end, is_common)
                    last, start = lowered[start:end], end - 1
                    break
            start += 1

    def _same_again(self, last: list[str], words: list[str], start: int) -> Mention | None:
        """Find what is said of a second name where the first has the rest: OSHA 10 or 30."""
        if words[start] == "level" or words[max(0, start - 1)] in _SAME_AGAIN:
            for kept, end in product(range(len(last) - 1, 0, -1), (start + 2, start + 1)):
                found = self._names.get((*last[:kept], *words[start:end]), {})
                if _has_credential(found):
                    records = {iri: frozenset(classes) for iri, classes in found.items()}
                    return Mention(records, start, end, end)
        return None

    def _credential_in(
        self, words: list[str], start: int, end: int
    ) -> tuple[int, dict[str, set[str]]]:
        """Find a credential that the first words of a longer name name by themselves."""
        for shorter in range(end - 1, start, -1):
            if self._is_common(words[start:shorter]):  # a high school student
                continue
            found = self._names.get(tuple(words[start:shorter]), {})
            if _has_credential(found):
                return shorter, found
        return end, {}

    def _named(self, words: list[str]) -> dict[str, set[str]]:
        """Return what these words name, with their last one in either number."""
        found: dict[str, set[str]] = {}
        for name in _numbers(words):
            found |= self._names.get(name, {})
        return found

    def _is_common(self, words: list[str]) -> bool:
        return any(name in self._common for name in _numbers(words))

    def _is_everyday(self, words: list[str], start: int, end: int) -> bool:
        only = words[start]
        return end - start == 1 and only.lower() in _EVERYDAY and not only.isupper()


class Spelling:
    """The words that are right, by which mistyped ones are mended."""

    def __init__(self, known: Iterable[str], stems: Iterable[str] = ()) -> None:
        self._known = frozenset(known)
        self._stems = frozenset([*map(stem_of, self._known), *stems])
        self._choices: dict[str, list[str]] = {}  # by the first letter, which is seldom wrong
        for word in sorted(self._known):
            if len(word) >= _MISSPELT - 1:
                self._choices.setdefault(word[0], []).append(word)

    def mended(self, word: str) -> str:
        """Return the word or, if it is mistyped, the nearest right one."""
        from difflib import get_close_matches

        lowered = word.lower()
        if len(word) < _MISSPELT or lowered in self._known or stem_of(word) in self._stems:
            return word
        choices = self._choices.get(lowered[0], [])
        return next(iter(get_close_matches(lowered, choices, 1, _SIMILARITY)), word)
