"""College Scorecard: colleges, their fields of study by award, what graduates earn and owe.

Sources: the Department of Education's field-of-study and institution tables in its own columns
(public domain), or Truewise's table derived from them (CC BY 4.0).

The Department measures a field of a whole institution (OPEID6) and repeats the figures at each
campus, so the outcome is one record that the programs of all campuses share: an average over
outcomes counts it once. Most rows have nothing measured; they are programs without an outcome.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from credgraph.importers import cip, places
from credgraph.importers.by_table import from_tables, one_release
from credgraph.importers.dataset import Dataset, Release, Row, Sink, TableMap
from credgraph.importers.licences import CC_BY
from credgraph.importers.named_graph import NamedGraph
from credgraph.importers.statements import Shared, record

__all__ = [
    "ATTRIBUTION",
    "DATASET",
    "INSTITUTIONS",
    "PROGRAMS",
    "institution",
    "institutions",
    "programs",
]

ATTRIBUTION = (
    "College Scorecard, U.S. Department of Education; field-of-study figures as derived by "
    "Truewise, used under CC BY 4.0."
)

_GRAPH = NamedGraph("scorecard")
_Cells = Mapping[str, str]
_OF_INSTITUTION = {
    "unit": ("unitid", "UNITID"),
    "opeid": ("opeid6", "OPEID6"),
    "name": ("inst_name", "INSTNM", "institution_name"),
    "state": ("state", "STABBR"),
    "city": ("CITY",),
    "zip": ("ZIP",),
}
_OF_PROGRAM = {
    "cip": ("cip_code", "CIPCODE"),
    "level": ("credential_level", "CREDLEV"),
    "field": ("cip_desc", "CIPDESC"),
    "award": ("credential_desc", "CREDDESC"),
    "completers": ("completers_count", "IPEDSCOUNT1"),
    "debt": ("debt_median", "DEBT_ALL_STGP_EVAL_MDN"),
    "horizon": ("earnings_horizon",),
    "earnings": ("earnings",),
    "after_4": ("EARN_MDN_4YR",),
    "after_1": ("EARN_MDN_1YR", "EARN_MDN_HI_1YR"),
}
_PLACE = frozenset({"opeid", "state", "city", "zip"})
_FIGURES = frozenset({"completers", "debt", "horizon", "earnings", "after_4", "after_1"})
INSTITUTIONS = TableMap("College Scorecard institutions", _OF_INSTITUTION, _PLACE)
PROGRAMS = TableMap(
    "College Scorecard fields of study", _OF_INSTITUTION | _OF_PROGRAM, _PLACE | _FIGURES
)
_AFTER = {"4yr_after_completion": "P4Y", "1yr_after_completion": "P1Y"}
_NUMBER = re.compile(r"\d+(\.\d+)?", re.ASCII)


def institution(unit: str) -> str:
    """Return the IRI of the institution with an IPEDS unit number."""
    return record("organization", f"ipeds-{unit}")


def institutions(rows: Iterable[Row], sink: Sink) -> Iterator[str]:
    """Yield each institution: name, federal numbers, and state where it is given.

    The names of the federal survey are several for some institutions; the first becomes the label.
    """
    for _, cells in _read(rows, sink, ("unit", "name")):
        yield from _institution(cells)


def programs(rows: Iterable[Row], sink: Sink) -> Iterator[str]:
    """Yield each field of study of an institution by award, and what was measured of it.

    Earnings are the median of a year in US dollars, four years after completion or, where that is
    not known, one; debt is the median of those who borrowed.
    """
    named: set[str] = set()
    measured: dict[str, dict[str, str]] = {}
    for line, cells in _read(rows, sink, ("unit", "name", "cip", "level")):
        code = cip.dotted(cells["cip"].zfill(4))
        if code is None:
            sink.reject(line, f"the field is {cells['cip']!r}, expected four digits of CIP")
            continue
        if cells["unit"] not in named:
            named.add(cells["unit"])
            yield from _institution(cells)
        if code not in named:
            named.add(code)
            yield from _field(code, cells["field"].rstrip("."))
        yield _program(cells, code)
        yield from _outcome(cells, code, measured)


def _read(rows: Iterable[Row], sink: Sink, needed: Sequence[str]) -> Iterator[tuple[int, _Cells]]:
    """Yield each row that has what is needed: its line, and its cells by our names."""
    for line, cells in rows:
        if all(cells[name] for name in needed) and cells["unit"].isdecimal():
            yield line, cells
        else:
            sink.reject(
                line, f"expected a number of an institution and its {', '.join(needed[1:])}"
            )


def _institution(cells: _Cells) -> Iterator[str]:
    each = institution(cells["unit"])
    yield _GRAPH.type(each, "cg:Organization")
    yield _GRAPH.type(each, "cg:TrainingProvider")
    yield Shared(_GRAPH.english(each, "rdfs:label", cells["name"]))
    yield _GRAPH.text(each, "cg:unitNumber", cells["unit"])
    if cells["opeid"]:
        yield _GRAPH.text(each, "cg:opeid", cells["opeid"].zfill(6))
    area, zip_code = places.state(cells["state"]), places.zip_code(cells["zip"])
    if area:
        yield _GRAPH.link(each, "cg:area", area)
    if cells["city"]:
        yield _GRAPH.text(each, "schema:addressLocality", cells["city"])
    if zip_code:
        yield _GRAPH.text(each, "schema:postalCode", zip_code)


def _field(code: str, title: str) -> Iterator[str]:
    """Yield a group of fields: by its code, as in CIP here, with its title as another name."""
    field = cip.field(code)
    yield from _GRAPH.concept(field, "cg:FieldOfStudy", f"CIP {code}", code)
    yield _GRAPH.english(field, "skos:altLabel", title)


def _slug(cells: _Cells, code: str, whose: str) -> str:
    return f"scorecard-{whose}-{code.replace('.', '-')}-{cells['level']}"


def _program(cells: _Cells, code: str) -> str:
    """Return all that is said of a program, in one piece: there are 200,000 of them."""
    program, award = record("program", _slug(cells, code, cells["unit"])), cells["award"]
    said = [
        _GRAPH.type(program, "cg:TrainingProgram"),
        _GRAPH.english(program, "rdfs:label", f"{cells['field'].rstrip('.')}, {award}"),
        _GRAPH.link(program, "cg:offeredBy", institution(cells["unit"])),
        _GRAPH.link(program, "cg:field", cip.field(code)),
    ]
    if award:
        said.append(_GRAPH.english(program, "cg:award", award))
    completers = cells["completers"].removesuffix(".0")
    if completers.isdecimal():
        said.append(_GRAPH.typed(program, "cg:completers", completers, "integer"))
    return "".join(said)


def _outcome(cells: _Cells, code: str, measured: dict[str, dict[str, str]]) -> Iterator[str]:
    """Yield the link to an outcome, and the outcome at its first mention.

    Figures that differ between campuses of one institution are outcomes of their own.
    """
    figures = dict(_figures(cells))
    if not figures:
        return
    slug = _slug(cells, code, cells["opeid"].zfill(6))
    if measured.get(slug, figures) != figures:
        slug = f"{slug}-{cells['unit']}"
    outcome = record("outcome", slug)
    program = record("program", _slug(cells, code, cells["unit"]))
    yield _GRAPH.link(program, "cg:hasOutcome", outcome)
    if slug not in measured:
        measured[slug] = figures
        yield _GRAPH.type(outcome, "cg:ProgramOutcome")
        yield from _told(outcome, figures)


def _told(outcome: str, figures: Mapping[str, str]) -> Iterator[str]:
    for name, used in (("earnings", "cg:median"), ("debt", "cg:medianDebt")):
        if name in figures:
            yield _GRAPH.number(outcome, used, figures[name])
    if "earnings" in figures:
        yield _GRAPH.typed(outcome, "cg:after", figures["after"], "duration")
        yield _GRAPH.typed(outcome, "cg:payPeriod", "P1Y", "duration")
    yield _GRAPH.text(outcome, "schema:currency", "USD")


def _figures(cells: _Cells) -> Iterator[tuple[str, str]]:
    """Yield the debt, and the earnings with their time; what is suppressed is no number."""
    if _NUMBER.fullmatch(cells["debt"]):
        yield "debt", cells["debt"]
    choices = (
        (cells["earnings"], _AFTER.get(cells["horizon"], "")),
        (cells["after_4"], "P4Y"),
        (cells["after_1"], "P1Y"),
    )
    for amount, after in choices:
        if after and _NUMBER.fullmatch(amount):
            yield "earnings", amount
            yield "after", after
            return


DATASET = Dataset(
    name="scorecard",
    label="College Scorecard",
    publisher="US Department of Education",
    licence=CC_BY,
    attribution=ATTRIBUTION,
    tables=(INSTITUTIONS, PROGRAMS),
    release=one_release(
        Release(
            *("2026-06-10", "2026-06-10", "college-scorecard-2026"),
            "https://collegescorecard.ed.gov/data/",
        )
    ),
    statements=from_tables(
        {
            INSTITUTIONS.name: (INSTITUTIONS, institutions),
            PROGRAMS.name: (PROGRAMS, programs),
        }
    ),
)
