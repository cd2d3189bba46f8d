"""Wages of the BLS Occupational Employment and Wage Statistics (OEWS), May 2025.

Source: the national and the state file as BLS publishes them, comma-separated, plain or gzip,
one row per area and occupation (https://www.bls.gov/oes/tables.htm; public domain, cite BLS).

Each row of an occupation and area that the graph knows becomes one observation:

- A figure that BLS does not publish ("-", "*", "**" or an empty cell) is left out and listed by
  `cg:withheld`. Occupations paid by the hour have no annual figures; none are calculated.
- A wage that BLS gives only as "at least" ("#", or footnote 5 of the time-series files) becomes
  that floor, 239,200 dollars, and is listed by `cg:topCoded`.
- An area without an estimate for an occupation has no record.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from credgraph.errors import CredGraphError, UnreadableFile
from credgraph.importers import data_file, tables
from credgraph.importers.wage_observations import (
    FIGURES,
    PERIOD_NAME,
    WageObservation,
    write,
)
from credgraph.resources import root

__all__ = [
    "ANNUAL_FLOOR",
    "Area",
    "known_areas",
    "known_occupations",
    "main",
    "read",
]

ANNUAL_FLOOR = 239_200
"""US dollars a year: the floor of a wage given only as "at least" (footnote 5, May 2025)."""

_COLUMN = {
    "p10": "A_PCT10",
    "p25": "A_PCT25",
    "median": "A_MEDIAN",
    "p75": "A_PCT75",
    "p90": "A_PCT90",
    "employment": "TOT_EMP",
}
_FOOTNOTE_CODES = {"p10": "11", "p25": "12", "median": "13", "p75": "14", "p90": "15"}
_COLUMNS = ("AREA_TITLE", "NAICS", "OCC_CODE", *_COLUMN.values())
_ALL_INDUSTRIES = ("000000", "0")
_NOT_PUBLISHED = ("", "-", "*", "**")
_AT_LEAST = "#"
_FOOTNOTES = re.compile(r"(\d\d:\w+(;\d\d:\w+)*)?", re.ASCII)
_WHOLE_NUMBER = re.compile(r"\d+|\d{1,3}(,\d{3})+", re.ASCII)
_SOC_CODE = re.compile(r"\d\d-\d{4}", re.ASCII)


class Area(NamedTuple):
    """An area of the graph: its slug, such as `us-sc`, and its label."""

    slug: str
    label: str


def known_occupations(path: Path) -> dict[str, str]:
    """Return SOC code → label of the occupations in a Turtle file, without O*NET's finer codes.

    Raises UnreadableFile if the file cannot be read or is not Turtle.
    """
    records = data_file.names(path).values()
    named = ((code, record.label) for record in records for code in record.codes)
    return {code: label for code, label in named if _SOC_CODE.fullmatch(code)}


def known_areas(path: Path) -> dict[str, Area]:
    """Return name → Area for every label and alternative label in a Turtle file of areas.

    Raises UnreadableFile if the file cannot be read or is not Turtle.
    """
    areas: dict[str, Area] = {}
    for slug, record in data_file.names(path).items():
        for name in (record.label, *record.others):
            areas[name] = Area(slug, record.label)
    return areas


def read(
    paths: Iterable[Path], occupations: Mapping[str, str], areas: Mapping[str, Area]
) -> Iterator[WageObservation]:
    """Yield the cross-industry observations of the published files, in the order of their rows.

    `occupations` maps the SOC codes to keep to their labels, `areas` the names that BLS uses to
    areas. Raises UnreadableFile, while reading, for a file that is not such a table (missing
    columns, bad rows or numbers, unknown areas), that holds none of the occupations, or that
    repeats an occupation and area.
    """
    seen: dict[str, str] = {}
    for path in paths:
        found = False
        for line, row in tables.rows(path, _COLUMNS, "BLS OEWS"):
            if row["OCC_CODE"] not in occupations or row["NAICS"] not in _ALL_INDUSTRIES:
                continue
            try:
                observation = _observation(row, occupations, areas)
                _refuse_duplicate(observation, f"{path}, line {line}", seen)
            except ValueError as error:
                raise UnreadableFile(str(path), str(error), line) from error
            found = True
            yield observation
        if not found:
            wanted = f"expected cross-industry rows (NAICS 000000) for {', '.join(occupations)}"
            raise UnreadableFile(str(path), "holds none of the occupations", hint=wanted)


def _observation(
    row: Mapping[str, str], occupations: Mapping[str, str], areas: Mapping[str, Area]
) -> WageObservation:
    """Return the observation in a row; raises ValueError for a bad cell or unknown area."""
    area = areas.get(row["AREA_TITLE"])
    if area is None:
        expected = "expected a nation, state or territory named in data/areas.ttl"
        raise ValueError(f"AREA_TITLE is {row['AREA_TITLE']!r}, {expected}")
    at_least = _at_least(row)
    figures = {name: _number(name, row, at_least) for name in FIGURES}
    code = row["OCC_CODE"]
    label = f"{occupations[code]}, {area.label}, {PERIOD_NAME}"
    return WageObservation(code, area.slug, label, **figures, top_coded=at_least)


def _at_least(row: Mapping[str, str]) -> tuple[str, ...]:
    """Return the names of the wages published as a floor: "#", or no figure and footnote 5."""
    notes = row.get("FOOTNOTES", "")
    if not _FOOTNOTES.fullmatch(notes):
        raise ValueError(f"FOOTNOTES is {notes!r}, expected pairs such as '04:4;15:5'")
    noted = [note.partition(":")[0] for note in notes.split(";") if note.endswith(":5")]
    return tuple(
        name
        for name, code in _FOOTNOTE_CODES.items()
        if row[_COLUMN[name]] == _AT_LEAST
        or (code in noted and row[_COLUMN[name]] in _NOT_PUBLISHED)
    )


def _number(name: str, row: Mapping[str, str], at_least: Sequence[str]) -> int | None:
    cell = row[_COLUMN[name]]
    if name in at_least:
        return ANNUAL_FLOOR
    if cell in _NOT_PUBLISHED:
        return None
    if not _WHOLE_NUMBER.fullmatch(cell):
        expected = "a whole number, '#', '*', '**', '-' or nothing"
        raise ValueError(f"{_COLUMN[name]} is {cell!r}, expected {expected}")
    return int(cell.replace(",", ""))


def _refuse_duplicate(observation: WageObservation, here: str, seen: dict[str, str]) -> None:
    if observation.slug in seen:
        repeated = f"{observation.occupation} in {observation.area}"
        raise ValueError(f"repeats {repeated}, first found in {seen[observation.slug]}")
    seen[observation.slug] = here


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the importer from the command line; return 0, or 2 if a file cannot be used."""
    chosen = _parser().parse_args(arguments)
    try:
        _import(chosen.national, chosen.states, chosen.output)
    except CredGraphError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    return 0


