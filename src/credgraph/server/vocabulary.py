"""The documents that ship with the graph: the ontology, its lists and prefixes, and the shapes."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import NamedTuple

import pyoxigraph as ox
from fastapi import APIRouter, Request
from starlette.exceptions import HTTPException
from starlette.responses import Response

from credgraph.questions.addresses import Addresses
from credgraph.rdf import BASE, compact, term
from credgraph.resources import root, turtle_files
from credgraph.results import Format, Triples
from credgraph.server.addresses import SUFFIXES
from credgraph.server.markup import Markup, element, link, text_of
from credgraph.server.negotiation import content_type
from credgraph.server.pages import forms, page, respond, section
from credgraph.server.representations import (
    DATA,
    KeptRoute,
    addresses_of,
    links_of,
    respond_with,
    split_suffix,
    wanted_form,
)
from credgraph.server.tables import named

__all__ = ["Entry", "entries", "router", "shipped_document"]

router = APIRouter(include_in_schema=False, route_class=KeptRoute)

_ONTOLOGY = {"ns": "credgraph", "schemes": "schemes", "alignments": "alignments"}
_ONTOLOGY |= {"prefixes": "prefixes"}
_NAMES = ("rdfs:label", "dcterms:title", "sh:name")
_WORDS = ("skos:definition", "dcterms:description", "sh:description", "sh:message")


class Entry(NamedTuple):
    """A thing that a document declares: its IRI, its name, what it means, and all else."""

    iri: str
    label: str
    words: str
    facts: tuple[tuple[str, ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple], ...]


async def document(request: Request) -> Response:
    """Return a document: its file as it is in Turtle, other syntaxes, or a page with anchors."""
    root_path = request.scope.get("root_path", "")
    name, suffix = split_suffix(request.url.path.removeprefix(root_path).strip("/"))
    found = shipped_document(name)
    if not found:
        raise HTTPException(404, f"there is no document /{name[:200]}; /shapes lists them")
    form, addresses = wanted_form(request, DATA, suffix), addresses_of(request)
    headers = links_of(f"{BASE}/{name}", addresses)
    if form is None:
        return respond(_page(name, addresses), headers=headers)
    if form is Format.TTL:
        text = "\n".join(path.read_text("utf-8") for path in found)
        return Response(text, 200, headers, content_type(form))
    return respond_with(_triples(name), form, headers)


for _name in (*_ONTOLOGY, "shapes"):
    for _suffix in ("", *SUFFIXES):
        router.add_api_route(f"/{_name}{_suffix}", document, methods=["GET", "HEAD"])
router.add_api_route("/shapes/{name:path}", document, methods=["GET", "HEAD"])


@cache
def shipped_document(name: str) -> tuple[Path, ...]:
    """Return the files of a document, by its path below our base; none for an unknown one."""
    if name in _ONTOLOGY:
        files = [name] if name != "ns" else ["ns", "alignments"]
        return tuple(root() / "ontology" / f"{_ONTOLOGY[file]}.ttl" for file in files)
    if name == "shapes":
        return tuple(turtle_files("shapes"))
    known = {path.relative_to(root()).with_suffix("").as_posix(): path for path in _shape_files()}
    return (known[name],) if name in known else ()


def _shape_files() -> list[Path]:
    return turtle_files("shapes", "shapes/registries")


@cache
def _triples(name: str) -> Triples:
    """Return what a document states, with the same name for a blank node each time."""
    dataset = ox.Dataset(
        quad
        for path in shipped_document(name)
        for quad in ox.parse(path=str(path), format=ox.RdfFormat.TURTLE)
    )
    dataset.canonicalize(ox.CanonicalizationAlgorithm.UNSTABLE)
    return Triples(tuple(sorted({quad.triple for quad in dataset}, key=str)))


@cache
def entries(name: str) -> tuple[Entry, ...]:
    """Return what a document declares, terms of ours alone, in the order of their names."""
    facts: dict[str, list[tuple[str, ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple]]] = {}
    for triple in _triples(name):
        if isinstance(triple.subject, ox.NamedNode) and triple.subject.value.startswith(BASE):
            facts.setdefault(triple.subject.value, []).append(
                (triple.predicate.value, triple.object)
            )
    made = [
        Entry(iri, _first(found, _NAMES) or compact(iri), _first(found, _WORDS), tuple(found))
        for iri, found in facts.items()
    ]
    return tuple(sorted(made, key=lambda entry: (entry.iri != BASE, compact(entry.iri).lower())))


def _first(
    facts: list[tuple[str, ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple]],
    names: tuple[str, ...],
) -> str:
    wanted = [term(name).value for name in names]
    found = [
        (wanted.index(p), o.value) for p, o in facts if p in wanted and isinstance(o, ox.Literal)
    ]
    return min(found, default=(0, ""))[1]


def _page(name: str, addresses: Addresses) -> Markup:
    title, about = _titles(name)
    terms = [entry for entry in entries(name) if "#" in entry.iri]
    named_here = [
        element("li", link(f"#{_anchor(entry.iri)}", compact(entry.iri))) for entry in terms
    ]
    return page(
        title,
        addresses,
        element("h1", title),
        element("p", about, class_="lead"),
        forms(f"{BASE}/{name}", addresses),
        section("All at a glance", element("ul", named_here, class_="columns"), name="glance")
        if terms
        else None,
        [_shown(entry, addresses) for entry in entries(name) if entry in terms or not terms],
        section("Files", element("ul", _files(addresses))) if name == "shapes" else None,
    )


def _titles(name: str) -> tuple[str, str]:
    if name == "shapes":
        return "The rules that records are checked by", (
            "A Violation is wrong or unusable and blocks an export; a Warning is probably "
            "incomplete; an Info is worth a look."
        )
    declared = {"ns": BASE}.get(name, f"{BASE}/{name}")
    entry = next((found for found in entries(name) if found.iri == declared), None)
    return (entry.label, entry.words) if entry else (name, "")


def _files(addresses: Addresses) -> list[Markup]:
    names = [path.relative_to(root()).with_suffix("").as_posix() for path in _shape_files()]
    return [element("li", link(addresses.here(f"/{name}"), name)) for name in names]


def _anchor(iri: str) -> str:
    return iri.rpartition("#")[2]


def _shown(entry: Entry, addresses: Addresses) -> Markup:
    hidden = {term(name).value for name in (*_NAMES, *_WORDS, "rdfs:isDefinedBy")}
    rows = list[Markup]()
    for property_ in dict.fromkeys(p for p, _ in entry.facts if p not in hidden):
        values = [_value(value, addresses) for p, value in entry.facts if p == property_]
        shown = values[0] if len(values) == 1 else element("ul", [element("li", v) for v in values])
        rows += [element("dt", compact(property_)), element("dd", shown)]
    heading = element("h3", entry.label, " ", element("code", compact(entry.iri)))
    words = element("p", entry.words) if entry.words else None
    facts = element("dl", rows, class_="facts") if rows else None
    return element("section", heading, words, facts, id=_anchor(entry.iri))


def _value(
    value: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple, addresses: Addresses
) -> Markup:
    if isinstance(value, ox.NamedNode):
        return named(value.value, compact(value.value), addresses)
    if isinstance(value, ox.Literal):
        is_code = "\n" in value.value
        return element("pre", value.value.strip()) if is_code else text_of(value.value)
    return text_of("described in the data")
