"""The pages that lead to all others: what is here, the lists of records, and finding by name."""

from __future__ import annotations

from typing import NamedTuple

from fastapi import APIRouter, Request
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from credgraph.errors import CredGraphError
from credgraph.graph import CredentialGraph
from credgraph.questions import Catalogue
from credgraph.questions.addresses import Addresses
from credgraph.rdf import RECORDS
from credgraph.results import Table
from credgraph.server.caching import NOT_KEPT
from credgraph.server.keeping import kept
from credgraph.server.kinds import members as members_of
from credgraph.server.markup import Content, Markup, element, link, text_of
from credgraph.server.negotiation import MEDIA_TYPES, preferences
from credgraph.server.pages import page, respond, section, style
from credgraph.server.representations import (
    DATA,
    KeptRoute,
    addresses_of,
    service_of,
    wanted_form,
    with_graph,
)
from credgraph.server.tables import named, show_table

__all__ = ["router"]

router = APIRouter(include_in_schema=False, route_class=KeptRoute)

_PAGE = 500  # records on one page of a list
_FIRST = (
    "credential_overview",
    "funders_of_credential",
    "costs_of_credential",
    "employers_recognizing_credential",
    "what_comes_next",
    "disputed_facts",
)
_WAYS = {
    "/sparql": "SPARQL: any query, in a browser or from R, Python and other clients",
    "/docs": "An API of questions, with a form for each",
    "/dump.nq.gz": "Everything as N-Quads, packed",
    "/.well-known/void": "What the dataset holds, in VoID",
    "/graph": "Each file of data with its source, and as data",
    "/shapes": "The rules by which records are checked",
}


class _Found(NamedTuple):
    """What a text names and asks: matching records, and the address of the question it asks."""

    records: Table
    sentence: str
    question: str
    summary: str


@router.api_route("/style.css", methods=["GET", "HEAD"])
async def style_sheet() -> Response:
    """Return the style sheet of all pages."""
    return Response(style(), 200, {"Cache-Control": "max-age=3600"}, "text/css; charset=utf-8")


@router.api_route("/", methods=["GET", "HEAD"])
async def home(request: Request) -> Response:
    """Return what is here; as data, the ontology, whose IRI this is."""
    addresses = addresses_of(request)
    accepted = preferences(request.headers.get("accept", ""))
    names_data = any(MEDIA_TYPES[form] in accepted for form in DATA)
    if names_data and wanted_form(request, DATA) is not None:
        return RedirectResponse("ns", 303, {"Vary": "Accept"})
    try:
        contents = await kept(request, "contents", _counted)
    except CredGraphError:  # a store too large to count, or too many who ask
        contents = None
    shown = _home(service_of(request).graph.questions, contents, addresses)
    return respond(shown, headers={"Vary": "Accept", **({} if contents else NOT_KEPT)})


class _Contents(NamedTuple):
    """How much the graph holds, and the path segment, name and number of each kind of record."""

    statements: int
    graphs: int
    kinds: list[tuple[str, str, int]]


def _counted(graph: CredentialGraph) -> _Contents:
    info, kinds = graph.info(), graph.records.kinds
    found = [
        (kinds[row["kind"]].segment, row["kind_label"], row["records"])
        for row in info.kinds
        if row["records"] and row["kind"] in kinds
    ]
    return _Contents(info.statements, len(info.graphs), found)


def _home(questions: Catalogue, contents: _Contents | None, addresses: Addresses) -> Markup:
    first = [questions[name] for name in _FIRST if name in questions]
    asked = [
        element("li", link(addresses.question(each, each.samples), each.summary)) for each in first
    ]
    ways = [element("li", link(addresses.here(path), about)) for path, about in _WAYS.items()]
    lead = (
        "An open graph of workforce credentials: what each is made of, what it costs, who pays for "
        "it, which employers ask for it and what it earns, each fact with its source."
    )
    return page(
        "CredGraph",
        addresses,
        element("h1", "CredGraph"),
        element("p", lead, class_="lead"),
        section("What people ask first", element("ul", asked)),
        section("What is here", _listed(contents, addresses)),
        section("Ways in for programs", element("ul", ways)),
    )


