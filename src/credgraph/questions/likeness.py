"""How alike a text is to the phrasings of each question, from words that are weighed by rarity."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from heapq import nlargest
from math import fsum, log, sqrt

from credgraph.questions.wording import Wording

__all__ = ["Likeness", "Terms"]

_OTHERS = 0.4  # of the next two phrasings, beside the nearest
_VOCABULARY = 0.35  # of all words of a question together
_PAIRS, _PAIR_VOCABULARY = 0.5, 0.3  # of the nearest in neighbours, and of all neighbours


class Likeness:
    """Compares texts with the phrasings of questions; the same texts are always as alike."""

    def __init__(self, phrasings: Mapping[str, Sequence[Wording]]) -> None:
        self.words = Terms({n: [text.words for text in texts] for n, texts in phrasings.items()})
        self.pairs = Terms({n: [text.pairs for text in texts] for n, texts in phrasings.items()})

    @classmethod
    def of_terms(cls, words: Terms, pairs: Terms) -> Likeness:
        """Return the likeness to phrasings of which the words and the pairs are known already."""
        likeness = cls.__new__(cls)
        likeness.words, likeness.pairs = words, pairs
        return likeness

    def __contains__(self, word: str) -> bool:
        """Tell whether any phrasing has the word."""
        return word in self.words.weights

    def vocabulary(self, name: str) -> frozenset[str]:
        """Return the words of all phrasings of a question."""
        return self.words.all[name]

    def share(self, words: frozenset[str], name: str) -> float:
        """Return how much of some words, by weight, a question has too; 1 for no words."""
        size = self.words.size
        return size(words & self.vocabulary(name)) / size(words) if words else 1.0

    def weight(self, words: frozenset[str]) -> float:
        """Return the weight of some words together: the fewer questions have them, the more."""
        return self.words.size(words)

    def in_neighbours(self, text: Wording, name: str) -> float:
        """Return how alike the nearest phrasing of a question is in neighbours, from 0 to 1."""
        return self.pairs.phrasings_like(text.pairs)[name][0]

    def of(self, text: Wording) -> dict[str, float]:
        """Return how alike a text is to each question, from 0 for nothing shared to about 2.5."""
        words, all_words = self.words.phrasings_like(text.words), self.words.like(text.words)
        pairs, all_pairs = self.pairs.phrasings_like(text.pairs), self.pairs.like(text.pairs)
        return {
            name: nearest
            + _OTHERS * (second + third) / 2
            + _VOCABULARY * all_words[name]
            + _PAIRS * pairs[name][0]
            + _PAIR_VOCABULARY * all_pairs[name]
            for name, (nearest, second, third) in words.items()
        }


class Terms:
    """The words, or the pairs of them, of the phrasings of each question."""

    def __init__(self, phrasings: dict[str, list[frozenset[str]]]) -> None:
        self.all = {name: frozenset().union(*texts) for name, texts in phrasings.items()}
        seen = Counter(term for terms in self.all.values() for term in terms)
        self.weights = {term: log(1 + len(self.all) / count) for term, count in seen.items()}
        self._sizes = {name: self.size(terms) for name, terms in self.all.items()}
        self._names, self._texts = list[str](), list[float]()  # of each phrasing, and its size
        self._with = dict[str, list[int]]()  # the phrasings that have a term
        for name, texts in phrasings.items():
            for terms in texts:
                for term in terms:
                    self._with.setdefault(term, []).append(len(self._texts))
                self._names.append(name)
                self._texts.append(self.size(terms))

    def size(self, terms: Iterable[str]) -> float:
        """Return the weight of some terms together, which is the same in any order."""
        return fsum(self.weights.get(term, 1.0) for term in terms)

    def phrasings_like(self, terms: frozenset[str]) -> dict[str, list[float]]:
        """Return how alike the nearest three phrasings of each question are, from 0 to 1."""
        shared, size = dict[int, float](), self.size(terms)
        for term in sorted(terms & self._with.keys()):  # in one order, for one sum
            weight = self.weights[term]
            for at in self._with[term]:
                shared[at] = shared.get(at, 0.0) + weight
        alike: dict[str, list[float]] = {name: [0.0, 0.0, 0.0] for name in self.all}
        for at, weight in shared.items():
            alike[self._names[at]].append(weight / sqrt(size * self._texts[at]))
        return {name: nlargest(3, values) for name, values in alike.items()}

    def like(self, terms: frozenset[str]) -> dict[str, float]:
        """Return how alike all phrasings of each question together are, from 0 to 1."""
        size = self.size(terms) or 1.0
        return {
            name: self.size(terms & own) / sqrt(size * self._sizes[name])
            for name, own in self.all.items()
        }
