"""Questions asked in words: which question of the library is meant, and with which values.

Nothing is learnt and nothing is random. The words are compared with the summary and the example
phrasings of each question, the names of records in both replaced by the class of the record; a
question whose parameters the text fills is nearer than one whose parameters stay open.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

from credgraph.errors import CredGraphError
from credgraph.questions.catalogue import Catalogue, Parameter
from credgraph.questions.everyday import IDLE, SHORT
from credgraph.questions.interpretation import Interpretation
from credgraph.questions.lookup import RecordLookup
from credgraph.questions.mentions import Mention, stem_of, words_of
from credgraph.questions.phrasebook import QUOTED, Asked, Phrasebook
from credgraph.questions.wording import (
    COUNTRY,
    MEASURES,
    Wording,
    is_issuer,
    is_part_of_country,
    is_topic,
    kind_of,
    meaning_of,
    negations_of,
    wording_of,
)
from credgraph.rdf import RECORDS, compact, expand
from credgraph.store import Store

__all__ = ["WordReader"]

_SURE = 1.0  # of about 2.5: from this score a question is answered without asking back
_MARGIN = 0.1  # by which it must be ahead of the next one
_OFF_TOPIC = 0.50  # against a question that shares no telling word with the text
_COVERED = 0.6  # of 1: how much of what is asked the question must say too, to be sure
_COMMON = 1.5  # weight of words that many questions have, which alone tell none
_FOLLOWED = 0.5  # of 1: how alike in neighbours a phrasing of such words must be, to be sure
_PLAIN = 2  # telling words that the question has, beside which one may be of no question
_FILLED, _OPEN, _UNUSED = 0.10, 0.50, 0.25  # for and against: parameters, names that fit nowhere
_NUMBER = re.compile(r"\$?(\d[\d,]*(?:\.\d+)?)\s?([kK]|thousand|grand)?(?![\w-])")
_YEAR = re.compile("(19|20)[0-9]{2}")
_DATE = re.compile(r"\b(\d{4})(-\d\d-\d\d)?\b")


class _Reading(NamedTuple):
    """A text taken for one question: what fills its parameters, and the mentions left over."""

    question: Asked
    score: float
    found: dict[str, list[str]]
    left: list[Mention]

    @property
    def name(self) -> str:
        return self.question.name


class WordReader:
    """Reads texts in words for the questions and the records of one graph."""

    def __init__(
        self,
        store: Store,
        questions: Catalogue,
        records: RecordLookup,
        phrasebook: Callable[[], Phrasebook] | None = None,
    ) -> None:
        book = phrasebook() if phrasebook else Phrasebook(store, questions)
        self._records, self._questions = records, book.questions
        self._finder, self._likeness = book.finder, book.likeness
        self._negations, self._spelling = book.negations, book.spelling

    def read(self, text: str) -> Interpretation:
        """Return what a text asks for; `is_sure` tells whether it can be answered at once."""
        typed = words_of(text)
        words = self._mended(typed)
        mentions = self._finder.find(words)
        wording = wording_of(words, mentions)
        best, *others = self._readings(wording, mentions, text)
        is_near = best.score >= _SURE and best.score - others[0].score >= _MARGIN
        ignored = self._ignored(best, typed, words, mentions)
        choices = self._choices(best) if is_near else []
        return Interpretation(
            best.name,
            self._values(best),
            round(best.score, 3),
            tuple([*choices, *((other.name, self._values(other)) for other in others)][:2]),
            is_near
            and not choices
            and negations_of(words) <= self._negations[best.name]
            and self._answers_all(best, wording, mentions, text),
            ignored,
        )

    def _mended(self, typed: list[str]) -> list[str]:
        """Return the words without short forms and typing errors, names as they are."""
        named = {at for m in self._finder.find(typed) for at in range(m.start, m.end)}
        return [
            word if at in named else self._spelling.mended(SHORT.get(word.lower(), word))
            for at, word in enumerate(typed)
        ]

    def _readings(self, wording: Wording, mentions: list[Mention], text: str) -> list[_Reading]:
        """Return the text as each question would take it, the nearest first."""
        likeness, readings = self._likeness.of(wording), list[_Reading]()
        for name, question in self._questions.items():
            found, left = self._meant(question, mentions, text)
            reading = _Reading(question, likeness[name], found, left)
            readings.append(reading._replace(score=self._scored(reading, wording)))
        return sorted(readings, key=lambda reading: (-reading.score, reading.name))

    def _scored(self, reading: _Reading, wording: Wording) -> float:
        """Return how near a question is: how alike, and how well what is named fits in it."""
        question, telling = reading.question, wording.telling
        filled, takes_text = len(reading.found), question.takes_text
        score = reading.score + _FILLED * (filled - takes_text)
        score -= _OPEN * (len(question.parameters) - filled)
        if telling and not telling & self._likeness.vocabulary(question.name):
            score -= _OFF_TOPIC
        return score if takes_text else score - _UNUSED * len(reading.left)

    def _answers_all(
        self, reading: _Reading, wording: Wording, mentions: list[Mention], text: str
    ) -> bool:
        """Tell whether the question leaves nothing of the text aside and nothing of itself open.

        A place it cannot take, a word that no question has and a second thing asked are left aside.
        """
        question, own = reading.question, self._likeness.vocabulary(reading.name)
        different = {tuple(values) for values in reading.found.values()}
        if len(different) < len(question.parameters):  # one is open, or two are the same
            return False
        telling = wording.telling
        if question.takes_text:  # any words may be the text, if they stand together
            [*_, [asked_for]] = reading.found.values()
            together = asked_for in text or asked_for in " ".join(words_of(text))
            return bool(telling & own) and together
        taken = {kind_of(mention) for mention in mentions if mention not in reading.left}
        left = [mention for mention in reading.left if not is_issuer(mention, mentions)]
        is_narrower = any(
            kind_of(mention) in taken or kind_of(mention) not in own or is_part_of_country(mention)
            for mention in left
        )
        asked = wording.words & MEASURES
        unknown = [word for word in telling if word not in self._likeness]
        is_plain = bool(question.parameters) and len(telling & own) >= _PLAIN
        is_read = (
            len(unknown) <= is_plain and self._likeness.share(telling, reading.name) >= _COVERED
        )
        is_clear = self._likeness.weight(telling & own) > _COMMON or (
            self._likeness.in_neighbours(wording, reading.name) >= _FOLLOWED
        )
        return is_read and is_clear and asked <= own and len(asked) < 2 and not is_narrower

    def _meant(
        self, question: Asked, mentions: list[Mention], text: str
    ) -> tuple[dict[str, list[str]], list[Mention]]:
        """Return what the text may mean for each parameter it fills, records as their IRIs.

        Mentions are used in order, common nouns last; those that fit no parameter are left over.
        """
        found = dict[str, list[str]]()
        left = sorted(mentions, key=lambda mention: mention.is_common)
        is_of_states = COUNTRY not in self._likeness.vocabulary(question.name)
        for parameter in question.parameters:
            if parameter.datatype == "iri":
                fitting = [
                    (m, iris) for m in left if (iris := _fitting(m, parameter, is_of_states))
                ]
                for mention, found[parameter.name] in fitting[:1]:
                    left.remove(mention)
            elif parameter.datatype in ("decimal", "integer") and (number := _number(text)):
                found[parameter.name] = [number]
            elif parameter.datatype == "date" and (date := _DATE.search(text)):
                found[parameter.name] = [date[0] if date[2] else f"{date[1]}-01-01"]
            elif parameter.datatype == "string" and (rest := self._rest(question, text)):
                found[parameter.name] = [rest]
        return found, [mention for mention in left if not is_topic(mention)]

    def _ignored(
        self, reading: _Reading, typed: list[str], words: list[str], mentions: list[Mention]
    ) -> tuple[str, ...]:
        """Return as typed the places and years that fit no parameter, and names of nothing."""
        if reading.question.takes_text:
            return ()
        places = [mention for mention in reading.left if is_part_of_country(mention)]
        named = {at for mention in mentions for at in range(mention.start, mention.end)}
        unknown = [at for at in range(1, len(typed)) if at not in named]
        spans = [(mention.start, mention.end) for mention in places]
        spans += [(at, at + 1) for at in unknown if self._is_unknown_name(typed, words, at)]
        if not {"date", "integer"} & {p.datatype for p in reading.question.parameters}:
            spans += [(at, at + 1) for at in unknown if _YEAR.fullmatch(words[at])]
        return tuple(" ".join(typed[start:end]) for start, end in sorted({*spans}))

    def _is_unknown_name(self, typed: list[str], words: list[str], at: int) -> bool:
        """Tell whether a word looks like a name, by a capital or by where it stands, of nothing."""
        word = words[at].lower()
        known = stem_of(word.partition("'")[0]) in IDLE or word in self._finder.vocabulary
        looks_so = typed[at][0].isupper() or typed[at - 1].lower() == "in"
        return looks_so and not known and meaning_of(word) not in self._likeness

    def _rest(self, question: Asked, text: str) -> str:
        """Return what stands in quotes or, without any, the words that no phrasing has."""
        if quoted := QUOTED.search(text):
            return quoted[1]
        known = self._likeness.vocabulary(question.name)
        return " ".join(
            word
            for word in words_of(text)
            if meaning_of(word) not in known and stem_of(word) not in IDLE
        )

    def _values(self, reading: _Reading) -> dict[str, str]:
        """Return what was found for the parameters of a question, each record by a short name."""
        found = reading.found
        parameters = [p for p in reading.question.parameters if p.name in found]
        return {
            p.name: self._named(found[p.name], p) if p.datatype == "iri" else found[p.name][0]
            for p in parameters
        }

    def _choices(self, reading: _Reading) -> list[tuple[str, dict[str, str]]]:
        """Return the question with each other credential that a name may mean: SMSCP, any level."""
        return [
            (reading.name, self._values(reading._replace(found=reading.found | {name: [other]})))
            for name, iris in reading.found.items()
            if "/credential/" in _main(iris)[0]
            for other in [iri for iri in iris if "/credential/" in iri][1:]
        ]

    def _named(self, iris: list[str], parameter: Parameter) -> str:
        """Return the shortest name under which the record is found again."""
        iri = _main(iris)[0]
        short = compact(iri)
        slug = short.partition(":")[2]
        try:
            found = self._records.find(slug, parameter).value
        except CredGraphError:  # the slug alone names nothing, or something else
            return short
        return slug if found == iri else short


def _main(iris: list[str]) -> list[str]:
    """Return those of some records that people most likely mean, for those with several names."""
    main = [iri for iri in iris if "/credential/" in iri or "/organization/" in iri]
    main = main or [iri for iri in iris if iri.startswith(RECORDS) and "/concept/" not in iri]
    return main or iris


def _fitting(mention: Mention, parameter: Parameter, is_of_states: bool) -> list[str]:
    """Return the records of a mention that a parameter takes; the country is no state."""
    if is_of_states and kind_of(mention) == COUNTRY:
        return []
    wanted = expand(parameter.of_class)
    return [iri for iri, classes in mention.records.items() if not wanted or wanted in classes]


def _number(text: str) -> str:
    """Return the first number that is no year and no code, such as 65,000 or 65K."""
    for match in _NUMBER.finditer(text):
        plain = match[1].replace(",", "")
        if match[2]:
            return f"{plain}K"
        if float(plain) >= 1000 and not re.fullmatch(r"(19|20)\d\d", match[1]):
            return plain
    return ""
