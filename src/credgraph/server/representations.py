"""Which form of a document a request wants, and the responses that carry it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from urllib.parse import quote

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from credgraph.results import Format, Table, Triples, content
from credgraph.server.addresses import SUFFIXES, Addresses
from credgraph.server.answering import Service
from credgraph.server.negotiation import MEDIA_TYPES, content_type, negotiate, preferences
from credgraph.server.pages import LICENCE

__all__ = [
    "DATA",
    "addresses_of",
    "links_of",
    "respond_with",
    "service_of",
    "split_suffix",
    "wanted_form",
]

DATA = (Format.TTL, Format.JSONLD, Format.NT, Format.RDFXML)
_PAGES = ("text/html", "application/xhtml+xml")


def service_of(request: Request) -> Service:
    """Return the service that answers for the graph."""
    found: Service = request.app.state.service
    return found


def addresses_of(request: Request) -> Addresses:
    """Return the addresses of this server: under its base, or under the name it was called by."""
    return Addresses(request.app.state.settings.base or str(request.base_url).rstrip("/"))


def split_suffix(name: str) -> tuple[str, str]:
    """Return a name without the suffix of a form, and the suffix.

    >>> split_suffix("credential/mssc-cpt.ttl")
    ('credential/mssc-cpt', '.ttl')
    """
    stem, dot, ending = name.rpartition(".")
    return (stem, f".{ending}") if dot and f".{ending}" in SUFFIXES else (name, "")


def wanted_form(
    request: Request, offered: Sequence[Format], suffix: str = ""
) -> Format | None:
    """Return the form that a request wants, or None for a page.

    A suffix outweighs `?format=`, and that Accept. A page is for those who name HTML, as browsers
    do. Raises HTTPException 406, which names what there is.
    """
    named = SUFFIXES.get(suffix) or request.query_params.get("format", "").lower()
    if named in ("html", *_PAGES) or (not named and _prefers_page(request, offered)):
        return None
    if suffix:
        return Format(named)
    try:
        return negotiate(request, offered)
    except HTTPException as error:
        raise HTTPException(error.status_code, f"{error.detail}, html", error.headers) from None


def _prefers_page(request: Request, offered: Sequence[Format]) -> bool:
    wanted = preferences(request.headers.get("accept", ""))
    weight = max(wanted.get(kind, 0.0) for kind in _PAGES)
    return weight > 0 and weight >= max(wanted.get(MEDIA_TYPES[form], 0.0) for form in offered)


def links_of(iri: str, addresses: Addresses) -> dict[str, str]:
    """Return the headers of a document about an IRI: its other forms, its licence, the dataset."""
    suffixes = {suffix: Format(form) for suffix, form in SUFFIXES.items() if form in DATA}
    links = [
        f'<{addresses.data(iri, suffix)}>; rel="alternate"; type="{MEDIA_TYPES[form]}"'
        for suffix, form in suffixes.items()
    ]
    links += [
        f'<{addresses.data(iri, ".html")}>; rel="alternate"; type="text/html"',
        f'<{LICENCE}>; rel="license"',
        f'<{addresses.base}/.well-known/void>; rel="describedby"',
        f'<{quote(iri, safe="/:#?&=%")}>; rel="about"',
    ]
    return {"Link": ", ".join(links), "Vary": "Accept"}


def respond_with(
    answer: Table | Triples, form: Format, headers: Mapping[str, str] | None = None
) -> Response:
    """Return the response that carries rows or triples in a format."""
    return Response(content(answer, form), 200, dict(headers or {}), content_type(form))
