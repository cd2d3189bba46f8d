"""One fault as a value: how grave it is, which shape says so, of which record."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

__all__ = ["Finding", "Severity"]


class Severity(StrEnum):
    """How grave a finding is; the gravest is the least, so that it sorts first.

    Violation: wrong or unusable, blocks export. Warning: probably incomplete. Info: worth a look.
    """

    VIOLATION = "Violation"
    WARNING = "Warning"
    INFO = "Info"

    @property
    def rank(self) -> int:
        """The place in the order of gravity, from 0."""
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
    """One fault: which shape says so, of which record, and what to do about it.

    `shape` and `focus` are IRIs (`focus` is `_:` for a blank node). `path` is the property and
    `value` the offending term, both with our prefixes, such as `cg:validFor` and
    `"P6W"^^xsd:duration`; they are empty where the fault has none, or concerns several properties.
    """

    severity: Severity
    shape: str
    focus: str
    path: str
    value: str
    message: str
