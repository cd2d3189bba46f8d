"""A finding: a fault in the data that a shape reports, and its severity."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

__all__ = ["Finding", "Severity"]


class Severity(StrEnum):
    """The severity of a finding; Violation is the least, so that it sorts first.

    Violation: wrong or unusable, blocks export. Warning: probably incomplete. Info: worth a look.
    """

    VIOLATION = "Violation"
    WARNING = "Warning"
    INFO = "Info"

    @property
    def rank(self) -> int:
        """The position in the order of severity, from 0 for Violation."""
        return list(Severity).index(self)

    def __lt__(self, other: str) -> bool:
        return self.rank < Severity(other).rank

    def __le__(self, other: str) -> bool:
        return self.rank <= Severity(other).rank

    def __gt__(self, other: str) -> bool:
        return self.rank > Severity(other).rank

    def __ge__(self, other: str) -> bool:
        return self.rank >= Severity(other).rank


@dataclass(frozen=True, order=True)
class Finding:
    """A fault: the shape that reports it, the record it is in, and what to do about it.

    `shape` and `focus` are IRIs; a focus may also be a blank node, `_:`, or a value. `path` is the
    property and `value` the offending term, with our prefixes, such as `cg:validFor` and
    `"P6W"^^xsd:duration`; both are empty if the fault has none or concerns several properties.
    """

    severity: Severity
    shape: str
    focus: str
    path: str
    value: str
    message: str
