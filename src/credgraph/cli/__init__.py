"""The `credgraph` command, one module per subcommand, each with its arguments and its `run`.

A subcommand calls one function of the library and prints the answer; it computes nothing itself.
Subcommands share `arguments`, `opening`, `output` and `progress`; `launcher` starts the explorer.
"""

from credgraph.cli.command import main, run

__all__ = ["main", "run"]
