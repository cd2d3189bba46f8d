"""What the wage survey becomes: surveys, observations, occupations and industries as statements."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from credgraph.importers.named_graph import NamedGraph
from credgraph.importers.statements import decimal, graph, integer, name, record

__all__ = ["GRAPH", "industry", "industry_lines", "observation", "occupation", "surveys"]

GRAPH = NamedGraph("oews")

_WHERE = graph("oews")  # for observations, of which there are millions
_WAGE, _INDUSTRY_WAGE = record("wage", "")[:-1], record("industry-wage", "")[:-1]
_UNITS = {"a": ("annual", "P1Y", "wages a year"), "h": ("hourly", "PT1H", "wages an hour")}
_OWN_CODES = ("00-0000", "21-1018", "25-2052", "25-9045", "51-2028", "53-1047")
"""Codes of the survey that the Standard Occupational Classification does not have."""


def surveys(year: str) -> Iterator[str]:
    """Yield the two surveys of a year: what holds for all their observations."""
    for slug, period, wages in _UNITS.values():
        survey = record("survey", f"oews-{year}-{slug}")
        label = f"Occupational Employment and Wage Statistics, May {year}, {wages}"
        yield GRAPH.type(survey, "cg:WageSurvey")
        yield GRAPH.english(survey, "rdfs:label", label)
        yield GRAPH.typed(survey, "cg:referencePeriod", f"{year}-05", "gYearMonth")
        yield GRAPH.typed(survey, "cg:payPeriod", period, "duration")
        yield GRAPH.text(survey, "schema:currency", "USD")


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
            lines += [GRAPH.term(self.iri, about, f"cg:{each}") for each in names]
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


def occupation(code: str, title: str) -> Iterator[str]:
    """Yield what describes an occupation, which other datasets may describe too."""
    iri = _occupation(code)
    yield from GRAPH.concept(iri, "cg:Occupation", title or code, code)
    if code in _OWN_CODES:
        about = "A group of the wage survey, which the occupational classification does not have."
        yield GRAPH.shared_words(iri, "dcterms:description", about)


def industry(code: str) -> str:
    """Return the IRI of an industry of the survey, which groups some of the classification."""
    return record("concept", f"oews-industry-{code}")


def industry_lines(code: str, title: str) -> Iterator[str]:
    """Yield what describes an industry of the survey."""
    iri = industry(code)
    yield GRAPH.type(iri, "skos:Concept")
    yield GRAPH.english(iri, "skos:prefLabel", title)
    yield GRAPH.english(iri, "rdfs:label", title)
    yield GRAPH.text(iri, "skos:notation", code)
