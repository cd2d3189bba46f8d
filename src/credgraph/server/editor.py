"""The page on which a person writes a query, served from here, so that it works offline."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

__all__ = ["page"]

_PAGE = Path(__file__).with_name("editor.html")
_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; "
    "connect-src 'self'; img-src data:; form-action 'self'; base-uri 'none'"
)


def page(_request: Request) -> Response:
    """Return the page."""
    return HTMLResponse(_text(), headers={"Content-Security-Policy": _POLICY, "Vary": "Accept"})


@cache
def _text() -> str:
    return _PAGE.read_text("utf-8")
