"""Programs that earn a credential of the graph: named by the list itself, or reviewed by us.

A name in a text is not enough: of 16 whole phrases found in New Jersey's list, 11 were right. So a
phrase without a decision waits for review, and a decision against it takes it out.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping
from importlib.resources import files

from credgraph.importers.joins.phrases import Names
from credgraph.importers.joins.programs import Program
from credgraph.importers.named_graph import NamedGraph
from credgraph.importers.statements import record

__all__ = ["Decisions", "earned", "reviewed"]

_GRAPH = NamedGraph("joins-credentials")
_CONFIDENCE = {"reviewed": "1.0", "exact-name": "1.0", "whole-phrase": "0.69"}

Decisions = Mapping[tuple[str, str, str], str]
"""List, number of the program, slug of the credential → `yes`, `no` or `unsure`."""


def reviewed() -> Decisions:
    """Return what was decided on programs one by one, from `reviewed_programs.csv` beside this."""
    text = files("credgraph.importers.joins").joinpath("reviewed_programs.csv").read_text("utf-8")
    return {
        (row["list"], row["program"], row["credential"]): row["earns"]
        for row in csv.DictReader(text.splitlines())
    }


def earned(programs: Iterable[Program], names: Names, decisions: Decisions) -> Iterator[str]:
    """Yield a match for each credential that a program may earn, and a link where it is sure.

    Sure is what was decided, or what the field for the credential states letter for letter; a name
    within the title of the program is for review.
    """
    decided: dict[tuple[str, str], dict[str, str]] = {}
    for (listed, number, slug), verdict in decisions.items():
        decided.setdefault((listed, number), {})[slug] = verdict
    for program in programs:
        found = dict(_found(program, names))
        ours = decided.get((program.listed, program.number), {})
        for credential in sorted({*found, *ours}):
            verdict = ours.get(credential, "")
            if verdict == "no":
                continue
            method = "reviewed" if verdict == "yes" else found.get(credential, "whole-phrase")
            sure = verdict == "yes" or (method == "exact-name" and verdict != "unsure")
            yield from _match(program, credential, method, sure)


def _found(program: Program, names: Names) -> Iterator[tuple[str, str]]:
    for text in (program.name, program.credential):
        for credential, _ in names.within(text):
            yield credential, "whole-phrase"
    stated = names.exactly(program.credential)
    if stated:
        yield stated, "exact-name"


def _match(program: Program, slug: str, method: str, sure: bool) -> Iterator[str]:
    match = record("match", f"{program.listed}-{program.number}-{slug}")
    credential = record("credential", slug)
    yield _GRAPH.type(match, "cg:Match")
    yield _GRAPH.link(match, "cg:matched", program.iri)
    yield _GRAPH.link(match, "cg:matchedTo", credential)
    yield _GRAPH.link(match, "cg:matchMethod", record("concept", method))
    yield _GRAPH.number(match, "cg:confidence", _CONFIDENCE[method])
    if sure:
        yield _GRAPH.link(program.iri, "cg:leadsToCredential", credential)
    else:
        yield _GRAPH.typed(match, "cg:forReview", "true", "boolean")