def _listed(contents: _Contents | None, addresses: Addresses) -> Content:
    if contents is None:
        return element("p", link(addresses.here("/id"), "The kinds of records"))
    items = [
        element("li", _kind_link(segment, label, addresses), f": {count:,}")
        for segment, label, count in contents.kinds
    ]
    said = f"{contents.statements:,} statements in {contents.graphs} files, each with one source."
    return [element("p", said), element("ul", items, class_="columns")]


def _kind_link(segment: str, label: str, addresses: Addresses) -> Markup:
    return link(addresses.path(f"{RECORDS}{segment}"), label)


@router.api_route("/id", methods=["GET", "HEAD"])
async def kinds(request: Request) -> Response:
    """Return the kinds of records."""
    addresses = addresses_of(request)
    found = await kept(request, "kinds", lambda graph: graph.records.kinds)
    labels: dict[str, list[str]] = {}
    for kind in sorted(found.values(), key=lambda kind: kind.label):
        labels.setdefault(kind.segment, []).append(kind.label)
    items = [
        element("li", _kind_link(segment, ", ".join(names), addresses))
        for segment, names in labels.items()
    ]
    body = [element("h1", "Records"), element("ul", items, class_="columns")]
    return respond(page("Records", addresses, body))


@router.api_route("/id/{segment}", methods=["GET", "HEAD"])
async def members(request: Request, segment: str) -> Response:
    """Return the records of a kind, some hundreds at a time."""
    addresses, start = addresses_of(request), _start(request)
    known = await kept(request, "kinds", lambda graph: graph.records.kinds)
    classes = [kind for kind in known.values() if kind.segment == segment]
    if not classes:
        raise HTTPException(404, "there is no such kind of record; /id lists the kinds")
    rows = await with_graph(request, lambda graph: members_of(graph, segment, start, _PAGE + 1))
    items = [element("li", named(iri, label, addresses)) for iri, label in rows[:_PAGE]]
    there = f"{addresses.path(RECORDS + segment)}?from={start + _PAGE}"
    more = element("p", link(there, "More")) if len(rows) > _PAGE else None
    title = ", ".join(sorted(kind.label for kind in classes))
    body = [element("h1", title), element("ul", items, class_="columns"), more]
    return respond(page(title, addresses, body))


def _start(request: Request) -> int:
    text = request.query_params.get("from", "0")
    if not (text.isascii() and text.isdecimal() and len(text) < 10):
        raise HTTPException(400, "from is the number of records to skip, such as 500")
    return int(text)


@router.api_route("/graph", methods=["GET", "HEAD"])
async def graphs(request: Request) -> Response:
    """Return the named graphs with their sources."""
    addresses = addresses_of(request)
    table = await kept(request, "graphs", lambda graph: graph.ask("graphs_counted"))
    shown = show_table(
        table, addresses, f"{len(table)} files, each a named graph with one primary source"
    )
    return respond(page("Sources and files", addresses, element("h1", "Sources and files"), shown))


@router.api_route("/search", methods=["GET", "HEAD"])
async def search(request: Request) -> Response:
    """Return the records whose names match a text, and the question that it asks, if it does."""
    addresses, text = addresses_of(request), request.query_params.get("text", "")[:300]
    found = (
        await with_graph(request, lambda graph: _found(graph, text, addresses))
        if text.strip()
        else None
    )
    parts = _results(found, addresses) if found else element("p", "Give a name, or ask in words.")
    return respond(page(text or "Search", addresses, element("h1", f"Search: {text}"), parts))


def _found(graph: CredentialGraph, text: str, addresses: Addresses) -> _Found:
    records = graph.ask("search_by_name", text=text)
    meant = graph.interpret(text)
    if not meant.is_sure or meant.question == "search_by_name":
        return _Found(records, "", "", "")
    question = graph.questions[meant.question]
    answer = graph.ask(meant.question, **meant.values)
    sentence = graph.sentence(meant.question, answer, **meant.values)
    return _Found(records, sentence, addresses.question(question, meant.values), question.summary)


def _results(found: _Found, addresses: Addresses) -> Content:
    shown = found.records.without("matched").without("about_others")
    table = show_table(shown, addresses, "Records with such a name") if len(shown) else None
    nothing = element("p", "No record has such a name.") if not len(shown) else None
    asked = text_of(
        element("p", found.sentence, class_="lead"),
        element("p", link(found.question, found.summary)),
    )
    return [
        section("The answer", asked) if found.question else None,
        section("Records", table, nothing),
    ]
