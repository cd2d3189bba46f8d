"""The format of an answer, from ?format= or from Accept."""

from __future__ import annotations

from functools import lru_cache

from starlette.exceptions import HTTPException
from starlette.requests import Request

from credgraph.results import Format

__all__ = [
    "MEDIA_TYPES",
    "content_type",
    "follows_link",
    "negotiate",
    "preferences",
    "prefers_page",
]

MEDIA_TYPES = {
    Format.SRJ: "application/sparql-results+json",
    Format.SRX: "application/sparql-results+xml",
    Format.CSV: "text/csv",
    Format.TSV: "text/tab-separated-values",
    Format.TTL: "text/turtle",
    Format.NT: "application/n-triples",
    Format.NQ: "application/n-quads",
    Format.TRIG: "application/trig",
    Format.JSONLD: "application/ld+json",
    Format.RDFXML: "application/rdf+xml",
    Format.JSON: "application/json",
    Format.NDJSON: "application/x-ndjson",
    Format.PARQUET: "application/vnd.apache.parquet",
    Format.MARKDOWN: "text/markdown",
    Format.TABLE: "text/plain",
    Format.CSV_SAFE: "text/csv",
}
_OTHER_NAMES = {  # as endpoints and their clients have them
    "xml": (Format.SRX, Format.RDFXML),
    "rdf": (Format.RDFXML,),
    "rdf+xml": (Format.RDFXML,),
    "turtle": (Format.TTL,),
    "n3": (Format.TTL,),
    "ntriples": (Format.NT,),
    "nquads": (Format.NQ,),
    "json-ld": (Format.JSONLD,),
    "text": (Format.TABLE,),
}
_OTHER_TYPES = {  # of which a client accepts one that is not registered, or not any more
    "application/json": Format.SRJ,
    "text/javascript": Format.SRJ,
    "application/xml": Format.SRX,
    "text/xml": Format.SRX,
    "application/x-turtle": Format.TTL,
    "text/n3": Format.TTL,
    "text/rdf+n3": Format.TTL,
}
_MACHINES = {*MEDIA_TYPES.values(), *_OTHER_TYPES} - {"application/xml", "text/plain"}
_WITH_CHARSET = ("text/", "application/x-ndjson")


def content_type(form: Format) -> str:
    """Return the Content-Type of a format, with its charset where the type has one."""
    media_type = MEDIA_TYPES[form]
    return f"{media_type}; charset=utf-8" if media_type.startswith(_WITH_CHARSET) else media_type


def negotiate(request: Request, offered: tuple[Format, ...], named: str | None = None) -> Format:
    """Return the offered format that a request wants, the first one where it does not say.

    `?format=`, or the format that the caller has `named`, outweighs Accept. Raises HTTPException
    406, which names what there is.
    """
    named = named or request.query_params.get("format")
    accept = request.headers.get("accept", "")
    found = _named(named.lower(), accept, offered) if named else _accepted(accept, offered)
    if found is None:
        raise HTTPException(406, f"choose from ?format={', '.join(offered)}")
    return found


def prefers_page(request: Request) -> bool:
    """Tell whether a request comes from a browser, which wants a page for a person."""
    if request.query_params.get("format"):
        return False
    wanted = preferences(request.headers.get("accept", ""))
    others = (weight for name, weight in wanted.items() if name in _MACHINES)
    return wanted.get("text/html", 0) > max(others, default=0)


def follows_link(request: Request) -> bool:
    """Tell whether a person's browser opens an address; Java asks for HTML too, but not XHTML."""
    is_browser = "application/xhtml+xml" in request.headers.get("accept", "")
    return request.method != "POST" and is_browser and prefers_page(request)


def _named(name: str, accept: str, offered: tuple[Format, ...]) -> Format | None:
    """Return the format of a name, or of a media type.

    A client of SPARQL that says `json`, as SPARQLWrapper does, and accepts its results in JSON
    means these, and not our objects of plain values.
    """
    if name == "json" and MEDIA_TYPES[Format.SRJ] in accept:
        name = Format.SRJ
    names = (name, *_OTHER_NAMES.get(name, ()))
    return next((form for form in offered if {form, MEDIA_TYPES[form]} & {*names}), None)


@lru_cache(maxsize=1000)
def _accepted(accept: str, offered: tuple[Format, ...]) -> Format | None:
    if not accept.strip():
        return offered[0]
    wanted = preferences(accept)
    weights = {form: _weight(form, wanted) for form in offered}
    best = max(weights, key=lambda form: weights[form])
    return best if weights[best] > 0 else None


def preferences(accept: str) -> dict[str, float]:
    """Return the media ranges of an Accept header with their weights, from 0 to 1."""
    found = {}
    for part in accept.split(","):
        media_range, *parameters = (piece.strip().lower() for piece in part.split(";"))
        weight = next((p[2:] for p in parameters if p.startswith("q=")), "1")
        try:
            found[media_range] = min(max(float(weight), 0.0), 1.0)
        except ValueError:
            found[media_range] = 1.0
    return found


def _weight(form: Format, wanted: dict[str, float]) -> float:
    media_type = MEDIA_TYPES[form]
    others = (name for name, meant in _OTHER_TYPES.items() if meant is form)
    ranges = (media_type, *others, f"{media_type.split('/')[0]}/*", "*/*")
    return next((wanted[each] for each in ranges if each in wanted), 0.0)
