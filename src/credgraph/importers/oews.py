"""Wages of the BLS Occupational Employment and Wage Statistics (OEWS), of every place and industry.

Both layouts are read: that of the time series (AREA of seven digits, AREA_TYPE N, S, M, FOOTNOTES)
and that of the tables which BLS publishes each year (AREA_TYPE 1 to 6, I_GROUP, OWN_CODE).

A row is an observation of an occupation in an area, `cg:WageObservation`, or of one in an industry
of the nation, `cg:IndustryWageObservation`, which has no area. It says what differs between rows;
month, pay period and currency stand once, on its survey. There are two surveys a year: occupations
that BLS gives by the hour alone belong to one of their own, and nothing is converted.

A figure that is not published is listed by `cg:withheld` and has no value. One given only as "at
least" is listed by `cg:topCoded`, with its floor where the release states it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from credgraph.errors import UnreadableFile
from credgraph.importers import figures, oews_terms, rows
from credgraph.importers.dataset import Dataset, Release, Sink, Source, TableMap
from credgraph.importers.oews_areas import Areas
from credgraph.importers.oews_terms import observation

__all__ = ["DATASET", "release", "statements"]

_WAGES = {"p10": "PCT10", "p25": "PCT25", "median": "MEDIAN", "p75": "PCT75", "p90": "PCT90"}
_NAMED = {
    "occupation": ("OCC_CODE",),
    "occupation_title": ("OCC_TITLE",),
    "jobs": ("TOT_EMP",),
    **{f"a_{ours}": (f"A_{theirs}",) for ours, theirs in _WAGES.items()},
    **{f"h_{ours}": (f"H_{theirs}",) for ours, theirs in _WAGES.items()},
    "area": ("AREA",),
    "area_title": ("AREA_TITLE", "AREA_NAME", "STATE"),
    "state": ("PRIM_STATE", "ST"),
    "industry": ("NAICS",),
    "industry_title": ("NAICS_TITLE",),
}
_SERIES = TableMap(
    "the OEWS tables made of its time series",
    _NAMED | {"area_type": ("AREA_TYPE",), "level": ("DISPLAY_LEVEL",), "notes": ("FOOTNOTES",)},
)
_TABLES = TableMap(
    "the OEWS tables that BLS publishes",
    _NAMED
    | {
        "area_type": ("AREA_TYPE",),
        "group": ("I_GROUP",),
        "owner": ("OWN_CODE",),
        "level": ("O_GROUP", "OCC_GROUP"),
    },
    frozenset(("area", "area_title", "state", "area_type", "industry", "industry_title"))
    | {"group", "owner"},
)
_UNPUBLISHED = ("", "-", "*", "**", "~")
_AT_LEAST = "#"
_FLOORS = {("2025", "a"): "239200.0"}  # US dollars; footnote 5 of that release
_NOTES = re.compile(r"(\d\d:\w+(;\d\d:\w+)*)?", re.ASCII)
_NOTE_OF = {"a_p10": "11", "a_p25": "12", "a_median": "13", "a_p75": "14", "a_p90": "15"}
_YEAR = re.compile(r"(?:^|[^0-9])(20[0-4]\d)(?![0-9])|oesm(\d\d)", re.IGNORECASE)
_CODE = re.compile(r"\d\d-\d{4}", re.ASCII)
_ALL_INDUSTRIES = ("", "000000", "0")
_ALL_OWNERS = ("", "1235")


def release(sources: Sequence[Source]) -> Release:
    """Return the year that is given, or that the names of the files say.

    Raises UnreadableFile where neither says it, or where two differ.
    """
    years = {source: _year(source) for source in sources}
    first, *others = years
    for other in others:
        if years[other] != years[first]:
            problem = f"is of May {years[other]}, and {first.name} of May {years[first]}"
            raise UnreadableFile(str(other.path), problem, hint="import one release at a time")
    year = years[first]
    address = "https://www.bls.gov/oes/tables.htm"
    return Release(f"May {year}", f"{year}-05-01", f"bls-oews-{year}", address)


def _year(source: Source) -> str:
    found = _YEAR.search(source.name)
    named = (found[1] or f"20{found[2]}") if found else ""
    given = re.sub(r"\D", "", source.release)[:4]
    if given and named and given != named:
        problem = f"is of May {named} by its name, and was said to be of {given}"
        raise UnreadableFile(str(source.path), problem)
    if not given and not named:
        hint = "say it, such as --release 2025"
        raise UnreadableFile(str(source.path), "does not say of which year it is", hint=hint)
    return given or named


def statements(sources: Sequence[Source], sink: Sink) -> Iterator[str]:
    """Yield the surveys of the year and an observation for each row; raises UnreadableFile."""
    year = _year(sources[0])
    reader = _Reader(year)
    yield from oews_terms.surveys(year)
    for source in sources:
        for _, row in rows.read(source, (_SERIES, _TABLES), sink):
            try:
                pieces = reader.pieces(row.cells)
            except ValueError as error:
                sink.reject(row.line, str(error))
                continue
            if pieces is None:
                sink.skip("repeats the occupation, area and industry of an earlier row")
                continue
            sink.keep()
            yield from pieces


class _Reader:
    """Turns rows into statements, and knows what was said of areas and occupations already."""

    def __init__(self, year: str) -> None:
        self._year, self._areas = year, Areas()
        self._seen: set[tuple[str, str]] = set()
        self._named: set[str] = set()

    def pieces(self, cells: Mapping[str, str]) -> list[str] | None:
        """Return the statements of a row, None for a repeated one; raises ValueError."""
        code = cells["occupation"]
        if not _CODE.fullmatch(code):
            raise ValueError(f"OCC_CODE is {code!r}, expected one such as 17-3024")
        area = self._areas.of(cells)
        industry = _industry(cells)
        if industry and area.slug != "us":
            raise ValueError(f"is of an industry in {area.title}; only the nation has industries")
        key = (code, industry or area.slug)
        if key in self._seen:
            return None
        unit = _unit(cells)
        found, at_least, withheld = _figures(cells, unit, self._year)
        self._seen.add(key)
        place = oews_terms.industry(industry) if industry else area.iri
        made = observation(self._year, code, unit, place, bool(industry), *key[1:])
        new = (
            self._new(area.slug, area.lines)
            if not industry
            else self._new_industry(cells, industry)
        )
        if code not in self._named:
            new += self._new(code, oews_terms.occupation(code, cells["occupation_title"]))
        return [*new, made.text(found, at_least, withheld)]

    def _new_industry(self, cells: Mapping[str, str], code: str) -> list[str]:
        title = cells["industry_title"] or code
        return self._new(f"industry {code}", oews_terms.industry_lines(code, title))

    def _new(self, key: str, lines: Iterable[str]) -> list[str]:
        """Return these lines the first time, and none of them again."""
        if key in self._named:
            return []
        self._named.add(key)
        return [*lines]


def _industry(cells: Mapping[str, str]) -> str:
    """Return the code of a row's industry and owner, empty for all of them together."""
    code, owner, group = cells["industry"], cells.get("owner", ""), cells.get("group", "")
    if code in _ALL_INDUSTRIES and owner in _ALL_OWNERS and "ownership" not in group:
        return ""
    return code if owner in _ALL_OWNERS else f"{code or '000000'}-owner-{owner}"


