"""Triples handed to rdflib, which by itself writes numbers and durations anew."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from credgraph.errors import NotExpressible

if TYPE_CHECKING:
    import rdflib

__all__ = ["rdflib_graph"]


def rdflib_graph(triples: Iterable[ox.Triple]) -> rdflib.Graph:
    """Copy triples into an rdflib graph without prefixes, every literal spelt as it was.

    Raises NotExpressible for a triple term, which rdflib does not know.
    """
    import rdflib

    graph = rdflib.Graph(bind_namespaces="none")
    for triple in triples:
        graph.add(tuple(map(_rdflib_term, triple)))
    return graph


@lru_cache(maxsize=100_000)
def _rdflib_term(node: Any) -> Any:
    import rdflib

    if isinstance(node, ox.NamedNode):
        return rdflib.URIRef(node.value)
    if isinstance(node, ox.BlankNode):
        return rdflib.BNode(node.value)
    if isinstance(node, ox.Triple):
        raise NotExpressible("a triple term", "rdflib", "choose another format or engine")
    if node.language:
        return rdflib.Literal(node.value, lang=node.language)
    datatype = rdflib.URIRef(node.datatype.value)
    plain = node.datatype.value.endswith("XMLSchema#string")
    return rdflib.Literal(node.value, datatype=None if plain else datatype, normalize=False)
