"""SHACL validation reports as rows, to be compared as graphs; messages are no part of a row."""

from __future__ import annotations

from typing import Any

import pyoxigraph as ox

from conformance.isomorphism import Row
from conformance.manifests import Manifest, items

__all__ = ["PARTS", "path_expression", "rows_of"]

PARTS = (
    "focusNode", "resultPath", "value", "sourceConstraintComponent", "sourceShape",
    "resultSeverity",
)  # fmt: skip
_MARKS = {"zeroOrMorePath": "*", "oneOrMorePath": "+", "zeroOrOnePath": "?"}


def rows_of(graph: Manifest, report: Any) -> list[Row]:
    """Return a row of `PARTS` for each result of a report, and one that says if it conforms."""
    found = [_row(graph, result) for result in graph.values(report, "sh:result")]
    return [*found, (graph.value(report, "sh:conforms"),)]


def _row(graph: Manifest, result: Any) -> Row:
    parts = dict.fromkeys(PARTS) | {part: graph.value(result, f"sh:{part}") for part in PARTS}
    if parts["resultPath"] is not None:
        parts["resultPath"] = path_expression(graph, parts["resultPath"])
    return tuple(parts.values())


def path_expression(graph: Manifest, path: Any) -> str:
    """Return a SHACL path as SPARQL writes it, in brackets unless it is a property."""
    if isinstance(path, ox.NamedNode):
        return str(path)
    inverse = graph.value(path, "sh:inversePath")
    if inverse is not None:
        return f"(^{path_expression(graph, inverse)})"
    for name, mark in _MARKS.items():
        repeated = graph.value(path, f"sh:{name}")
        if repeated is not None:
            return f"({path_expression(graph, repeated)}{mark})"
    alternatives = graph.value(path, "sh:alternativePath")
    listed = path if alternatives is None else alternatives
    joint = "/" if alternatives is None else "|"
    return f"({joint.join(path_expression(graph, item) for item in items(graph, listed))})"
