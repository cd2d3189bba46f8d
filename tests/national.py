"""Rows of a table, the statements that an importer makes of them, and what it kept out."""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
from places import ROOT, SHARED

from credgraph.importers.dataset import Dataset, Row, Sink, Source, TableMap
from credgraph.importers.rows import read as tables_of
from credgraph.rdf import compact, term

FIXTURES = ROOT / "tests" / "importers" / "fixtures"
DATASETS = Path(os.environ.get("CREDGRAPH_DATASETS", SHARED / "datasets"))
needs_datasets = pytest.mark.skipif(
    not DATASETS.is_dir(), reason=f"the publishers' files are not in {DATASETS}"
)


def rows(path: Path, kind: TableMap, sink: Sink | None = None) -> Iterator[Row]:
    """The rows of a table of one kind."""
    return (row for _, row in tables_of(Source(path), (kind,), sink or Sink()))


class Statements:
    """Lines of N-Quads as a graph to look things up in."""

    def __init__(self, lines: Iterable[str]) -> None:
        self.lines = list(lines)
        text = "".join(self.lines).encode()
        self.store = ox.Store()
        self.store.load(text, ox.RdfFormat.N_QUADS)

    def values(self, subject: str, used: str) -> list[str]:
        """The values of a property, sorted: IRIs as CURIEs, literals as their text."""
        found = self.store.quads_for_pattern(_node(subject), term(used), None)
        return sorted(_said(quad.object) for quad in found)

    def having(self, used: str, value: str) -> list[str]:
        """The subjects that have this IRI as the value of a property, sorted."""
        found = self.store.quads_for_pattern(None, term(used), _node(value))
        return sorted(_said(quad.subject) for quad in found)

    def graphs(self) -> set[str]:
        return {compact(graph.value) for graph in self.store.named_graphs()}


def _node(name: str) -> ox.NamedNode:
    return ox.NamedNode(name) if name.startswith("http") else term(name)


def _said(value: Any) -> str:
    return compact(value.value) if isinstance(value, ox.NamedNode) else str(value.value)


def read(dataset: Dataset, *paths: Path) -> tuple[Statements, Sink]:
    """Run an importer over files, and see that it counts each of their rows once."""
    sink = kept()
    found = Statements(dataset.statements([Source(path) for path in paths], sink))
    assert sink.rows == sink.imported + sink.rejected + sum(sink.skipped.values())
    assert sink.rows > 0
    assert found.graphs() <= {f"graph:{name}" for name in dataset.all_graphs}
    return found, sink


def kept() -> Sink:
    """A sink that keeps what was rejected."""
    return Sink(rejects=io.StringIO())


def reasons(sink: Sink) -> list[str]:
    """Why rows were rejected, in their order."""
    assert isinstance(sink.rejects, io.StringIO)
    table = csv.DictReader(io.StringIO(sink.rejects.getvalue()))
    return [each["reason"] for each in table]
