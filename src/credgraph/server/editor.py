"""The page on which a person writes a query, and what its editor asks for; all served from here."""

from __future__ import annotations

import json
from collections.abc import Iterator

from fastapi import APIRouter, Request
from starlette.responses import JSONResponse, Response

from credgraph.errors import CredGraphError
from credgraph.questions import Catalogue, terms_for
from credgraph.questions.addresses import Addresses
from credgraph.rdf import BASE, prefixes
from credgraph.resources import root
from credgraph.results import GRAPHS, TABLES, Format
from credgraph.server.assets import asset
from credgraph.server.caching import NOT_KEPT
from credgraph.server.completion import Completion, records_of, terms
from credgraph.server.markup import Content, Markup, element, link
from credgraph.server.pages import page, respond
from credgraph.server.question_pages import FOLDERS
from credgraph.server.representations import KeptRoute, addresses_of, service_of, with_graph

__all__ = ["editor", "router"]

router = APIRouter(include_in_schema=False, route_class=KeptRoute)

# A browser writes style attributes by itself where a person types over marked text.
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; style-src-attr 'unsafe-inline'; "
    "connect-src 'self'; img-src 'self' data:; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'self'"
)
_NO_EDITOR = (
    "Highlighting, completion and error marks are not part of this installation: they are built "
    "where Node is, when the library is installed. Everything else works."
)
_NAMES = {  # of formats, where people do not call them as we do
    Format.TABLE: "Text",
    Format.MARKDOWN: "Markdown",
    Format.CSV_SAFE: "CSV for spreadsheets",
    Format.JSON: "JSON, plain",
    Format.NDJSON: "JSON, a line a row",
    Format.PARQUET: "Parquet",
    Format.SRJ: "SPARQL results in JSON",
    Format.SRX: "SPARQL results in XML",
    Format.TTL: "Turtle",
    Format.NT: "N-Triples",
    Format.NQ: "N-Quads",
    Format.TRIG: "TriG",
    Format.JSONLD: "JSON-LD",
    Format.RDFXML: "RDF/XML",
}
_NO_SCRIPT = "Without scripts, choose a format: the answer comes as a file."


async def editor(request: Request, text: str | None = None) -> Response:
    """Return the page with a query: the given one, that of `?example=`, or the first to try."""
    example = request.query_params.get("example")
    if text is None and example:
        text = await _text_of(request, example)
    body = _page(text or _first(), addresses_of(request), service_of(request).graph.questions)
    return respond(body, headers={"Content-Security-Policy": _POLICY, "Vary": "Accept"})


@router.api_route("/sparql/examples/{name}", methods=["GET", "HEAD"])
async def example_query(request: Request, name: str) -> Response:
    """Return the query of a question, asked about its samples."""
    return Response(await _text_of(request, name), media_type="application/sparql-query")


@router.api_route("/sparql/completion", methods=["GET", "HEAD"])
async def completion(request: Request) -> Response:
    """Return the prefixes, terms and records that the editor completes.

    Where no place was free to ask for the records, it is not `complete`, and not kept.
    """
    records: list[Completion] | None
    try:
        records = await with_graph(request, records_of)
    except CredGraphError:  # the terms are a help without them
        records = None
    found = {
        "prefixes": prefixes(),
        "terms": [*terms(), *(records or ())],
        "complete": records is not None,
    }
    return JSONResponse(found, headers=NOT_KEPT if records is None else None)


async def _text_of(request: Request, name: str) -> str:
    """Return the query of a question as a person may go on with it; raises UnknownQuestion."""
    question = service_of(request).graph.questions[name]
    bound = await with_graph(
        request,
        lambda graph: question.bind(terms_for(question, question.samples, graph.records)),
    )
    return f"# {question.summary}\n{bound.strip()}\n"


def _first() -> str:
    return (root() / "queries" / "editor" / "first.rq").read_text("utf-8")


def _page(text: str, addresses: Addresses, questions: Catalogue) -> Markup:
    here = addresses.here
    head = [
        element("link", rel="stylesheet", href=here(asset("sparql_page.css") or "")),
        element("script", type="module", src=here(asset("sparql_page.js") or "")),
    ]
    return page("SPARQL", addresses, _parts(text, addresses, questions), head=head)


def _parts(text: str, addresses: Addresses, questions: Catalogue) -> list[Content]:
    here = addresses.here
    return [
        element("h1", "Ask in SPARQL"),
        element("p", *_about(addresses), class_="note"),
        _form(text, addresses, questions),
        element("p", id="status", role="status"),
        element("p", id="problem", role="alert"),
        element("p", id="downloads", hidden=True),
        element("div", id="answer", class_="wide", tabindex="-1"),
        element("noscript", element("p", _NO_SCRIPT, class_="note")),
        element("p", link(here(licences), "Licences of the editor"), class_="note")
        if (licences := asset("editor-licences.txt"))
        else None,
    ]


def _about(addresses: Addresses) -> Iterator[Content]:
    here = addresses.here
    yield "The default graph is the union of all graphs here. Prefixes of ours such as "
    yield element("code", "cg:")
    yield " need no declaration. See the "
    yield link(here("/ns"), "vocabulary")
    yield " and the "
    yield link(here("/graph"), "graphs")
    yield ", or ask "
    yield element("code", f"{addresses.base}/sparql")
    yield " from any client."


def _form(text: str, addresses: Addresses, questions: Catalogue) -> Markup:
    here, script, style = addresses.here, asset("editor.js"), asset("editor.css")
    return element(
        "form",
        element(
            "label", "Start from a question ", element("select", _examples(questions), id="example")
        ),
        element("label", "Query", for_="query", id="name"),
        # A parser drops the first line break in it, and only that one.
        element("textarea", f"\n{text}", id="query", name="query", rows="16", spellcheck="false"),
        element("div", id="editor"),
        None if script else element("p", _NO_EDITOR, class_="note", id="plain"),
        element("div", _buttons(), class_="row"),
        id="ask",
        action=here("/sparql"),
        method="get",
        data_editor=here(script) if script else None,
        data_editor_style=here(style) if style else None,
        data_base=BASE,
        data_root=addresses.root,
        data_prefixes=json.dumps(prefixes()),
    )


def _examples(questions: Catalogue) -> Iterator[Markup]:
    yield element("option", "Choose one …", value="")
    for folder, title in FOLDERS.items():
        found = [each for each in questions.values() if each.folder == folder]
        options = [element("option", each.summary, value=each.name) for each in found]
        yield element("optgroup", options, label=title)


def _buttons() -> Iterator[Markup]:
    yield element("button", "Run", type="submit", id="run")
    yield element("button", "Stop", type="button", id="stop", hidden=True)
    yield element("label", "Show as ", element("select", _formats(), id="format", name="format"))
    yield link("?", "Link to this query", id="link", hidden=True)
    yield element("small", "Ctrl+Enter runs the query.", class_="note", id="hint")


def _formats() -> Iterator[Markup]:
    yield element("option", "a table with links", value="")
    rows = [form for form in TABLES if form not in GRAPHS]
    for title, forms in (("Rows", rows), ("Triples", GRAPHS)):
        yield element("optgroup", [_option(form) for form in forms], label=title)


def _option(form: Format) -> Markup:
    return element("option", _NAMES.get(form, form.upper()), value=str(form))
