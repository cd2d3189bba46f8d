"""HTTP with one deadline and one limit in bytes for everything that is read.

A socket's timeout covers a single read, so an endpoint that sends a byte a second could hold its
caller for ever. Here one deadline covers every read of a reply: its headers, its body and errors.
The limit counts the bytes as they arrive and, if they are packed, once more unpacked.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Mapping
from functools import partial
from http.client import HTTPResponse, IncompleteRead
from io import BufferedReader, RawIOBase
from socket import socket
from time import monotonic
from typing import Any
from urllib.request import (
    HTTPDigestAuthHandler,
    HTTPHandler,
    HTTPPasswordMgrWithDefaultRealm,
    HTTPRedirectHandler,
    HTTPSHandler,
    Request,
    build_opener,
    parse_http_list,
    parse_keqv_list,
)

__all__ = ["GZIP", "Body", "Deadline", "Digest", "TooManyBytes", "send", "unpacker"]

_CHUNK = 2**16
_MAX_PACKINGS = 4
_PACKINGS = ("gzip", "x-gzip", "deflate")
_NO_PACKINGS = ("", "identity", "none", "utf-8", "utf8")  # some name the encoding of the text
GZIP = b"\x1f\x8b"
_Read = Callable[[], bytes]


class TooManyBytes(OSError):
    """A reply exceeds its limit in bytes."""


class Deadline:
    """The moment by which everything must be done; `seconds` is how long people gave it.

    A part of that, from 0 to 1, may be kept for what is done with an answer.
    """

    def __init__(self, seconds: float, kept: float = 0) -> None:
        self.seconds, self._at = seconds, monotonic() + seconds * (1 - kept)

    @property
    def left(self) -> float:
        """The seconds left, negative when the deadline has passed."""
        return self._at - monotonic()


def send(
    request: Request,
    deadline: Deadline,
    max_bytes: int,
    digest: Digest | None = None,
) -> HTTPResponse:
    """Return the reply to a request; raises HTTPError for any but success, OSError for failures.

    Proxies of the environment are used; redirects are left to the caller. `digest` is
    for a server that demands one.
    """
    opener = build_opener(_BoundedHandler(deadline, max_bytes), _NoRedirects)
    if digest is not None:
        opener.add_handler(digest)
    reply: HTTPResponse = opener.open(request, timeout=max(deadline.left, 0.001))
    return reply


class Body:
    """The bytes of a reply, unpacked as often as they were packed.

    Raises TooManyBytes past the limit, ValueError for a packing that is unknown or damaged,
    IncompleteRead if the end is missing.
    """

    def __init__(self, reply: HTTPResponse, max_bytes: int) -> None:
        named = (reply.headers.get("Content-Encoding") or "").lower().split(",")
        packings = [each for name in named if (each := name.strip()) not in _NO_PACKINGS]
        if unknown := [each for each in packings if each not in _PACKINGS]:
            raise ValueError(f"it is packed as {unknown[0][:20]}, which nobody asked for")
        read = partial(reply.read, _CHUNK)
        self._ahead, self._read = self._look_inside(read, packings, max_bytes)

    def _look_inside(self, read: _Read, packings: list[str], max_bytes: int) -> tuple[bytes, _Read]:
        """Unpack what its first bytes show to be packed: servers and proxies forget to say."""
        for _ in range(_MAX_PACKINGS):
            read = _counted(read, max_bytes)
            ahead = read()
            named = packings.pop() if packings else ""  # the last is the outermost
            if not ahead.startswith(GZIP) and not (named == "deflate" and ahead):
                return ahead, read
            read = _Unpacked(ahead, read).read
        raise ValueError(f"it is packed {_MAX_PACKINGS} times or more")

    def start(self) -> bytes:
        """Return the first bytes, which `read` returns again."""
        self._ahead = self._ahead or self._read()
        return self._ahead

    def read(self) -> bytes:
        """Return the next bytes, none at the end."""
        found, self._ahead = self._ahead or self._read(), b""
        return found

    def rest(self) -> bytes:
        """Return all the bytes that are left."""
        return b"".join(iter(self.read, b""))


def _counted(read: _Read, most: int) -> _Read:
    """Return `read` such that it raises TooManyBytes after so many bytes."""
    left = most

    def counted() -> bytes:
        nonlocal left
        found = read()
        left -= len(found)
        if left < 0:
            raise TooManyBytes
        return found

    return counted


class _Unpacked:
    """The bytes in gzip or deflate, the first of which were read already."""

    def __init__(self, packed: bytes, read_packed: _Read) -> None:
        self._packed, self._read_packed = packed, read_packed
        self._begun, self._unpacker = False, unpacker()

    def read(self) -> bytes:
        """Return the next bytes, none at the end."""
        try:
            while True:
                packed = self._packed or self._read_packed()
                if not packed:
                    return self._at_end()
                found = self._unpack(packed)
                if found:
                    return found
        except zlib.error:
            raise ValueError("its packed bytes are damaged") from None

    def _unpack(self, packed: bytes) -> bytes:
        found: bytes
        if self._unpacker is None:  # another packed part follows, as gzip allows
            self._unpacker = unpacker()
        try:
            found = self._unpacker.decompress(packed, _CHUNK)
        except zlib.error:
            if self._begun or packed.startswith(GZIP):
                raise
            self._unpacker = zlib.decompressobj(-zlib.MAX_WBITS)  # deflate without its frame
            found = self._unpacker.decompress(packed, _CHUNK)
        self._begun = True
        self._packed = self._unpacker.unconsumed_tail or self._unpacker.unused_data
        if self._unpacker.eof:
            self._unpacker = None
        return found

    def _at_end(self) -> bytes:
        if self._unpacker is not None:
            raise IncompleteRead(b"")
        return b""


def unpacker() -> Any:
    """Return what unpacks gzip and zlib."""
    return zlib.decompressobj(zlib.MAX_WBITS | 32)  # 32: gzip or zlib, as its first bytes say


class _NoRedirects(HTTPRedirectHandler):
    """Follows no redirect: the client decides, which knows what was asked and of whom."""

    def redirect_request(self, *_: Any) -> None:
        return None


class Digest(HTTPDigestAuthHandler):
    """A name and a password as digests, for a server that demands them so, as Virtuoso does.

    The last demand is met before it is made again: a server that refuses a large body may hang up
    before it has read it.
    """

    def __init__(self, name: str, password: str) -> None:
        known = HTTPPasswordMgrWithDefaultRealm()
        super().__init__(known)
        self._known, self._pair = known, (name, password)
        self._demand: Mapping[str, str] | None = None

    def http_request(self, req: Request) -> Request:
        """Add what the last demand asks for."""
        self._known.add_password(None, req.full_url, *self._pair)
        if self._demand is not None and not req.unredirected_hdrs.get(self.auth_header):
            given = self.get_authorization(req, self._demand)
            req.add_unredirected_header(self.auth_header, f"Digest {given}")
        return req

    https_request = http_request

    def http_error_401(self, req: Request, *details: Any) -> HTTPResponse | None:
        """Meet a demand for a digest, once; any other demand stays a refusal."""
        asked = details[-1].get("WWW-Authenticate") or ""
        if req.unredirected_hdrs.get(self.auth_header):
            return None
        if asked.lower().startswith("digest"):
            self._demand = parse_keqv_list(parse_http_list(asked.partition(" ")[2]))
        elif asked or not req.has_header(self.auth_header):
            return None
        req.remove_header(self.auth_header)  # Virtuoso demands nothing of who gave a name already
        reply: HTTPResponse = self.parent.open(req, timeout=req.timeout)
        return reply


class _BoundedHandler(HTTPSHandler, HTTPHandler):
    """Calls servers whose replies must end before the deadline and within `max_bytes`."""

    def __init__(self, deadline: Deadline, max_bytes: int) -> None:
        super().__init__()
        self._response = partial(_BoundedResponse, deadline=deadline, max_bytes=max_bytes)

    def do_open(self, http_class: Any, req: Request, **settings: Any) -> HTTPResponse:
        def connection(*args: Any, **more: Any) -> Any:
            made = http_class(*args, **more)
            made.response_class = self._response
            return made

        return super().do_open(connection, req, **settings)


class _BoundedResponse(HTTPResponse):
    """A response that is read through `_BoundedStream` and raises if its body is incomplete."""

    def __init__(self, sock: socket, deadline: Deadline, max_bytes: int, **settings: Any) -> None:
        super().__init__(sock, **settings)
        self.fp = BufferedReader(_BoundedStream(sock, self.fp.detach(), deadline, max_bytes))

    def read(self, amt: int | None = None) -> bytes:
        content = super().read(amt)
        if amt and not content and self.length:
            raise IncompleteRead(b"", self.length)
        return content


class _BoundedStream(RawIOBase):
    """Bytes of a socket; raises TimeoutError past the deadline, TooManyBytes past the limit."""

    def __init__(self, sock: socket, raw: RawIOBase, deadline: Deadline, max_bytes: int) -> None:
        self._sock, self._raw, self._deadline, self._left = sock, raw, deadline, max_bytes

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        seconds = self._deadline.left
        if seconds <= 0:
            raise TimeoutError
        self._sock.settimeout(seconds)
        count: int = self._raw.readinto(buffer)
        self._left -= count
        if self._left < 0:
            raise TooManyBytes
        return count

    def close(self) -> None:
        self._raw.close()
        super().close()
