"""Software, machines and instruments that people of an occupation use."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from credgraph.importers.dataset import Row, Sink
from credgraph.importers.onet.codes import CODE, GRAPH, accepted, occupation
from credgraph.importers.statements import record

__all__ = ["tool", "tools"]

_SPELLED_OUT = {"+": " plus ", "#": " sharp ", "&": " and ", "@": " at "}


def tool(name: str, commodity: str) -> str:
    """Return the IRI of a tool: its name, and its commodity code, as one name has up to several.

    Names that differ only in case or punctuation (two-way and two way radios) are one tool.
    """
    text = name.lower()
    for sign, word in _SPELLED_OUT.items():
        text = text.replace(sign, word)
    slug = re.sub(r"[^a-z0-9]+", "-", text).strip("-")
    return record("tool", f"{slug}-{commodity}")


def tools(rows: Iterable[Row], sink: Sink) -> Iterator[str]:
    """Yield tools and who uses them, from the rows of Technology Skills or Tools Used.

    The first table has two columns more: whether a technology is hot, which holds everywhere, and
    whether it is in demand, which holds for the occupation.
    """
    named: set[str] = set()
    for row in rows:
        cells = row.cells
        if not accepted(row, sink):
            continue
        if not (cells["Example"] and re.fullmatch(r"\d{8}", cells["Commodity Code"], re.ASCII)):
            sink.reject(
                row.line, f"Commodity Code is {cells['Commodity Code']!r}, expected 8 digits"
            )
            continue
        each = tool(cells["Example"], cells["Commodity Code"])
        if each not in named:
            named.add(each)
            yield from _tool(each, row)
        yield GRAPH.link(occupation(cells[CODE]), "cg:usesTool", each)
        if cells.get("In Demand") == "Y":
            yield GRAPH.link(occupation(cells[CODE]), "cg:inDemandTool", each)


def _tool(each: str, row: Row) -> Iterator[str]:
    cells = row.cells
    yield GRAPH.type(each, "cg:Technology" if "Hot Technology" in cells else "cg:Tool")
    yield GRAPH.english(each, "rdfs:label", cells["Example"].strip('" '))
    yield GRAPH.text(each, "skos:notation", cells["Commodity Code"])
    if cells.get("Commodity Title"):
        yield GRAPH.english(each, "cg:toolCategory", cells["Commodity Title"])
    if cells.get("Hot Technology") == "Y":
        yield GRAPH.typed(each, "cg:isHot", "true", "boolean")
