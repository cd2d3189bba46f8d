"""Questions asked in words: which question of the library is meant, and with which values.

Nothing is learnt and nothing is random. The words are compared with the summary and the example
phrasings of each question, the names of records in both replaced by the class of the record; a
question whose parameters the text fills is nearer than one whose parameters stay open.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from functools import cached_property
from itertools import pairwise
from math import fsum, log, sqrt

from credgraph.errors import CredGraphError
from credgraph.questions.catalogue import Catalogue, Parameter, Question
from credgraph.questions.everyday import ASKING, IDLE, SAME, SHORT
from credgraph.questions.interpretation import Interpretation
from credgraph.questions.lookup import RecordLookup
from credgraph.questions.mentions import Mention, MentionFinder, Spelling, stem_of, words_of
from credgraph.rdf import RECORDS, compact, expand
from credgraph.store import Store

__all__ = ["WordReader"]

_SURE = 0.42  # of about 1.5: from this score a question is answered without asking back
_MARGIN = 0.02  # by which it must be ahead of the next one
_OFF_TOPIC = 0.30  # against a question that shares no telling word with the text
_COVERED = 0.15  # of 1: how much of what is asked the question must say too, to be sure
_FILLED, _OPEN, _UNUSED = 0.15, 0.30, 0.25  # for and against: parameters, names that fit nowhere
_NUMBER = re.compile(r"\$?(\d[\d,]*(?:\.\d+)?)\s?([kK])?(?![\w-])")
_TELLING = re.compile(r"[^\d<](?!ow )[^\d]*")
_QUOTED = re.compile(r'["“”]([^"“”]{1,200})["“”]')
_DATE = re.compile(r"\b(\d{4})(-\d\d-\d\d)?\b")
_MEASURES = frozenset(("how long", "how much", "how many"))
_STRANDED = frozenset(("<on>", "<of>"))  # "what does it build on" is not "what builds on it"
_OTHERS = "<https:>"  # the kind of a concept of another vocabulary
_MAIN_KINDS: tuple[str, ...] = ("credential", "area", "organization", "module")


class WordReader:
    """Reads texts in words for the questions and the records of one graph."""

    def __init__(self, store: Store, questions: Catalogue, records: RecordLookup) -> None:
        self._store, self._records = store, records
        self._questions = {n: q for n, q in questions.items() if q.folder == "explore"}

    @cached_property
    def _finder(self) -> MentionFinder:
        return MentionFinder(self._store)

    @cached_property
    def _phrasings(self) -> dict[str, list[frozenset[str]]]:
        """The features of every phrasing of each question, its summary first."""
        return {
            name: [self._features(text) for text in _spoken(question)]
            for name, question in self._questions.items()
        }

    @cached_property
    def _spelling(self) -> Spelling:
        """The words of names and of phrasings."""
        texts = [text for question in self._questions.values() for text in _spoken(question)]
        spoken = {word.lower() for text in texts for word in words_of(text)}
        return Spelling(spoken | self._finder.vocabulary, IDLE)

    @cached_property
    def _vocabularies(self) -> dict[str, frozenset[str]]:
        """The features of all phrasings of each question together."""
        return {name: frozenset().union(*texts) for name, texts in self._phrasings.items()}

    @cached_property
    def _weights(self) -> dict[str, float]:
        """How telling a word is: the rarer among the questions, the more."""
        seen = Counter(word for words in self._vocabularies.values() for word in words)
        return {word: log(1 + len(self._questions) / count) for word, count in seen.items()}

    def read(self, text: str) -> Interpretation:
        """Return what a text asks for; `is_sure` tells whether it can be answered at once."""
        typed = words_of(text)
        words = [self._spelling.mended(SHORT.get(word.lower(), word)) for word in typed]
        mentions = self._finder.find(words)
        features = self._features_in(words, mentions)
        ranked = sorted(
            (self._scored(name, features, mentions, text) for name in self._questions),
            key=lambda entry: (-entry[0], entry[1]),
        )
        (score, name, found), *others = ranked
        is_near = score >= _SURE and score - others[0][0] >= _MARGIN
        is_sure = is_near and self._answers_all(name, features, mentions, text)
        nearest = tuple((other, self._values(other, given)) for _, other, given in others[:2])
        values, ignored = self._values(name, found), self._ignored(name, typed, words, mentions)
        return Interpretation(name, values, round(score, 3), nearest, is_sure, ignored)

    def _answers_all(
        self, name: str, features: frozenset[str], mentions: list[Mention], text: str
    ) -> bool:
        """Tell whether the question leaves nothing of the text aside and nothing of itself open.

        A place it cannot take, a word that no question has and a second thing asked are left aside.
        """
        question, own = self._questions[name], self._vocabularies[name]
        found, left = self._meant(question, mentions, text)
        different = {tuple(values) for values in found.values()}
        if len(different) < len(question.parameters):  # one is open, or two are the same
            return False
        telling = _telling(features)
        if _takes_text(question):  # any words may be the text
            return bool(telling & own)
        taken = {_kind(mention) for mention in mentions if mention not in left}
        left = [mention for mention in left if not _is_issuer(mention, mentions)]
        is_narrower = any(_kind(mention) in taken or _kind(mention) not in own for mention in left)
        asked = features & _MEASURES
        is_read = telling <= self._weights.keys() and self._share(telling, own) >= _COVERED
        return is_read and asked <= own and len(asked) < 2 and not is_narrower

    def _share(self, words: frozenset[str], own: frozenset[str]) -> float:
        """Return how much of some words, by weight, is among a question's own; 1 for no words."""
        return self._size(words & own) / self._size(words) if words else 1.0

    def _size(self, words: Iterable[str]) -> float:  # fsum: the order of a set must not matter
        return fsum(self._weights.get(word, 1.0) ** 2 for word in words)

    def _scored(
        self, name: str, features: frozenset[str], mentions: list[Mention], text: str
    ) -> tuple[float, str, dict[str, list[str]]]:
        question = self._questions[name]
        found, left = self._meant(question, mentions, text)
        unused = 0 if _takes_text(question) else len(left)  # a text may hold names of records
        near = max(self._similarity(features, phrasing) for phrasing in self._phrasings[name])
        near += 0.35 * self._similarity(features, self._vocabularies[name])
        still_open = len(question.parameters) - len(found)
        near += _FILLED * (len(found) - _takes_text(question)) - _OPEN * still_open
        telling = _telling(features)
        if telling and not telling & self._vocabularies[name]:
            near -= _OFF_TOPIC
        return near - _UNUSED * unused, name, found

    def _similarity(self, one: frozenset[str], other: frozenset[str]) -> float:
        shared = self._size(one & other)
        return shared / sqrt(self._size(one) * self._size(other)) if shared else 0.0

    def _features(self, text: str) -> frozenset[str]:
        words = words_of(text)
        return self._features_in(words, self._finder.find(words))

    def _features_in(self, words: list[str], mentions: list[Mention]) -> frozenset[str]:
        """Return the stems, and in place of each mention the kind of what it may name."""
        named = [mention for mention in mentions if not _is_topic(mention)]
        inside = {at for mention in named for at in range(mention.start, mention.name_end)}
        rest = [word.lower() for at, word in enumerate(words) if at not in inside]
        stems = {_meaning(word) for word in rest if stem_of(word) not in IDLE}
        pairs = {f"how {then}" for how, then in pairwise(rest) if how == "how"}
        last = {f"<{word.lower()}>" for word in words[-1:]} & _STRANDED
        return frozenset(stems | pairs | last | {*map(_kind, named)})

    def _meant(
        self, question: Question, mentions: list[Mention], text: str
    ) -> tuple[dict[str, list[str]], list[Mention]]:
        """Return what the text may mean for each parameter it fills, records as their IRIs.

        Mentions are used in order; those that fit no parameter are left over.
        """
        found, left = dict[str, list[str]](), list(mentions)
        for parameter in question.parameters:
            if parameter.datatype == "iri":
                for mention in left:
                    if iris := _fitting(mention, parameter):
                        found[parameter.name] = iris
                        left.remove(mention)
                        break
            elif parameter.datatype in ("decimal", "integer") and (number := _number(text)):
                found[parameter.name] = [number]
            elif parameter.datatype == "date" and (date := _DATE.search(text)):
                found[parameter.name] = [date[0] if date[2] else f"{date[1]}-01-01"]
            elif parameter.datatype == "string" and (rest := self._rest(question, text)):
                found[parameter.name] = [rest]
        return found, [mention for mention in left if not _is_topic(mention)]

    def _ignored(
        self, name: str, typed: list[str], words: list[str], mentions: list[Mention]
    ) -> tuple[str, ...]:
        """Return the places that fit no parameter, and the names that nothing bears, as typed."""
        question = self._questions[name]
        if _takes_text(question):
            return ()
        _, left = self._meant(question, mentions, "")
        places = [mention for mention in left if _is_part_of_country(mention)]
        named = {at for mention in mentions for at in range(mention.start, mention.end)}
        unknown = [at for at in range(1, len(typed)) if at not in named]
        spans = [(mention.start, mention.end) for mention in places]
        spans += [(at, at + 1) for at in unknown if self._is_unknown_name(typed, words, at)]
        return tuple(" ".join(typed[start:end]) for start, end in sorted(spans))

    def _is_unknown_name(self, typed: list[str], words: list[str], at: int) -> bool:
        """Tell whether a word looks like a name, by a capital or by where it stands, of nothing."""
        word = words[at].lower()
        known = stem_of(word.partition("'")[0]) in IDLE or word in self._finder.vocabulary
        looks_so = typed[at][0].isupper() or typed[at - 1].lower() == "in"
        return looks_so and not known and _meaning(word) not in self._weights

    def _rest(self, question: Question, text: str) -> str:
        """Return what stands in quotes or, without any, the words that no phrasing has."""
        if quoted := _QUOTED.search(text):
            return quoted[1]
        known = self._vocabularies[question.name]
        return " ".join(
            word
            for word in words_of(text)
            if _meaning(word) not in known and stem_of(word) not in IDLE
        )

    def _values(self, name: str, found: dict[str, list[str]]) -> dict[str, str]:
        """Return what was found for the parameters of a question, each record by a short name."""
        parameters = [p for p in self._questions[name].parameters if p.name in found]
        return {
            p.name: self._named(found[p.name], p) if p.datatype == "iri" else found[p.name][0]
            for p in parameters
        }

    def _named(self, iris: list[str], parameter: Parameter) -> str:
        """Return the shortest name under which the record is found again."""
        main = [iri for iri in iris if "/credential/" in iri or "/organization/" in iri]
        main = main or [iri for iri in iris if iri.startswith(RECORDS) and "/concept/" not in iri]
        iri = (main or iris)[0]
        short = compact(iri)
        slug = short.partition(":")[2]
        try:
            found = self._records.find(slug, parameter).value
        except CredGraphError:  # the slug alone names nothing, or something else
            return short
        return slug if found == iri else short


