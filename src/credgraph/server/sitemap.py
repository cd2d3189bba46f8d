"""The addresses of all pages, for search engines, and what these may do."""

from __future__ import annotations

from collections.abc import Iterable

import pyoxigraph as ox
from fastapi import APIRouter, Request
from starlette.exceptions import HTTPException
from starlette.responses import PlainTextResponse, Response

from credgraph.graph import CredentialGraph
from credgraph.questions.addresses import Addresses
from credgraph.rdf import RECORDS, bind_parameters, split_parameters
from credgraph.server.keeping import kept
from credgraph.server.kinds import classes_of
from credgraph.server.markup import Markup, element
from credgraph.server.representations import KeptRoute, addresses_of, service_of
from credgraph.store import read_rows

__all__ = ["router"]

router = APIRouter(include_in_schema=False, route_class=KeptRoute)

_NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
_MOST = 10_000  # addresses in one file; the protocol allows 50,000
# `?_these_iri` stands for any number of classes, `?_from_integer` for where to begin.
_IN_KIND = """?record a ?class . VALUES ?class { ?_these_iri }
FILTER(STRSTARTS(STR(?record), ?_space_string))"""
_COUNT = split_parameters(f"SELECT (COUNT(DISTINCT ?record) AS ?count) WHERE {{ {_IN_KIND} }}")
_RECORDS = split_parameters(
    f"SELECT DISTINCT ?record WHERE {{ {_IN_KIND} }} ORDER BY ?record "
    f"LIMIT {_MOST} OFFSET ?_from_integer"
)
_FIXED = ("/", "/id", "/query", "/ns", "/shapes", "/graph", "/docs")


@router.api_route("/robots.txt", methods=["GET", "HEAD"])
async def robots(request: Request) -> Response:
    """Say that pages may be read, and that answers to endless questions need not be."""
    addresses = addresses_of(request)
    closed = "".join(
        f"Disallow: {addresses.here(path)}\n" for path in ("/sparql", "/api/", "/search")
    )
    text = f"User-agent: *\n{closed}Sitemap: {addresses.base}/sitemap.xml\n"
    return PlainTextResponse(text)


@router.api_route("/sitemap.xml", methods=["GET", "HEAD"])
async def index(request: Request) -> Response:
    """Return the list of the sitemaps: one for the fixed pages, some for each kind of record."""
    base = addresses_of(request).base
    parts = await kept(request, "sitemap", _parts)
    names = ["pages", *(f"{kind}-{n}" for kind, count in parts.items() for n in range(count))]
    entries = [element("sitemap", element("loc", f"{base}/sitemap/{name}.xml")) for name in names]
    return _xml("sitemapindex", entries)


@router.api_route("/sitemap/{name}.xml", methods=["GET", "HEAD"])
async def part(request: Request, name: str) -> Response:
    """Return the addresses of one part."""
    addresses = addresses_of(request)
    if name == "pages":
        questions = service_of(request).graph.questions.values()
        return _urls([*_FIXED, *(q.iri.removeprefix(RECORDS[:-4]) for q in questions)], addresses)
    kind, _, number = name.rpartition("-")
    parts = await kept(request, "sitemap", _parts)
    if not number.isdecimal() or len(number) > 6 or int(number) >= parts.get(kind, 0):
        raise HTTPException(404, "there is no such sitemap; /sitemap.xml lists them")
    found = await kept(request, f"sitemap/{name}", lambda graph: _records(graph, kind, int(number)))
    return _urls([addresses.path(iri).removeprefix(addresses.root) for iri in found], addresses)


def _urls(paths: Iterable[str], addresses: Addresses) -> Response:
    return _xml("urlset", [element("url", element("loc", addresses.base + path)) for path in paths])


def _xml(name: str, entries: list[Markup]) -> Response:
    body = element(name, entries, xmlns=_NAMESPACE)
    return Response(
        f'<?xml version="1.0" encoding="UTF-8"?>\n{body}\n', 200, None, "application/xml"
    )


def _parts(graph: CredentialGraph) -> dict[str, int]:
    """Return how many files the records of each kind fill."""
    segments = sorted({kind.segment for kind in graph.records.kinds.values()})
    found = {}
    for segment in segments:
        query = bind_parameters(_COUNT, _terms(graph, segment))
        [[count]] = read_rows(graph.store, query, {"count": ox.Literal})
        found[segment] = -(-int(count.value) // _MOST)
    return found


def _records(graph: CredentialGraph, segment: str, part: int) -> list[str]:
    terms = {**_terms(graph, segment), "?_from_integer": str(part * _MOST)}
    query = bind_parameters(_RECORDS, terms)
    return [record.value for [record] in read_rows(graph.store, query, {"record": ox.NamedNode})]


def _terms(graph: CredentialGraph, segment: str) -> dict[str, str]:
    these = " ".join(str(ox.NamedNode(iri)) for iri in classes_of(graph, segment))
    return {"?_these_iri": these, "?_space_string": str(ox.Literal(f"{RECORDS}{segment}/"))}
