"""Generates a field's employers, apprenticeships, job roles, wages and pay bands."""

from __future__ import annotations

from collections.abc import Iterator

import pyoxigraph as ox

from benchmarks.credential_records import source
from benchmarks.field_of_work import (
    INDUSTRIES,
    METROS,
    OCCUPATIONS,
    Facts,
    Field,
    Term,
    iri,
    metro,
    money,
    plain,
    record,
    span,
    term,
    title,
    typed,
    whole,
)

__all__ = ["PARTS", "apprenticeship", "employer"]

_EMPLOYERS = 6  # per field
_NATIONAL = 40  # the employers of this many fields recognize the CPT, however large the graph
_NEWEST = 2025
_SURVEYED = 25  # metropolitan areas with a wage estimate, per occupation
_PERCENTILES = {"cg:p10": 0.6, "cg:p25": 0.8, "cg:median": 1, "cg:p75": 1.25, "cg:p90": 1.5}
_KINDS = "concept:hiring concept:hiring concept:hiring-or-apprenticeship"


def employer(number: int, place: int = 0) -> ox.NamedNode:
    """Return one of the employers that a field adds."""
    return iri("organization", number, f"works-{place}")


def apprenticeship(number: int) -> ox.NamedNode:
    """Return the apprenticeship of a field; fields with even numbers have one."""
    return iri("apprenticeship", number - number % 2)


def occupation(number: int) -> ox.NamedNode:
    """Return the occupation of a field; later fields share those of the first OCCUPATIONS."""
    return iri("occupation", number % OCCUPATIONS)


def industry(number: int) -> ox.NamedNode:
    """Return the industry of a field; later fields share those of the first INDUSTRIES."""
    return iri("industry", number % INDUSTRIES)


def _industry(field: Field) -> Iterator[ox.Quad]:
    if field.number < INDUSTRIES:
        facts: Facts = {"skos:notation": plain(str(910000 + field.number))}
        name = f"{title(field.number)} Services"
        yield from record(industry(field.number), "cg:Industry", name, facts)


def _occupation(field: Field) -> Iterator[ox.Quad]:
    if field.number < OCCUPATIONS:
        code = plain(f"{11 + field.number % 40}-{5000 + field.number}")
        name = f"{title(field.number)} Workers"
        subject = occupation(field.number)
        yield from record(subject, "cg:Occupation", name, {"skos:notation": code})


def _role(field: Field) -> Iterator[ox.Quad]:
    facts: Facts = {
        "cg:expectsCredential": iri("credential", field.number),
        "cg:closestOccupation": occupation(field.number),
    }
    subject = iri("job-role", field.number)
    yield from record(subject, "cg:JobRole", f"{title(field.number)} hand", facts)


def _employers(field: Field) -> Iterator[ox.Quad]:
    for place in range(_EMPLOYERS):
        sector = industry(field.known())
        wanted = [iri("credential", other) for other in field.several(5)]
        if field.number < _NATIONAL:
            wanted.append(term("credential:mssc-cpt"))
        facts: Facts = {
            "cg:inIndustry": sector,
            "cg:area": metro(field.random.randrange(len(METROS))),
            "cg:recognizes": wanted,
        }
        name = f"{title(field.number)} Works {place + 1}"
        yield from record(employer(field.number, place), "cg:Organization cg:Employer", name, facts)
        for credential in wanted:
            yield from _recognition(field, place, sector, credential)


def _recognition(
    field: Field, place: int, sector: ox.NamedNode, credential: ox.NamedNode
) -> Iterator[ox.Quad]:
    of = credential.value.rpartition("/")[2]
    facts: Facts = {
        "cg:employer": employer(field.number, place),
        "cg:credential": credential,
        "cg:industry": sector,
        "cg:recognitionKind": field.one_of(_KINDS),
        "prov:wasDerivedFrom": source(field.number),
    }
    name = f"{title(field.number)} Works {place + 1} recognizes {of}"
    subject = iri("recognition", field.number, f"works-{place}-{of}")
    yield from record(subject, "cg:Recognition", name, facts)


def _apprenticeship(field: Field) -> Iterator[ox.Quad]:
    if field.number % 2 == 0:
        years = field.random.randint(1, 4)
        yes, no = typed("true", "boolean"), typed("false", "boolean")
        facts: Facts = {
            "cg:sponsor": employer(field.number),
            "cg:isRegistered": yes if field.chance(0.7) else no,
            "cg:includesCredential": [iri("credential", other) for other in field.several(3)],
            "cg:leadsTo": iri("job-role", field.number),
            "cg:paysFees": yes,
            "cg:paidRelease": yes if field.chance(0.5) else no,
            "cg:minDuration": span(f"P{years}Y"),
            "cg:maxDuration": span(f"P{years + 1}Y"),
        }
        name = f"{title(field.number)} apprenticeship"
        yield from record(apprenticeship(field.number), "cg:Apprenticeship", name, facts)


def _pay_bands(field: Field) -> Iterator[ox.Quad]:
    for place in range(2):
        least = field.random.randrange(30_000, 60_000, 1_000) + 15_000 * place
        held = {field.number} | ({field.known()} if place else set())
        facts: Facts = {
            "cg:minPay": money(least),
            "cg:maxPay": money(least + field.random.randrange(5_000, 20_000, 1_000)),
            "schema:currency": plain("USD"),
            "cg:payPeriod": span("P1Y"),
            "cg:role": iri("job-role", field.number),
            "cg:occupation": occupation(field.number),
            "cg:area": metro(field.random.randrange(len(METROS))),
            "cg:requiresCredential": [iri("credential", other) for other in sorted(held)],
            "cg:minExperience": span(f"P{2 * place + 1}Y"),
            "cg:maxExperience": span(f"P{3 * place + 2}Y"),
        }
        subject = iri("pay-band", field.number, str(place))
        name = f"{title(field.number)}, {('start', 'experienced')[place]}"
        yield from record(subject, "cg:PayBand", name, facts)


def _wages(field: Field) -> Iterator[ox.Quad]:
    year = _NEWEST - field.number // OCCUPATIONS
    base = field.random.randrange(28_000, 90_000, 10)
    for place in sorted(field.random.sample(range(len(METROS)), _SURVEYED)):
        median = base + field.random.randrange(-4_000, 4_000, 10)
        figures = {p: money(int(median * share) // 10 * 10) for p, share in _PERCENTILES.items()}
        facts: Facts = {
            "cg:occupation": occupation(field.number),
            "cg:area": metro(place),
            "cg:referencePeriod": typed(f"{year}-05", "gYearMonth"),
            "cg:payPeriod": span("P1Y"),
            "schema:currency": plain("USD"),
            **figures,
            **_employment(field),
        }
        subject = iri("wage", field.number, f"{METROS[place]}-{year}")
        name = f"{title(field.number % OCCUPATIONS)} Workers, {METROS[place]}, May {year}"
        yield from record(subject, "cg:WageObservation", name, facts)


def _employment(field: Field) -> dict[str, Term]:
    if field.chance(0.05):
        return {"cg:withheld": term("cg:employment")}
    return {"cg:employment": whole(field.random.randrange(30, 9_000, 10))}


PARTS = (
    _industry,
    _occupation,
    _role,
    _employers,
    _apprenticeship,
    _pay_bands,
    _wages,
)
