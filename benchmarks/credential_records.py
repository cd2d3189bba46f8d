"""Generates a field's credential, modules, competencies, exam and courses."""

from __future__ import annotations

from collections.abc import Iterator

import pyoxigraph as ox

from benchmarks.field_of_work import (
    Facts,
    Field,
    iri,
    plain,
    record,
    span,
    term,
    text,
    title,
    typed,
    whole,
)

__all__ = ["PARTS", "competency", "module"]

_EVERY_ISSUER = 4  # fields per issuer; likewise per source and per competency framework
_EVERY_SOURCE = 5
_EVERY_FRAMEWORK = 8
_CTDL = "ceterms:Certification ceterms:Certificate ceterms:License ceterms:BachelorDegree"


def issuer(number: int) -> ox.NamedNode:
    """Return the issuer of a field's credential."""
    return iri("organization", number - number % _EVERY_ISSUER, "council")


def source(number: int) -> ox.NamedNode:
    """Return the source of a field's facts."""
    return iri("source", number - number % _EVERY_SOURCE)


def module(number: int, place: int) -> ox.NamedNode:
    """Return one of the modules of a field; every field has at least three."""
    return iri("module", number, str(place))


def competency(number: int, place: int) -> ox.NamedNode:
    """Return one of the four competencies that a field adds."""
    return iri("competency", number, str(place))


def _sources(field: Field) -> Iterator[ox.Quad]:
    if field.number % _EVERY_SOURCE == 0:
        date = typed(f"20{field.random.randint(15, 25)}-0{field.random.randint(1, 9)}-15", "date")
        facts: Facts = {"dcterms:publisher": text("A state agency"), "cg:asOf": date}
        yield from record(source(field.number), "cg:Source", f"Report {field.number}", facts)


def _issuers(field: Field) -> Iterator[ox.Quad]:
    if field.number % _EVERY_ISSUER == 0:
        name = f"{title(field.number)} Council"
        facts: Facts = {"dcterms:description": text(f"Certifies people in {title(field.number)}.")}
        yield from record(issuer(field.number), "cg:Organization cg:Issuer", name, facts)


def _credential(field: Field) -> Iterator[ox.Quad]:
    n, name = field.number, title(field.number)
    required = field.modules - (field.modules > 3)
    earlier = [other for other in field.several(2) if other < n]
    candidates = [iri("credential", other) for other in earlier]
    facts: Facts = {
        "skos:altLabel": [text(f"{name[:3].upper()}{n}"), text(f"Certified in {name}")],
        "dcterms:description": text(f"Shows that its holder can work in {name}."),
        "cg:issuer": issuer(n),
        "cg:version": plain(f"{1 + n % 5}.0"),
        "cg:status": field.one_of("credentialStat:Active " * 9 + "credentialStat:Deprecated"),
        "cg:requiredModule": [module(n, place) for place in range(required)],
        "cg:optionalModule": [module(n, place) for place in range(required, field.modules)],
        "cg:prerequisite": candidates[:1] if field.chance(0.2) else None,
        "cg:buildsOn": candidates[-1:],
        "cg:opensRole": iri("job-role", n),
        "cg:scope": text(f"What work in {name} takes"),
        "cg:bestFor": text("People who enter the trade"),
        "prov:wasDerivedFrom": source(n),
    }
    classes = f"cg:Credential {field.random.choice(_CTDL.split())}"
    yield from record(iri("credential", n), classes, name, facts)


def _modules(field: Field) -> Iterator[ox.Quad]:
    for place in range(field.modules):
        topics = [competency(field.number, place % 4)]
        topics += [competency(other, field.random.randrange(4)) for other in field.several(8)]
        role = iri("job-role", field.number) if field.chance(0.2) else None
        facts: Facts = {
            "dcterms:description": text(f"Part {place + 1} of {title(field.number)}."),
            "cg:order": whole(place + 1),
            "cg:covers": list(dict.fromkeys(topics)),
            "cg:assessedBy": iri("assessment", field.number),
            "cg:mostRelevantTo": role,
        }
        name = f"{title(field.number)}, part {place + 1}"
        yield from record(module(field.number, place), "cg:Module", name, facts)


