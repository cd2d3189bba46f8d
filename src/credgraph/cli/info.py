"""`credgraph info`: what the graph holds, and as of when."""

from __future__ import annotations

import argparse

from credgraph.cli.arguments import Commands, add_command
from credgraph.cli.opening import open_graph
from credgraph.cli.output import show, show_sections, write
from credgraph.results import Format

__all__ = ["add", "run"]

_EXAMPLES = """credgraph info
  credgraph info --store https://example.org/sparql"""


def add(commands: Commands) -> None:
    """Add the subcommand."""
    add_command(commands, "info", "Show what the graph holds, and as of when.", _EXAMPLES)


def run(options: argparse.Namespace) -> int:
    """Print the named graphs and, as a table or Markdown, the records by kind."""
    graph = open_graph(options)
    info = graph.info()
    if options.format in (Format.TABLE, Format.MARKDOWN):
        write(f"CredGraph {info.version}: {info.store}, {info.statements:,} statements\n")
        return show_sections(graph, {"Graphs": info.graphs, "Records": info.kinds}, options)
    return show(graph, info.graphs, options)
