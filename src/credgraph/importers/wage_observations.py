"""Wage observations of May 2025, and the data file that they are written to.

One `cg:WageObservation` per occupation and area: the annual 10th, 25th, 50th, 75th and 90th
percentile in US dollars, and the number of jobs.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

from credgraph.importers import data_file
from credgraph.importers.data_file import english, typed
from credgraph.rdf import term

__all__ = ["FIGURES", "PERIOD_NAME", "WageObservation", "write"]

YEAR = "2025"
PERIOD = "2025-05"
PERIOD_NAME = "May 2025"
DATASET = data_file.Dataset(
    title=f"Wages, {PERIOD_NAME}",
    description=(
        "Annual wage percentiles and jobs by occupation in the nation, the states and the "
        f"territories, as BLS estimates them for {PERIOD_NAME}; the as-of date is the first day "
        "of that month."
    ),
    source="bls-oews-2025",
    as_of=f"{PERIOD}-01",
    created="2026-11-23",
    modified="2026-11-23",
    version="0.1.0",
)

FIGURES = ("p10", "p25", "median", "p75", "p90", "employment")
"""The six figures of an observation, by the names of their `cg:` properties."""


@dataclass(frozen=True, slots=True)
class WageObservation:
    """The annual wages of one occupation in one area, May 2025.

    `occupation` is a SOC code (`17-3024`), `area` a slug (`us-sc`). Percentiles are whole US
    dollars a year, `employment` is a number of jobs; None means that BLS does not publish it.
    `top_coded` names the percentiles that stand for "this or more".
    """

    occupation: str
    area: str
    label: str
    p10: int | None
    p25: int | None
    median: int | None
    p75: int | None
    p90: int | None
    employment: int | None
    top_coded: tuple[str, ...] = ()

    @property
    def slug(self) -> str:
        """The name of the record, such as `17-3024-us-sc-2025`."""
        return f"{self.occupation}-{self.area}-{YEAR}"

    @property
    def figures(self) -> dict[str, int | None]:
        """The six figures by name, in the order of FIGURES."""
        return {name: getattr(self, name) for name in FIGURES}

    @property
    def withheld(self) -> tuple[str, ...]:
        """The names of the figures that BLS does not publish."""
        return tuple(name for name, value in self.figures.items() if value is None)


def write(observations: Iterable[WageObservation], target: Path) -> int:
    """Write the observations as one Turtle file with its header; return the number of triples.

    The graph is named after the file. The bytes depend on the observations alone, not on their
    order. Raises UnreadableFile if the file cannot be written.
    """
    triples = list(DATASET.header(target.stem))
    for observation in sorted(observations, key=lambda one: (one.occupation, one.area)):
        triples.extend(_record(observation))
    data_file.save(triples, target)
    return len(triples)


def _record(observation: WageObservation) -> Iterator[ox.Triple]:
    wage = term(f"wage:{observation.slug}")
    occupation = term(f"occupation:soc-{observation.occupation}")
    yield ox.Triple(wage, term("rdf:type"), term("cg:WageObservation"))
    yield ox.Triple(wage, term("rdfs:label"), english(observation.label))
    yield ox.Triple(wage, term("cg:occupation"), occupation)
    yield ox.Triple(wage, term("cg:area"), term(f"area:{observation.area}"))
    yield ox.Triple(wage, term("cg:referencePeriod"), typed(PERIOD, "gYearMonth"))
    yield ox.Triple(wage, term("cg:payPeriod"), typed("P1Y", "duration"))
    yield ox.Triple(wage, term("schema:currency"), ox.Literal("USD"))
    for name, value in observation.figures.items():
        if value is not None:
            is_count = name == "employment"
            amount = typed(f"{value}", "integer") if is_count else typed(f"{value}.0", "decimal")
            yield ox.Triple(wage, term(f"cg:{name}"), amount)
    for name in observation.top_coded:
        yield ox.Triple(wage, term("cg:topCoded"), term(f"cg:{name}"))
    for name in observation.withheld:
        yield ox.Triple(wage, term("cg:withheld"), term(f"cg:{name}"))
