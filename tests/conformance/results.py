"""What came of each test with each subject."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from conformance.manifests import Case

__all__ = ["LONGEST_DETAIL", "Outcome", "Result", "Verdict"]

Outcome = Literal["passed", "failed", "error", "untested"]
LONGEST_DETAIL = 1000  # characters


@dataclass(frozen=True)
class Verdict:
    """An outcome and, unless it is passed, the reason.

    Failed: another answer than the expected one. Error: no answer at all.
    """

    outcome: Outcome
    detail: str = ""


@dataclass(frozen=True)
class Result:
    """The verdict on a test of a suite with a subject."""

    suite: str
    case: Case
    subject: str
    verdict: Verdict

    @property
    def has_failed(self) -> bool:
        """Tell whether the subject was run and did not give the expected answer."""
        return self.verdict.outcome in ("failed", "error")

    @property
    def key(self) -> tuple[str, str, str]:
        """The suite, the subject and the name of the test."""
        return self.suite, self.subject, self.case.name
