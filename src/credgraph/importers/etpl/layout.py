"""Which column of a state's list holds what, read from the TOML of the state."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

from credgraph.importers.dataset import Row, TableMap

__all__ = ["Layout", "layout"]


@dataclass(frozen=True, slots=True)
class Layout:
    """A list's name and slug, the map of its table, and the values that mean "withheld".

    `prices` are the columns whose names are those of `cg:` properties; `lengths` maps a code of the
    list to one or two durations; `eligible_in` is the state of the list, unless a column names it.
    """

    name: str
    slug: str
    table: TableMap
    prices: tuple[str, ...]
    withheld: tuple[str, ...] = ()
    eligible_in: str = ""
    lengths: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def cell(self, row: Row, name: str) -> str:
        """Return a cell by our name; empty if the list has no such column."""
        return row.cells.get(name, "")

    def flag(self, row: Row, name: str) -> bool | None:
        """Return whether a cell says yes; None if it says nothing that is understood."""
        text = self.cell(row, name).lower()
        if text in ("true", "t", "yes", "y", "1"):
            return True
        return False if text in ("false", "f", "no", "n", "0") else None

    def number(self, row: Row, name: str) -> str | None:
        """Return the number in a cell by our name, as written but for `$` and commas.

        None if the cell is empty, withheld, or no number that is zero or more.
        """
        text = self.cell(row, name)
        plain = text.removeprefix("$").replace(",", "").strip()
        known = re.fullmatch(r"\d+(\.\d+)?", plain, re.ASCII) and text not in self.withheld
        return plain if known else None


@cache
def layout(slug: str) -> Layout:
    """Return the layout of a list: `nj`, or `eta9171` for all states. Raises FileNotFoundError."""
    text = files("credgraph.importers.etpl").joinpath(f"{slug}.toml").read_text("utf-8")
    read = tomllib.loads(text)
    columns = {ours: (theirs,) for ours, theirs in (read["columns"] | read["prices"]).items()}
    optional = frozenset(columns) - frozenset(read["required"])
    return Layout(
        name=read["name"],
        slug=read["slug"],
        table=TableMap(f"list of eligible training providers of {read['name']}", columns, optional),
        prices=tuple(read["prices"]),
        withheld=tuple(read.get("withheld", ())),
        eligible_in=read.get("eligible_in", ""),
        lengths={code: tuple(ends) for code, ends in read.get("lengths", {}).items()},
    )
