"""`credgraph info`: what the graph holds, and as of when."""

from __future__ import annotations

import argparse

from credgraph.cli.answers import show, show_sections
from credgraph.cli.arguments import Commands, add_command
from credgraph.cli.opening import open_graph
from credgraph.results import TABLES, Format, one_line

__all__ = ["add", "run"]

_EXAMPLES = """credgraph info
  credgraph info --store https://example.org/sparql"""


def add(commands: Commands) -> None:
    """Add the subcommand."""
    about = "Show what the graph holds, and as of when."
    add_command(commands, "info", about, _EXAMPLES, formats=TABLES)


def run(options: argparse.Namespace) -> int:
    """Print the named graphs and, as a table or Markdown, the records by kind."""
    graph = open_graph(options)
    info = graph.info()
    if options.format in (Format.TABLE, Format.MARKDOWN):
        store = one_line(info.store)
        opening = f"CredGraph {info.version}: {store}, {info.statements:,} statements\n"
        sections = {"Imported": info.imported, "Graphs": info.graphs, "Records": info.kinds}
        return show_sections(graph, opening, sections, options)
    return show(graph, info.graphs, options)
