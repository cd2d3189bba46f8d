"""What a client may send: so many requests a second, and so many bytes in each."""

from __future__ import annotations

import math
import time
from collections import OrderedDict
from functools import lru_cache
from ipaddress import IPv6Address, ip_address

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from credgraph.server.refusals import refusal

__all__ = ["RateLimit", "RequestLimits", "client_of"]

_BURST = 10  # seconds of the rate that may be used at once
_CLIENTS = 10_000  # of which the latest are kept in mind
_UNLIMITED = ("/health", "/metrics")


def client_of(scope: Scope) -> str:
    """Return what stands for a client: its address, of IPv6 the network that one client has."""
    return _network((scope.get("client") or ("",))[0])


@lru_cache(maxsize=_CLIENTS)
def _network(host: str) -> str:
    try:
        address = ip_address(host)
    except ValueError:
        return host
    return str(int(address) >> 64) if isinstance(address, IPv6Address) else host


class RateLimit:
    """Buckets that fill with `rate` requests a second, one for each client; 0 is no limit."""

    def __init__(self, rate: float) -> None:
        self.rate, self._most = rate, rate * _BURST
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def wait(self, client: str, now: float) -> float:
        """Take a request of a client; returns the seconds to wait instead where there is none."""
        if not self.rate:
            return 0
        held, last = self._buckets.pop(client, (self._most, now))
        held = min(self._most, held + (now - last) * self.rate)
        taken = held >= 1
        self._buckets[client] = held - taken, now
        if len(self._buckets) > _CLIENTS:
            self._buckets.popitem(last=False)
        return 0 if taken else (1 - held) / self.rate


class _TooLarge(Exception):
    """A body that grows beyond the limit."""


class RequestLimits:
    """Refuses a request that comes too soon (429) or is too large (413)."""

    def __init__(self, app: ASGIApp, rate: float, request_bytes: int) -> None:
        self.app, self._rate, self._most = app, RateLimit(rate), request_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle a request as ASGI has it."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        if scope["path"] not in _UNLIMITED:
            wait = self._rate.wait(client_of(scope), time.monotonic())
            if wait:
                await self._refuse_hurry(math.ceil(wait), scope, receive, send)
                return
        if scope["method"] in ("GET", "HEAD", "OPTIONS"):
            await self.app(scope, receive, send)
        else:
            await self._within_size(scope, receive, send)

    async def _refuse_hurry(self, wait: int, scope: Scope, receive: Receive, send: Send) -> None:
        sentence = f"more than {self._rate.rate:g} requests a second; ask again in {wait} seconds"
        answer = refusal(Request(scope), 429, sentence, {"Retry-After": str(wait)})
        await answer(scope, receive, send)

    async def _within_size(self, scope: Scope, receive: Receive, send: Send) -> None:
        size, begun = 0, False

        async def counted() -> Message:
            nonlocal size
            message = await receive()
            size += len(message.get("body", b""))
            if size > self._most:
                raise _TooLarge
            return message

        async def noted(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            if self._announces_more(scope):
                raise _TooLarge
            await self.app(scope, counted, noted)
        except _TooLarge:
            if begun:
                raise
            sentence = f"a request may take {self._most:,} bytes, and this takes more"
            answer = refusal(Request(scope), 413, sentence, {"Connection": "close"})
            await answer(scope, receive, send)

    def _announces_more(self, scope: Scope) -> bool:
        length = Headers(scope=scope).get("content-length", "")
        return length.isdecimal() and int(length[:20]) > self._most
