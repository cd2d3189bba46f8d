"""What the wage survey becomes: surveys, observations, occupations and industries as statements."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from credgraph.importers.statements import (
    Shared,
    decimal,
    graph,
    integer,
    line,
    literal,
    name,
    record,
    text,
    typed,
)

__all__ = ["GRAPH", "industry", "industry_lines", "observation", "occupation", "surveys"]

GRAPH = "oews"

_WHERE = graph(GRAPH)
_WAGE, _INDUSTRY_WAGE = record("wage", "")[:-1], record("industry-wage", "")[:-1]
_UNITS = {"a": ("annual", "P1Y", "wages a year"), "h": ("hourly", "PT1H", "wages an hour")}
_OWN_CODES = ("00-0000", "21-1018", "25-2052", "25-9045", "51-2028", "53-1047")
"""Codes of the survey that the Standard Occupational Classification does not have."""


def surveys(year: str) -> Iterator[str]:
    """Yield the two surveys of a year: what holds for all their observations."""
    for slug, period, wages in _UNITS.values():
        survey = record("survey", f"oews-{year}-{slug}")
        label = f"Occupational Employment and Wage Statistics, May {year}, {wages}"
        yield line(survey, name("rdf:type"), name("cg:WageSurvey"), _WHERE)
        yield line(survey, name("rdfs:label"), text(label), _WHERE)
        month = typed(f"{year}-05", "gYearMonth")
        yield line(survey, name("cg:referencePeriod"), month, _WHERE)
        yield line(survey, name("cg:payPeriod"), typed(period, "duration"), _WHERE)
        yield line(survey, name("schema:currency"), literal("USD"), _WHERE)


class _Observation(NamedTuple):
    """The statements that an observation starts with, up to its figures."""

    iri: str
    start: str

    def text(
        self, figures: Mapping[str, str], at_least: Sequence[str], withheld: Sequence[str]
    ) -> str:
        """Return all its statements; figures are by the names of their properties."""
        given = (
            f"{self.iri} {name(f'cg:{figure}')} "
            f"{integer(value) if figure == 'employment' else decimal(value)} {_WHERE} .\n"
            for figure, value in figures.items()
        )
        lines = [self.start, *given]
        for about, names in (("cg:topCoded", at_least), ("cg:withheld", withheld)):
            lines += [line(self.iri, name(about), name(f"cg:{each}"), _WHERE) for each in names]
        return "".join(lines)


def observation(
    year: str, code: str, unit: str, place: str, of_industry: bool, slug: str
) -> _Observation:
    """Return the start of an observation: its type, occupation, place or industry, and survey."""
    iri = f"{_INDUSTRY_WAGE if of_industry else _WAGE}{code}-{slug}-{year}>"
    kind = "cg:IndustryWageObservation" if of_industry else "cg:WageObservation"
    where = "cg:surveyedIndustry" if of_industry else "cg:area"
    survey = record("survey", f"oews-{year}-{_UNITS[unit][0]}")
    start = (
        f"{iri} {name('rdf:type')} {name(kind)} {_WHERE} .\n"
        f"{iri} {name('cg:occupation')} {_occupation(code)} {_WHERE} .\n"
        f"{iri} {name(where)} {place} {_WHERE} .\n"
        f"{iri} {name('cg:survey')} {survey} {_WHERE} .\n"
    )
    return _Observation(iri, start)


def _occupation(code: str) -> str:
    return record("occupation", f"{'oews' if code in _OWN_CODES else 'soc'}-{code}")


def occupation(code: str, title: str) -> list[Shared]:
    """Return what describes an occupation, which other datasets may describe too."""
    iri = _occupation(code)
    lines = [
        line(iri, name("rdf:type"), name("cg:Occupation"), _WHERE),
        line(iri, name("rdfs:label"), text(title or code), _WHERE),
        line(iri, name("skos:notation"), literal(code), _WHERE),
    ]
    if code in _OWN_CODES:
        about = "A group of the wage survey, which the occupational classification does not have."
        lines.append(line(iri, name("dcterms:description"), text(about), _WHERE))
    return [*map(Shared, lines)]


def industry(code: str) -> str:
    """Return the IRI of an industry of the survey, which groups some of the classification."""
    return record("concept", f"oews-industry-{code}")


def industry_lines(code: str, title: str) -> list[str]:
    """Return what describes an industry of the survey."""
    iri = industry(code)
    return [
        line(iri, name("rdf:type"), name("skos:Concept"), _WHERE),
        line(iri, name("skos:prefLabel"), text(title), _WHERE),
        line(iri, name("rdfs:label"), text(title), _WHERE),
        line(iri, name("skos:notation"), literal(code), _WHERE),
    ]
