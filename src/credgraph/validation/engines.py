"""The two SHACL engines, pySHACL and the Rust engine `shacl`, behind one function.

Both take shapes as Turtle and data as N-Triples, and return findings in no particular order. Each
writes terms in its own way; here they are brought into the form that people read.
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

from credgraph.errors import EngineMissing, ValidationFailed
from credgraph.native_engines import is_panic
from credgraph.rdf import compact
from credgraph.rdf.rdflib_graph import rdflib_graph
from credgraph.validation.finding import Finding, Severity

if TYPE_CHECKING:
    import rdflib

__all__ = ["BLANK", "Engine", "run"]

BLANK = "_:"  # a blank node without its identifier

_LONGEST_PROBLEM = 300  # characters of an engine's own words
_SHACL = "http://www.w3.org/ns/shacl#"


class Engine(StrEnum):
    """The engine to use; AUTO is the Rust engine if it is installed, else pySHACL."""

    AUTO = "auto"
    PYSHACL = "pyshacl"
    RUST = "rust"


def run(engine: Engine, shapes: str, n_triples: bytes, limit: int | None = None) -> list[Finding]:
    """Return the findings of an engine about the data, up to `limit`, duplicates included.

    The focus of a finding about a blank node is `_:` and the engine's own identifier of the node.
    At the limit the Rust engine stops, before it has run every shape. Where it panics, as at a year
    beyond its integers, AUTO turns to pySHACL. Raises EngineMissing, and ValidationFailed for
    shapes or data that the engine refuses.
    """
    chosen = _resolve(engine)
    try:
        if chosen is Engine.RUST:
            return list(_rust(shapes, n_triples, limit))
        return list(islice(_pyshacl(shapes, n_triples), limit))
    except Exception as error:  # each engine has its own, pySHACL also those of its libraries
        raise ValidationFailed(chosen, _reason(error)) from error
    except BaseException as error:
        if not is_panic(error):
            raise
        if engine is Engine.RUST:
            raise ValidationFailed(chosen, f"{_reason(error)}; choose pyshacl") from None
    return run(Engine.PYSHACL, shapes, n_triples, limit)


def _reason(error: BaseException) -> str:
    return " ".join(str(error).split())[:_LONGEST_PROBLEM] or type(error).__name__


def _resolve(engine: Engine) -> Engine:
    installed = find_spec("shacl") is not None
    if engine is Engine.RUST and not installed:
        raise EngineMissing("rust", "pip install shacl, or choose pyshacl")
    if engine is Engine.AUTO:
        return Engine.RUST if installed else Engine.PYSHACL
    return engine


def _finding(
    severity: str, shape: str, focus: str, path: str, value: str, messages: Iterable[str]
) -> Finding:
    """Return a finding from terms in N-Triples, without the value of a node shape: its focus.

    A severity of the shape's own counts as a Violation: what it reports does not conform.
    """
    return Finding(
        severity=Severity(severity) if severity in list(Severity) else Severity.VIOLATION,
        shape=shape.strip("<>"),
        focus=_display_focus(focus),
        path=_display_property(path),
        value="" if value == focus and not path else _display_term(value),
        message=" ".join(sorted(messages)),
    )


@lru_cache(maxsize=1000)
def _display_property(path: str) -> str:
    return compact(path[1:-1]) if re.fullmatch("<[^<>]+>", path) else ""


def _display_focus(focus: str) -> str:
    """Return an IRI written out, a literal with our prefixes, a blank node as the engine does."""
    return _display_term(focus) if focus.startswith('"') else focus.strip("<>")


def _display_term(value: str) -> str:
    """Return a term in N-Triples with our prefixes: `organization:mssc`, `"P6W"^^xsd:duration`."""
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


def _rust(shapes: str, n_triples: bytes, limit: int | None) -> Iterator[Finding]:
    validator = _rust_shapes(shapes)
    report = validator.validate_text(n_triples.decode(), format="nt", max_results=limit)
    for result in report.results:
        path = (result.path or "").removeprefix("(").removesuffix(")")
        shape = result.root_shape or result.source_shape or ""
        value = result.value or ""
        yield _finding(result.severity, shape, result.focus_node, path, value, set(result.messages))


@lru_cache(maxsize=4)
def _pyshacl_shapes(shapes: str) -> rdflib.Graph:
    return rdflib_graph(q.triple for q in ox.parse(shapes.encode(), format=ox.RdfFormat.TURTLE))


def _pyshacl(shapes: str, n_triples: bytes) -> Iterator[Finding]:
    """Yield what pySHACL finds; statements with triple terms, which rdflib lacks, are left out."""
    import pyshacl

    shapes_graph = _pyshacl_shapes(shapes)
    with _quiet():
        data = (q.triple for q in ox.parse(n_triples, format=ox.RdfFormat.N_TRIPLES))
        graph = rdflib_graph(triple for triple in data if not isinstance(triple.object, ox.Triple))
        _, report, _ = pyshacl.validate(
            graph, shacl_graph=shapes_graph, advanced=True, inplace=True
        )
    if isinstance(report, Exception):  # it returns a failure in place of a report
        raise report
    yield from _findings_of_report(report, shapes_graph)


def _findings_of_report(report: Any, shapes: rdflib.Graph) -> Iterator[Finding]:
    from rdflib import SH

    for result in report.objects(None, SH.result):  # not sh:detail, which repeats parts of one
        shape = _named_shape(report.value(result, SH.sourceShape), shapes)
        severity = str(report.value(result, SH.resultSeverity)).removeprefix(_SHACL)
        focus = _n3(report.value(result, SH.focusNode))
        path, value = (_n3(report.value(result, part)) for part in (SH.resultPath, SH.value))
        messages = {str(message) for message in report.objects(result, SH.resultMessage)}
        yield _finding(severity, str(shape), focus, path, value, messages)


def _named_shape(shape: Any, shapes: rdflib.Graph) -> Any:
    """Return the shape or, if it is a blank node, the nearest shape with an IRI around it."""
    from rdflib import SH, BNode

    while isinstance(shape, BNode):
        shape = shapes.value(None, SH.property, shape)
    return shape


def _n3(node: Any) -> str:
    """Return an rdflib term as the Rust engine writes it, or an empty string for None."""
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
    """Keep rdflib from logging ill-typed literals, which the shapes report."""
    log = logging.getLogger("rdflib.term")
    before = log.disabled
    log.disabled = True
    try:
        with warnings.catch_warnings(action="ignore"):
            yield
    finally:
        log.disabled = before
