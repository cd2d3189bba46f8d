"""The names of records, fetched in few requests; a fault in that costs no answer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pyoxigraph as ox

from credgraph.errors import CredGraphError
from credgraph.rdf import bind_parameters, split_parameters
from credgraph.store import Store, longest_query, read_rows, tell, within

__all__ = ["labels", "names"]

# `?_these_iri` stands for any number of terms.
_LABELS = split_parameters("""PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
SELECT ?record (MIN(STR(?name)) AS ?label)
WHERE { VALUES ?record { ?_these_iri } ?record rdfs:label ?name
FILTER(LANG(?name) IN ("en", "")) } GROUP BY ?record""")
_SECONDS = 10  # that rows of an endpoint wait for the names in them


def labels(store: Store, iris: Iterable[ox.NamedNode]) -> dict[str, str]:
    """Return the English label of each IRI that has one."""
    found = dict[str, str]()
    for batch in _batches(store, dict.fromkeys(iris)):
        found |= _labels_of(store, batch)
    return found


def names(store: Store, iris: Iterable[ox.NamedNode]) -> dict[str, str]:
    """Return the labels that can be had in ten seconds: an endpoint may give none, or some.

    What goes wrong is told in a note of the store.
    """
    found = dict[str, str]()
    try:
        with within(store, _SECONDS):
            for batch in _batches(store, dict.fromkeys(iris)):
                found |= _labels_of(store, batch)
    except CredGraphError as error:
        tell(store, f"names are missing, and IRIs stand in their place: {error}")
    return found


def _batches(store: Store, nodes: Iterable[ox.NamedNode]) -> Iterator[str]:
    """Yield the nodes in as few texts as the store takes."""
    longest, length, batch = longest_query(store), 0, list[str]()
    for node in map(str, nodes):
        if batch and length + len(node) > longest:
            yield " ".join(batch)
            batch, length = [], 0
        batch.append(node)
        length += len(node) + 1
    if batch:
        yield " ".join(batch)


def _labels_of(store: Store, these: str) -> dict[str, str]:
    query = bind_parameters(_LABELS, {"?_these_iri": these})
    rows = read_rows(store, query, {"record": ox.NamedNode, "label": ox.Literal})
    return {record.value: label.value for record, label in rows}
