"""What a check looked at: an answer without findings means little where no shape applied."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from credgraph.rdf import compact, term
from credgraph.validation.finding import Finding
from credgraph.validation.targets import Classes, narrowest

__all__ = ["Checked", "Findings", "count"]

_SHOWN = 6  # classes in a sentence
_MASS_NOUNS = ("Advice",)
_DATASET = term("dcat:Dataset")


@dataclass(frozen=True)
class Checked:
    """How many records of which classes a check looked at, and how many it left out.

    Keys are the names of classes, such as `Credential`, or with the prefix in `left_out`, where no
    shape applied: `schema:Course`; the empty string stands for records without a class. `notes` are
    sentences on what is probably meant otherwise, such as a namespace.
    """

    classes: Mapping[str, int]
    left_out: Mapping[str, int]
    notes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "notes", tuple(self.notes))  # a list where it was read from JSON

    @property
    def records(self) -> int:
        """The number of records looked at."""
        return sum(self.classes.values())

    def __str__(self) -> str:
        number = f"{self.records:,} record{'s' * (self.records != 1)}"
        sentence = f"Checked {number}: {_listed(self.classes, _plural)}" if self.records else ""
        if self.left_out:
            left = f"{sum(self.left_out.values()):,} left out: no shape applies to "
            left += _listed(self.left_out, lambda name, _: name or "what has no class")
            sentence = f"{sentence} ({left})"
        return sentence or "Checked nothing"


class Findings(list[Finding]):
    """The findings of a check, and in `checked` what it looked at."""

    def __init__(self, findings: Iterable[Finding], checked: Checked) -> None:
        super().__init__(findings)
        self.checked = checked


def count(
    looked_at: Mapping[Any, Classes],
    typed: Mapping[Any, Classes],
    superclasses: Mapping[Any, Classes],
    notes: Iterable[str] = (),
) -> Checked:
    """Count records, given the classes of each that was looked at and of each in the data."""
    others = {record: kinds for record, kinds in typed.items() if record not in looked_at}
    return Checked(
        _counted(_local_name(narrowest(kinds, superclasses)) for kinds in looked_at.values()),
        _counted(
            compact(narrowest(kinds, superclasses))
            for kinds in others.values()
            if _DATASET not in kinds  # the header of a file
        ),
        tuple(notes),
    )


def _counted(names: Iterable[str]) -> dict[str, int]:
    return dict(sorted(Counter(names).items(), key=lambda entry: (-entry[1], entry[0])))


def _local_name(iri: str) -> str:
    return iri.rpartition("#")[2].rpartition("/")[2].rpartition(":")[2]


def _listed(counts: Mapping[str, int], worded: Any) -> str:
    parts = [worded(name, number) for name, number in list(counts.items())[:_SHOWN]]
    rest = len(counts) - len(parts)
    return ", ".join([*parts, *([f"and {rest} more classes"] if rest > 1 else ())]) + (
        ", and 1 more class" if rest == 1 else ""
    )


def _plural(name: str, number: int) -> str:
    if not name:
        return f"{number:,} without a class"
    if number == 1 or name in _MASS_NOUNS:
        return f"{number:,} {name}"
    if name.endswith("y") and name[-2:-1] not in "aeiou":
        return f"{number:,} {name[:-1]}ies"
    return f"{number:,} {name}{'es' if name.endswith(('s', 'x', 'ch', 'sh')) else 's'}"
