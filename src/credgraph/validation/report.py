"""Findings as an answer: a table for people and machines, and one line that sums them up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

import pyoxigraph as ox

from credgraph.results import Column, Table, Term
from credgraph.validation.finding import Finding, Severity

__all__ = ["BoundedFindings", "as_table", "summary"]

_COLUMNS = (
    Column("severity", "Severity", "string"),
    Column("record", "Record", "iri"),
    Column("message", "What to do", "string"),
    Column("value", "Found", "string"),
    Column("path", "Property", "string"),
    Column("shape", "Rule", "iri"),
)


class BoundedFindings(list[Finding]):
    """Findings that may be too many to be all here; `whole` says of which severities none lacks."""

    def __init__(self, findings: Iterable[Finding], whole: Iterable[Severity]) -> None:
        super().__init__(findings)
        self.whole = tuple(whole)

    @property
    def truncated(self) -> bool:
        """Whether there may be more."""
        return len(self.whole) < len(Severity)


def as_table(findings: list[Finding]) -> Table:
    """Return one row a finding, in the order given."""
    return Table(_COLUMNS, [_row(finding) for finding in findings])


def _row(finding: Finding) -> tuple[Term | None, ...]:
    texts = (finding.message, finding.value, finding.path)
    message, value, path = (ox.Literal(text) if text else None for text in texts)
    record = _node(finding.focus)
    return (ox.Literal(finding.severity), record, message, value, path, _node(finding.shape))


def _node(text: str) -> Term:
    try:
        return ox.NamedNode(text)
    except ValueError:
        return ox.Literal(text)


def summary(findings: list[Finding]) -> str:
    """Return a sentence such as `2 Violations, 1 Warning`, and what it does not count.

    >>> summary([])
    'no findings: everything conforms'
    >>> summary(BoundedFindings([], whole=[Severity.VIOLATION]))
    'no Violations; Warning and Info: not counted'
    """
    whole = findings.whole if isinstance(findings, BoundedFindings) else tuple(Severity)
    counts = Counter(finding.severity for finding in findings)
    if not findings and len(whole) == len(Severity):
        return "no findings: everything conforms"
    silent = [kind for kind in Severity if kind not in whole and not counts[kind]]
    told = [
        _counted(kind, counts[kind], kind in whole)
        for kind in Severity
        if counts[kind] or (silent and kind in whole)
    ]
    unknown = f"{' and '.join(silent)}: not counted" if silent else ""
    return "; ".join(filter(None, (", ".join(told), unknown)))


def _counted(kind: Severity, number: int, exactly: bool) -> str:
    plural = "s" * (number != 1 and kind is not Severity.INFO)
    return (
        f"{'' if exactly else 'at least '}{format(number, ',') if number else 'no'} {kind}{plural}"
    )
