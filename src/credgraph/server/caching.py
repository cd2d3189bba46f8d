"""Conditional requests: what a client has already is not sent again before the data changes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from email.utils import format_datetime
from functools import cache, lru_cache
from hashlib import sha256
from importlib.metadata import version

from starlette.requests import Request
from starlette.responses import Response

from credgraph.server.releases import Release

__all__ = ["NOT_KEPT", "is_current", "not_modified", "validators"]

NOT_KEPT = {"Cache-Control": "no-store"}


def validators(release: Release | None, *parts: object) -> dict[str, str]:
    """Return the headers by which a client can ask again: ETag, Last-Modified, Cache-Control, Vary.

    `parts` say what makes the answer at one address differ, such as its format. An endpoint has no
    release, and its answers no validators.
    """
    varies = {"Vary": "Accept, Accept-Encoding"}
    if release is None:
        return {**NOT_KEPT, **varies}
    return {
        "ETag": _tag(release.name, parts),
        "Last-Modified": _date(release.modified),
        "Cache-Control": "public, no-cache",
        **varies,
    }


@cache
def _version() -> str:
    return version("credgraph")


@lru_cache(maxsize=1000)
def _tag(release: str, parts: tuple[object, ...]) -> str:
    state = repr((_version(), release, *map(str, parts)))
    return f'W/"{sha256(state.encode()).hexdigest()[:20]}"'


@lru_cache(maxsize=10)
def _date(moment: datetime) -> str:
    return format_datetime(moment, usegmt=True)


def is_current(request: Request, headers: Mapping[str, str]) -> bool:
    """Tell whether a client holds the answer that has these validators."""
    tag = headers.get("ETag")
    if request.method not in ("GET", "HEAD") or tag is None:
        return False
    held = request.headers.get("if-none-match")
    if held is not None:
        return held.strip() == "*" or tag.removeprefix("W/") in map(_opaque, held.split(","))
    return request.headers.get("if-modified-since") == headers["Last-Modified"]


def _opaque(tag: str) -> str:
    return tag.strip().removeprefix("W/")


def not_modified(headers: Mapping[str, str]) -> Response:
    """Return the answer to a client that holds the current one."""
    return Response(status_code=304, headers=headers)
