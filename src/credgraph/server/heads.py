"""HEAD for the API: what GET would answer, without the body.

FastAPI's routes take GET alone, and would describe HEAD as an operation of its own if they did not.
"""

from __future__ import annotations

from starlette.types import ASGIApp, Message, Receive, Scope, Send

__all__ = ["Heads"]

_API = "/api/"


class Heads:
    """Has the routes of the API answer HEAD as they answer GET."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle a request as ASGI has it."""
        if scope["type"] != "http" or scope["method"] != "HEAD" or not _is_of_api(scope):
            await self.app(scope, receive, send)
            return

        async def without_body(message: Message) -> None:
            scope["method"] = "HEAD"  # as the server and the log are to see it
            if message["type"] == "http.response.body":
                message = {**message, "body": b""}
            await send(message)

        scope["method"] = "GET"
        await self.app(scope, receive, without_body)


def _is_of_api(scope: Scope) -> bool:
    path: str = scope["path"]
    return path.removeprefix(scope.get("root_path", "")).startswith(_API)
