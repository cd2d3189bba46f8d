"""Run the command with `python -m credgraph`."""

from credgraph.cli import main

raise SystemExit(main())
