"""What became of the people who completed New Jersey's programs, by provider and field of study."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from credgraph.importers import cip
from credgraph.importers.by_table import table
from credgraph.importers.dataset import Row, Sink
from credgraph.importers.etpl.doubts import FEW
from credgraph.importers.etpl.programs import Programs
from credgraph.importers.statements import record

__all__ = ["OUTCOMES", "outcomes"]

_AFTER = {"2": "P6M", "4": "P1Y", "8": "P2Y"}
_FIGURES = {
    "PerEmployed": "cg:employedShare",
    "AvgQuarterlyWage": "cg:averagePay",
    "PerRetention": "cg:retainedShare",
}
_QUARTERS = {"PerEmployed": "248", "AvgQuarterlyWage": "248", "PerRetention": "48"}
OUTCOMES = table(
    "New Jersey's outcomes by provider and field",
    *("providerid", "cipcode"),
    *(f"{name}{each}" for name, those in _QUARTERS.items() for each in those),
    *(f"NumCompleted{each}" for each in "248"),
)
_WITHHELD = "-99999"


def outcomes(rows: Iterable[Row], programs: Programs, sink: Sink) -> Iterator[str]:
    """Yield the outcomes two, four and eight quarters after completion, and whose they are.

    A row is of all programs of one provider in one field, so they share its outcomes. Shares run
    from 0 to 1; pay is the average of a quarter in US dollars; `-99999` is withheld. Shares of
    fewer than ten people are given as published, with a doubt.
    """
    for row in rows:
        code = cip.dotted(row.cells["cipcode"])
        if code is None:
            sink.reject(row.line, f"cipcode is {row.cells['cipcode']!r}, expected a CIP code")
            continue
        number = row.cells["providerid"]
        sharing = programs.by_field.get((number, code), [])
        if not sharing or programs.providers.of(number) is None:
            sink.skip("no program of the list is of this provider and field")
            continue
        for quarter in _AFTER:
            outcome = record("outcome", f"nj-{number}-{code.replace('.', '-')}-q{quarter}")
            yield from _outcome(outcome, quarter, row, programs)
            for program in sharing:
                yield programs.graph.link(program, "cg:hasOutcome", outcome)


def _outcome(outcome: str, quarter: str, row: Row, programs: Programs) -> Iterator[str]:
    graph = programs.graph
    yield graph.type(outcome, "cg:ProgramOutcome")
    yield graph.typed(outcome, "cg:after", _AFTER[quarter], "duration")
    yield graph.typed(outcome, "cg:payPeriod", "P3M", "duration")
    published = set()
    for column, used in _FIGURES.items():
        text = row.cells.get(column + quarter, "")
        if text == _WITHHELD:
            yield graph.term(outcome, "cg:withheld", used)
        elif re.fullmatch(r"\d+(\.\d+)?", text, re.ASCII):
            published.add(used)
            yield graph.number(outcome, used, text)
    if "cg:averagePay" in published:
        yield graph.text(outcome, "schema:currency", "USD")
    completed = row.cells.get(f"NumCompleted{quarter}", "")
    if completed.isdecimal():
        yield graph.typed(outcome, "cg:completers", completed, "integer")
        if int(completed) < FEW and "cg:employedShare" in published:
            yield graph.link(outcome, "cg:doubt", record("concept", "few-people"))
