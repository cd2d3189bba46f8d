"""Generates a field's prices, disputes, funding programs, assessment centers and pathways."""

from __future__ import annotations

from collections.abc import Iterator

import pyoxigraph as ox

from benchmarks.credential_records import issuer, module, source
from benchmarks.employment_records import apprenticeship
from benchmarks.field_of_work import (
    METROS,
    Facts,
    Field,
    iri,
    metro,
    money,
    plain,
    record,
    span,
    term,
    text,
    title,
    whole,
)

__all__ = ["PARTS"]

_EVERY_FUNDER = 10  # fields per funder
_EVERY_DISPUTE = 4
_AUDIENCES = "concept:career-changer concept:transitioning-worker audience:JobSeeker"
_CENTERS = "concept:community-college concept:adult-education-or-workforce-board"
_MONEY = "financialAid:WIOA financialAid:StateLocalGrant financialAid:FederalGrant"


def funder(number: int) -> ox.NamedNode:
    """Return the agency that funds a field."""
    return iri("organization", number - number % _EVERY_FUNDER, "agency")


def program(number: int) -> ox.NamedNode:
    """Return the funding program of a field; fields with even numbers have one."""
    return iri("funding-program", number - number % 2)


def _costs(field: Field) -> Iterator[ox.Quad]:
    """Price the modules and the whole credential, which agree, and the exam alone."""
    n, name, least = field.number, title(field.number), field.random.randrange(30, 300, 10)
    required = field.modules - (field.modules > 3)
    most = least + field.random.choice((0, 20, 50))
    modules = [module(n, place) for place in range(field.modules)]
    credential, bundle = [iri("credential", n)], "concept:course-bundle"
    exam = "concept:assessment-only"
    yield from _cost(field, f"{name}, per module", modules, bundle, (least, most))
    every = (required * least, required * most)
    yield from _cost(field, f"{name}, in full", credential, bundle, every)
    yield from _cost(field, f"{name}, exam alone", credential, exam, (least, least))


def _cost(
    field: Field, name: str, of: list[ox.NamedNode], profile: str, price: tuple[int, int]
) -> Iterator[ox.Quad]:
    bundle = profile == "concept:course-bundle"
    facts: Facts = {
        "cg:costOf": of,
        "schema:minPrice": money(price[0]),
        "schema:maxPrice": money(price[1]),
        "schema:priceCurrency": plain("USD"),
        "cg:costType": term(
            "costType:AggregateCost" if bundle else "costType:StandaloneAssessment"
        ),
        "cg:costProfile": term(profile),
        "cg:chargedPer": term("concept:per-credential" if len(of) == 1 else "concept:per-module"),
        "cg:includes": term("concept:online-coursework" if bundle else "concept:assessment"),
        "cg:chargedBy": issuer(field.number),
        "prov:wasDerivedFrom": source(field.number),
    }
    subject = iri("cost", field.number, name.rpartition(", ")[2].replace(" ", "-"))
    yield from record(subject, "cg:Cost", name, facts)


def _dispute(field: Field) -> Iterator[ox.Quad]:
    if field.number % _EVERY_DISPUTE == 0:
        claims = [iri("claim", field.number, side) for side in ("first", "second")]
        for claim, named in zip(
            claims, (source(field.number), term("source:generator")), strict=True
        ):
            facts: Facts = {
                "dcterms:description": text("What it costs."),
                "prov:wasDerivedFrom": named,
            }
            name = f"Claim {claim.value.rpartition('-')[2]} on {title(field.number)}"
            yield from record(claim, "cg:Claim", name, facts)
        about: Facts = {
            "cg:disputedRecord": iri("cost", field.number, "in-full"),
            "cg:disputedProperty": term("schema:maxPrice"),
            "cg:disputeKind": term("concept:unconfirmed"),
            "cg:flag": text("unconfirmed: the price in full"),
            "cg:claim": claims[0],
            "cg:counterClaim": claims[1],
        }
        name = f"The price of {title(field.number)}"
        yield from record(iri("dispute", field.number), "cg:Dispute", name, about)


def _funding(field: Field) -> Iterator[ox.Quad]:
    name = title(field.number)
    if field.number % _EVERY_FUNDER == 0:
        classes = "cg:Organization cg:Agency cg:Funder"
        yield from record(funder(field.number), classes, f"{name} Agency", {})
    if field.number % 2 == 0:
        facts: Facts = {
            "dcterms:description": text(f"Pays for people who train in {name}."),
            "cg:funder": funder(field.number),
            "cg:administrator": funder(field.number),
            "cg:fundingType": field.one_of(_MONEY),
            "cg:funds": [iri("credential", other) for other in field.several(6)],
            "cg:fundsApprenticeship": apprenticeship(field.number) if field.chance(0.3) else None,
            "cg:forAudience": field.one_of(_AUDIENCES),
            "cg:availableIn": metro(field.random.randrange(len(METROS))),
            "cg:coverage": text("Tuition and fees"),
            "cg:condition": text("Being eligible"),
        }
        yield from record(program(field.number), "cg:FundingProgram", f"{name} grant", facts)


def _center(field: Field) -> Iterator[ox.Quad]:
    facts: Facts = {
        "cg:area": metro(field.random.randrange(len(METROS))),
        "cg:centerCategory": field.one_of(_CENTERS),
        "cg:administers": [iri("credential", other) for other in field.several(5)],
        "cg:offers": [iri("credential", other) for other in field.several(3)],
    }
    classes = "cg:Organization cg:AssessmentCenter cg:TrainingProvider"
    subject = iri("organization", field.number, "college")
    yield from record(subject, classes, f"{title(field.number)} College", facts)


def _pathway(field: Field) -> Iterator[ox.Quad]:
    if field.number % 2 == 0:
        return
    earned = [field.known() for _ in range(field.random.randint(2, 4))] + [field.number]
    order = sorted(set(earned))
    subject, name = iri("pathway", field.number), f"The way to {title(field.number)}"
    steps = [iri("pathway-step", field.number, str(place)) for place in range(len(order))]
    facts: Facts = {
        "dcterms:description": text(f"Step by step to {title(field.number)}."),
        "cg:forAudience": field.one_of(_AUDIENCES),
        "cg:fundedThrough": program(order[0]),
        "cg:hasStep": steps,
        "cg:stack": [iri("credential", other) for other in order],
    }
    yield from record(subject, "cg:Pathway", name, facts)
    for place, step in enumerate(steps):
        yield from _step(step, place, order[place], field.number)


def _step(step: ox.NamedNode, place: int, earned: int, goal: int) -> Iterator[ox.Quad]:
    facts: Facts = {
        "cg:order": whole(place + 1),
        "cg:startOffset": span(f"P{6 * place + 1}M"),
        "cg:endOffset": span(f"P{6 * place + 7}M"),
        "cg:earns": [iri("credential", earned), module(earned, 0)],
        "cg:leadsTo": iri("job-role", earned),
        "cg:fundedThrough": program(earned) if place % 2 else None,
    }
    name = f"Earn {title(earned)} on the way to {title(goal)}"
    yield from record(step, "cg:PathwayStep", name, facts)


PARTS = (_costs, _dispute, _funding, _center, _pathway)
