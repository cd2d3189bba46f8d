"""What a text in words is made of: the words that tell, the records named, and neighbours."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from typing import NamedTuple

from credgraph.questions.everyday import ASKING, IDLE, NEGATIONS, SAME
from credgraph.questions.mentions import Mention, stem_of
from credgraph.rdf import RECORDS

__all__ = [
    "COUNTRY",
    "MEASURES",
    "Wording",
    "is_issuer",
    "is_part_of_country",
    "is_topic",
    "kind_of",
    "meaning_of",
    "negations_of",
    "wording_of",
]

MEASURES = frozenset(("how long", "how much", "how many"))
_STRANDED = frozenset(("<on>", "<of>"))  # "what does it build on" is not "what builds on it"
_ARTICLES = frozenset(("a", "an", "the", "my", "your", "this"))  # which part no neighbours
_SPEAKERS = frozenset(("i", "we", "you", "he", "she"))  # "I don't have": of the asker
_AUXILIARIES = frozenset(("do", "does", "did", "can", "could"))
_TELLING = re.compile(r"[^\d<](?!ow )[^\d]*")
COUNTRY = "<country>"
_OTHERS = "<https:>"  # the kind of a concept of another vocabulary
_MAIN_KINDS = ("credential", "area", "organization", "module")


class Wording(NamedTuple):
    """The stems of a text and the kinds of the records it names, and the pairs of neighbours.

    Idle words are left out of the `words`, and only articles of the `pairs`: "pay for" is more
    than "pay".
    """

    words: frozenset[str]
    pairs: frozenset[str]

    @property
    def telling(self) -> frozenset[str]:
        """The words without kinds of records, numbers, words that only ask, and "how long"."""
        return frozenset(word for word in self.words - ASKING if _TELLING.fullmatch(word))


def wording_of(words: list[str], mentions: list[Mention]) -> Wording:
    """Return what a text is made of, each mention replaced by the kind of what it may name."""
    named = [mention for mention in mentions if not is_topic(mention)]
    kinds = {mention.start: kind_of(mention) for mention in named}
    inside = {at for mention in named for at in range(mention.start, mention.name_end)}
    rest = [part for at, word in enumerate(words) if at not in inside for part in _parts(word)]
    stems = {meaning_of(word) for word in rest if stem_of(word) not in IDLE}
    measures = {f"how {then}" for how, then in pairwise(rest) if how == "how"}
    last = {f"<{word.lower()}>" for word in words[-1:]} & _STRANDED
    neighbours = pairwise(["^", *_in_order(words, kinds, inside), "$"])
    return Wording(
        frozenset(stems | measures | last | {*kinds.values()}),
        frozenset(map(" ".join, neighbours)),
    )


def _in_order(words: list[str], kinds: dict[int, str], inside: set[int]) -> Iterator[str]:
    for at, word in enumerate(words):
        if at in kinds:
            yield kinds[at]
        elif at not in inside and word.lower() not in _ARTICLES:
            yield from map(meaning_of, _parts(word))


def _parts(word: str) -> list[str]:
    """Return the words of a compound, for some write hands-on and others hands on."""
    return [part for part in word.lower().split("-") if part]


@cache
def meaning_of(word: str) -> str:
    """Return the stem of a word or, where people have several words for one thing, of the main."""
    stem = stem_of(word)
    return SAME.get(stem, stem)


def negations_of(words: list[str]) -> frozenset[str]:
    """Return what turns a text into its opposite, save what people say of themselves.

    >>> sorted(negations_of("Which firms don't take people without it".split()))
    ['not', 'without']
    >>> sorted(negations_of("I do not have money".split()))
    []
    """
    lowered = [word.lower() for word in words]
    return frozenset(filter(None, (_negation(lowered, at) for at in range(len(lowered)))))


def _negation(words: list[str], at: int) -> str:
    """Return the negation that a word is or starts with, such as non-veterans, or nothing."""
    meant = meaning_of(words[at])
    found = "non" if meant.startswith("non-") else meant
    before = [word for word in words[max(0, at - 2) : at] if word not in _AUXILIARIES]
    is_of_asker = found == "not" and ("my" in before or not _SPEAKERS.isdisjoint(before[-1:]))
    return found if found in NEGATIONS and not is_of_asker else ""


def kind_of(mention: Mention) -> str:
    """Name the one kind that a mention most likely is of: a credential before a topic."""
    kinds = {iri.removeprefix(RECORDS).partition("/")[0] for iri in mention.records}
    main = [kind for kind in _MAIN_KINDS if kind in kinds]
    if f"{RECORDS}area/us" in mention.records:
        return COUNTRY
    audience = any("audience" in iri.lower() for c in mention.records.values() for iri in c)
    return "<audience>" if audience and not main else f"<{(main or sorted(kinds))[0]}>"


def is_topic(mention: Mention) -> bool:
    """Tell whether the words name only a topic or a sort of organization, and are words too.

    Such are study materials, what is online, and community colleges.
    """
    return mention.is_common or kind_of(mention) in ("<concept>", _OTHERS)


def is_part_of_country(mention: Mention) -> bool:
    """Tell whether the words name a state or another part of the country."""
    return kind_of(mention) == "<area>"


def is_issuer(mention: Mention, mentions: list[Mention]) -> bool:
    """Tell whether an organization stands right before what it issues, as in AWS CWI."""
    named = kind_of(mention) == "<organization>"
    return named and any(mention.end == other.start for other in mentions)