def _meaning(word: str) -> str:
    """Return the stem of a word or, where people have several words for one thing, of the main."""
    stem = stem_of(word)
    return SAME.get(stem, stem)


def _is_issuer(mention: Mention, mentions: list[Mention]) -> bool:
    """Tell whether an organization stands right before what it issues, as in AWS CWI."""
    named = _kind(mention) == "<organization>"
    return named and any(mention.end == other.start for other in mentions)


def _telling(features: frozenset[str]) -> frozenset[str]:
    """Leave out kinds of records, numbers, words that only ask, and pairs such as "how long"."""
    return frozenset(word for word in features - ASKING if _TELLING.fullmatch(word))


def _kind(mention: Mention) -> str:
    """Name the one kind that a mention most likely is of: a credential before a topic."""
    kinds = {iri.removeprefix(RECORDS).partition("/")[0] for iri in mention.records}
    main = [kind for kind in _MAIN_KINDS if kind in kinds]
    audience = any("audience" in iri.lower() for c in mention.records.values() for iri in c)
    return "<audience>" if audience and not main else f"<{(main or sorted(kinds))[0]}>"


def _is_topic(mention: Mention) -> bool:
    """Tell whether the words name only a topic, such as study materials or what is online."""
    return _kind(mention) in ("<concept>", _OTHERS)


def _is_part_of_country(mention: Mention) -> bool:
    return _kind(mention) == "<area>" and f"{RECORDS}area/us" not in mention.records


def _fitting(mention: Mention, parameter: Parameter) -> list[str]:
    wanted = expand(parameter.of_class)
    return [iri for iri, classes in mention.records.items() if not wanted or wanted in classes]


def _spoken(question: Question) -> list[str]:
    """Return every phrasing of a question, its summary first, without texts given for a text."""
    main = f"{question.summary} {question.name.replace('_', ' ')} {' '.join(question.tags)}"
    if _takes_text(question):
        return [main, *(_QUOTED.sub("", example) for example in question.examples)]
    return [main, *question.examples]


def _takes_text(question: Question) -> bool:
    return any(parameter.datatype == "string" for parameter in question.parameters)


def _number(text: str) -> str:
    """Return the first number that is no year and no code, such as 65,000 or 65K."""
    for match in _NUMBER.finditer(text):
        plain = match[1].replace(",", "")
        if match[2]:
            return f"{plain}K"
        if float(plain) >= 1000 and not re.fullmatch(r"(19|20)\d\d", match[1]):
            return plain
    return ""
