"""How important a skill or area of knowledge is to an occupation, and at what level it is used."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import groupby

from credgraph.importers.dataset import Row, Sink
from credgraph.importers.onet.codes import CODE, GRAPH, accepted, occupation
from credgraph.importers.statements import record

__all__ = ["ratings", "skill"]

_SCALES = {"IM": "cg:importance", "LV": "cg:level"}
_NUMBER = re.compile(r"\d+(\.\d+)?", re.ASCII)
_ELEMENT = re.compile(r"\d(\.\w+)+", re.ASCII)


def skill(element: str) -> str:
    """Return the IRI of a skill or area of knowledge by its number in O*NET, such as `2.A.1.a`."""
    return record("skill", f"onet-{element.lower().replace('.', '-')}")


def ratings(rows: Iterable[Row], sink: Sink) -> Iterator[str]:
    """Yield one rating for each occupation and element, from the rows of Skills or Knowledge.

    Importance runs from 1 to 5, level from 0 to 7. A figure that O*NET recommends to suppress is
    left out and named by `cg:unreliable`; where the element is not relevant to the occupation, its
    level means nothing and is left out, which `cg:notRelevant` says.
    """
    named: set[str] = set()
    for (code, element), pair in groupby(rows, key=_key):
        good = [row for row in pair if _checked(row, sink)]
        if not good:
            continue
        if element not in named:
            named.add(element)
            yield from _element(element, good[0].cells.get("Element Name", ""))
        rating = record("skill-rating", f"{code}-{element.lower()}".replace(".", "-"))
        yield GRAPH.type(rating, "cg:SkillRating")
        yield GRAPH.link(rating, "cg:occupation", occupation(code))
        yield GRAPH.link(rating, "cg:skill", skill(element))
        for row in good:
            yield from _figure(rating, row)


def _key(row: Row) -> tuple[str, str]:
    return row.cells[CODE], row.cells["Element ID"]


def _element(element: str, name: str) -> Iterator[str]:
    yield GRAPH.type(skill(element), "cg:Skill")
    yield GRAPH.text(skill(element), "skos:notation", element)
    if name:
        yield GRAPH.english(skill(element), "rdfs:label", name)


def _figure(rating: str, row: Row) -> Iterator[str]:
    scale = _SCALES[row.cells["Scale ID"]]
    irrelevant = row.cells.get("Not Relevant") == "Y"
    if irrelevant:
        yield GRAPH.typed(rating, "cg:notRelevant", "true", "boolean")
    if row.cells.get("Recommend Suppress") == "Y":
        yield GRAPH.term(rating, "cg:unreliable", scale)
    elif not irrelevant:
        yield GRAPH.number(rating, scale, row.cells["Data Value"])


def _checked(row: Row, sink: Sink) -> bool:
    """Whether a row is a rating on a scale that is known; rejects it, with the reason, if not."""
    cells = row.cells
    if not accepted(row, sink):
        return False
    top = {"IM": 5, "LV": 7}.get(cells["Scale ID"])
    if not cells["Element ID"].startswith("2."):
        sink.skip("not a skill or area of knowledge")
        return False
    if top is None or not _ELEMENT.fullmatch(cells["Element ID"]):
        found = f"{cells['Element ID']!r} on scale {cells['Scale ID']!r}"
        sink.reject(
            row.line, f"expected an element such as 2.A.1.a on scale IM or LV, found {found}"
        )
        return False
    if not _NUMBER.fullmatch(cells["Data Value"]) or float(cells["Data Value"]) > top:
        sink.reject(row.line, f"Data Value is {cells['Data Value']!r}, expected 0 to {top}")
        return False
    return True
