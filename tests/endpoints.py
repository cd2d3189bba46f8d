"""Endpoints on loopback that answer what a test wants."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

__all__ = ["HEAD", "JSON", "answering", "reply", "rows"]

JSON = "application/sparql-results+json"
HEAD = b'{"head":{"vars":["x"]},"results":{"bindings":['


@contextmanager
def answering(answer: Callable[[BaseHTTPRequestHandler], None]) -> Iterator[str]:
    """Answer every query on loopback in this way; yield the address."""

    class Odd(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            with suppress(OSError):  # the caller may have had enough
                answer(self)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Odd)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/query"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def reply(
    call: BaseHTTPRequestHandler, status: int, media: str, body: bytes, more: int = 0
) -> None:
    """Reply with this body, and announce `more` bytes than it has."""
    call.send_response(status)
    call.send_header("Content-Type", media)
    call.send_header("Content-Length", str(len(body) + more))
    if status == 303:
        call.send_header("Location", "/page")
    call.end_headers()
    call.wfile.write(body)


def rows(count: int) -> bytes:
    """Return SPARQL results in JSON, of so many rows."""
    row = b'{"x":{"type":"literal","value":"a"}}'
    return HEAD + b",".join([row] * count) + b"]}}"
