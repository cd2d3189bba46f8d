"""Competencies of the graph beside the skills and areas of knowledge that O*NET rates.

The table beside this was made by hand and is our own judgement: no source states these links. An
element of O*NET is wide, so a competency is at best a part of it: broad says that it is one,
related that it has to do with it, none that no element holds it.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from importlib.resources import files

from credgraph.importers.named_graph import NamedGraph
from credgraph.importers.onet.ratings import skill
from credgraph.importers.statements import record

__all__ = ["judged", "skills"]

_GRAPH = NamedGraph("joins-skills")
_RELATIONS = {"broad": "skos:broadMatch", "related": "skos:relatedMatch"}


def judged() -> list[tuple[str, str, str]]:
    """Return slug of the competency, element of O*NET (empty if none), and relation."""
    text = files("credgraph.importers.joins").joinpath("competencies.csv").read_text("utf-8")
    rows = csv.DictReader(text.splitlines())
    return [(row["competency"], row["skill"], row["relation"]) for row in rows]


def skills() -> Iterator[str]:
    """Yield the links from competencies to skills, each as a match that was reviewed."""
    for competency, element, relation in judged():
        if relation not in _RELATIONS:
            continue
        one, other = record("competency", competency), skill(element)
        match = record("match", f"{competency}-onet-{element.lower().replace('.', '-')}")
        yield _GRAPH.link(one, _RELATIONS[relation], other)
        yield _GRAPH.type(match, "cg:Match")
        yield _GRAPH.link(match, "cg:matched", one)
        yield _GRAPH.link(match, "cg:matchedTo", other)
        yield _GRAPH.link(match, "cg:matchMethod", record("concept", "reviewed"))
        yield _GRAPH.term(match, "prov:wasDerivedFrom", "source:credgraph-editors")
