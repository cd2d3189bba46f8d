"""`credgraph serve`: the graph on the wire."""

from __future__ import annotations

import argparse
from importlib.util import find_spec

from credgraph.cli.arguments import Commands, add_command, port, seconds, size
from credgraph.cli.opening import named_store
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
    made.add_argument("--base", metavar="URL", help=base)
    made.add_argument("--workers", type=int, default=2, help="how many queries run at once (2)")
    made.add_argument("--timeout", type=seconds, default=30.0, help="seconds of one query (30)")
    made.add_argument("--memory", type=size, default=2 * 2**30, help="of one worker (2GB)")


def run(options: argparse.Namespace) -> int:
    """Serve; returns when the process is told to end."""
    if find_spec("uvicorn") is None or find_spec("fastapi") is None:
        raise PackageMissing("FastAPI and uvicorn", "the server", "server")
    from credgraph.server.app import serve
    from credgraph.server.settings import Settings

    serve(
        Settings(
            store=named_store(options),
            base=options.base,
            host=options.host,
            port=options.port,
            seconds=options.timeout,
            memory=options.memory,
            workers=options.workers,
        )
    )
    return 0
