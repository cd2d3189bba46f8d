"""The format of an answer, from ?format= or from Accept."""

from __future__ import annotations

from collections.abc import Sequence

from starlette.exceptions import HTTPException
from starlette.requests import Request

from credgraph.results import Format

__all__ = ["MEDIA_TYPES", "content_type", "negotiate", "preferences"]

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
_WITH_CHARSET = ("text/", "application/x-ndjson")


def content_type(form: Format) -> str:
    """Return the Content-Type of a format, with its charset where the type has one."""
    media_type = MEDIA_TYPES[form]
    return f"{media_type}; charset=utf-8" if media_type.startswith(_WITH_CHARSET) else media_type


def negotiate(request: Request, offered: Sequence[Format]) -> Format:
    """Return the offered format that a request wants, the first one where it does not say.

    `?format=` outweighs Accept. Raises HTTPException 406, which names what there is.
    """
    named = request.query_params.get("format")
    if named is not None:
        found = next((form for form in offered if named.lower() in (form, MEDIA_TYPES[form])), None)
    else:
        found = _accepted(request.headers.get("accept", ""), offered)
    if found is None:
        raise HTTPException(406, f"choose from ?format={', '.join(offered)}")
    return found


def _accepted(accept: str, offered: Sequence[Format]) -> Format | None:
    if not accept.strip():
        return offered[0]
    weights = {form: _weight(MEDIA_TYPES[form], preferences(accept)) for form in offered}
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


def _weight(media_type: str, wanted: dict[str, float]) -> float:
    ranges = (media_type, f"{media_type.split('/')[0]}/*", "*/*")
    return next((wanted[each] for each in ranges if each in wanted), 0.0)
