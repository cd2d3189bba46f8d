"""Which form of a document a request wants, and the responses that carry it."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Mapping
from http import HTTPStatus
from typing import Any, TypeVar
from urllib.parse import quote

from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from credgraph.errors import BadParameter
from credgraph.graph import CredentialGraph
from credgraph.questions.addresses import Addresses
from credgraph.results import Format, Table, Triples, content
from credgraph.server.addresses import SUFFIXES, base_of
from credgraph.server.answering import Service
from credgraph.server.caching import NOT_KEPT, is_current, not_modified, validators
from credgraph.server.limits import client_of
from credgraph.server.negotiation import MEDIA_TYPES, content_type, negotiate, preferences
from credgraph.server.pages import LICENCE

__all__ = [
    "DATA",
    "KeptRoute",
    "addresses_of",
    "links_of",
    "respond_with",
    "service_of",
    "split_suffix",
    "wanted_form",
    "with_graph",
]

Result = TypeVar("Result")

DATA = (Format.TTL, Format.JSONLD, Format.NT, Format.RDFXML)
_PAGES = ("text/html", "application/xhtml+xml")


class KeptRoute(APIRoute):
    """A route whose answers a client may keep until the data change, and then asks for anew."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Return the handler, which answers 304 where the client holds the present answer."""
        handle = super().get_route_handler()

        async def handle_unless_held(request: Request) -> Response:
            release = service_of(request).release
            headers = validators(release, str(request.url), request.headers.get("accept", ""))
            held = request.headers.get("if-none-match", "*").strip()
            if held != "*" and is_current(request, headers):
                return not_modified(headers)
            response = await handle(request)
            if response.status_code != HTTPStatus.OK or request.method not in ("GET", "HEAD"):
                return response
            if response.headers.get("Cache-Control") == NOT_KEPT["Cache-Control"]:
                return response
            if is_current(request, headers):
                return not_modified(headers)
            for name, value in headers.items():
                if name == "Vary" or name not in response.headers:
                    response.headers[name] = value
            return response

        return handle_unless_held


def service_of(request: Request) -> Service:
    """Return the service that answers for the graph."""
    found: Service = request.app.state.service
    return found


async def with_graph(request: Request, work: Callable[[CredentialGraph], Result]) -> Result:
    """Return what some work with the graph gives, done for the client of a request.

    A refusal names a parameter as an address does, not as the command.
    """
    try:
        return await service_of(request).run(work, client_of(request.scope))
    except BadParameter as error:
        problem = error.problem.replace(f"--{error.name}", error.name)
        raise BadParameter(error.name, error.value, problem) from None


def addresses_of(request: Request) -> Addresses:
    """Return the addresses of this server: under its base, or under the name it was called by."""
    return Addresses(base_of(request))


def split_suffix(name: str) -> tuple[str, str]:
    """Return a name without the suffix of a form, and the suffix.

    >>> split_suffix("credential/mssc-cpt.ttl")
    ('credential/mssc-cpt', '.ttl')
    """
    stem, dot, ending = name.rpartition(".")
    return (stem, f".{ending}") if dot and f".{ending}" in SUFFIXES else (name, "")


def wanted_form(request: Request, offered: tuple[Format, ...], suffix: str = "") -> Format | None:
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
        return negotiate(request, tuple(offered))
    except HTTPException as error:
        raise HTTPException(error.status_code, f"{error.detail}, html", error.headers) from None


def _prefers_page(request: Request, offered: tuple[Format, ...]) -> bool:
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
