"""Endpoints on loopback that answer as a test tells them to."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs

__all__ = ["HEAD", "JSON", "answering", "asked", "listening", "reply", "rows"]

JSON = "application/sparql-results+json"
HEAD = b'{"head":{"vars":["x"]},"results":{"bindings":['


@contextmanager
def answering(answer: Callable[[BaseHTTPRequestHandler], None]) -> Iterator[str]:
    """Serve an endpoint on loopback that answers every query in this way; yield its address."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.asked = self.rfile.read(int(self.headers["Content-Length"])).decode()
            self.do_GET()

        def do_GET(self) -> None:
            with suppress(OSError):  # the caller may have hung up
                answer(self)

        def log_message(self, *_: object) -> None:
            pass

    with listening(Handler) as address:
        yield f"{address}/query"


@contextmanager
def listening(handler: type[BaseHTTPRequestHandler]) -> Iterator[str]:
    """Serve on loopback what a handler answers; yield the address."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def asked(call: BaseHTTPRequestHandler) -> dict[str, list[str]]:
    """Return the parameters of a call, of its address and of its body."""
    return parse_qs(f"{call.path.partition('?')[2]}&{getattr(call, 'asked', '')}")


def reply(
    call: BaseHTTPRequestHandler,
    status: int,
    media: str,
    body: bytes,
    more: int = 0,
    headers: Mapping[str, str] | None = None,
) -> None:
    """Reply with this body and these headers; its announced length is `more` bytes too large."""
    call.send_response(status)
    call.send_header("Content-Type", media)
    call.send_header("Content-Length", str(len(body) + more))
    for name, value in (headers or {}).items():
        call.send_header(name, value)
    call.end_headers()
    call.wfile.write(body)


def rows(count: int) -> bytes:
    """Return SPARQL results in JSON with so many rows."""
    row = b'{"x":{"type":"literal","value":"a"}}'
    return HEAD + b",".join([row] * count) + b"]}}"
