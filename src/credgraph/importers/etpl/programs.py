"""Programs of a list: who offers them, what they cost, how long they take, what they lead to."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping

from credgraph.importers import cip, places, soc
from credgraph.importers.dataset import Row, Sink
from credgraph.importers.etpl.doubts import FEW, doubts
from credgraph.importers.etpl.layout import Layout
from credgraph.importers.etpl.providers import Providers
from credgraph.importers.named_graph import NamedGraph
from credgraph.importers.statements import record

__all__ = ["Programs"]

_TEXTS = {
    "description": "dcterms:description",
    "prerequisites": "cg:entryRequirement",
    "award": "cg:award",
    "licence": "cg:statedLicence",
    "credential_name": "cg:statedCredential",
}


class Programs:
    """The programs of one list, and after them their providers.

    `by_field` maps a provider and CIP code to the programs of both, for the outcomes to find.
    """

    def __init__(self, layout: Layout, withdrawn: Mapping[str, bool] | None = None) -> None:
        self._layout, self._withdrawn = layout, withdrawn or {}
        self.graph = NamedGraph(f"etpl-{layout.slug}")
        self.providers = Providers(layout, self.graph)
        self._nameless: list[tuple[str, str]] = []
        self.by_field: dict[tuple[str, str], list[str]] = {}

    def lines(self, rows: Iterable[Row], sink: Sink) -> Iterator[str]:
        """Yield the programs of a whole list, and then their providers."""
        yield from self.programs(rows, sink)
        yield from self.bodies()

    def programs(self, rows: Iterable[Row], sink: Sink) -> Iterator[str]:
        """Yield each program as its row comes."""
        for row in rows:
            if not self._layout.cell(row, "program_name"):
                sink.reject(row.line, "has no name of a program")
                continue
            program, number = self.iri(row), self._layout.cell(row, "provider")
            body = self.providers.add(row)
            yield from self._program(program, row)
            if body:
                yield self.graph.link(program, "cg:offeredBy", body)
            else:
                self._nameless.append((program, number))

    def bodies(self) -> Iterator[str]:
        """Yield who offers the programs that name nobody, and then all providers."""
        for program, number in self._nameless:
            body = self.providers.of(number)
            if body:
                yield self.graph.link(program, "cg:offeredBy", body)
            else:
                yield self._doubt(program, "provider-number-shared")
        yield from self.providers.lines()

    def iri(self, row: Row) -> str:
        """Return the IRI of a program: by its number, else by a digest of what tells it apart."""
        number = self._layout.cell(row, "program")
        if not number:
            told = ("eligible_in", "provider", "provider_name", "program_name", "cip", "zip")
            text = "\t".join(self._layout.cell(row, name) for name in told)
            number = hashlib.sha256(text.encode()).hexdigest()[:12]
        return record("program", f"{self._layout.slug}-{number}")

    def _program(self, program: str, row: Row) -> Iterator[str]:
        graph, cell = self.graph, self._layout.cell
        yield graph.type(program, "cg:TrainingProgram")
        yield graph.english(program, "rdfs:label", cell(row, "program_name"))
        for name, used in _TEXTS.items():
            if cell(row, name):
                yield graph.english(program, used, cell(row, name))
        field = cip.dotted(cell(row, "cip"))
        if field:
            yield graph.text(program, "cg:cipCode", field)
            self.by_field.setdefault((cell(row, "provider"), field), []).append(program)
        area = places.state(cell(row, "eligible_in") or self._layout.eligible_in)
        if area and self._layout.flag(row, "eligible") is not False:
            yield graph.link(program, "cg:eligibleIn", area)
        yield from self._occupations(program, row)
        yield from self._prices(program, row)
        yield from self._time(program, row)
        yield from self._outcome(program, row)
        for name in doubts(row, self._layout, self._withdrawn):
            yield self._doubt(program, name)

    def _occupations(self, program: str, row: Row) -> Iterator[str]:
        """Yield the occupations that the list itself names, from `29-2031` or `29-203100`."""
        for name in ("occupation_1", "occupation_2", "occupation_3"):
            found = re.match(r"(\d\d)-?(\d{4})", self._layout.cell(row, name), re.ASCII)
            if found:
                occupation = soc.occupation(f"{found[1]}-{found[2]}")
                yield self.graph.link(program, "cg:statedOccupation", occupation)

    def _prices(self, program: str, row: Row) -> Iterator[str]:
        known = {name: self._layout.number(row, name) for name in self._layout.prices}
        for name, amount in known.items():
            if amount is not None:
                yield self.graph.number(program, f"cg:{name}", amount)
        if any(known.values()):
            yield self.graph.text(program, "schema:priceCurrency", "USD")

    def _time(self, program: str, row: Row) -> Iterator[str]:
        hours, weeks = (self._layout.number(row, name) for name in ("hours", "weeks"))
        if hours is not None and float(hours).is_integer():
            yield self.graph.typed(program, "cg:programHours", f"{float(hours):.0f}", "integer")
        ends = self._layout.lengths.get(self._layout.cell(row, "length"), ())
        if weeks is not None and float(weeks) > 0:
            ends = (f"P{round(float(weeks) * 7)}D",) * 2
        for used, end in zip(("cg:minDuration", "cg:maxDuration"), ends, strict=False):
            yield self.graph.typed(program, used, end, "duration")

    def _outcome(self, program: str, row: Row) -> Iterator[str]:
        """Yield the share employed two quarters after exit, where the list itself has it."""
        if not self._layout.cell(row, "employed_share"):
            return
        outcome = program.replace("/program/", "/outcome/").replace(">", "-q2>")
        share = self._layout.number(row, "employed_share")
        people = self._layout.number(row, "employed_of")
        yield self.graph.link(program, "cg:hasOutcome", outcome)
        yield self.graph.type(outcome, "cg:ProgramOutcome")
        yield self.graph.typed(outcome, "cg:after", "P6M", "duration")
        if share is None:
            yield self.graph.term(outcome, "cg:withheld", "cg:employedShare")
            return
        yield self.graph.number(outcome, "cg:employedShare", share)
        if people is not None and float(people) < FEW:
            yield self._doubt(outcome, "few-people")

    def _doubt(self, program: str, name: str) -> str:
        return self.graph.link(program, "cg:doubt", record("concept", name))
