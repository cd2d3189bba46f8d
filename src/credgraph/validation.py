"""Shapes in, findings out: the same findings from pySHACL and from the Rust engine `shacl`.

The validated data is one merged graph, yet where a record comes from is said by its file: the
header of the file, a `dcat:Dataset`, names the primary source. So before validation each record is
joined to the dataset it stands in by one triple, `<record> dcterms:isPartOf <dataset>`; a shape
then asks for `prov:wasDerivedFrom`, or for `dcterms:isPartOf/prov:hadPrimarySource`. For a file
`statements` adds these triples; for a store the query `EVERYTHING` does. They are never stored.
A record of a file without such a header, and without a source of its own, gets a finding.

Findings are told apart by what people see, not by constraint component: where a value breaks one
shape twice (its datatype and its pattern), that is one finding. A link to a record that does not
exist also fails the class that the link's property asks for; only the first is reported. Blank
nodes have no name that outlives a run and are all written `_:`, unless the caller names them.
"""

from __future__ import annotations

import logging
import re
import warnings
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import fields, replace
from enum import StrEnum
from functools import lru_cache
from importlib.util import find_spec
from operator import attrgetter
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from credgraph import circles
from credgraph.errors import EngineMissing
from credgraph.finding import Finding, Severity
from credgraph.resources import root, turtle_files
from credgraph.terms import compact, term

if TYPE_CHECKING:
    import rdflib

__all__ = ["EVERYTHING", "Engine", "Finding", "Severity", "shapes_in", "statements", "validate"]

EVERYTHING = """PREFIX dcterms: <http://purl.org/dc/terms/>
CONSTRUCT { ?s ?p ?o . ?record dcterms:isPartOf ?graph }
WHERE { { ?s ?p ?o } UNION { GRAPH ?graph { ?record a ?class } } }"""

_SHACL = "http://www.w3.org/ns/shacl#"
_GUARDS = {f"https://w3id.org/credgraph/shapes#TermsShape-{rule}" for rule in ("link", "value")}
_BLANK = "_:"
_IN_ORDER = attrgetter(*(field.name for field in fields(Finding)))  # compared in C


class Engine(StrEnum):
    """Which validator runs; AUTO is the Rust engine where it is installed, else pySHACL."""

    AUTO = "auto"
    PYSHACL = "pyshacl"
    RUST = "rust"


def validate(
    data: Iterable[ox.Triple],
    *,
    context: Iterable[ox.Triple] = (),
    shapes: str | None = None,
    engine: Engine = Engine.AUTO,
    called: Callable[[str], str] | None = None,
) -> list[Finding]:
    """Return what the shapes find in the data, the gravest first.

    The context is what the data may link to: the ontology, and for a user's file the whole graph.
    Findings about nodes that only the context describes are left out. `shapes` is Turtle text to
    use in place of the shipped shapes; `called` says how to write a blank node, given its label.
    Both engines return equal lists, as long as every shape has one sh:message. Raises EngineMissing
    if the engine asked for is not installed.
    """
    run = _rust if _chosen(engine) is Engine.RUST else _pyshacl
    triples, around = list(data), list(context)
    text, marked = _shipped_shapes(triples + around) if shapes is None else (shapes, [])
    results = run(text, _n_triples([*triples, *around, *marked]))
    labels = _labels(text, triples) if called else {}
    found = {_naming(finding, labels, called) for finding in results}
    return sorted(_without_echoes(_about(found, triples, around)), key=_IN_ORDER)


def shapes_in(*folders: str) -> str:
    """Return the shapes of shipped folders, with the prefixes of their queries, as Turtle text."""
    files = [*turtle_files(*folders), root() / "ontology" / "prefixes.ttl"]
    return "\n".join(path.read_text("utf-8") for path in files)


def statements(quads: Iterable[ox.Quad]) -> Iterator[ox.Triple]:
    """Yield the triples of one file, and one more for each record and the dataset it belongs to.

    A record belongs to the datasets described beside it in its graph, and to its graph. Values are
    spelt as a store spells them, so that equal ones in a file and in the graph count once.
    """
    kinds, described, store = [], {}, ox.Store()
    store.extend(quads)
    for quad in store:
        yield quad.triple
        if quad.predicate == term("rdf:type"):
            kinds.append(quad)
            if quad.object == term("dcat:Dataset"):
                described[quad.subject] = quad.graph_name
    for record, graph in dict.fromkeys((quad.subject, quad.graph_name) for quad in kinds):
        for dataset, place in described.items():
            if record != dataset and graph in (place, dataset):
                yield ox.Triple(record, term("dcterms:isPartOf"), dataset)


def _chosen(engine: Engine) -> Engine:
    present = find_spec("shacl") is not None
    if engine is Engine.RUST and not present:
        raise EngineMissing("rust", "pip install shacl, or choose pyshacl")
    if engine is Engine.AUTO:
        return Engine.RUST if present else Engine.PYSHACL
    return engine


