"""The `credgraph` command, one module per subcommand, each with its arguments and its call.

A subcommand calls one function of the library and prints the answer; it works nothing out itself.
`arguments`, `opening`, `output` and `progress` are what subcommands share; `launcher` starts the
explorer.
"""

from credgraph.cli.command import main, run

__all__ = ["main", "run"]
