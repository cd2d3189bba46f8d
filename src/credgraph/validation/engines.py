"""The two engines behind `credgraph.validation`: pySHACL, and the Rust engine `shacl`.

Both are given shapes as Turtle and data as N-Triples, and answer with findings, in no order. They
write terms in ways of their own; here both come out as people write them.
"""

from __future__ import annotations

import logging
import re
import warnings
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from functools import lru_cache
from importlib.util import find_spec
from itertools import islice
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from credgraph.errors import EngineMissing
from credgraph.rdf import compact
from credgraph.rdf.rdflib_graph import rdflib_graph
from credgraph.validation.finding import Finding, Severity

if TYPE_CHECKING:
    import rdflib

__all__ = ["BLANK", "Engine", "run"]

BLANK = "_:"  # a blank node, written without its label

_SHACL = "http://www.w3.org/ns/shacl#"


class Engine(StrEnum):
    """Which validator runs; AUTO is the Rust engine where it is installed, else pySHACL."""

    AUTO = "auto"
    PYSHACL = "pyshacl"
    RUST = "rust"


def run(engine: Engine, shapes: str, n_triples: bytes, most: int | None = None) -> list[Finding]:
    """Return what an engine reports of the data, no more than `most`, with faults found twice.

    The focus of a finding about a blank node is `_:` and a label of the engine's own. The Rust
    engine stops at `most`, before it has run every shape. Raises EngineMissing.
    """
    if _chosen(engine) is Engine.RUST:
        return list(_rust(shapes, n_triples, most))
    return list(islice(_pyshacl(shapes, n_triples), most))


def _chosen(engine: Engine) -> Engine:
    present = find_spec("shacl") is not None
    if engine is Engine.RUST and not present:
        raise EngineMissing("rust", "pip install shacl, or choose pyshacl")
    if engine is Engine.AUTO:
        return Engine.RUST if present else Engine.PYSHACL
    return engine


def _finding(
    severity: str, shape: str, focus: str, path: str, value: str, messages: Iterable[str]
) -> Finding:
    """Make a finding of terms in N-Triples; a node shape's value is the focus: it says nothing."""
    return Finding(
        severity=Severity(severity),
        shape=shape.strip("<>"),
        focus=focus.strip("<>"),
        path=_property(path),
        value="" if value == focus and not path else _written(value),
        message=" ".join(sorted(messages)),
    )


@lru_cache(maxsize=1000)
def _property(path: str) -> str:
    return compact(path[1:-1]) if re.fullmatch("<[^<>]+>", path) else ""


def _written(value: str) -> str:
    """Write a term in N-Triples as people do: `organization:mssc`, `"P6W"^^xsd:duration`."""
    if value.startswith(BLANK):
        return BLANK
    if value.startswith("<"):
        return compact(value[1:-1])
    quoted, mark, datatype = value.rpartition("^^<")
    return f"{quoted}^^{compact(datatype[:-1])}" if mark and value.endswith(">") else value


@lru_cache(maxsize=4)
def _rust_shapes(shapes: str) -> Any:
    import shacl

    return shacl.Shapes.from_turtle(shapes)


def _rust(shapes: str, n_triples: bytes, most: int | None) -> Iterator[Finding]:
    found = _rust_shapes(shapes)
    report = found.validate_text(n_triples.decode(), format="nt", max_results=most)
    for result in report.results:
        path = (result.path or "").removeprefix("(").removesuffix(")")
        shape = result.root_shape or result.source_shape or ""
        value = result.value or ""
        yield _finding(result.severity, shape, result.focus_node, path, value, set(result.messages))


@lru_cache(maxsize=4)
def _pyshacl_shapes(shapes: str) -> rdflib.Graph:
    return rdflib_graph(q.triple for q in ox.parse(shapes.encode(), format=ox.RdfFormat.TURTLE))


def _pyshacl(shapes: str, n_triples: bytes) -> Iterator[Finding]:
    import pyshacl

    rules = _pyshacl_shapes(shapes)
    with _quiet():
        data = (q.triple for q in ox.parse(n_triples, format=ox.RdfFormat.N_TRIPLES))
        graph = rdflib_graph(data)
        _, report, _ = pyshacl.validate(graph, shacl_graph=rules, advanced=True, inplace=True)
    yield from _reported(report, rules)


def _reported(report: Any, rules: rdflib.Graph) -> Iterator[Finding]:
    from rdflib import SH

    for result in report.objects(None, SH.result):  # sh:detail, inside one, says it again
        shape = _named(report.value(result, SH.sourceShape), rules)
        severity = str(report.value(result, SH.resultSeverity)).removeprefix(_SHACL)
        focus = _n3(report.value(result, SH.focusNode))
        path, value = (_n3(report.value(result, part)) for part in (SH.resultPath, SH.value))
        messages = {str(message) for message in report.objects(result, SH.resultMessage)}
        yield _finding(severity, str(shape), focus, path, value, messages)


def _named(shape: Any, rules: rdflib.Graph) -> Any:
    """Return the shape, or the nearest shape with an IRI that holds it."""
    from rdflib import SH, BNode

    while isinstance(shape, BNode):
        shape = rules.value(None, SH.property, shape)
    return shape


def _n3(node: Any) -> str:
    """Write an rdflib term as the Rust engine does, or nothing for no term."""
    from rdflib import BNode, Literal

    if node is None or isinstance(node, BNode):
        return f"{BLANK}{node}" if node is not None else ""
    if not isinstance(node, Literal):
        return f"<{node}>"
    if node.language:
        return str(ox.Literal(str(node), language=node.language))
    datatype = ox.NamedNode(str(node.datatype)) if node.datatype else None
    return str(ox.Literal(str(node), datatype=datatype))


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep rdflib from logging every ill-typed literal: the shapes report them."""
    log = logging.getLogger("rdflib.term")
    before = log.disabled
    log.disabled = True
    try:
        with warnings.catch_warnings(action="ignore"):
            yield
    finally:
        log.disabled = before
