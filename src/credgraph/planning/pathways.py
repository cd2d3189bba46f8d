"""Pathways: the routes that people take through credentials, stage by stage."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from credgraph.planning.durations import months
from credgraph.results import Table

__all__ = ["Pathway", "Stage", "read_pathways"]


class Stage(NamedTuple):
    """One step of a pathway; `start` and `end` are months from its beginning, None: not stated."""

    iri: str
    label: str
    order: int
    start: Decimal | None
    end: Decimal | None
    condition: str
    earns: tuple[str, ...]
    pursues: tuple[str, ...]
    payers: tuple[str, ...]


class Pathway(NamedTuple):
    """A route that people take through credentials."""

    iri: str
    label: str
    stages: tuple[Stage, ...]

    @property
    def earned(self) -> frozenset[str]:
        """Everything that the pathway earns."""
        return frozenset(thing for stage in self.stages for thing in stage.earns)

    def stages_towards(self, credential: str) -> tuple[Stage, ...]:
        """Return the stages that work towards a credential, the one that earns it last."""
        earning = [stage for stage in self.stages if credential in stage.earns][:1]
        pursuing = [s for s in self.stages if credential in s.pursues and s not in earning]
        return (*pursuing, *earning)


def read_pathways(timetable: Table) -> list[Pathway]:
    """Return the pathways in the rows of `pathway_timetable`, in their order."""
    labels: dict[str, str] = {}
    stages: dict[str, dict[str, Stage]] = {}
    for row in timetable:
        labels[row["pathway"]] = row["pathway_label"]
        known = stages.setdefault(row["pathway"], {})
        known[row["step"]] = _stage(row, known.get(row["step"]))
    return [Pathway(iri, labels[iri], tuple(found.values())) for iri, found in stages.items()]


def _stage(row: dict[str, str], earlier: Stage | None) -> Stage:
    """Return the stage of one row, with what earlier rows of the same step listed."""

    def added(column: str, known: tuple[str, ...], wanted: bool = True) -> tuple[str, ...]:
        return tuple(dict.fromkeys([*known, *([row[column]] if wanted and row[column] else [])]))

    return Stage(
        row["step"],
        row["step_label"],
        int(row["order"]),
        months(row["start"]),
        months(row["end"]),
        row["condition"] or "",
        added("thing", earlier.earns if earlier else (), row["link"] == "earns"),
        added("thing", earlier.pursues if earlier else (), row["link"] == "pursues"),
        added("program", earlier.payers if earlier else ()),
    )
