"""`credgraph drop`: a store on disk made again without one of its datasets."""

from __future__ import annotations

import argparse

from credgraph.cli.arguments import Commands, add_command
from credgraph.cli.opening import add_own_store, own_place
from credgraph.cli.output import write

__all__ = ["add", "run"]

_EXAMPLES = """credgraph drop oews
  credgraph drop oews --store nation"""


def add(commands: Commands) -> None:
    """Add the subcommand."""
    about = "Remove a dataset that was imported, and the files that it was made of."
    made = add_command(
        commands, "drop", about, _EXAMPLES, formats=(), limit=None, store=add_own_store
    )
    made.add_argument("dataset", metavar="DATASET", help="its name, as credgraph info shows it")


def run(options: argparse.Namespace) -> int:
    """Drop the dataset."""
    from credgraph.cli.endings import clean_up_when_interrupted
    from credgraph.cli.progress import progress_of_rows
    from credgraph.importers.importing import drop

    place = own_place(options)
    clean_up_when_interrupted()
    with progress_of_rows(f"Dropping {options.dataset}") as step:
        drop(options.dataset, place, step)
    return write(f"{options.dataset} is no longer in the store in {place}\n")
