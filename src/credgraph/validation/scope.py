"""Which records of a store or of files a check looked at; a file with none of them is refused."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import pyoxigraph as ox

from credgraph.errors import UnexpectedAnswer, UnreadableFile
from credgraph.rdf import compact
from credgraph.validation.checked import Checked, count
from credgraph.validation.finding import Finding
from credgraph.validation.targets import TargetedRecords, Targets
from credgraph.validation.vocabularies import reason_for_nothing, spelling_notes

__all__ = ["checked_files", "checked_graph"]


def checked_files(
    files: Mapping[str, Sequence[ox.Triple]],
    targets: Targets,
    findings: Iterable[Finding],
    *,
    context: Sequence[ox.Triple] = (),
    shapes: str | None = None,
) -> Checked:
    """Return what a check of files, their triples by name, looked at.

    The targets are those of shapes called `shapes`, or of our own, which need the context. Raises
    UnreadableFile for a file that the shapes do not apply to, with the probable reason.
    """
    every = [triple for triples in files.values() for triple in triples]
    records = _records(every, targets, findings, context, queried=shapes is not None)
    for name, triples in files.items():
        if not any(t.subject in records.found or t.object in records.found for t in triples):
            which = f"the {shapes} shapes" if shapes else "the shapes"
            reasons = spelling_notes(triples, targets.terms)
            reasons = reasons or [reason_for_nothing(triples, shapes)]
            problem = f"it holds nothing that {which} apply to"
            raise UnreadableFile(name, problem, hint="; ".join(reasons))
    notes = spelling_notes(every, targets.terms)
    return count(records.found, records.typed, records.superclasses, notes)


def checked_graph(
    name: str,
    triples: Sequence[ox.Triple],
    targets: Targets,
    findings: Iterable[Finding],
    *,
    shapes: str | None = None,
) -> Checked:
    """Return what a check of the graph of this name looked at; its ontology does not count.

    Raises UnexpectedAnswer for a graph that our shapes do not apply to, UnreadableFile for a file
    of shapes, `shapes`, that do not apply to the graph.
    """
    records = _records(triples, targets, findings, (), queried=shapes is not None)
    if not records.found and shapes:
        raise UnreadableFile(shapes, f"no shape in it applies to anything in {name}")
    if not records.found:
        raise UnexpectedAnswer(name, "it holds nothing that the shapes apply to")
    return count(records.found, {}, records.superclasses)


def _records(
    data: Sequence[ox.Triple],
    targets: Targets,
    findings: Iterable[Finding],
    context: Sequence[ox.Triple],
    queried: bool,
) -> TargetedRecords:
    """Return the records that were looked at: by a target, or because something was found.

    The target queries of our own shapes select what is faulty, so the findings tell of them.
    """
    records = TargetedRecords(targets, data, context)
    if queried and targets.queries:
        records.add(targets.selected(data) & records.subjects)
    faulty = {finding.focus for finding in findings}
    if faulty:
        records.add(
            node
            for node in records.subjects
            if isinstance(node, ox.NamedNode)
            and (node.value in faulty or compact(node.value) in faulty)
        )
    return records
