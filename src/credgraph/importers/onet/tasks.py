"""What people of an occupation do, in O*NET's task statements."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from credgraph.importers.dataset import Row, Sink
from credgraph.importers.onet.codes import CODE, GRAPH, accepted, occupation
from credgraph.importers.statements import record

__all__ = ["tasks"]


def tasks(rows: Iterable[Row], sink: Sink) -> Iterator[str]:
    """Yield each task, its occupation, and whether it is core to it, where O*NET says so."""
    for row in rows:
        cells = row.cells
        if not accepted(row, sink):
            continue
        if not (cells["Task ID"].isdecimal() and cells["Task"]):
            sink.reject(row.line, f"Task ID is {cells['Task ID']!r}, expected a number and a task")
            continue
        task = record("task", f"onet-{cells['Task ID']}")
        yield GRAPH.type(task, "cg:Task")
        yield GRAPH.english(task, "rdfs:label", cells["Task"])
        yield GRAPH.link(task, "cg:taskOf", occupation(cells[CODE]))
        if cells["Task Type"] in ("Core", "Supplemental"):
            core = "true" if cells["Task Type"] == "Core" else "false"
            yield GRAPH.typed(task, "cg:isCore", core, "boolean")
