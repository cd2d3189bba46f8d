"""Pages that a person reads: the frame around each, and what every page about a thing ends with."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from importlib.metadata import version
from importlib.resources import files

from starlette.responses import Response

from credgraph.questions.addresses import Addresses
from credgraph.server.markup import Content, Markup, element, link, text_of

__all__ = ["LICENCE", "cite", "forms", "page", "respond", "section", "style"]

LICENCE = "https://creativecommons.org/licenses/by/4.0/"
_PARTS = {
    "/id": "Records",
    "/query": "Questions",
    "/ns": "Vocabulary",
    "/shapes": "Rules",
    "/graph": "Sources and files",
    "/sparql": "SPARQL",
    "/docs": "API",
}
_FORMS = {".ttl": "Turtle", ".jsonld": "JSON-LD", ".nt": "N-Triples", ".rdf": "RDF/XML"}
_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'self'"
)


@cache
def style() -> str:
    """Return the style sheet."""
    return (files("credgraph.server") / "style.css").read_text("utf-8")


def page(title: str, addresses: Addresses, *content: Content, head: Content = None) -> Markup:
    """Return a whole page; `head` is put into its head, such as links to the data."""
    here = addresses.here
    metas = [
        element("meta", charset="utf-8"),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("title", title if title == "CredGraph" else f"{title} · CredGraph"),
        element("link", rel="stylesheet", href=here("/style.css")),
        element("link", rel="icon", href="data:,"),
        head,
    ]
    body = [
        link("#main", "Skip to the content", class_="skip"),
        element("header", _navigation(addresses), class_="site"),
        element("main", content, id="main"),
        element("footer", _colophon(addresses), class_="site"),
    ]
    whole = element("html", element("head", metas), element("body", body), lang="en")
    return Markup(f"<!DOCTYPE html>\n{whole}\n")


def _navigation(addresses: Addresses) -> Markup:
    parts = [link(addresses.here(path), label) for path, label in _PARTS.items()]
    field = element(
        "input",
        type="search",
        name="text",
        aria_label="Find by name, or ask in words",
        placeholder="A name, or a question",
        required=True,
    )
    search = element("form", field, element("button", "Search"), action=addresses.here("/search"))
    home = link(addresses.here("/"), "CredGraph", class_="brand")
    return text_of(home, element("nav", parts, aria_label="Parts"), search)


def _colophon(addresses: Addresses) -> Markup:
    licence = link(LICENCE, "CC BY 4.0", rel="license")
    return text_of(
        f"CredGraph {version('credgraph')}, an open graph of workforce credentials. The data are "
        "licensed under ",
        licence,
        "; the sources of each fact stand with it. ",
        link(addresses.here("/dump.nq.gz"), "Everything as one file"),
    )


def section(title: str, *content: Content, name: str | None = None) -> Markup:
    """Return a part of a page under a heading."""
    return element("section", element("h2", title), content, id=name)


def forms(iri: str, addresses: Addresses, suffixes: Iterable[str] = _FORMS) -> Markup:
    """Return links to the data about an IRI of ours, in every form."""
    links = [
        element("li", link(addresses.path(iri).partition("#")[0] + suffix, _FORMS[suffix]))
        for suffix in suffixes
    ]
    return element("ul", links, class_="forms screen")


def cite(label: str, iri: str, as_of: Iterable[str]) -> Markup:
    """Return how to cite a page, with the dates of its sources."""
    dates = sorted({date for date in as_of if date})
    span = (
        "" if not dates else f" Sources as of {' to '.join(dict.fromkeys((dates[0], dates[-1])))}."
    )
    text = (
        f"The CredGraph developers: “{label}”. CredGraph {version('credgraph')}. <{iri}>.{span} "
        "Licensed under CC BY 4.0."
    )
    return section("Cite this", element("p", text, class_="cite"), name="cite")


def respond(body: Markup, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """Return the response that carries a page: no script, nothing from elsewhere."""
    fixed = {
        "Content-Security-Policy": _POLICY,
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "same-origin",
    }
    content = body.encode("utf-8", "replace")
    return Response(content, status, {**fixed, **(headers or {})}, "text/html; charset=utf-8")
