"""`credgraph export`: the graph, or some records, in the vocabulary of another registry."""

from __future__ import annotations

import argparse

from credgraph.cli.arguments import Commands, add_command
from credgraph.cli.endings import clean_up_when_interrupted
from credgraph.cli.opening import open_graph
from credgraph.cli.output import note, write_bytes
from credgraph.results import one_line

__all__ = ["add", "run"]

_EXAMPLES = """credgraph export --to ctdl -o ctdl-files/
  credgraph export --to ctdl --record mssc-cpt -o cpt.jsonld
  credgraph export --to schema-org --record 'MSSC CPT'
  credgraph export --to turtle -o credgraph.ttl"""


def add(commands: Commands) -> None:
    """Add the subcommand."""
    about = "Write the graph, or some records, in the vocabulary of another registry."
    made = add_command(commands, "export", about, _EXAMPLES, formats=(), limit=600)
    names = "turtle, ctdl, schema-org, elm, skos, case, open-badges or dcat"
    made.add_argument("--to", required=True, metavar="PROFILE", help=names)
    record = "a slug, a label, a code or an IRI; give it again for each; without, all"
    made.add_argument("--record", action="append", default=[], metavar="NAME", help=record)
    target = "a folder, a file, or - for standard output (-)"
    made.add_argument("-o", "--output", default="-", metavar="DIR|FILE|-", help=target)
    force = "also write records that break a rule, into files whose names say so"
    made.add_argument("--force", action="store_true", help=force)


def run(options: argparse.Namespace) -> int:
    """Write the export and report what it contains; returns 1 if records were held back."""
    from credgraph.cli.progress import progress_line

    clean_up_when_interrupted()
    graph = open_graph(options)
    with progress_line(f"Mapping to {options.to}") as progress:
        made = graph.export(
            options.to, records=options.record, force=options.force, progress=progress
        )
    if options.output == "-":
        write_bytes(made.content())
    else:
        files = made.save(options.output)
        note(_written(files, options.output))
    for line in made.summary():
        note(line)
    return 1 if made.blocked else 0


def _written(files: int, target: str) -> str:
    """Say where the files are; those of one document stand beside it."""
    from pathlib import Path

    where = one_line(target)
    if Path(target).is_dir():
        return f"{files:,} file{'s' * (files != 1)} written to {where}"
    return f"written to {where}, with {one_line(str(Path(target).with_suffix('.coverage.json')))}"
