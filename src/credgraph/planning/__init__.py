"""Plans: from what a person holds to the pay bands within reach, step by step.

Planning asks the question library and writes no SPARQL. `planner` finds the person, the place and
the pay; `stacking` reads how credentials stack and `candidates` puts them in order; `steps`,
`prices`, `timing`, `funding` and `wages` say what each takes; `routes` puts it together and
`report` prints it.
"""

from credgraph.planning.funding import funding_question
from credgraph.planning.model import (
    FITS,
    OPEN,
    TRY_FIRST,
    Band,
    Dispute,
    Fact,
    Payer,
    Pitfall,
    Plan,
    Price,
    Range,
    Route,
    Source,
    Step,
    Thing,
)
from credgraph.planning.planner import plan
from credgraph.planning.report import render_plan
from credgraph.planning.wording import (
    cost,
    floor,
    money,
    occupation,
    other_requirements,
    person,
    time,
    usual_total,
    when,
)

__all__ = [
    "FITS",
    "OPEN",
    "TRY_FIRST",
    "Band",
    "Dispute",
    "Fact",
    "Payer",
    "Pitfall",
    "Plan",
    "Price",
    "Range",
    "Route",
    "Source",
    "Step",
    "Thing",
    "cost",
    "floor",
    "funding_question",
    "money",
    "occupation",
    "other_requirements",
    "person",
    "plan",
    "render_plan",
    "time",
    "usual_total",
    "when",
]
