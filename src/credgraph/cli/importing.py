"""`credgraph import`: a public dataset into a store on disk, from its publisher's files."""

from __future__ import annotations

import argparse
import os
from typing import TYPE_CHECKING

from credgraph.cli.arguments import Commands, add_command
from credgraph.cli.opening import add_own_store, own_place
from credgraph.cli.output import note, write

if TYPE_CHECKING:
    from credgraph.importers.importing import Imported

__all__ = ["add", "run"]

_EXAMPLES = """credgraph import oews oesm25nat.zip oesm25st.zip oesm25ma.zip
  credgraph import oews all_data_M_2025.xlsx --store nation"""


def add(commands: Commands) -> None:
    """Add the subcommand."""
    from credgraph.importers.catalogue import NAMES

    about = (
        "Import a dataset from its publisher's files, as they are: CSV, text, xlsx, gzip, zip or a "
        "folder. What the store held of it before is replaced; nothing changes where it fails."
    )
    made = add_command(
        commands, "import", about, _EXAMPLES, formats=(), limit=None, store=add_own_store
    )
    made.add_argument("dataset", choices=NAMES, metavar="DATASET", help=", ".join(NAMES))
    made.add_argument("files", nargs="+", metavar="FILE", help="its files, of one release")
    release = "the release, such as 2025, where the names of the files do not say it"
    made.add_argument("--release", default="", help=release)
    got = "the day on which the files were got, such as 2026-11-28 (today)"
    made.add_argument("--retrieved", default="", metavar="DATE", help=got)


def run(options: argparse.Namespace) -> int:
    """Import, and say what became of the rows."""
    from datetime import UTC, datetime
    from pathlib import Path

    from credgraph.cli.endings import clean_up_when_interrupted
    from credgraph.cli.progress import progress_of_rows
    from credgraph.importers.dataset import Source
    from credgraph.importers.importing import import_dataset

    place = own_place(options)
    day = options.retrieved or datetime.now(UTC).date().isoformat()
    sources = [Source(Path(os.path.abspath(file)), options.release, day) for file in options.files]
    clean_up_when_interrupted()
    with progress_of_rows(f"Importing {options.dataset}") as step:
        made = import_dataset(options.dataset, sources, place, step)
    for reason, rows in made.skipped.items():
        note(f"note: {rows:,} rows skipped: {reason}")
    if made.rejected:
        note(
            f"note: {made.rejected:,} rows rejected, with their lines and reasons in {made.rejects}"
        )
    return write(f"{_sentence(made)} The store is in {place}\n")


def _sentence(made: Imported) -> str:
    skipped = sum(made.skipped.values())
    return (
        f"{made.dataset}, {made.release}: {made.rows:,} rows = {made.imported:,} imported + "
        f"{skipped:,} skipped + {made.rejected:,} rejected; {made.triples:,} statements."
    )
