"""Shapes in, findings out: the same findings from pySHACL and from the Rust engine `shacl`.

The validated data is one merged graph, yet where a record comes from is said by its file: the
header of the file, a `dcat:Dataset`, names the primary source. So before validation each record is
joined to the dataset it stands in by one triple, `<record> dcterms:isPartOf <dataset>`; a shape
then asks for `prov:wasDerivedFrom`, or for `dcterms:isPartOf/prov:hadPrimarySource`. For a file
`triples_with_datasets` adds these triples, for a store the query `TRIPLES_WITH_DATASETS`; they are
never stored.
A record of a file without such a header, and without a source of its own, gets a finding.

Findings are told apart by what people see, not by constraint component: where a value breaks one
shape twice (its datatype and its pattern), that is one finding. A link to a record that does not
exist also fails the class that the link's property asks for; only the first is reported. Blank
nodes have no name that outlives a run and are all written `_:`, unless the caller names them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import fields, replace
from functools import lru_cache
from operator import attrgetter
from typing import TYPE_CHECKING, cast

import pyoxigraph as ox

from credgraph.rdf import term
from credgraph.rdf.files import read
from credgraph.resources import root, turtle_files
from credgraph.validation import cycles
from credgraph.validation.engines import BLANK, Engine, run
from credgraph.validation.finding import Finding, Severity

if TYPE_CHECKING:
    from pathlib import Path

    from credgraph.store import Store

__all__ = [
    "TRIPLES_WITH_DATASETS",
    "check_store",
    "shipped_shapes",
    "triples_with_datasets",
    "validate",
    "violations_first",
]

TRIPLES_WITH_DATASETS = """PREFIX dcterms: <http://purl.org/dc/terms/>
CONSTRUCT { ?s ?p ?o . ?record dcterms:isPartOf ?graph }
WHERE { { ?s ?p ?o } UNION { GRAPH ?graph { ?record a ?class } } }"""

_GUARDS = {f"https://w3id.org/credgraph/shapes#TermsShape-{rule}" for rule in ("link", "value")}
_GRAVE, _REST = (Severity.VIOLATION,), (Severity.WARNING, Severity.INFO)
_IN_ORDER = attrgetter(*(field.name for field in fields(Finding)))  # compared in C


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
    graph = _Merged(data, context, shapes)
    return graph.judged(run(engine, graph.shapes, graph.n_triples), called)


def check_store(
    store: Store, files: Sequence[str | Path] = (), engine: Engine = Engine.AUTO
) -> list[Finding]:
    """Return the findings of a store's graph or, with files, of the files as additions to it.

    Raises UnreadableFile for a file that is not RDF, EngineMissing for an engine not installed.
    """
    whole = cast("Iterable[ox.Triple]", store.query(TRIPLES_WITH_DATASETS))
    if not files:
        return validate(whole, engine=engine)
    added = [triple for path in files for triple in triples_with_datasets(read(path))]
    return validate(added, context=whole, engine=engine)


def violations_first(
    data: Iterable[ox.Triple], *, context: Iterable[ox.Triple], most: int
) -> Iterator[tuple[list[Finding], tuple[Severity, ...]]]:
    """Yield the Violations, for who cannot wait for more, and then what `validate` returns.

    Beside the findings stand the severities of which none is missing. Ends early at `most` faults,
    be they found twice or in the context: where the engine stopped, what it found is only a part,
    and may tell a fault beside its echo.
    """
    graph = _Merged(data, context, None)
    found, whole = list[Finding](), tuple[Severity, ...]()
    for severities in _GRAVE, _REST:
        shapes = _only(severities, graph.shapes)
        found += run(Engine.AUTO, shapes, graph.n_triples, most - len(found))
        if len(found) >= most:
            yield graph.judged(found), whole
            return
        whole += severities
        yield graph.judged(found), whole


def shipped_shapes(*folders: str) -> str:
    """Return the shapes of shipped folders, with the prefixes of their queries, as Turtle text."""
    files = [*turtle_files(*folders), root() / "ontology" / "prefixes.ttl"]
    return "\n".join(path.read_text("utf-8") for path in files)


def triples_with_datasets(quads: Iterable[ox.Quad]) -> Iterator[ox.Triple]:
    """Yield the triples of one file, and one more for each record and the dataset it belongs to.

    A record belongs to the datasets described beside it in its graph, and to its graph. Values are
    spelt as a store spells them, so that equal ones in a file and in the graph count once.
    """
    store = ox.Store()
    store.extend(quads)
    yield from (quad.triple for quad in store)
    a, part = term("rdf:type"), term("dcterms:isPartOf")
    headers = store.quads_for_pattern(None, a, term("dcat:Dataset"))
    described = {quad.subject: quad.graph_name for quad in headers}
    if not described:
        return
    kinds = store.quads_for_pattern(None, a, None)
    for record, graph in dict.fromkeys((quad.subject, quad.graph_name) for quad in kinds):
        for dataset, place in described.items():
            if record != dataset and graph in (place, dataset):
                yield ox.Triple(record, part, dataset)


class _Merged:
    """Data with its context and its marks as one graph for an engine, and the shapes to use."""

    def __init__(
        self, data: Iterable[ox.Triple], context: Iterable[ox.Triple], shapes: str | None
    ) -> None:
        self.own, around = list(data), list(context)
        every, written = (
            [*self.own, *around],
            shipped_shapes("shapes") if shapes is None else shapes,
        )
        self.shapes = written
        if shapes is None:
            self.shapes = cycles.rewrite_cycle_rules(written)
            every += cycles.cycle_marks(written, every)
        self.n_triples = ox.serialize(every, format=ox.RdfFormat.N_TRIPLES) or b""
        self._only_around = _subjects(around) - _subjects(self.own)

    def judged(
        self, results: Iterable[Finding], called: Callable[[str], str] | None = None
    ) -> list[Finding]:
        """Return each finding about the data once, without echoes, the gravest first."""
        labels = _labels(self.shapes, self.own) if called else {}
        named = (_naming(result, labels, called) for result in results)
        found = {finding for finding in named if finding.focus not in self._only_around}
        return sorted(_without_echoes(found), key=_IN_ORDER)


@lru_cache(maxsize=4)
def _only(severities: tuple[Severity, ...], shapes: str) -> str:
    """Return the shapes with those switched off that find only what is of another severity."""
    graph = ox.Store()
    graph.load(shapes.encode(), ox.RdfFormat.TURTLE)
    kept = {term(f"sh:{severity}") for severity in severities}
    stated = graph.quads_for_pattern(None, term("sh:severity"), None)
    others = {str(quad.subject) for quad in stated if quad.object not in kept}
    with_parts = graph.quads_for_pattern(None, term("sh:property"), None)
    others -= {str(quad.subject) for quad in with_parts}
    off = [f"{shape} {term('sh:deactivated')} true ." for shape in sorted(others)]
    return "\n".join([shapes, *off])


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
    if not finding.focus.startswith(BLANK):
        return finding
    label = finding.focus.removeprefix(BLANK)
    return replace(finding, focus=called(labels.get(label, label)) if called else BLANK)
