"""`credgraph describe`: everything about one record."""

from __future__ import annotations

import argparse

from credgraph.cli.answers import show, show_sections
from credgraph.cli.arguments import Commands, add_command
from credgraph.cli.opening import open_graph
from credgraph.results import GRAPHS, Format, one_line

__all__ = ["add", "run"]

_EXAMPLES = """credgraph describe mssc-cpt
  credgraph describe 'Toyota' --format ttl"""


def add(commands: Commands) -> None:
    """Add the subcommand."""
    made = add_command(commands, "describe", "Show everything about one record.", _EXAMPLES)
    made.add_argument("what", metavar="WHAT", help="a slug, a label, a code or an IRI")


def run(options: argparse.Namespace) -> int:
    """Print the record's facts, links, sources and disputes, its triples, or rows of facts."""
    graph = open_graph(options)
    found = graph.describe(options.what)
    if options.format in GRAPHS:
        return show(graph, found.triples, options)
    if options.format not in (Format.TABLE, Format.MARKDOWN):
        return show(graph, found.facts, options)
    sections = {
        "What the graph says": found.facts,
        "What points here": found.links,
        "Sources": found.sources,
        "Disputed": found.disputes,
    }
    opening = f"{one_line(found.label)}\n{one_line(found.iri)}\n"
    return show_sections(graph, opening, sections, options)
