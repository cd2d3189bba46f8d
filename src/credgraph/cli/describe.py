"""`credgraph describe`: everything about one record."""

from __future__ import annotations

import argparse

from credgraph.cli.arguments import Commands, add_command
from credgraph.cli.opening import open_graph
from credgraph.cli.output import show_sections, write
from credgraph.results import Format, one_line, render

__all__ = ["add", "run"]

_EXAMPLES = """credgraph describe mssc-cpt
  credgraph describe 'Toyota' --format ttl"""


def add(commands: Commands) -> None:
    """Add the subcommand."""
    made = add_command(commands, "describe", "Show everything about one record.", _EXAMPLES)
    made.add_argument("what", metavar="WHAT", help="a slug, a label, a code or an IRI")


def run(options: argparse.Namespace) -> int:
    """Print the record's facts, links, sources and disputes, or its triples."""
    graph = open_graph(options)
    found = graph.describe(options.what)
    if options.format is Format.TTL:
        return write(found.triples.to_turtle())
    if options.format is Format.JSON:
        return write(found.triples.to_json_ld() + "\n")
    if options.format is Format.CSV:
        return write(render(found.facts, Format.CSV))
    write(f"{one_line(found.label)}\n{found.iri}\n")
    sections = {
        "What the graph says": found.facts,
        "What points here": found.links,
        "Sources": found.sources,
        "Disputed": found.disputes,
    }
    return show_sections(graph, sections, options)
