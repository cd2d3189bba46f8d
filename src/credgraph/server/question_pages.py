"""The pages of the questions: each with a form, its answer, its SPARQL and how to ask it."""

from __future__ import annotations

import pyoxigraph as ox
from fastapi import APIRouter, Request
from starlette.exceptions import HTTPException
from starlette.responses import Response

from credgraph.errors import CredGraphError, UnknownQuestion
from credgraph.questions import Catalogue, Parameter, Question
from credgraph.questions.addresses import Addresses, answer_snippets
from credgraph.questions.listing import as_triples
from credgraph.resources import QUERY_FOLDERS
from credgraph.results import Triples
from credgraph.server.answers import Answered
from credgraph.server.markup import Content, Markup, element, link, text_of
from credgraph.server.pages import cite, forms, page, respond, section
from credgraph.server.questions import ask, values_of
from credgraph.server.record_page import dispute_list
from credgraph.server.refusals import headers_of, status_of, told
from credgraph.server.representations import (
    DATA,
    KeptRoute,
    addresses_of,
    links_of,
    respond_with,
    service_of,
    split_suffix,
    wanted_form,
)
from credgraph.server.tables import show_table

__all__ = ["FOLDERS", "router"]

router = APIRouter(include_in_schema=False, route_class=KeptRoute)

FOLDERS = {
    "explore": "Questions that people ask",
    "quality": "Questions that look for faults",
    "routes": "Questions that plans rest on",
    "registry": "Questions about a store of CTDL records",
}
_DATA = {"csv": "CSV", "json": "JSON", "jsonld": "JSON-LD", "tsv": "TSV", "srx": "SPARQL XML"}


@router.api_route("/query", methods=["GET", "HEAD"])
async def questions(request: Request) -> Response:
    """Return the list of all questions."""
    addresses, library = addresses_of(request), service_of(request).graph.questions
    form = wanted_form(request, DATA)
    if form is not None:
        return respond_with(as_triples(library), form, {"Vary": "Accept"})
    parts = [
        section(
            title,
            element("ul", [_listed(q, addresses) for q in library.values() if q.folder == folder]),
        )
        for folder, title in FOLDERS.items()
    ]
    intro = element(
        "p", f"{len(library)} questions, each with a form, an answer and its SPARQL.", class_="lead"
    )
    return respond(
        page("Questions", addresses, element("h1", "Questions"), intro, parts),
        headers={"Vary": "Accept"},
    )


def _listed(question: Question, addresses: Addresses) -> Markup:
    return element("li", link(addresses.question(question, question.samples), question.summary))


@router.api_route("/query/{folder}/{name}", methods=["GET", "HEAD"])
async def question_page(request: Request, folder: str, name: str) -> Response:
    """Return a question as a page that answers it, or its query as data."""
    plain, suffix = split_suffix(name)
    question = _found(service_of(request).graph.questions, folder, plain)
    addresses, form = addresses_of(request), wanted_form(request, DATA, suffix)
    headers = links_of(question.iri, addresses)
    if form is not None:
        every = as_triples(service_of(request).graph.questions)
        own = tuple(triple for triple in every if triple.subject == ox.NamedNode(question.iri))
        return respond_with(Triples(own), form, headers)
    status, answer, more = await _answer(request, question, addresses)
    return respond(_page(question, request, addresses, answer), status, headers | more)


def _found(questions: Catalogue, folder: str, name: str) -> Question:
    """Return the question at an address; raises UnknownQuestion with the nearest names."""
    if folder not in QUERY_FOLDERS or questions[name].folder != folder:
        raise UnknownQuestion(f"{folder}/{name}")
    return questions[name]


async def _answer(
    request: Request, question: Question, addresses: Addresses
) -> tuple[int, Content, dict[str, str]]:
    """Return the answer for the values in the address, or why there is none; nothing to ask yet.

    The status and the headers that go with it come along.
    """
    given = {name for name in request.query_params if name != "format"}
    if question.parameters and not given:
        return 200, None, {}
    try:
        found = await ask(request, question.name, values_of(request, question))
    except HTTPException as error:
        return error.status_code, _alert(str(error.detail)), {}
    except CredGraphError as error:
        return status_of(error), _alert(told(error)), headers_of(error)
    return 200, _shown(found, addresses), {}


def _alert(sentence: str) -> Markup:
    return element("p", sentence, class_="lead", role="alert")


def _shown(found: Answered, addresses: Addresses) -> Content:
    values = {name: str(getattr(term, "value", term)) for name, term in found.terms.items()}
    links = [
        element("li", link(addresses.answer(found.question, values, form), title))
        for form, title in _DATA.items()
    ]
    code = [
        element("details", element("summary", f"Ask this from {language}"), element("pre", text))
        for language, text in answer_snippets(found.question, values, addresses).items()
    ]
    rows = show_table(found.rows, addresses, _count(found)) if len(found.rows) else None
    disputes = dispute_list(found.disputes, addresses) if len(found.disputes) else None
    return [
        section(
            "Answer",
            element("p", found.sentence or _count(found), class_="lead"),
            rows,
            name="answer",
        ),
        element("p", "This answer as data:", class_="screen"),
        element("ul", links, class_="forms screen"),
        element("div", code, class_="screen"),
        section("What is disputed about these records", disputes, name="disputes")
        if disputes
        else None,
        section(
            "Sources",
            show_table(found.sources, addresses, "Where the records stand"),
            name="sources",
        )
        if len(found.sources)
        else None,
        cite(
            found.sentence or found.question.summary,
            found.question.iri,
            found.sources.column("as_of"),
        ),
    ]


def _count(found: Answered) -> str:
    count = len(found.rows)
    return f"{count:,} row{'s' * (count != 1)}" if count else "The graph states nothing on this."


def _page(question: Question, request: Request, addresses: Addresses, answer: Content) -> Markup:
    examples = [element("li", f"“{example}”") for example in question.examples]
    sparql = element("details", element("summary", "Its SPARQL"), element("pre", question.text))
    go_on = link(addresses.here(f"/sparql?example={question.name}"), "Go on from its SPARQL")
    columns = [
        element(
            "li",
            element("code", column.name),
            f": {column.label} ({column.datatype})",
            id=column.name,
        )
        for column in question.columns
    ]
    return page(
        question.summary,
        addresses,
        element("h1", question.summary),
        element("p", question.description),
        _form(question, request, addresses),
        answer,
        section("Ways to ask it in words", element("ul", examples)) if examples else None,
        section(
            "The question itself",
            sparql,
            element("p", go_on, class_="screen"),
            forms(question.iri, addresses),
            name="question",
        ),
        section("Columns", element("ul", columns), name="columns"),
    )


def _form(question: Question, request: Request, addresses: Addresses) -> Markup | None:
    if not question.parameters:
        return None
    fields = [_field(each, request.query_params.get(each.name)) for each in question.parameters]
    action = addresses.path(question.iri)
    return element("form", fields, element("button", "Ask"), class_="ask", action=action)


def _field(parameter: Parameter, given: str | None) -> Markup:
    hint = f"such as {parameter.sample}"
    field = element(
        "input",
        name=parameter.name,
        value=parameter.sample if given is None else given,
        placeholder=hint,
        required=True,
        type={"integer": "number", "date": "date"}.get(parameter.datatype, "text"),
    )
    return element("label", text_of(parameter.label, element("br"), field))
