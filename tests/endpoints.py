"""Endpoints on loopback that answer as a test tells them to."""

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
    """Serve an endpoint on loopback that answers every query in this way; yield its address."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            with suppress(OSError):  # the caller may have hung up
                answer(self)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
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
    """Reply with this body; its announced length is `more` bytes too large."""
    call.send_response(status)
    call.send_header("Content-Type", media)
    call.send_header("Content-Length", str(len(body) + more))
    call.end_headers()
    call.wfile.write(body)


def rows(count: int) -> bytes:
    """Return SPARQL results in JSON with so many rows."""
    row = b'{"x":{"type":"literal","value":"a"}}'
    return HEAD + b",".join([row] * count) + b"]}}"
