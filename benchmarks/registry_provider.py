"""One provider of an invented registry: what it draws, and the statements that it collects."""

from __future__ import annotations

import random
from itertools import accumulate

from benchmarks.registry_mix import COURSES, CREDENTIALS, OTHERS, WEIGHTS, WORDS

__all__ = [
    "COMPETENCY",
    "COURSE",
    "CREDENTIAL",
    "DRAWN",
    "FRAMEWORK",
    "ORGANIZATION",
    "OTHER",
    "TYPE",
    "Provider",
    "asn",
    "ctdl",
    "ctid_of",
    "iri_of",
    "text",
]

_REGISTRY = "https://credentialengineregistry.org"
_GRAPH = f"<{_REGISTRY}/graph/invented>"
_TERMS, _LEARNING = "https://purl.org/ctdl/terms/", "https://purl.org/ctdlasn/terms/"
TYPE = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"

_FRAMEWORKS = 35
_PER_CREDENTIAL = 1 / sum(CREDENTIALS.values())
_COMPETENCIES = 9  # of a framework, at the middle
# Most providers publish a few credentials, some hundreds: 13.8 at the middle.
_PUBLISHED = (1, 2, 3, 5, 8, 16, 40, 120)
_PROVIDERS = (0.25, 0.2, 0.15, 0.12, 0.12, 0.08, 0.04, 0.073)

ORGANIZATION, FRAMEWORK, COMPETENCY, COURSE, CREDENTIAL, OTHER = range(1, 7)


class _Draw:
    """A class drawn as often as the survey met it, and how many come for each credential."""

    def __init__(self, met: dict[str, int]) -> None:
        self.names, self.weights = tuple(met), tuple(accumulate(met.values()))
        self.per_credential = sum(met.values()) * _PER_CREDENTIAL

    def one(self, chance: random.Random) -> str:
        """Return the name of one class."""
        name: str = chance.choices(self.names, cum_weights=self.weights)[0]
        return name


DRAWN = {
    CREDENTIAL: _Draw(CREDENTIALS),
    COURSE: _Draw(COURSES),
    OTHER: _Draw(OTHERS),
    FRAMEWORK: _Draw({"CompetencyFramework": _FRAMEWORKS}),
}


class Provider:
    """One organization and all that it publishes; its number and the seed alone determine it."""

    def __init__(self, number: int, seed: int) -> None:
        self.number = number
        self.random = random.Random(f"{seed}/{number}")
        self.lines = list[str]()
        self.nameless = 0
        credentials = self.random.choices(_PUBLISHED, _PROVIDERS)[0]
        self.many = {kind: self.times(credentials, kind) for kind in DRAWN}
        self.many[CREDENTIAL] = credentials
        self.many[COMPETENCY] = sum(
            self.random.randint(1, 2 * _COMPETENCIES - 1) for _ in range(self.many[FRAMEWORK])
        )
        if not number:  # others link to the first one where they have nothing
            self.many = {kind: max(3, many) for kind, many in self.many.items()}

    def times(self, credentials: int, kind: int) -> int:
        """Return how many records of a kind come with these credentials; at the middle exact."""
        return int(credentials * DRAWN[kind].per_credential + self.random.random())

    def chance(self, probability: float) -> bool:
        """Return True with this probability; always for the first, whose records have all."""
        return self.random.random() < probability or not self.number

    def add(self, subject: str, *facts: tuple[str, str]) -> None:
        """Add the statements about one subject."""
        self.lines.extend(f"{subject} {name} {value} {_GRAPH} .\n" for name, value in facts)

    def own(self, kind: int) -> str:
        """Return one of this provider's records of a kind, or of the first where it has none."""
        many = self.many.get(kind, 1)
        if many:
            return iri_of(kind, self.number, self.random.randint(1, many))
        return iri_of(kind, 0, self.random.randint(1, 3))

    def blank(self) -> str:
        """Return a new node without a name."""
        self.nameless += 1
        return f"_:p{self.number}n{self.nameless}"

    def words(self, many: int) -> str:
        """Return words drawn from the vocabulary."""
        return " ".join(self.random.choices(WORDS, cum_weights=WEIGHTS, k=many))


def ctid_of(kind: int, provider: int, place: int) -> str:
    """Return the CTID of a record: of its kind, of a provider, at a place."""
    return f"ce-{kind:02x}{provider:06x}-7f3a-4c1d-9b2e-{place:012x}"


def iri_of(kind: int, provider: int, place: int) -> str:
    """Return the IRI of a record as N-Quads write it."""
    return f"<{_REGISTRY}/resources/{ctid_of(kind, provider, place)}>"


def ctdl(name: str) -> str:
    """Return the IRI of a term of CTDL."""
    return f"<{_TERMS}{name}>"


def asn(name: str) -> str:
    """Return the IRI of a term of CTDL-ASN, which is about competencies."""
    return f"<{_LEARNING}{name}>"


def text(words: str) -> str:
    """Return a literal in American English."""
    return f'"{words}"@en-US'
