"""What is tested: an engine alone, or one of our doors with the engine behind it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import distributions

from conformance.manifests import Case

__all__ = ["Difference", "Subject"]


class Difference(Exception):
    """An answer that is not the expected one; the text says how."""


@dataclass(frozen=True)
class Subject:
    """What runs a test: `check` raises Difference for a wrong answer, anything else for none.

    `package` is what must be installed.
    """

    name: str
    check: Callable[[Case], None]
    package: str

    @property
    def is_installed(self) -> bool:
        """Tell whether this machine can run it."""
        return any(distributions(name=self.package))
