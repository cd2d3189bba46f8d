"""One line of JSON for each request, without what could tell who asked, or what.

No address of a client, no text of a query, no path beyond the route: of a query its kind and
length, of an answer its status, bytes, rows and time.
"""

from __future__ import annotations

import json
import logging
import time
from datetime import UTC, datetime
from typing import Any, TextIO

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from credgraph.server.metrics import Metrics

__all__ = ["LOGGER", "AccessLog", "log_to"]

LOGGER = logging.getLogger("credgraph.access")
_METHODS = ("GET", "HEAD", "POST", "OPTIONS", "PUT", "DELETE", "PATCH")


def log_to(stream: TextIO) -> None:
    """Write the lines of the log to a stream."""
    handler = logging.StreamHandler(stream)
    handler.setFormatter(logging.Formatter("%(message)s"))
    LOGGER.addHandler(handler)
    LOGGER.setLevel(logging.INFO)
    LOGGER.propagate = False


class AccessLog:
    """Counts every request, and logs it where the logger listens."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self.app, self._metrics = app, metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle a request as ASGI has it."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        begun, status, size = time.perf_counter(), 500, 0

        async def seen(message: Message) -> None:
            nonlocal status, size
            if message["type"] == "http.response.start":
                status = message["status"]
            else:
                size += len(message.get("body", b""))
            await send(message)

        try:
            await self.app(scope, receive, seen)
        finally:
            self._note(scope, status, size, time.perf_counter() - begun)

    def _note(self, scope: Scope, status: int, size: int, seconds: float) -> None:
        route, method = _route(scope), _method(scope)
        self._metrics.count(route, method, status, seconds)
        if LOGGER.isEnabledFor(logging.INFO):
            line: dict[str, Any] = {
                "time": datetime.now(UTC).isoformat(timespec="milliseconds"),
                "method": method,
                "route": route,
                "status": status,
                "ms": round(seconds * 1000, 1),
                "bytes": size,
                **scope.get("credgraph.query", {}),
            }
            if "credgraph.rows" in scope:
                line["rows"] = scope["credgraph.rows"]
            LOGGER.info(json.dumps(line))


def _route(scope: Scope) -> str:
    """Return the pattern that the path fits, since a path may hold anything."""
    return str(getattr(scope.get("route"), "path", None) or scope.get("credgraph.route", "none"))


def _method(scope: Scope) -> str:
    return scope["method"] if scope["method"] in _METHODS else "other"
