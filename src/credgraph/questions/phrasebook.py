"""What is known of words before a text is read: names of records, phrasings, how words are spelt.

Working it out takes longer than reading a text with it, so that a snapshot may keep it.
"""

from __future__ import annotations

import marshal
import re
from typing import NamedTuple, TypeVar

from credgraph.questions.catalogue import Catalogue, Parameter, Question
from credgraph.questions.everyday import IDLE
from credgraph.questions.likeness import Likeness, Terms
from credgraph.questions.mentions import MentionFinder, Spelling, words_of
from credgraph.questions.wording import Wording, negations_of, wording_of
from credgraph.store import Store

__all__ = ["QUOTED", "Asked", "Phrasebook"]

QUOTED = re.compile(r'["“”]([^"“”]{1,200})["“”]')
_Made = TypeVar("_Made")


class Asked(NamedTuple):
    """A question that people ask in words, and what a text must fill of it."""

    name: str
    parameters: tuple[Parameter, ...]

    @property
    def takes_text(self) -> bool:
        """Whether any words may be the value of a parameter."""
        return any(parameter.datatype == "string" for parameter in self.parameters)


class Phrasebook:
    """The names in a store, and how people ask the questions of the folder `explore`.

    What the phrasings of a question deny is in `negations`: it answers the contrary of nothing
    else. `spelling` knows the words of names and of phrasings.
    """

    def __init__(self, store: Store, questions: Catalogue) -> None:
        explored = {name: each for name, each in questions.items() if each.folder == "explore"}
        spoken = {name: _spoken(question) for name, question in explored.items()}
        texts = [text for several in spoken.values() for text in several]
        self.questions = {name: Asked(name, each.parameters) for name, each in explored.items()}
        self.finder = MentionFinder(store)
        self.likeness = Likeness({n: [*map(self._wording, each)] for n, each in spoken.items()})
        self.negations = {
            name: frozenset[str]().union(*(negations_of(words_of(text)) for text in several))
            for name, several in spoken.items()
        }
        words = {word.lower() for text in texts for word in words_of(text)}
        self.spelling = Spelling(words | self.finder.vocabulary, IDLE)

    def _wording(self, text: str) -> Wording:
        words = words_of(text)
        return wording_of(words, self.finder.find(words))

    def packed(self) -> bytes:
        """Return everything as Python writes a module that it has compiled."""
        questions = [
            (name, [tuple(parameter) for parameter in asked.parameters])
            for name, asked in self.questions.items()
        ]
        learnt = self.finder, self.likeness.words, self.likeness.pairs, self.spelling
        return marshal.dumps((questions, self.negations, *map(vars, learnt)))

    @classmethod
    def unpacked(cls, packed: bytes) -> Phrasebook:
        """Return the phrasebook that was packed; raises what `marshal` does for anything else."""
        questions, negations, finder, words, pairs, spelling = marshal.loads(packed)  # noqa: S302 # of a snapshot that is our own
        book = cls.__new__(cls)
        book.questions = {
            name: Asked(name, tuple(Parameter(*fields) for fields in parameters))
            for name, parameters in questions
        }
        book.negations = negations
        book.finder, book.spelling = _made(MentionFinder, finder), _made(Spelling, spelling)
        book.likeness = Likeness.of_terms(_made(Terms, words), _made(Terms, pairs))
        return book


def _made(kind: type[_Made], state: dict[str, object]) -> _Made:
    made = kind.__new__(kind)
    vars(made).update(state)
    return made


def _spoken(question: Question) -> list[str]:
    """Return every phrasing of a question, its summary first, without texts given for a text."""
    main = f"{question.summary} {question.name.replace('_', ' ')} {' '.join(question.tags)}"
    if Asked(question.name, question.parameters).takes_text:
        return [main, *(QUOTED.sub("", example) for example in question.examples)]
    return [main, *question.examples]
