"""`credgraph plan`: routes to a given pay, step by step."""

from __future__ import annotations

import argparse

from credgraph.cli.answers import deliver
from credgraph.cli.arguments import Commands, add_command
from credgraph.cli.opening import open_graph
from credgraph.cli.output import note
from credgraph.results import Format

__all__ = ["add", "run"]

_EXAMPLES = """credgraph plan --hold osha-10 --audience veteran --state SC --pay 65000
  credgraph plan --hold mssc-cpt --hold 'OSHA 10' --pay 60K --format markdown"""
_FORMATS = (Format.TABLE, Format.JSON, Format.MARKDOWN)


def add(commands: Commands) -> None:
    """Add the subcommand."""
    about = "Plan routes to a pay: steps, time, cost, who pays, real wages, pitfalls."
    made = add_command(commands, "plan", about, _EXAMPLES, formats=_FORMATS)
    held = "a credential or module that is held; give it again for each"
    made.add_argument("--hold", action="append", default=[], metavar="NAME", help=held)
    made.add_argument("--audience", metavar="WHO", help="a kind of person, such as veteran")
    made.add_argument("--state", metavar="STATE", help="where, such as SC")
    made.add_argument("--pay", metavar="USD", help="at least so much a year; without, every band")


def run(options: argparse.Namespace) -> int:
    """Print the plan as text, Markdown or JSON."""
    from dataclasses import replace

    from credgraph.planning import render_plan

    found = open_graph(options).plan(
        hold=options.hold, audience=options.audience, state=options.state, pay=options.pay
    )
    if options.limit is not None and len(found.routes) > options.limit:
        note(f"only the first {options.limit} of {len(found.routes)} routes")
        found = replace(found, routes=found.routes[: options.limit])
    return deliver(render_plan(found, options.format, options.iris), options)
