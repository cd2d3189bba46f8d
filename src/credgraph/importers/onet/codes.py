"""O*NET-SOC codes, the graph that O*NET goes to, and the check that every table needs."""

from __future__ import annotations

import re

from credgraph.importers import soc
from credgraph.importers.dataset import Row, Sink
from credgraph.importers.named_graph import NamedGraph
from credgraph.importers.statements import record

__all__ = ["CODE", "GRAPH", "accepted", "occupation"]

GRAPH = NamedGraph("onet")
CODE = "O*NET-SOC Code"
_CODE = re.compile(r"\d\d-\d{4}\.\d\d", re.ASCII)


def occupation(code: str) -> str:
    """Return the IRI of an occupation: the SOC occupation for `17-3024.00`, else a part of it."""
    whole, _, part = code.partition(".")
    return soc.occupation(whole) if part == "00" else record("occupation", f"onet-{whole}-{part}")


def accepted(row: Row, sink: Sink, *columns: str) -> bool:
    """Whether the code columns (`O*NET-SOC Code` by default) hold codes; rejects the row if not."""
    for column in columns or (CODE,):
        if not _CODE.fullmatch(row.cells[column]):
            found = row.cells[column]
            sink.reject(row.line, f"{column} is {found!r}, expected a code such as 17-3024.01")
            return False
    return True
