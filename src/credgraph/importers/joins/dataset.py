"""The joins as one dataset, made anew from the files that other datasets are made from."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

import pyoxigraph as ox

from credgraph.importers import cip, etpl, onet, scorecard
from credgraph.importers.by_table import counted, one_release, tables
from credgraph.importers.dataset import Dataset, Release, Row, Sink, Source, TableMap
from credgraph.importers.joins.credentials import earned, reviewed
from credgraph.importers.joins.fields import occupations
from credgraph.importers.joins.phrases import Names
from credgraph.importers.joins.programs import Program
from credgraph.importers.joins.providers import Institution, Provider, institutions
from credgraph.importers.joins.skills import skills
from credgraph.importers.licences import CC_BY
from credgraph.rdf import RECORDS, term
from credgraph.resources import root

__all__ = ["DATASET", "names_of_credentials"]

_LISTS = tuple(etpl.layout(slug) for slug in ("nj", "eta9171"))
_TABLES = (
    *(each.table for each in _LISTS),
    cip.PAIRS,
    onet.JOB_ZONES,
    scorecard.INSTITUTIONS,
    scorecard.PROGRAMS,
)


def names_of_credentials() -> Names:
    """Return the names of the credentials that ship with the graph."""
    wanted, found = (term("rdfs:label"), term("skos:altLabel")), dict[str, list[str]]()
    for path in sorted((root() / "data").glob("credentials*.ttl")):
        for quad in ox.parse(path=str(path), format=ox.RdfFormat.TURTLE):
            slug = getattr(quad.subject, "value", "").removeprefix(f"{RECORDS}credential/")
            if quad.predicate in wanted and "/" not in slug:
                found.setdefault(slug, []).append(getattr(quad.object, "value", ""))
    return Names(found)


@dataclass
class _Gathered:
    """What the joins need of the tables: little of each row, so all of it fits into memory."""

    programs: list[Program] = field(default_factory=list)
    providers: dict[str, Provider] = field(default_factory=dict)
    institutions: dict[str, Institution] = field(default_factory=dict)
    pairs: dict[str, set[str]] = field(default_factory=dict)
    zones: dict[str, int] = field(default_factory=dict)

    def take(self, kind: TableMap) -> Callable[[Row], None]:
        """Return what takes a row of a kind of table."""
        if kind is cip.PAIRS:
            return self._pair
        if kind is onet.JOB_ZONES:
            return self._zone
        if kind in (scorecard.INSTITUTIONS, scorecard.PROGRAMS):
            return self._institution
        return self._of_list(next(each for each in _LISTS if each.table is kind))

    def _pair(self, row: Row) -> None:
        code, occupation = row.cells["CIP2020Code"], row.cells["SOC2018Code"]
        those = self.pairs.setdefault(code, set())
        if occupation != "99-9999":
            those.add(occupation)

    def _zone(self, row: Row) -> None:
        code, zone = row.cells[onet.CODE], row.cells["Job Zone"]
        if code.endswith(".00") and zone.isdecimal():
            self.zones[code[:7]] = int(zone)

    def _institution(self, row: Row) -> None:
        unit = row.cells["unit"]
        found = Institution(unit, row.cells["name"], row.cells["state"])
        self.institutions.setdefault(unit, found)

    def _of_list(self, layout: etpl.Layout) -> Callable[[Row], None]:
        programs = etpl.Programs(layout)

        def take(row: Row) -> None:
            if not layout.cell(row, "program_name"):
                return
            said = {name: layout.cell(row, name) for name in ("program", "program_name", "award")}
            credential = layout.cell(row, "credential_name")
            code = cip.dotted(layout.cell(row, "cip")) or ""
            iri, number = programs.iri(row), said["program"]
            program = Program(
                layout.slug, number, iri, said["program_name"], credential, said["award"], code
            )
            self.programs.append(program)
            body = programs.providers.add(row)
            if body and body not in self.providers:
                told = (layout.cell(row, name) for name in ("provider_name", "city", "state"))
                self.providers[body] = Provider(body, *told)

        return take


def _statements(sources: Sequence[Source], sink: Sink) -> Iterator[str]:
    gathered = _Gathered()
    for kind, rows in tables(sources, _TABLES, sink):
        _feed(counted(rows, sink), gathered.take(kind))
    yield from earned(gathered.programs, names_of_credentials(), reviewed())
    if gathered.pairs:
        yield from occupations(gathered.programs, gathered.pairs, gathered.zones)
    yield from institutions(gathered.providers.values(), gathered.institutions.values())
    yield from skills()


def _feed(rows: Iterable[Row], take: Callable[[Row], None]) -> None:
    for row in rows:
        take(row)


DATASET = Dataset(
    name="joins",
    label="Joins of public datasets",
    publisher="The CredGraph developers",
    licence=CC_BY,
    attribution="Worked out by CredGraph from the datasets that it joins; stated by none of them.",
    tables=_TABLES,
    release=one_release(Release("2026-11-28", "2026-11-22", "credgraph-editors")),
    statements=_statements,
    graphs=("joins-credentials", "joins-occupations", "joins-providers", "joins-skills"),
)
