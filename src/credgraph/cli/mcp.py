"""`credgraph mcp`: the graph for an assistant, over standard input and output."""

from __future__ import annotations

import argparse
from importlib.util import find_spec

from credgraph.cli.arguments import Commands, add_command
from credgraph.cli.opening import endpoint_access, named_store
from credgraph.errors import PackageMissing

__all__ = ["add", "run"]

_EXAMPLES = """credgraph mcp
  credgraph mcp --store my-store --timeout 10"""


def add(commands: Commands) -> None:
    """Add the subcommand."""
    about = "Give an assistant the graph as tools (Model Context Protocol), until its input ends."
    add_command(commands, "mcp", about, _EXAMPLES, formats=(), limit=30)


def run(options: argparse.Namespace) -> int:
    """Serve the assistant that started this process; standard output carries its protocol alone."""
    if find_spec("mcp") is None or find_spec("fastapi") is None:
        raise PackageMissing("mcp", "serving assistants", "server")
    from credgraph.server.assistants import serve_over_standard_streams
    from credgraph.server.settings import Settings

    settings = Settings(
        store=named_store(options),
        seconds=options.timeout,
        memory=options.memory,
        access=endpoint_access(options),
    )
    serve_over_standard_streams(settings)
    return 0