def _import(national: Path, states: Path, output: Path) -> None:
    occupations = known_occupations(root() / "data" / "occupations.ttl")
    areas = known_areas(root() / "data" / "areas.ttl")
    observations = list(read((national, states), occupations, areas))
    triples = write(observations, output)
    sys.stderr.write(f"{output}: {len(observations)} records, {triples} triples\n")
    for code in sorted(occupations.keys() - {one.occupation for one in observations}):
        sys.stderr.write(f"no estimate in any area for {code} {occupations[code]}\n")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m credgraph.importers.shipped_wages",
        description=f"Turn the BLS wage tables of {PERIOD_NAME} into Turtle: one record for each "
        "occupation of data/occupations.ttl that has a SOC code, in each area.",
        epilog="example: python -m credgraph.importers.shipped_wages "
        "--national oews_M2025_national.csv.gz --states oews_M2025_state.csv.gz "
        "-o data/wages_2025.ttl",
    )
    parser.add_argument("--national", type=Path, required=True, help="national table, .csv or .gz")
    parser.add_argument("--states", type=Path, required=True, help="state table, .csv or .gz")
    parser.add_argument("-o", "--output", type=Path, required=True, help="Turtle file to write")
    return parser


if __name__ == "__main__":
    raise SystemExit(main())
