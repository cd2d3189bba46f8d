"""Occupations of a program by its field of study: what goes with the field, not what it leads to.

The SOC-CIP crosswalk pairs a field with everything that people who studied it may do. Of 60 such
pairs of New Jersey's programs a counsellor would name 21. Without teachers, and with no more
preparation than the award gives, 0.74 of what was left was right; 0.81 of what was right was left.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping

from credgraph.importers import cip, soc
from credgraph.importers.joins.programs import Program
from credgraph.importers.named_graph import NamedGraph
from credgraph.importers.statements import record

__all__ = ["highest_zone", "occupations"]

_GRAPH = NamedGraph("joins-occupations")
_TEACHERS = "25-"
_ZONES = (("bachelor", 4), ("master", 5), ("doctor", 5), ("professional", 5))


def highest_zone(award: str) -> int:
    """Return the highest job zone that an award prepares for: 3, but 4 or 5 for higher degrees."""
    return next((zone for word, zone in _ZONES if word in award.lower()), 3)


def occupations(
    programs: Iterable[Program],
    pairs: Mapping[str, Collection[str]],
    zones: Mapping[str, int],
) -> Iterator[str]:
    """Yield the field of each program, and the occupations that go with it.

    `pairs` maps a CIP code to SOC codes (none for a field without an occupation), `zones` a SOC
    code to its job zone; an occupation without a zone is left out, as nothing tells what it takes.
    A code that the crosswalk does not have is retired or wrong, which is told as a doubt.
    """
    for program in programs:
        if program.cip not in pairs:
            doubt = record("concept", "field-not-in-crosswalk")
            yield _GRAPH.link(program.iri, "cg:doubt", doubt)
            continue
        yield _GRAPH.link(program.iri, "cg:field", cip.field(program.cip))
        most = highest_zone(program.award)
        for code in sorted(pairs[program.cip]):
            if not code.startswith(_TEACHERS) and zones.get(code, 9) <= most:
                yield _GRAPH.link(program.iri, "cg:occupationByField", soc.occupation(code))
