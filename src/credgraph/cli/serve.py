"""`credgraph serve`: the graph on the wire."""

from __future__ import annotations

import argparse
import re
from importlib.util import find_spec

from credgraph.cli.arguments import Commands, add_command, port, seconds, size
from credgraph.cli.opening import endpoint_access, named_store
from credgraph.cli.output import note
from credgraph.errors import PackageMissing

__all__ = ["add", "run"]

_EXAMPLES = """credgraph serve
  credgraph serve --port 8000 --store my-store
  credgraph serve --host 0.0.0.0 --base https://credentials.example.org"""


def add(commands: Commands) -> None:
    """Add the subcommand."""
    about = "Serve the graph over HTTP, read-only, until you press Ctrl+C."
    made = add_command(commands, "serve", about, _EXAMPLES, formats=(), limit=None)
    made.add_argument("--host", default="127.0.0.1", help="where it listens (127.0.0.1)")
    made.add_argument("--port", type=port, default=8080, help="and at which port (8080)")
    base = "the address that others know it by, such as https://credentials.example.org"
    made.add_argument("--base", type=_address, metavar="URL", help=base)
    bounds = made.add_argument_group("what a client may use")
    bounds.add_argument("--workers", type=_count, default=2, help="queries that run at once (2)")
    bounds.add_argument("--queue", type=_count, default=64, help="queries that may wait (64)")
    bounds.add_argument("--timeout", type=seconds, default=30.0, help="seconds of a query (30)")
    rows = "rows or triples of an answer; one with more says that it was cut (100000)"
    bounds.add_argument("--rows", type=_count, default=100_000, help=rows)
    bounds.add_argument("--memory", type=size, default=2 * 2**30, help="of one worker (2GB)")
    rate = "requests a second of one client, in bursts of ten times as many; 0 for any (50)"
    bounds.add_argument("--rate", type=_count_or_none, default=50, help=rate)
    body = "the bytes of a request, such as an uploaded file (10485760)"
    bounds.add_argument("--request-bytes", type=_count, default=10 * 2**20, help=body)
    cors = "an origin whose pages may ask, such as https://example.org; * for all, none for no one"
    bounds.add_argument("--cors", metavar="ORIGIN", action="append", help=f"{cors} (*)")
    proxy = "the address of a proxy in front, whose X-Forwarded-For names the client (127.0.0.1)"
    bounds.add_argument("--proxy", metavar="ADDRESS", default="127.0.0.1", help=proxy)
    made.add_argument("--no-log", dest="log", action="store_false", help="log no requests")


def _address(text: str) -> str:
    if not re.fullmatch(r"https?://[^\s/?#@]+(/[^\s?#]*)?", text):
        raise argparse.ArgumentTypeError(f"{text} is no address such as https://example.org")
    return text.rstrip("/")


def _count_or_none(text: str) -> int:
    if not re.fullmatch(r"\d{1,9}", text):
        raise argparse.ArgumentTypeError(f"{text} is not a number, 0 or more")
    return int(text)


def _count(text: str) -> int:
    value = _count_or_none(text)
    if not value:
        raise argparse.ArgumentTypeError("0 is too few")
    return value


def run(options: argparse.Namespace) -> int:
    """Serve; returns when the process is told to end."""
    if find_spec("uvicorn") is None or find_spec("fastapi") is None:
        raise PackageMissing("FastAPI and uvicorn", "the server", "server")
    from credgraph.server.app import serve
    from credgraph.server.settings import Settings

    settings = Settings(
        store=named_store(options),
        base=options.base,
        host=options.host,
        port=options.port,
        proxy=options.proxy,
        seconds=options.timeout,
        rows=options.rows,
        memory=options.memory,
        workers=options.workers,
        queue=options.queue,
        rate=options.rate,
        request_bytes=options.request_bytes,
        cors=[origin for origin in options.cors or ["*"] if origin != "none"],
        log=options.log,
        access=endpoint_access(options),
    )
    serve(settings, lambda address: note(f"serving at {address}; Ctrl+C ends it"))
    return 0
