"""Why a query found nothing: names that the graph does not hold, text without its language."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import pyoxigraph as ox

from credgraph.rdf import RECORDS, compact, expand, prefixes
from credgraph.store import Store, read_rows

if TYPE_CHECKING:  # read only where a query found nothing
    from credgraph.rdf.parts import Part

__all__ = ["why_nothing"]

_MIN_SIMILARITY = 0.75  # from 0 to 1; a name less alike is not suggested
_MOST = 20  # names or texts of a query that are looked up
_NOT_IN_TRIPLES = ("xsd", "graph")  # datatypes and named graphs
_KNOWN = """SELECT DISTINCT ?term WHERE { VALUES ?term { THESE }
{ ?term ?property ?value } UNION { ?subject ?term ?value } UNION { ?subject ?property ?term } }"""
_RECORDS = """SELECT DISTINCT ?term WHERE { ?term a ?class
FILTER(STRSTARTS(STR(?term), SPACE)) } ORDER BY ?term"""
_TERMS = """SELECT DISTINCT ?term WHERE { { ?subject ?term ?value } UNION { ?subject a ?term }
UNION { ?term rdfs:isDefinedBy <https://w3id.org/credgraph> }
FILTER(STRSTARTS(STR(?term), SPACE)) } ORDER BY ?term"""
_TEXTS = "SELECT DISTINCT ?text WHERE { VALUES ?text { THESE } ?subject ?property ?text }"


def why_nothing(store: Store, text: str) -> list[str]:
    """Return a sentence for each name or text in a query that may be why it found nothing.

    Such is a name with one of our prefixes that the graph does not hold, with the nearest one that
    it does, or a text without a language that the graph holds in English.
    """
    from credgraph.rdf.parts import parts_of

    parts = parts_of(text)
    return [*_unknown_names(store, parts), *_texts_in_english(store, parts)]


def _unknown_names(store: Store, parts: list[Part]) -> list[str]:
    used = {name: iri for part in parts if (name := _name(part)) and (iri := _iri(name))}
    used = dict(list(used.items())[:_MOST])
    if not used:
        return []
    these = " ".join(map(str, used.values()))
    rows = read_rows(store, _KNOWN.replace("THESE", these), {"term": ox.NamedNode})
    known = {node for [node] in rows}
    return [_sentence(store, name, iri.value) for name, iri in used.items() if iri not in known]


def _name(part: Part) -> str:
    """Return a name with one of our prefixes, however the query writes it, or nothing."""
    name = compact(part.text[1:-1]) if part.kind == "iri" else part.text
    prefix, _, local_name = name.partition(":")
    is_ours = part.kind in ("iri", "name") and prefix in prefixes() and local_name
    return name if is_ours and prefix not in _NOT_IN_TRIPLES else ""


def _iri(name: str) -> ox.NamedNode | None:
    try:
        return ox.NamedNode(expand(name) or "")
    except ValueError:
        return None


def _sentence(store: Store, name: str, iri: str) -> str:
    from difflib import get_close_matches

    space = iri.removesuffix(name.partition(":")[2])
    query = (_RECORDS if space.startswith(RECORDS) else _TERMS).replace(
        "SPACE", str(ox.Literal(space))
    )
    known = [compact(term.value) for [term] in read_rows(store, query, {"term": ox.NamedNode})]
    nearest = get_close_matches(name, known, 1, _MIN_SIMILARITY)
    problem = (
        f"{name} is not a term of ours" if name.startswith("cg:") else f"nothing here is {name}"
    )
    return problem + "".join(f"; did you mean {right}?" for right in nearest)


def _texts_in_english(store: Store, parts: list[Part]) -> Iterable[str]:
    after = [*(part.kind for part in parts[1:]), ""]
    pairs = zip(parts, after, strict=True)
    plain = [part.text for part, kind in pairs if part.kind == "string" and kind != "tag"][:_MOST]
    if not plain:
        return
    these = " ".join(f"{text}@en" for text in plain)
    for [found] in read_rows(store, _TEXTS.replace("THESE", these), {"text": ox.Literal}):
        yield f"{ox.Literal(found.value)} has a language in the graph: write {found}"
