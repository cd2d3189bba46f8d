"""The endpoint of a SPARQL test: a server of Oxigraph that holds its statements, in memory."""

from __future__ import annotations

import sys
import urllib.request
from atexit import register
from contextlib import ExitStack
from functools import cache
from pathlib import Path

import pyoxigraph as ox
from servers import running

__all__ = ["endpoint_with"]

_PROGRAM = Path(sys.executable).with_name("oxigraph")


@cache
def _server() -> str:
    """Return the address of a server of this process, started once and ended with it."""
    stack = ExitStack()
    register(stack.close)

    def command(port: int) -> list[str]:
        return [str(_PROGRAM), "serve", "--bind", f"127.0.0.1:{port}"]

    return stack.enter_context(running(command))


def endpoint_with(quads: list[ox.Quad]) -> str:
    """Have the server hold these statements alone; return the address that answers queries."""
    address = _server()
    body = ox.serialize(quads, format=ox.RdfFormat.N_QUADS) or b""
    for method, content in (("DELETE", None), ("POST", body)):
        request = urllib.request.Request(
            f"{address}/store", content, {"Content-Type": "application/n-quads"}, method=method
        )
        urllib.request.urlopen(request, timeout=20).close()
    return f"{address}/query"
