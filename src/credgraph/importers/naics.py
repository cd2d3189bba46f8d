"""Industries: the North American Industry Classification System of 2022.

Source: its codes and titles of two to six digits (US Census Bureau; public domain). Three sectors
span several two-digit codes and are written as Census writes them: 31-33, 44-45, 48-49.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from credgraph.importers.by_table import from_tables, one_release
from credgraph.importers.dataset import Dataset, Release, Row, Sink, TableMap
from credgraph.importers.licences import PUBLIC_DOMAIN
from credgraph.importers.named_graph import NamedGraph
from credgraph.importers.statements import record

__all__ = ["DATASET", "codes", "industry", "sector"]

_GRAPH = NamedGraph("naics-2022")
_CODE = re.compile(r"\d\d-\d\d|\d{2,6}", re.ASCII)
_SPANS = ("31-33", "44-45", "48-49")


def industry(code: str) -> str:
    """Return the IRI of the industry with a NAICS code such as `336110` or `31-33`."""
    return record("industry", f"naics-{code}")


def sector(code: str) -> str:
    """Return the sector of a code: its first two digits, or the span that they belong to."""
    first = code[:2]
    return next((span for span in _SPANS if span[:2] <= first <= span[3:]), first)


def codes(rows: Iterable[Row], sink: Sink) -> Iterator[str]:
    """Yield each industry: label, code, and the industry around it.

    A code with a repeated last digit (311111 in 31111) is an industry of its own: the title often
    is the same on both levels, which the shared code path tells.
    """
    for row in rows:
        code, title = row.cells["code"], row.cells["title"]
        if not (_CODE.fullmatch(code) and title):
            sink.reject(row.line, f"code is {code!r}, expected two to six digits and a title")
            continue
        yield from _GRAPH.concept(industry(code), "cg:Industry", title, code)
        yield _GRAPH.link(industry(code), "skos:inScheme", record("scheme", "naics-2022"))
        if code != sector(code):
            above = sector(code) if len(code) == 3 else code[:-1]
            yield _GRAPH.shared_link(industry(code), "skos:broader", industry(above))


_CODES = TableMap(
    "NAICS codes",
    {"code": ("code", "2022 NAICS US Code"), "title": ("title", "2022 NAICS US Title")},
)

DATASET = Dataset(
    name="naics",
    label="North American Industry Classification System",
    publisher="US Census Bureau",
    licence=PUBLIC_DOMAIN,
    attribution="US Census Bureau, North American Industry Classification System 2022.",
    tables=(_CODES,),
    release=one_release(
        Release("2022", "2022-01-01", "naics-2022", "https://www.census.gov/naics/")
    ),
    statements=from_tables({_CODES.name: (_CODES, codes)}),
    graphs=("naics-2022",),
)
