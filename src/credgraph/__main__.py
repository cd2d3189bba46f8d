"""Run the command with `python -m credgraph`."""

from credgraph.cli import run

run()
