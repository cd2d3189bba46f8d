"""The address that a server is known by, and the suffixes of addresses that name a form."""

from __future__ import annotations

from starlette.requests import Request

__all__ = ["SUFFIXES", "base_of"]

SUFFIXES = {".html": "html", ".ttl": "ttl", ".jsonld": "jsonld", ".nt": "nt", ".rdf": "rdfxml"}


def base_of(request: Request) -> str:
    """Return the address without a slash at its end: the one of the settings, or as asked."""
    settings = request.app.state.settings
    return (settings.base or str(request.base_url)).rstrip("/")
