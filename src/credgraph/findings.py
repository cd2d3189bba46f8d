"""Findings as an answer: a table for people and machines, and one line that sums them up."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pyoxigraph as ox

from credgraph.catalogue import Column
from credgraph.table import Table, Term

if TYPE_CHECKING:
    from credgraph.validation import Finding

__all__ = ["as_table", "summary"]

_COLUMNS = (
    Column("severity", "Severity", "string"),
    Column("record", "Record", "iri"),
    Column("message", "What to do", "string"),
    Column("value", "Found", "string"),
    Column("path", "Property", "string"),
    Column("shape", "Rule", "iri"),
)


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
    """Return a sentence such as `2 Violations, 1 Warning`.

    >>> summary([])
    'no findings: everything conforms'
    """
    if not findings:
        return "no findings: everything conforms"
    counts = Counter(str(finding.severity) for finding in findings)
    kinds = [kind for kind in ("Violation", "Warning", "Info") if kind in counts]
    return ", ".join(f"{counts[k]} {k}{'s' * (counts[k] != 1 and k != 'Info')}" for k in kinds)
