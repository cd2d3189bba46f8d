"""Names of credentials as whole phrases in the texts of programs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

__all__ = ["Names", "normal"]

_NOT_ALONE = frozenset({"high school", "high school diploma"})
"""Names that stand in many programs which are not for them: "Adult High School Algebra"."""


def normal(text: str) -> str:
    """Return a text in lower case, its words parted by one space, without punctuation."""
    return " ".join(re.findall(r"[a-z0-9+]+", text.lower()))


class Names:
    """Names of two or more words, each of one credential.

    An abbreviation never counts: twelve of New Jersey's fourteen "CPT" programs are for
    phlebotomists. A name that two credentials share is left out too, as it tells neither.
    """

    def __init__(self, credentials: Mapping[str, Iterable[str]]) -> None:
        found: dict[str, set[str]] = {}
        for credential, names in credentials.items():
            for name in map(normal, names):
                if " " in name and name not in _NOT_ALONE:
                    found.setdefault(name, set()).add(credential)
        self._of = {name: next(iter(those)) for name, those in found.items() if len(those) == 1}

    def exactly(self, text: str) -> str | None:
        """Return the credential whose name a text is; None if it is no name."""
        return self._of.get(normal(text))

    def within(self, text: str) -> Iterator[tuple[str, str]]:
        """Yield each credential and the name of it that stands in a text, longest name first.

        A name inside a longer one that also stands there does not count a second time.
        """
        around = f" {normal(text)} "
        for name in sorted(self._of, key=lambda each: (-len(each), each)):
            if f" {name} " in around:
                around = around.replace(f" {name} ", "  ")
                yield self._of[name], name
