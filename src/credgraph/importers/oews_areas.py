"""The areas of the wage survey: the nation, states and territories, metros and the land between.

A metro is part of every state in its title: New York-Newark-Jersey City, NY-NJ belongs to two.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from credgraph.importers import data_file
from credgraph.importers.oews_terms import GRAPH
from credgraph.importers.statements import record
from credgraph.resources import root

__all__ = ["Area", "Areas"]

_NATION = ("N", "1")
_STATES = ("S", "2", "3")
_METROS = ("M", "4", "5", "6")
_KINDS = {
    True: "Metropolitan area, as the wage survey delimits it.",
    False: "Area outside of the metropolitan ones, as the wage survey delimits it.",
}


class Area(NamedTuple):
    """An area: its slug, its IRI, its title, and the statements that describe it."""

    slug: str
    iri: str
    title: str
    lines: Sequence[str] = ()


class Areas:
    """Finds areas by the cells of a row; the states are those of `data/areas.ttl`."""

    def __init__(self) -> None:
        known = data_file.names(root() / "data" / "areas.ttl")
        self._states: dict[str, str] = {}
        for slug, names in known.items():
            self._states |= dict.fromkeys((names.label, *names.others, *names.codes), slug)
        self._longest = sorted((one for one in self._states if len(one) > 2), key=len, reverse=True)
        self._found: dict[tuple[str, str, str], Area] = {}

    def of(self, cells: Mapping[str, str]) -> Area:
        """Return the area of a row; raises ValueError for one that is nowhere."""
        key = (cells.get("area_type", ""), cells["area"], cells["area_title"])
        if key not in self._found:
            self._found[key] = self._area(*key, cells["state"])
        return self._found[key]

    def _area(self, kind: str, code: str, title: str, state: str) -> Area:
        # before 2019 the national table named no area
        if kind in _NATION or (not kind and title in ("", "National", "U.S.")):
            return Area("us", record("area", "us"), "United States")
        if kind in _STATES or (not kind and title in self._states):
            if title not in self._states:
                raise ValueError(f"AREA_TITLE is {title!r}, no state or territory that we know")
            return Area(self._states[title], record("area", self._states[title]), title)
        if kind and kind not in _METROS:
            raise ValueError(f"AREA_TYPE is {kind!r}, expected N, S, M or 1 to 6")
        return self._metro(code.zfill(7), title, state)

    def _metro(self, code: str, title: str, state: str) -> Area:
        if not (code.isdigit() and len(code) == 7 and title):
            raise ValueError(f"AREA is {code!r}, expected the code of an area")
        is_metro = code.startswith("00")
        slug = f"cbsa-{code[2:]}" if is_metro else f"nonmetro-{code}"
        area = record("area", slug)
        lines = [
            *GRAPH.concept(area, "cg:Area", title, code[2:] if is_metro else code),
            GRAPH.shared_words(area, "dcterms:description", _KINDS[is_metro]),
        ]
        wider = (record("area", each) for each in self._wider(title, state))
        lines += [GRAPH.shared_link(area, "skos:broader", each) for each in wider]
        return Area(slug, area, title, lines)

    def _wider(self, title: str, state: str) -> list[str]:
        """Return the slugs of every state that a title names; raises ValueError for none."""
        short = title.rpartition(", ")[2].split(" ")[0].split("-")
        named = [self._states[each] for each in short if each in self._states]
        if not named:
            full = next((each for each in self._longest if each in title), "")
            named = [self._states[each] for each in (full, state) if each in self._states][:1]
        if not named:
            raise ValueError(f"AREA_TITLE is {title!r}, which names no state that we know")
        return named
