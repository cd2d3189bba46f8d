"""Makes a national registry of any size: `python -m benchmarks.registry 50000000 -o FILE`.

It is invented CTDL, provider after provider, each with all that it publishes, as N-Quads in one
named graph, in the shape that `queries/registry` asks about. The mix of classes is that of 1,200
documents drawn on 2026-08-21 from the 395,847 envelopes of the Credential Registry; credentials
and providers stand to each other as in the count of 1.85 million credentials of 134 thousand
providers, which is reached at WHOLE statements. How often a record links to another is a guess.
The same seed gives the same bytes, and a smaller registry is the beginning of a larger one, so
that nothing of it is held in memory but one provider.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from pathlib import Path

from benchmarks.invented import unfinished, write_as_asked
from benchmarks.registry_mix import OCCUPATIONS, REGIONS
from benchmarks.registry_provider import (
    COMPETENCY,
    COURSE,
    CREDENTIAL,
    DRAWN,
    FRAMEWORK,
    ORGANIZATION,
    OTHER,
    TYPE,
    Provider,
    asn,
    ctdl,
    ctid_of,
    iri_of,
    text,
)

__all__ = ["WHOLE", "main", "statements", "write"]

WHOLE = 58_000_000

_VOCABULARIES = "https://purl.org/ctdl/vocabs/"
_DATA = "https://credreg.net/qdata/terms/"
_LEVELS = ("BeginnerLevel", "SecondaryLevel", "AssociatesDegreeLevel", "BachelorsDegreeLevel")


def statements(triples: int, seed: int = 42) -> Iterator[str]:
    """Yield about this many statements as N-Quads, some lines at a time.

    It ends with the provider that reaches the number, at most some thousands later.
    """
    made = 0
    for number in count():
        provider = Provider(number, seed)
        for publish in (_organization, _frameworks, _courses, _credentials, _others):
            publish(provider)
        made += len(provider.lines)
        yield "".join(provider.lines)
        if made >= triples:
            return


def write(triples: int, path: Path, seed: int = 42) -> None:
    """Write a registry as N-Quads; an interrupted run leaves no file at `path`."""
    with unfinished(path) as part, part.open("w", encoding="utf-8", buffering=1 << 20) as file:
        file.writelines(statements(triples, seed))


def _organization(provider: Provider) -> None:
    subject = iri_of(ORGANIZATION, provider.number, 1)
    kind = "CredentialOrganization"
    _describe(provider, subject, kind, f"{provider.words(2)} college {provider.number}")
    _place(provider, subject, "address")
    _align(provider, subject, "agentType", "Two-Year", f"<{_VOCABULARIES}orgType/TwoYear>")


def _frameworks(provider: Provider) -> None:
    owner = iri_of(ORGANIZATION, provider.number, 1)
    for place in range(1, provider.many[FRAMEWORK] + 1):
        provider.add(
            iri_of(FRAMEWORK, provider.number, place),
            (TYPE, asn("CompetencyFramework")),
            (ctdl("ctid"), f'"{ctid_of(FRAMEWORK, provider.number, place)}"'),
            (asn("name"), text(f"{provider.words(3)} framework")),
            (asn("publisher"), owner),
        )
    for place in range(1, provider.many[COMPETENCY] + 1):
        subject = iri_of(COMPETENCY, provider.number, place)
        provider.add(
            subject,
            (TYPE, asn("Competency")),
            (ctdl("ctid"), f'"{ctid_of(COMPETENCY, provider.number, place)}"'),
            (asn("competencyText"), text(provider.words(7))),
            (asn("isPartOf"), provider.own(FRAMEWORK)),
        )
        if place > 1 and provider.chance(0.5):
            parent = provider.random.randint(1, place - 1)
            whole = iri_of(COMPETENCY, provider.number, parent)
            provider.add(subject, (asn("isChildOf"), whole))
        if provider.chance(0.1):
            provider.add(subject, (asn("skillEmbodied"), provider.own(COMPETENCY)))
        if provider.chance(0.05):
            _occupation(provider, subject)


def _courses(provider: Provider) -> None:
    for place in range(1, provider.many[COURSE] + 1):
        subject = _publish(provider, COURSE, place)
        for _ in range(2 * provider.chance(0.25)):
            skill = provider.own(COMPETENCY)
            _align(provider, subject, "teaches", "skill", skill)
        if provider.chance(0.2):
            _program_of_study(provider, subject)
        if provider.chance(0.1):
            _place(provider, subject, "availableAt")


def _credentials(provider: Provider) -> None:
    for place in range(1, provider.many[CREDENTIAL] + 1):
        subject = _publish(provider, CREDENTIAL, place)
        active = f"<{_VOCABULARIES}credentialStat/Active>"
        _align(provider, subject, "credentialStatusType", "Active", active)
        if provider.chance(0.3):
            level = provider.random.choice(_LEVELS)
            _align(
                provider, subject, "audienceLevelType", level, f"<{_VOCABULARIES}audLevel/{level}>"
            )
        if provider.chance(0.2):
            _occupation(provider, subject)
        if provider.chance(0.3):
            _program_of_study(provider, subject)
        if provider.chance(0.2):
            _place(provider, subject, "availableAt")
        if provider.chance(0.3):
            _require(provider, subject)


def _others(provider: Provider) -> None:
    for place in range(1, provider.many[OTHER] + 1):
        subject = iri_of(OTHER, provider.number, place)
        name = DRAWN[OTHER].one(provider.random)
        made_of = f"<{_DATA}{name}>" if name == "DataSetProfile" else ctdl(name)
        provider.add(
            subject,
            (TYPE, made_of),
            (ctdl("ctid"), f'"{ctid_of(OTHER, provider.number, place)}"'),
            (ctdl("name"), text(provider.words(4))),
            (ctdl("ownedBy"), iri_of(ORGANIZATION, provider.number, 1)),
        )


def _publish(provider: Provider, kind: int, place: int) -> str:
    """Describe a record that its provider owns, and which it or another one offers."""
    subject, owner = iri_of(kind, provider.number, place), iri_of(ORGANIZATION, provider.number, 1)
    _describe(provider, subject, DRAWN[kind].one(provider.random), provider.words(4))
    another = int(provider.number * provider.random.random() ** 2)
    offers = owner if provider.chance(0.8) else iri_of(ORGANIZATION, another, 1)
    provider.add(subject, (ctdl("ownedBy"), owner), (ctdl("offeredBy"), offers))
    return subject


def _describe(provider: Provider, subject: str, kind: str, name: str) -> None:
    ctid = subject.rpartition("/")[2][:-1]
    provider.add(
        subject,
        (TYPE, ctdl(kind)),
        (ctdl("ctid"), f'"{ctid}"'),
        (ctdl("name"), text(name)),
        (ctdl("description"), text(f"{name} {provider.words(9)}")),
        (ctdl("subjectWebpage"), f"<https://example.org/{ctid}>"),
    )


def _require(provider: Provider, credential: str) -> None:
    condition = provider.blank()
    provider.add(credential, (ctdl("requires"), condition))
    provider.add(condition, (TYPE, ctdl("ConditionProfile")))
    courses = {provider.own(COURSE) for _ in range(provider.random.choice((1, 1, 3)))}
    for course in sorted(courses):
        provider.add(condition, (ctdl("targetLearningOpportunity"), course))
    for _ in range(2 * provider.chance(0.25)):
        _align(provider, condition, "targetCompetency", "skill", provider.own(COMPETENCY))


def _occupation(provider: Provider, subject: str) -> None:
    common = provider.random.random() ** 2  # nearly all are for a few occupations
    code = OCCUPATIONS[int(len(OCCUPATIONS) * common)]
    _align(provider, subject, "occupationType", f"Occupation {code}", code=code)


def _program_of_study(provider: Provider, subject: str) -> None:
    code = f"{provider.random.randint(1, 60):02d}.{provider.random.randint(100, 9999):04d}"
    _align(provider, subject, "instructionalProgramType", f"Program {code}", code=code)


def _align(
    provider: Provider, subject: str, link: str, name: str, node: str = "", code: str = ""
) -> None:
    """Point to something of a framework through a node without a name, as CTDL does."""
    alignment = provider.blank()
    provider.add(subject, (ctdl(link), alignment))
    provider.add(
        alignment,
        (TYPE, ctdl("CredentialAlignmentObject")),
        (ctdl("targetNodeName"), text(name)),
    )
    if node:
        provider.add(alignment, (ctdl("targetNode"), node))
    if code:
        provider.add(alignment, (ctdl("codedNotation"), f'"{code}"'))


def _place(provider: Provider, subject: str, link: str) -> None:
    place = provider.blank()
    provider.add(subject, (ctdl(link), place))
    provider.add(
        place,
        (TYPE, ctdl("Place")),
        (ctdl("addressRegion"), text(provider.random.choice(REGIONS))),
        (ctdl("addressCountry"), text("United States")),
        (ctdl("postalCode"), f'"{provider.random.randint(10_000, 99_999)}"'),
    )


def main() -> None:
    """Write the registry that the command line asks for."""
    size = f"about how many statements ({WHOLE} are all)"
    write_as_asked("benchmarks.registry", __doc__, size, "registry", write)


if __name__ == "__main__":
    main()
