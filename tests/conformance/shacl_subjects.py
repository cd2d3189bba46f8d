"""What runs a SHACL test: each engine alone, and `credgraph validate` with each engine."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from conformance.isomorphism import Row, same_rows
from conformance.manifests import Case, Manifest, quads_of, read_manifest, term
from conformance.reports import PARTS, rows_of
from conformance.subjects import Difference, Subject
from credgraph.rdf import compact

__all__ = ["SUBJECTS"]

_FAILURE = term("sht:Failure")


def _hold_report(case: Case, report: Callable[[Path, Path], bytes]) -> None:
    """Hold the report that an engine makes of the files of data and shapes."""
    data, shapes, expected = _parts(case)
    try:
        found = _read_report(report(data, shapes))
    except Exception as error:
        return _hold_failure(expected, error)
    if expected is None:
        raise Difference(f"a failure was expected, and {len(found) - 1} results were reported")
    if not same_rows(found, expected):
        raise Difference(_difference(found, expected))
    return None


def _hold_failure(expected: object, error: Exception) -> None:
    if expected is not None:
        raise error


def _parts(case: Case) -> tuple[Path, Path, list[Row] | None]:
    """Return the files of data and shapes, and the expected rows; None for a failure."""
    manifest = read_manifest(Path(case.manifest))
    test = ox.NamedNode(case.iri)
    action, result = manifest.value(test, "mf:action"), manifest.value(test, "mf:result")
    [data], [shapes] = (manifest.files(action, f"sht:{kind}Graph") for kind in ("data", "shapes"))
    return data, shapes, None if result == _FAILURE else rows_of(manifest, result)


def _pyshacl_report(data: Path, shapes: Path) -> bytes:
    import pyshacl
    import rdflib

    graphs = [rdflib.Graph().parse(path, format="turtle") for path in (data, shapes)]
    _, report, text = pyshacl.validate(graphs[0], shacl_graph=graphs[1], advanced=True)
    if not isinstance(report, rdflib.Graph):
        raise RuntimeError(f"{type(report).__name__}: {text}")
    return report.serialize(format="ntriples", encoding="utf-8")


def _rust_report(data: Path, shapes: Path) -> bytes:
    import shacl

    compiled = shacl.Shapes.from_turtle(shapes.read_text("utf-8"), base=shapes.as_uri())
    report = compiled.validate_turtle(data.read_text("utf-8"), base=data.as_uri())
    return report.turtle.encode()


def _read_report(turtle: bytes) -> list[Row]:
    graph = Manifest(ox.parse(turtle, format=ox.RdfFormat.TURTLE))
    return rows_of(graph, graph.subject("rdf:type", term("sh:ValidationReport")))


def _validate(case: Case, engine: str) -> None:
    """Run a test as `credgraph validate` would; raises Difference."""
    from credgraph.errors import ValidationFailed
    from credgraph.validation import Engine, validate

    data, shapes, expected = _parts(case)
    text = f"@base <{shapes.as_uri()}> .\n{shapes.read_text('utf-8')}"
    triples = [quad.triple for quad in quads_of(data)]
    try:
        findings = validate(triples, shapes=text, engine=Engine(engine))
    except ValidationFailed as error:
        return _hold_failure(expected, error)
    if expected is None:
        raise Difference(f"a failure was expected, and there were {len(findings)} findings")
    found = {(str(f.severity), f.shape, f.focus, f.path, f.value) for f in findings}
    wanted = {_as_finding(read_manifest(shapes), row) for row in expected if len(row) == len(PARTS)}
    if found != wanted:
        raise Difference(_difference([*found], [*wanted]))
    return None


def _as_finding(shapes: Manifest, row: Row) -> Row:
    """Return what a finding says of a result: severity, named shape, focus, path and value."""
    focus, path, value, _, shape, severity = row
    while isinstance(shape, ox.BlankNode):
        shape = shapes.subject("sh:property", shape)
    same = value == focus and path is None
    property_ = compact(path[1:-1]) if path and path.startswith("<") else ""
    kind = severity.value.rpartition("#")[2]
    own = kind not in ("Violation", "Warning", "Info")
    text = "" if same or value is None else _displayed(value)
    focus = focus.value if isinstance(focus, ox.NamedNode) else _displayed(focus)
    return "Violation" if own else kind, shape.value, focus, property_, text


def _displayed(value: Any) -> str:
    if not isinstance(value, ox.Literal):
        return "_:" if isinstance(value, ox.BlankNode) else compact(value.value)
    quoted, mark, datatype = str(value).rpartition("^^<")
    return f"{quoted}^^{compact(datatype[:-1])}" if mark and not value.language else str(value)


def _difference(found: list[Row], expected: list[Row]) -> str:
    ours, theirs = ({" ".join(map(str, row)) for row in rows} for rows in (found, expected))
    extra, missing = sorted(ours - theirs)[:3], sorted(theirs - ours)[:3]
    return f"{len(found)} found, {len(expected)} expected; only found {extra}, not {missing}"


SUBJECTS = (
    Subject("pySHACL alone", lambda case: _hold_report(case, _pyshacl_report), "pyshacl"),
    Subject("Rust engine alone", lambda case: _hold_report(case, _rust_report), "shacl"),
    Subject("validate, pySHACL", lambda case: _validate(case, "pyshacl"), "pyshacl"),
    Subject("validate, Rust engine", lambda case: _validate(case, "rust"), "shacl"),
)