def _shipped_shapes(triples: Iterable[ox.Triple]) -> tuple[str, list[ox.Triple]]:
    """Return the shapes that ask for marks in place of circles, and the marks on the triples."""
    text = shapes_in("shapes")
    return circles.with_marks(text), circles.marks(text, triples)


def _n_triples(triples: Iterable[ox.Triple]) -> bytes:
    return ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES) or b""


def _about(
    found: set[Finding], own: Iterable[ox.Triple], around: Iterable[ox.Triple]
) -> set[Finding]:
    """Leave out what is about nodes that only the context describes."""
    only_around = _subjects(around) - _subjects(own)
    return {finding for finding in found if finding.focus not in only_around}


def _subjects(triples: Iterable[ox.Triple]) -> set[str]:
    nodes = (triple.subject for triple in triples)
    return {node.value for node in nodes if isinstance(node, ox.NamedNode)}


def _without_echoes(findings: set[Finding]) -> set[Finding]:
    """Leave out what only repeats that a link or a term is misspelt."""
    misspelt = {(f.focus, f.path, f.value) for f in findings if f.shape in _GUARDS}
    return {f for f in findings if f.shape in _GUARDS or (f.focus, f.path, f.value) not in misspelt}


def _labels(shapes: str, triples: Iterable[ox.Triple]) -> dict[str, str]:
    """Return the labels of the data's blank nodes by those that the Rust engine gives them.

    It counts them in order of mention, those of the shapes first.
    """
    first = len(_blank_nodes(quad.triple for quad in ox.parse(shapes, ox.RdfFormat.TURTLE)))
    return {f"0_b{first + number}": label for number, label in enumerate(_blank_nodes(triples))}


def _blank_nodes(triples: Iterable[ox.Triple]) -> list[str]:
    nodes = (node for triple in triples for node in (triple.subject, triple.object))
    return list(dict.fromkeys(node.value for node in nodes if isinstance(node, ox.BlankNode)))


def _naming(
    finding: Finding, labels: dict[str, str], called: Callable[[str], str] | None
) -> Finding:
    if not finding.focus.startswith(_BLANK):
        return finding
    label = finding.focus.removeprefix(_BLANK)
    return replace(finding, focus=called(labels.get(label, label)) if called else _BLANK)


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
    if value.startswith(_BLANK):
        return _BLANK
    if value.startswith("<"):
        return compact(value[1:-1])
    quoted, mark, datatype = value.rpartition("^^<")
    return f"{quoted}^^{compact(datatype[:-1])}" if mark and value.endswith(">") else value


@lru_cache(maxsize=4)
def _rust_shapes(shapes: str) -> Any:
    import shacl

    return shacl.Shapes.from_turtle(shapes)


def _rust(shapes: str, n_triples: bytes) -> Iterator[Finding]:
    report = _rust_shapes(shapes).validate_text(n_triples.decode(), format="nt")
    for result in report.results:
        path = (result.path or "").removeprefix("(").removesuffix(")")
        shape = result.root_shape or result.source_shape or ""
        value = result.value or ""
        yield _finding(result.severity, shape, result.focus_node, path, value, set(result.messages))


@lru_cache(maxsize=4)
def _pyshacl_shapes(shapes: str) -> rdflib.Graph:
    return _rdflib_graph(ox.parse(shapes.encode(), format=ox.RdfFormat.TURTLE))


def _pyshacl(shapes: str, n_triples: bytes) -> Iterator[Finding]:
    import pyshacl

    rules = _pyshacl_shapes(shapes)
    with _quiet():
        graph = _rdflib_graph(ox.parse(n_triples, format=ox.RdfFormat.N_TRIPLES))
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


def _rdflib_graph(quads: Iterable[ox.Quad]) -> rdflib.Graph:
    """Copy into rdflib, every literal spelt as it was."""
    import rdflib

    graph = rdflib.Graph()
    for quad in quads:
        graph.add(tuple(map(_rdflib_term, quad.triple)))
    return graph


@lru_cache(maxsize=100_000)
def _rdflib_term(node: Any) -> Any:
    import rdflib

    if isinstance(node, ox.NamedNode):
        return rdflib.URIRef(node.value)
    if isinstance(node, ox.BlankNode):
        return rdflib.BNode(node.value)
    if node.language:
        return rdflib.Literal(node.value, lang=node.language)
    datatype = rdflib.URIRef(node.datatype.value)
    plain = node.datatype.value.endswith("XMLSchema#string")
    return rdflib.Literal(node.value, datatype=None if plain else datatype, normalize=False)


def _n3(node: Any) -> str:
    """Write an rdflib term as the Rust engine does, or nothing for no term."""
    from rdflib import BNode, Literal

    if node is None or isinstance(node, BNode):
        return f"{_BLANK}{node}" if node is not None else ""
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
