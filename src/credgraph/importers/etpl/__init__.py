"""Eligible training provider lists: programs that WIOA money may pay for, and their outcomes.

Source: the list of a state, or of all states together. One small TOML in this folder says which
column of a list is what; a new state is a new TOML.

What a row states is kept as stated. What gives reason to doubt it (a price of zero, a total that is
not the sum, one provider number for two bodies) is told by `cg:doubt`, never mended.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from credgraph.importers.by_table import counted, one_release, table, tables
from credgraph.importers.dataset import Dataset, Release, Row, Sink, Source
from credgraph.importers.etpl.layout import Layout, layout
from credgraph.importers.etpl.outcomes import OUTCOMES, outcomes
from credgraph.importers.etpl.programs import Programs
from credgraph.importers.licences import MIT

__all__ = ["CREDENTIALS", "DATASET", "OUTCOMES", "Layout", "Programs", "layout", "outcomes"]

CREDENTIALS = table("New Jersey's list of industry credentials", "ID", "NAME", "ISDELETED")
_LAYOUTS = tuple(layout(slug) for slug in ("nj", "eta9171"))
_TABLES = (*(each.table for each in _LAYOUTS), CREDENTIALS, OUTCOMES)


def withdrawn(sources: Sequence[Source]) -> dict[str, bool]:
    """Return the number of each credential of the state's list → whether it was taken off it."""
    found = {}
    for kind, rows in tables(sources, _TABLES, Sink()):
        if kind is CREDENTIALS:
            found.update({row.cells["ID"]: row.cells["ISDELETED"] == "1" for row in rows})
        else:
            for _ in rows:
                pass
    return found


def _statements(sources: Sequence[Source], sink: Sink) -> Iterator[str]:
    """Yield the programs, then their providers, then the outcomes, which need both."""
    listed = withdrawn(sources)
    lists = {each.table.name: Programs(each, listed) for each in _LAYOUTS}
    held: list[Row] = []
    for kind, rows in tables(sources, _TABLES, sink):
        if kind is OUTCOMES:
            held.extend(rows)
        elif kind is CREDENTIALS:
            for _ in counted(rows, sink):
                pass
        else:
            yield from lists[kind.name].programs(counted(rows, sink), sink)
    for each in lists.values():
        yield from each.bodies()
    sink.table = OUTCOMES.name
    yield from outcomes(counted(held, sink), lists[layout("nj").table.name], sink)


DATASET = Dataset(
    name="etpl",
    label="Eligible training provider lists",
    publisher="State of New Jersey; US Department of Labor for all states",
    licence=MIT,
    attribution="State of New Jersey, Data for the American Dream (MIT); US Department of Labor.",
    tables=_TABLES,
    release=one_release(
        Release(*("2023", "2023-01-01", "nj-etpl"), "https://github.com/newjersey/dol-mcnj-main")
    ),
    statements=_statements,
    graphs=("etpl-nj", "etpl-us"),
)
