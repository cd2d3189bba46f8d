"""`credgraph validate`: checks the graph, or any RDF files, with SHACL."""

from __future__ import annotations

import argparse

from credgraph.cli.answers import show
from credgraph.cli.arguments import Commands, add_command
from credgraph.cli.opening import open_graph
from credgraph.cli.output import note
from credgraph.results import TABLES, Format

__all__ = ["add", "run"]

_EXAMPLES = """credgraph validate
  credgraph validate my_facts.ttl --engine pyshacl
  credgraph validate --shapes ctdl their_records.jsonld"""


def add(commands: Commands) -> None:
    """Add the subcommand."""
    about = "Check the graph, or files, with SHACL."
    made = add_command(commands, "validate", about, _EXAMPLES, formats=TABLES, limit=300)
    made.add_argument("files", nargs="*", metavar="FILE", help="RDF files; without, the graph")
    made.add_argument(
        "--engine", choices=("auto", "pyshacl", "rust"), default="auto", help="the SHACL engine"
    )
    made.add_argument("--shapes", metavar="REGISTRY", help="a registry's rules, such as ctdl")


def run(options: argparse.Namespace) -> int:
    """Print the findings and a summary; returns 1 if there is a Violation."""
    from credgraph.validation import as_table, summary

    graph = open_graph(options)
    found = graph.validate(*options.files, engine=options.engine, shapes=options.shapes)
    if found or options.format is not Format.TABLE or options.output != "-":
        show(graph, as_table(found), options)
    note(summary(found))
    return 1 if any(finding.severity == "Violation" for finding in found) else 0
