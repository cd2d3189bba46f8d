"""`credgraph explore`: the graph in a browser."""

from __future__ import annotations

import argparse
from typing import NoReturn

from credgraph.cli.arguments import Commands, add_command, port, web_address
from credgraph.cli.opening import store_with_user

__all__ = ["add", "run"]

_EXAMPLES = """credgraph explore
  credgraph explore --port 8600 --no-browser
  credgraph explore --store my-store"""


def add(commands: Commands) -> None:
    """Add the subcommand."""
    about = "Open the graph in a browser, served to this machine alone until you press Ctrl+C."
    made = add_command(commands, "explore", about, _EXAMPLES, formats=(), limit=None)
    made.add_argument("--port", type=port, help="where it listens (8501, or the next free one)")
    made.add_argument(
        "--no-browser", dest="browser", action="store_false", help="print the address, open nothing"
    )
    about_server = "where `credgraph serve` answers for the same graph, for links to send"
    made.add_argument("--server", type=web_address, metavar="URL", help=about_server)


def run(options: argparse.Namespace) -> NoReturn:
    """Start the explorer; never returns."""
    from credgraph.cli.launcher import start

    start(
        port=options.port,
        browser=options.browser,
        store=store_with_user(options),
        server=options.server,
    )
