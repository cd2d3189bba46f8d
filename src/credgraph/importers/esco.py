"""ESCO, the European classification of occupations and skills, and its crosswalk to O*NET.

Sources: the CSV release of ESCO in English (reuse under Commission Decision 2011/833/EU), and
Nesta's ESCO-O*NET crosswalk of November 2020 (MIT), which has O*NET codes of 2010.

Concepts keep ESCO's own IRIs and classes. Only tables with a preferred label give a concept: the
release also circulates as one text per skill, from which no label can be told.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from credgraph.errors import UnreadableFile
from credgraph.importers import soc
from credgraph.importers.by_table import counted, one_release, table, tables
from credgraph.importers.dataset import Dataset, Release, Row, Sink, Source
from credgraph.importers.licences import EU_REUSE
from credgraph.importers.named_graph import NamedGraph
from credgraph.importers.onet import CODE, OCCUPATIONS, occupation
from credgraph.importers.statements import Shared, record

__all__ = ["ATTRIBUTION", "DATASET", "broader", "concepts", "matches", "skill_relations"]

ATTRIBUTION = "This service uses the ESCO classification of the European Commission."

_GRAPH = NamedGraph("esco")
_MATCHES = NamedGraph("esco-onet")
_IRI = re.compile(r"http://data\.europa\.eu/esco/[\w./-]+", re.ASCII)
_CLASSES = {
    "Occupation": "esco:Occupation",
    "KnowledgeSkillCompetence": "esco:Skill",
    "SkillGroup": "esco:SkillGroup",
    "ISCOGroup": "esco:ISCOGroup",
}
_RELATIONS = {"essential": "esco:relatedEssentialSkill", "optional": "esco:relatedOptionalSkill"}


def concepts(rows: Iterable[Row], sink: Sink) -> Iterator[str]:
    """Yield occupations, skills or groups: class, label, other labels, description and code.

    Some tables part other labels by a line break, some by ` | `.
    """
    for row in rows:
        cells = row.cells
        iri, label = cells["conceptUri"], _clean(cells["preferredLabel"])
        kind = _CLASSES.get(cells["conceptType"])
        if not (_IRI.fullmatch(iri) and label and kind):
            sink.reject(
                row.line, f"expected an ESCO concept with a label, found {iri!r}, {label!r}"
            )
            continue
        if cells.get("status") not in ("released", "", None):
            sink.skip(f"its status is {cells['status']}")
            continue
        yield _GRAPH.type(f"<{iri}>", kind)
        yield _GRAPH.shared_words(f"<{iri}>", "rdfs:label", label)
        for other in sorted(_parts(cells.get("altLabels", "")) - {label}):
            yield _GRAPH.english(f"<{iri}>", "skos:altLabel", other)
        if _clean(cells.get("description", "")):
            description = _clean(cells["description"])
            yield _GRAPH.english(f"<{iri}>", "dcterms:description", description)
        if cells.get("code"):
            yield Shared(_GRAPH.text(f"<{iri}>", "skos:notation", cells["code"]))


def _clean(text: str) -> str:
    return " ".join(text.replace("\N{NO-BREAK SPACE}", " ").split())


def _parts(text: str) -> set[str]:
    return {_clean(part) for part in re.split(r"\n| \| ", text)} - {""}


def broader(rows: Iterable[Row], sink: Sink) -> Iterator[str]:
    """Yield which concept lies in which, in the pillar of occupations or of skills."""
    for row in rows:
        yield from _relation(row, "conceptUri", "skos:broader", "broaderUri", sink)


def skill_relations(rows: Iterable[Row], sink: Sink) -> Iterator[str]:
    """Yield which skills an occupation, or another skill, needs or may use."""
    for row in rows:
        used = _RELATIONS.get(row.cells["relationType"])
        whose = "occupationUri" if row.cells.get("occupationUri") else "originalSkillUri"
        skill = "skillUri" if row.cells.get("skillUri") else "relatedSkillUri"
        if used is None:
            sink.reject(row.line, f"relationType is {row.cells['relationType']!r}")
        else:
            yield from _relation(row, whose, used, skill, sink)


def _relation(row: Row, one: str, used: str, other: str, sink: Sink) -> Iterator[str]:
    iris = row.cells[one], row.cells[other]
    if all(map(_IRI.fullmatch, iris)):
        yield _GRAPH.link(f"<{iris[0]}>", used, f"<{iris[1]}>")
    else:
        sink.reject(row.line, f"expected two ESCO concepts, found {iris[0]!r} and {iris[1]!r}")


def matches(
    rows: Iterable[Row],
    current: Collection[str],
    successors: Mapping[str, Collection[str]],
    known: Collection[str],
    sink: Sink,
) -> Iterator[str]:
    """Yield the crosswalk's matches, each with its confidence, brought forward to codes of today.

    `current` holds today's O*NET codes, `successors` maps a SOC code of 2010 to those of 2018,
    `known` holds the IRIs of ESCO concepts; an empty one is not checked. A code that was split is
    ambiguous, whether it is still valid or not: each of its successors gets a match for review.
    A match that is not ambiguous, with a confidence of 1 or more, also is a `skos:closeMatch`. The
    crosswalk has 0.5, 1 and 2 and does not say what they mean.
    """
    for row in rows:
        cells, iri, code = row.cells, row.cells["concept_uri"], row.cells["onet_code"]
        if not (_IRI.fullmatch(iri) and re.fullmatch(r"\d\d-\d{4}\.\d\d", code, re.ASCII)):
            sink.reject(
                row.line, f"expected an ESCO concept and an O*NET code, found {iri!r}, {code!r}"
            )
            continue
        targets = _today(code, current, successors)
        if not targets or (known and iri not in known):
            what = "O*NET code" if not targets else "ESCO concept"
            sink.skip(f"its {what} is gone")
            continue
        for target in targets:
            ends = iri.rpartition("/")[2], target.rpartition("/")[2].rstrip(">")
            slug = f"esco-{ends[0]}-{code.replace('.', '-')}-{ends[1]}"
            match, sure = record("match", slug), len(targets) == 1
            yield _MATCHES.type(match, "cg:Match")
            yield _MATCHES.link(match, "cg:matched", target)
            yield _MATCHES.link(match, "cg:matchedTo", f"<{iri}>")
            yield _MATCHES.link(match, "cg:matchMethod", record("concept", "published-crosswalk"))
            yield _MATCHES.number(match, "cg:confidence", cells["confidence"])
            if not sure:
                yield _MATCHES.typed(match, "cg:forReview", "true", "boolean")
            elif float(cells["confidence"]) >= 1:
                yield _MATCHES.shared_link(target, "skos:closeMatch", f"<{iri}>")


def _today(
    code: str, current: Collection[str], successors: Mapping[str, Collection[str]]
) -> list[str]:
    """Return the IRIs of today's occupations for an O*NET code of 2010."""
    later = sorted(successors.get(code[:7], ()))
    if len(later) > 1:
        return [soc.occupation(each) for each in later]
    if not current or code in current:
        return [occupation(code)]
    return [soc.occupation(each) for each in later]


