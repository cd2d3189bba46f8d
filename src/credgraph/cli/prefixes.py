"""`credgraph prefixes`: the prefixes that queries may use without declaring them."""

from __future__ import annotations

import argparse

from credgraph.cli.answers import deliver, show_plainly
from credgraph.cli.arguments import Commands, add_command
from credgraph.results import TABLES, Column, Format, Table

__all__ = ["add", "run"]

_EXAMPLES = """credgraph prefixes
  credgraph prefixes --format csv
  credgraph prefixes --format ttl > prefixes.ttl"""
_COLUMNS = (Column("prefix", "Prefix", "string"), Column("namespace", "Namespace", "string"))


def add(commands: Commands) -> None:
    """Add the subcommand."""
    about = "List the prefixes that queries and values may use undeclared."
    add_command(commands, "prefixes", about, _EXAMPLES, formats=TABLES)


def run(options: argparse.Namespace) -> int:
    """Print the prefixes with their namespaces; as Turtle, their declarations."""
    import pyoxigraph as ox

    from credgraph.rdf import prefixes

    if options.format is Format.TTL:
        return deliver(
            "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in prefixes().items()), options
        )
    rows = [(ox.Literal(f"{name}:"), ox.Literal(iri)) for name, iri in prefixes().items()]
    return show_plainly(Table(_COLUMNS, [*rows]), options)