def _competencies(field: Field) -> Iterator[ox.Quad]:
    framework = iri("framework", field.number - field.number % _EVERY_FRAMEWORK)
    if field.number % _EVERY_FRAMEWORK == 0:
        facts: Facts = {"dcterms:subject": iri("credential", field.number)}
        classes = "cg:CompetencyFramework skos:ConceptScheme"
        yield from record(framework, classes, f"Topics of {title(field.number)}", facts)
    for place in range(4):
        depth = "concept:awareness concept:basics concept:fundamentals concept:reading"
        shared: Facts = {
            "skos:inScheme": framework,
            "skos:broader": competency(field.number, 0) if place else None,
            "cg:depth": field.one_of(depth) if field.chance(0.3) else None,
        }
        name = f"{title(field.number)}, topic {place + 1}"
        subject = competency(field.number, place)
        yield from record(subject, "cg:Competency skos:Concept", name, shared)


def _assessment(field: Field) -> Iterator[ox.Quad]:
    items = field.random.randrange(40, 120, 5)
    facts: Facts = {
        "dcterms:description": text(f"The examination of {title(field.number)}."),
        "cg:minItems": whole(items),
        "cg:maxItems": whole(items + field.random.choice((0, 0, 20))),
        "cg:itemFormat": text("multiple choice"),
        "cg:timeAllowed": span(f"PT{field.random.choice((60, 90, 120, 180))}M"),
        "cg:method": field.one_of("assessMethod:Exam assessMethod:Exam assessMethod:Performance"),
        "cg:delivery": field.one_of("deliveryType:InPerson deliveryType:OnlineOnly"),
        "cg:proctoring": field.one_of("concept:in-person concept:remote"),
        "cg:hasPracticalComponent": typed("true" if field.chance(0.3) else "false", "boolean"),
        "cg:anyOrder": typed("true", "boolean"),
    }
    subject = iri("assessment", field.number)
    yield from record(subject, "cg:Assessment", f"{title(field.number)} exam", facts)


def _preparation(field: Field) -> Iterator[ox.Quad]:
    weeks, hours = field.random.randint(2, 12), field.random.randrange(20, 200, 10)
    facts: Facts = {
        "cg:preparesFor": iri("credential", field.number),
        "cg:minDuration": span(f"P{7 * weeks}D"),
        "cg:maxDuration": span(f"P{14 * weeks}D"),
        "cg:minEffort": span(f"PT{hours}H"),
        "cg:maxEffort": span(f"PT{hours + 20}H"),
    }
    subject, name = iri("preparation", field.number), title(field.number)
    yield from record(subject, "cg:Preparation", f"Getting ready for {name}", facts)


def _course(field: Field) -> Iterator[ox.Quad]:
    facts: Facts = {
        "cg:preparesFor": [iri("credential", field.number), module(field.number, 0)],
        "cg:lessonCount": whole(field.random.randint(8, 100)),
        "cg:isOfficial": typed("true" if field.chance(0.5) else "false", "boolean"),
        "cg:delivery": term("deliveryType:OnlineOnly"),
    }
    subject = iri("learning-resource", field.number)
    yield from record(subject, "cg:LearningResource", f"{title(field.number)} course", facts)


def _identifier(field: Field) -> Iterator[ox.Quad]:
    facts: Facts = {
        "cg:identifies": iri("credential", field.number),
        "cg:identifierScheme": plain("CTID"),
        "skos:notation": plain(f"ce-{field.random.getrandbits(128):032x}"),
    }
    subject = iri("identifier", field.number)
    yield from record(subject, "cg:Identifier", f"CTID of {title(field.number)}", facts)


PARTS = (
    _sources,
    _issuers,
    _credential,
    _modules,
    _competencies,
    _assessment,
    _preparation,
    _course,
    _identifier,
)