_CONCEPTS = table(
    "ESCO concepts",
    *("conceptType", "conceptUri", "preferredLabel"),
    optional=("altLabels", "status", "description", "code"),
)
_BROADER = table("ESCO broader relations", "conceptUri", "broaderType", "broaderUri")
_OCCUPATION_SKILLS = table(
    "ESCO relations of occupations and skills", "occupationUri", "relationType", "skillUri"
)
_SKILL_SKILLS = table(
    "ESCO relations of skills", "originalSkillUri", "relationType", "relatedSkillUri"
)
_CROSSWALK = table("ESCO-O*NET crosswalk", "onet_code", "confidence", "concept_uri")
_MAKERS = {
    _CONCEPTS.name: concepts,
    _BROADER.name: broader,
    _OCCUPATION_SKILLS.name: skill_relations,
    _SKILL_SKILLS.name: skill_relations,
}
_TABLES = (_CONCEPTS, _BROADER, _OCCUPATION_SKILLS, _SKILL_SKILLS, _CROSSWALK)
_KEYS = (OCCUPATIONS, soc.FORMER_CODES)


def _statements(sources: Sequence[Source], sink: Sink) -> Iterator[str]:
    """Yield the concepts as they come, and last the matches, which need all of them.

    The crosswalk has codes of 2010, so the SOC crosswalk from 2010 and the occupations of O*NET
    have to be beside it; raises UnreadableFile if they are not.
    """
    known, current = set[str](), set[str]()
    successors: dict[str, set[str]] = {}
    held: list[Row] = []
    for kind, rows in tables(sources, (*_TABLES, *_KEYS), sink):
        if kind is _CROSSWALK:
            held.extend(rows)
        elif kind is OCCUPATIONS:
            current |= {row.cells[CODE] for row in counted(rows, sink)}
        elif kind is soc.FORMER_CODES:
            for row in counted(rows, sink):
                later = successors.setdefault(row.cells["SOCCode2010"], set())
                later.add(row.cells["SOCCode2018"])
        else:
            seen = (_noting(row, known) for row in counted(rows, sink))
            yield from _MAKERS[kind.name](seen, sink)
    if held and not (current and successors):
        problem = "has O*NET codes of 2010 and nothing that leads to those of today"
        hint = "give the SOC 2010 to 2018 crosswalk and O*NET's Occupation Data beside it"
        raise UnreadableFile(str(sources[-1].path), problem, hint=hint)
    sink.table = _CROSSWALK.name
    yield from matches(counted(held, sink), current, successors, known, sink)


def _noting(row: Row, known: set[str]) -> Row:
    if "conceptType" in row.cells:
        known.add(row.cells["conceptUri"])
    return row


DATASET = Dataset(
    name="esco",
    label="European Skills, Competences, Qualifications and Occupations",
    publisher="European Commission; the crosswalk to O*NET is Nesta's",
    licence=EU_REUSE,
    attribution=ATTRIBUTION,
    tables=(*_TABLES, *_KEYS),
    release=one_release(
        Release(
            "1.2.0", "2024-05-15", "esco-1-2-0", "https://esco.ec.europa.eu/en/use-esco/download"
        )
    ),
    statements=_statements,
    graphs=("esco", "esco-onet"),
)
