"""`credgraph push`: the graph published to a server of another engine."""

from __future__ import annotations

import argparse

from credgraph.cli.arguments import Commands, add_command
from credgraph.cli.opening import add_target, caller_options, source_store
from credgraph.cli.output import write

__all__ = ["add", "run"]

_EXAMPLES = """credgraph push http://localhost:3030/ds
  credgraph push https://example.org/repositories/credgraph --user ann
  credgraph push http://localhost:8890/sparql --user dba --method update"""


def add(commands: Commands) -> None:
    """Add the subcommand."""
    about = (
        "Write the graph, named graph by named graph, to a server, and compare. What is there "
        "already is not sent again, so a push that broke off may be repeated. Exits with 1 if the "
        "server then holds something else."
    )
    made = add_command(commands, "push", about, _EXAMPLES, formats=(), limit=3600, store=add_target)
    made.add_argument("--from", dest="source", metavar="PATH", help="a store on disk to publish")
    ways = "graph-store (Graph Store Protocol) or update (SPARQL Update); without, found by trying"
    made.add_argument("--method", dest="way", choices=("graph-store", "update"), help=ways)
    where = "the address that takes writes; without, found by trying those of known engines"
    made.add_argument("--write-to", metavar="URL", help=where)
    gone = "also delete graphs with names like ours that this graph no longer has"
    made.add_argument("--replace", action="store_true", help=gone)


def run(options: argparse.Namespace) -> int:
    """Publish, and say in one sentence what the server then holds; returns 1 for a difference."""
    from credgraph.cli.progress import progress_bar
    from credgraph.graph import CredentialGraph
    from credgraph.store.access import masked

    caller = caller_options(options)
    graph = CredentialGraph(source_store(options.source))
    work = f"Publishing to {masked(options.store)}"
    with progress_bar(work, graph.info().statements) as progress:
        made = graph.push(
            options.store,
            method=options.way,
            write_to=options.write_to,
            replace=options.replace,
            seconds=options.timeout,
            progress=progress,
            **caller,
        )
    write(f"{made}\n")
    return 0 if made.is_same else 1
