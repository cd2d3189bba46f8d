"""What runs a SPARQL test: Oxigraph alone, and our store through `CredentialGraph.query`."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol
from urllib.parse import urljoin

import pyoxigraph as ox

from conformance.answers import Answer, expected_answer, hold
from conformance.examples import EXAMPLE, example_text
from conformance.isomorphism import same_rows
from conformance.manifests import Case, Manifest, path_of, quads_of, read_manifest
from conformance.subjects import Difference, Subject

if TYPE_CHECKING:
    from credgraph.results import Table, Triples

__all__ = ["SUBJECTS"]

_FROM = re.compile(r"FROM\s+(?:NAMED\s+)?<([^>]*)>", re.IGNORECASE)


@dataclass(frozen=True)
class _Query:
    """A query, and the IRI that its relative IRIs are resolved against."""

    text: str
    base: str


Ask = Callable[[list[ox.Quad], _Query], Answer]
Csv = Callable[[list[ox.Quad], _Query], str]


def _run(case: Case, ask: Ask, as_csv: Csv) -> None:
    """Run a test of any kind; raises Difference."""
    if case.kind == EXAMPLE:
        return _hold_syntax(case, _Query(example_text(case), case.iri), ask)
    manifest, test = read_manifest(Path(case.manifest)), ox.NamedNode(case.iri)
    action, result = manifest.value(test, "mf:action"), manifest.value(test, "mf:result")
    if "Syntax" in case.kind:
        return _hold_syntax(case, _query(path_of(action)), ask)
    query = _query(path_of(manifest.value(action, "qt:query")))
    quads = _dataset(manifest, action, query)
    if case.kind == "CSVResultFormatTest":
        return _hold_csv(as_csv(quads, query), path_of(result).read_text("utf-8"))
    return hold(ask(quads, query), expected_answer(path_of(result)), query.text)


def _query(path: Path) -> _Query:
    return _Query(path.read_bytes().decode("utf-8"), path.as_uri())


def _dataset(manifest: Manifest, action: Any, query: _Query) -> list[ox.Quad]:
    """Return the statements of all files that the test or the FROM of its query names."""
    quads = [quad for path in manifest.files(action, "qt:data") for quad in quads_of(path)]
    named = manifest.files(action, "qt:graphData")
    named += [path_of(ox.NamedNode(urljoin(query.base, iri))) for iri in _FROM.findall(query.text)]
    for path in named:
        quads += quads_of(path, ox.NamedNode(path.as_uri()))
    return quads


def _hold_syntax(case: Case, query: _Query, ask: Ask) -> None:
    """Hold whether a text is refused as no query; evaluating it may fail for other reasons."""
    from credgraph.errors import BadQuery

    try:
        with suppress(RuntimeError, OSError):  # an unknown function, a server out of reach
            ask([], query)
    except (SyntaxError, BadQuery) as error:
        if case.kind.startswith("Positive"):
            raise Difference(f"refused: {error}") from error
        return
    if case.kind.startswith("Negative"):
        raise Difference("accepted, though it is no query")


def _hold_csv(found: str, expected: str) -> None:
    ours, theirs = (list(csv.reader(io.StringIO(text))) for text in (found, expected))
    if not same_rows(_csv_rows(ours), _csv_rows(theirs)):
        raise Difference(f"{ours} for {theirs}")


def _csv_rows(table: list[list[str]]) -> list[tuple[Any, ...]]:
    """Return the rows in the order of the names of their columns."""
    heads, *rows = table
    order = sorted(range(len(heads)), key=heads.__getitem__)
    return [tuple(map(_csv_cell, (row[i] for i in order))) for row in [heads, *rows]]


def _csv_cell(text: str) -> ox.BlankNode | str:
    return ox.BlankNode(text[2:]) if text.startswith("_:") else text


def _oxigraph(quads: list[ox.Quad], query: _Query) -> Answer:
    found = _oxigraph_found(quads, query)
    if isinstance(found, ox.QueryBoolean):
        return bool(found)
    if isinstance(found, ox.QueryTriples):
        return list(found)
    return [v.value for v in found.variables], [tuple(row) for row in found]


def _oxigraph_found(quads: list[ox.Quad], query: _Query) -> Any:
    store = ox.Store()
    store.extend(quads)
    return store.query(query.text, base_iri=query.base)


def _oxigraph_csv(quads: list[ox.Quad], query: _Query) -> str:
    found = _oxigraph_found(quads, query).serialize(format=ox.QueryResultsFormat.CSV)
    return bytes(found).decode()


class _Graph(Protocol):
    def query(self, text: str) -> Table | Triples | bool: ...


def _door(graph_of: Callable[[list[ox.Quad]], _Graph]) -> tuple[Ask, Csv]:
    """Return what asks a graph through our door, for terms and for CSV."""
    from credgraph.results import Format, Triples, render

    def found(quads: list[ox.Quad], query: _Query) -> Table | Triples | bool:
        return graph_of(quads).query(f"BASE <{query.base}> {query.text}")  # it takes text alone

    def ask(quads: list[ox.Quad], query: _Query) -> Answer:
        answer = found(quads, query)
        if isinstance(answer, bool):
            return answer
        if isinstance(answer, Triples):
            return list(answer)
        return [column.name for column in answer.columns], answer.rows

    return ask, lambda quads, query: render(found(quads, query), Format.CSV)


def _embedded(quads: list[ox.Quad]) -> _Graph:
    from credgraph.graph import CredentialGraph
    from credgraph.store import EmbeddedStore, Spellings

    triples = ox.Store()
    triples.extend(quads)
    return CredentialGraph(EmbeddedStore(triples, spellings=Spellings.of(quads)))


def _remote(quads: list[ox.Quad]) -> _Graph:
    from conformance.endpoint import endpoint_with
    from credgraph.graph import open

    return open(endpoint_with(quads))


def _uploaded(quads: list[ox.Quad]) -> _Graph:
    from conformance.explorer import Uploaded

    return Uploaded(quads)


SUBJECTS = (
    Subject("Oxigraph alone", lambda case: _run(case, _oxigraph, _oxigraph_csv), "pyoxigraph"),
    Subject("our store", lambda case: _run(case, *_door(_embedded)), "pyoxigraph"),
    Subject("through an endpoint", lambda case: _run(case, *_door(_remote)), "oxigraph"),
    Subject("the explorer", lambda case: _run(case, *_door(_uploaded)), "pyoxigraph"),
)