def _unit(cells: Mapping[str, str]) -> str:
    """Return `h` for a row with wages by the hour alone, else `a`."""
    has_year = any(cells[f"a_{name}"] not in _UNPUBLISHED for name in _WAGES)
    has_hour = any(cells[f"h_{name}"] not in _UNPUBLISHED for name in _WAGES)
    is_floor = ":5" in cells.get("notes", "")  # all of its wages are at least so much
    return "h" if has_hour and not has_year and not is_floor else "a"


def _figures(
    cells: Mapping[str, str], unit: str, year: str
) -> tuple[dict[str, str], list[str], list[str]]:
    """Return figures by name as written in statements, and the names at least so, and withheld."""
    found: dict[str, str] = {}
    at_least, withheld = [], []
    notes = _notes(cells.get("notes", ""))
    for name in _WAGES:
        cell = cells[f"{unit}_{name}"]
        is_floor = notes.get(_NOTE_OF[f"a_{name}"]) == "5" and unit == "a"
        if cell == _AT_LEAST or (cell in _UNPUBLISHED and is_floor):
            at_least.append(name)
        elif cell in _UNPUBLISHED:
            withheld.append(name)
        else:
            found[name] = _wage(cell, f"{unit.upper()}_{_WAGES[name]}")
    highest = _highest(found)
    floor = _FLOORS.get((year, unit), "")
    if floor and highest <= float(floor):  # else the next lower wage says more than the floor
        found |= dict.fromkeys(at_least, floor)
    jobs = cells["jobs"]
    if jobs in _UNPUBLISHED:
        withheld.append("employment")
    else:
        found["employment"] = str(_jobs(jobs))
    return found, at_least, withheld


def _wage(cell: str, column: str) -> str:
    """Return a wage in the form of the shipped ones: `47840.0`."""
    number = cell if cell.isdigit() else _checked(cell, column)
    return number if "." in number else f"{number}.0"


def _checked(cell: str, column: str) -> str:
    try:
        number = figures.amount(cell)
    except ValueError as error:
        raise ValueError(
            f"{column} is {error}, '#', '*' or '-'".replace("is not", "not", 1)
        ) from None
    if number.startswith("-"):
        raise ValueError(f"{column} is {cell!r}, less than nothing")
    return number


def _jobs(cell: str) -> int:
    if cell.isdigit():
        return int(cell)
    jobs = figures.whole(cell)
    if jobs < 0:
        raise ValueError(f"TOT_EMP is {cell!r}, less than nothing")
    return jobs


def _highest(wages: Mapping[str, str]) -> float:
    """Return the highest of the percentiles, 0 without any; raises ValueError if one is less."""
    rising = [float(wage) for wage in wages.values()]
    if rising != sorted(rising):
        raise ValueError(f"its percentiles do not rise: {', '.join(map(str, rising))}")
    return rising[-1] if rising else 0


def _notes(text: str) -> dict[str, str]:
    if not text:
        return {}
    if not _NOTES.fullmatch(text):
        raise ValueError(f"FOOTNOTES is {text!r}, expected pairs such as 04:4;15:5")
    return dict(note.split(":") for note in text.split(";"))


DATASET = Dataset(
    name="oews",
    label="Occupational Employment and Wage Statistics",
    publisher="US Bureau of Labor Statistics",
    licence="https://creativecommons.org/publicdomain/mark/1.0/",
    attribution="US Bureau of Labor Statistics, Occupational Employment and Wage Statistics",
    tables=(_SERIES, _TABLES),
    release=release,
    statements=statements,
    replaces=("wages_2025",),
)
