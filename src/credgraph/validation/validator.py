"""Validation of triples, a store or files; equal findings from pySHACL and the Rust engine.

Engines read one merged graph, yet the source of a record is stated by its file: the header of the
file, a `dcat:Dataset`, names the primary source. So before validation each record is linked to its
dataset by a triple, `<record> dcterms:isPartOf <dataset>`; a shape then asks for
`prov:wasDerivedFrom`, or for `dcterms:isPartOf/prov:hadPrimarySource`. These triples, never stored,
are added by `triples_with_datasets` for a file and by the query `TRIPLES_WITH_DATASETS` for a
store. A record with neither such a header nor a source of its own gets a finding.

Equal values count once, however files spell them; a finding spells its value as the file does.

Findings are distinguished by what people see, not by constraint component: a value that breaks one
shape twice (its datatype and its pattern) gives one finding. A link to a record that does not
exist also fails the class that its property requires; only the first is reported. Blank nodes have
no stable names, and are all written `_:` unless the caller labels them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import fields, replace
from functools import lru_cache
from operator import attrgetter
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from credgraph.rdf import BASE, expand, term
from credgraph.rdf.files import File, named, read
from credgraph.resources import root, turtle_files
from credgraph.store import Spellings, read_triples
from credgraph.validation import cycles
from credgraph.validation.checked import Findings
from credgraph.validation.engines import BLANK, Engine, run
from credgraph.validation.finding import Finding, Severity
from credgraph.validation.report import BoundedFindings
from credgraph.validation.scope import checked_files, checked_graph
from credgraph.validation.suggestions import with_suggestions
from credgraph.validation.targets import targets_of

if TYPE_CHECKING:
    from credgraph.store import Store

__all__ = [
    "TRIPLES_WITH_DATASETS",
    "check_addition",
    "check_store",
    "shipped_shapes",
    "stored_triples",
    "triples_with_datasets",
    "validate",
    "violations_first",
]

TRIPLES_WITH_DATASETS = """PREFIX dcterms: <http://purl.org/dc/terms/>
CONSTRUCT { ?s ?p ?o . ?record dcterms:isPartOf ?graph }
WHERE { { ?s ?p ?o } UNION { GRAPH ?graph { ?record a ?class } } }"""

_TERM_SHAPES = {f"{BASE}/shapes#TermsShape-{rule}" for rule in ("link", "value")}
_STAGES = ((Severity.VIOLATION,), (Severity.WARNING, Severity.INFO))
_VALUE = re.compile(r'"([^"\\]*)"\^\^(xsd:\w+)')  # of a datatype with several spellings
_SORT_KEY = attrgetter(*(field.name for field in fields(Finding)))  # faster than Finding's order


def validate(
    data: Iterable[ox.Triple],
    *,
    context: Iterable[ox.Triple] = (),
    shapes: str | None = None,
    engine: Engine = Engine.AUTO,
    blank_node_labels: Callable[[str], str] | None = None,
    spellings: Spellings | None = None,
) -> list[Finding]:
    """Return the findings about the data, the gravest first.

    The context is what the data may link to: the ontology, and for a user's file the whole graph.
    Findings about nodes that only the context describes are left out. `shapes` is Turtle text to
    use in place of the shipped shapes; `blank_node_labels` returns the text for a blank node, given
    its identifier; `spellings` are those of the files that the data come from. Both engines return
    equal lists if every shape has one sh:message. Raises EngineMissing if the engine is not
    installed, ValidationFailed for shapes that it refuses.
    """
    graph = _MergedGraph(data, context, shapes, spellings)
    return graph.findings(run(engine, graph.shapes, graph.n_triples), blank_node_labels)


def check_store(
    store: Store,
    files: Sequence[File] = (),
    engine: Engine = Engine.AUTO,
    *,
    syntax: str | None = None,
) -> Findings:
    """Return the findings about a store's graph or, with files, about those as additions to it.

    `syntax` is that of the files where their names do not say. Raises UnreadableFile for a file
    that is not RDF or that no shape applies to, UnexpectedAnswer for a store that none applies to,
    EngineMissing for an engine not installed.
    """
    targets = targets_of(shipped_shapes("shapes"))
    if not files:
        stated = _stated(store)
        stored = [quad.triple for quad in _values(stated)]
        found = validate(stored, engine=engine, spellings=Spellings.of(stated))
        return Findings(found, checked_graph(store.name, stored, targets, found))
    stored = stored_triples(store)
    by_file = {named(file): [*read(file, syntax=syntax)] for file in files}
    added = {name: [*triples_with_datasets(quads)] for name, quads in by_file.items()}
    every = [triple for triples in added.values() for triple in triples]
    spellings = Spellings.of([quad for quads in by_file.values() for quad in quads])
    found = validate(every, context=stored, engine=engine, spellings=spellings)
    return Findings(found, checked_files(added, targets, found, context=stored))


def violations_first(
    data: Iterable[ox.Triple],
    *,
    context: Iterable[ox.Triple],
    limit: int,
    spellings: Spellings | None = None,
) -> Iterator[tuple[list[Finding], tuple[Severity, ...]]]:
    """Yield first the Violations, then all findings, each with the severities that are complete.

    Stops at `limit` results of the engine, where duplicates and findings about the context count
    too. Findings cut short may include a consequence that `validate` would leave out.
    """
    graph = _MergedGraph(data, context, None, spellings)
    results, complete = list[Finding](), tuple[Severity, ...]()
    for severities in _STAGES:
        shapes = _only(severities, graph.shapes)
        results += run(Engine.AUTO, shapes, graph.n_triples, limit - len(results))
        if len(results) >= limit:
            yield graph.findings(results), complete
            return
        complete += severities
        yield graph.findings(results), complete


def check_addition(
    store: Store,
    files: Mapping[str, Sequence[ox.Triple]],
    *,
    limit: int,
    spellings: Spellings | None = None,
) -> Iterator[BoundedFindings]:
    """Yield what `violations_first` finds about the triples of files as additions to a store.

    Raises UnreadableFile at the end for a file that no shape applies to.
    """
    stored, targets = stored_triples(store), targets_of(shipped_shapes("shapes"))
    every = [triple for triples in files.values() for triple in triples]
    stages = violations_first(every, context=stored, limit=limit, spellings=spellings)
    for found, complete in stages:
        if Severity.INFO in complete or found:
            checked = checked_files(files, targets, found, context=stored)
            yield BoundedFindings(found, complete, checked)


def shipped_shapes(*folders: str) -> str:
    """Return the shapes in shipped folders as Turtle text, with the prefixes of their queries."""
    files = [*turtle_files(*folders), root() / "ontology" / "prefixes.ttl"]
    return "\n".join(path.read_text("utf-8") for path in files)


def triples_with_datasets(quads: Iterable[ox.Quad]) -> Iterator[ox.Triple]:
    """Yield the triples of a file, and one for each record and each dataset it belongs to.

    A record belongs to its graph, and to the datasets described in it. Literals are normalized as
    in a store, so that equal values in a file and in the graph are one triple.
    """
    store = _values(quads)
    yield from (quad.triple for quad in store)
    rdf_type, is_part_of = term("rdf:type"), term("dcterms:isPartOf")
    headers = store.quads_for_pattern(None, rdf_type, term("dcat:Dataset"))
    datasets = {quad.subject: quad.graph_name for quad in headers}
    if not datasets:
        return
    typed = store.quads_for_pattern(None, rdf_type, None)
    for record, graph in dict.fromkeys((quad.subject, quad.graph_name) for quad in typed):
        for dataset, described_in in datasets.items():
            if record != dataset and graph in (described_in, dataset):
                yield ox.Triple(record, is_part_of, dataset)


def stored_triples(store: Store) -> list[ox.Triple]:
    """Return the triples of a store, each record joined to its datasets; values as in `_values`."""
    return [quad.triple for quad in _values(_stated(store))]


def _stated(store: Store) -> list[ox.Quad]:
    """Read everything in a store, each record joined to its datasets, as the store spells it."""
    return [ox.Quad(*triple) for triple in read_triples(store, TRIPLES_WITH_DATASETS)]


def _values(quads: Iterable[ox.Quad]) -> ox.Store:
    """Collect quads, so that equal values with different spellings count once."""
    store = ox.Store()
    store.extend(quads)
    return store


class _MergedGraph:
    """The graph for an engine: data, context and cycle marks; and the shapes for it."""

    def __init__(
        self,
        data: Iterable[ox.Triple],
        context: Iterable[ox.Triple],
        shapes: str | None,
        spellings: Spellings | None,
    ) -> None:
        self._spellings = spellings or Spellings()
        self.data, context = list(data), list(context)
        triples = [*self.data, *context]
        if shapes is None:
            written = shipped_shapes("shapes")
            shapes = cycles.rewrite_cycle_rules(written)
            triples += cycles.cycle_marks(written, triples)
        self.shapes = shapes
        self.n_triples = ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES) or b""
        self._known = _subjects(triples)
        self._only_in_context = self._known - _subjects(self.data)

    def findings(
        self, results: Iterable[Finding], blank_node_labels: Callable[[str], str] | None = None
    ) -> list[Finding]:
        """Return the results about the data, sorted, without duplicates and consequences."""
        identifiers = _identifiers(self.shapes, self.data) if blank_node_labels else {}
        labelled = (_labelled(result, identifiers, blank_node_labels) for result in results)
        found = {finding for finding in labelled if finding.focus not in self._only_in_context}
        spelt = (_spelt(finding, self._spellings) for finding in _without_consequences(found))
        return sorted(with_suggestions(spelt, self._known), key=_SORT_KEY)


@lru_cache(maxsize=4)
def _only(severities: tuple[Severity, ...], shapes: str) -> str:
    """Return the shapes with those deactivated that report only other severities."""
    graph = ox.Store()
    graph.load(shapes.encode(), ox.RdfFormat.TURTLE)
    kept = {term(f"sh:{severity}") for severity in severities}
    stated = graph.quads_for_pattern(None, term("sh:severity"), None)
    others = {str(quad.subject) for quad in stated if quad.object not in kept}
    node_shapes = graph.quads_for_pattern(None, term("sh:property"), None)
    others -= {str(quad.subject) for quad in node_shapes}
    deactivated = [f"{shape} {term('sh:deactivated')} true ." for shape in sorted(others)]
    return "\n".join([shapes, *deactivated])


def _subjects(triples: Iterable[ox.Triple]) -> set[str]:
    return {t.subject.value for t in triples if isinstance(t.subject, ox.NamedNode)}


def _without_consequences(findings: set[Finding]) -> set[Finding]:
    """Return the findings without those that only follow from a misspelt link or term."""
    causes = {f for f in findings if f.shape in _TERM_SHAPES}
    misspelt = {(f.focus, f.path, f.value) for f in causes}
    return causes | {f for f in findings if (f.focus, f.path, f.value) not in misspelt}


def _spelt(finding: Finding, spellings: Spellings) -> Finding:
    """Return a finding whose value is spelt as in the files, not as an engine writes it."""
    written = _VALUE.fullmatch(finding.value)
    if not written or finding.focus.startswith(BLANK) or " " in finding.focus:
        return finding  # a blank node, perhaps by the place that labels it
    record, literal = ox.NamedNode(finding.focus), ox.Literal(written[1], datatype=term(written[2]))
    if finding.path:
        named = ox.NamedNode(expand(finding.path) or finding.path)
        value: Any = spellings.triple(ox.Triple(record, named, literal)).object
    else:
        value = spellings.row([record, literal])[1]
    return replace(finding, value=f'"{value.value}"^^{written[2]}')


def _identifiers(shapes: str, triples: Iterable[ox.Triple]) -> dict[str, str]:
    """Return the identifiers of the data's blank nodes by those that the Rust engine gives them.

    It numbers blank nodes in the order in which they occur, those of the shapes first.
    """
    first = len(_blank_nodes(quad.triple for quad in ox.parse(shapes, ox.RdfFormat.TURTLE)))
    return {f"0_b{first + number}": own for number, own in enumerate(_blank_nodes(triples))}


def _blank_nodes(triples: Iterable[ox.Triple]) -> list[str]:
    nodes = (node for triple in triples for node in (triple.subject, triple.object))
    return list(dict.fromkeys(node.value for node in nodes if isinstance(node, ox.BlankNode)))


def _labelled(
    finding: Finding,
    identifiers: dict[str, str],
    blank_node_labels: Callable[[str], str] | None,
) -> Finding:
    if not finding.focus.startswith(BLANK):
        return finding
    if blank_node_labels is None:
        return replace(finding, focus=BLANK)
    given = finding.focus.removeprefix(BLANK)
    return replace(finding, focus=blank_node_labels(identifiers.get(given, given)))
