"""Findings as a table, and as a one-line summary."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

import pyoxigraph as ox

from credgraph.results import Column, Table, Term
from credgraph.validation.checked import Checked, Findings
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


class BoundedFindings(Findings):
    """Findings that may have been cut short; `complete` lists the severities reported in full."""

    def __init__(
        self, findings: Iterable[Finding], complete: Iterable[Severity], checked: Checked
    ) -> None:
        super().__init__(findings, checked)
        self.complete = tuple(complete)

    @property
    def truncated(self) -> bool:
        """Whether findings may be missing."""
        return len(self.complete) < len(Severity)


def as_table(findings: list[Finding]) -> Table:
    """Return one row per finding, in the order given."""
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
    """Return what was checked and what was found; it names the severities not counted.

    >>> two = Checked({"Credential": 2}, {})
    >>> summary(Findings([], two))
    'Checked 2 records: 2 Credentials; no findings: everything conforms'
    >>> summary(BoundedFindings([], [Severity.VIOLATION], two))
    'Checked 2 records: 2 Credentials; no Violations; Warning and Info: not counted'
    """
    looked_at = f"{findings.checked}; " if isinstance(findings, Findings) else ""
    return looked_at + _result(findings)


def _result(findings: list[Finding]) -> str:
    complete = findings.complete if isinstance(findings, BoundedFindings) else tuple(Severity)
    if not findings and len(complete) == len(Severity):
        return "no findings: everything conforms"
    counts = Counter(finding.severity for finding in findings)
    uncounted = [kind for kind in Severity if kind not in complete and not counts[kind]]
    counted = [
        _count(kind, counts[kind], exact=kind in complete)
        for kind in Severity
        if counts[kind] or (uncounted and kind in complete)
    ]
    rest = f"{' and '.join(uncounted)}: not counted" if uncounted else ""
    return "; ".join(filter(None, (", ".join(counted), rest)))


def _count(severity: Severity, number: int, exact: bool) -> str:
    plural = "s" * (number != 1 and severity is not Severity.INFO)
    amount = f"{number:,}" if number else "no"
    return f"{'' if exact else 'at least '}{amount} {severity}{plural}"
