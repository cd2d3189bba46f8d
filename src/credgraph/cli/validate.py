"""`credgraph validate`: checks the graph, or any RDF files, with SHACL."""

from __future__ import annotations

import argparse

from credgraph.cli.answers import show
from credgraph.cli.arguments import Commands, add_command
from credgraph.cli.opening import open_graph, standard_input
from credgraph.cli.output import note
from credgraph.results import GRAPHS, TABLES, Format

__all__ = ["add", "run"]

_EXAMPLES = """credgraph validate
  credgraph validate my_facts.ttl --engine pyshacl
  credgraph validate --shapes ctdl their_records.jsonld
  credgraph validate --shapes my_shapes.ttl my_data.ttl
  curl https://example.org/record | credgraph validate - --input-format jsonld"""


def add(commands: Commands) -> None:
    """Add the subcommand."""
    about = (
        "Check the graph, or files as additions to it, with SHACL. Exits with 1 if there is a "
        "Violation, with 2 if no shape applies to a file."
    )
    made = add_command(commands, "validate", about, _EXAMPLES, formats=TABLES, limit=300)
    files = "RDF files, or - for standard input; without, the graph"
    made.add_argument("files", nargs="*", metavar="FILE|-", help=files)
    made.add_argument(
        "--engine", choices=("auto", "pyshacl", "rust"), default="auto", help="the SHACL engine"
    )
    shapes = "a registry's rules, such as ctdl, or a file of your own SHACL; files stand alone then"
    made.add_argument("--shapes", metavar="REGISTRY|FILE", help=shapes)
    syntax = "the syntax of standard input, or of files whose names do not say it"
    made.add_argument("--input-format", choices=[form.value for form in GRAPHS], help=syntax)


def run(options: argparse.Namespace) -> int:
    """Print the findings and what was checked; returns 1 if there is a Violation."""
    from credgraph.validation import as_table, summary

    graph = open_graph(options)
    files = [standard_input() if file == "-" else file for file in options.files]
    found = graph.validate(
        *files, engine=options.engine, shapes=options.shapes, syntax=options.input_format
    )
    if found or options.format is not Format.TABLE or options.output != "-":
        show(graph, as_table(found), options)
    note(summary(found))
    for remark in found.checked.notes:
        note(remark)
    return 1 if any(finding.severity == "Violation" for finding in found) else 0
