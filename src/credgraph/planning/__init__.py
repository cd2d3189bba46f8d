"""Plans: from what a person holds to the pay bands within reach, step by step.

Asks the question library and nothing else; writes no SPARQL and knows no page. The way of the data:
`planner` finds who, where and what pay; `stacking` the credentials in order; `steps`, `prices`,
`timing`, `funding` and `wages` what each takes; `routes` puts them together; `report` prints.
"""

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
    beside_credentials,
    money,
    occupation,
    person,
    price,
    time,
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
    "beside_credentials",
    "money",
    "occupation",
    "person",
    "plan",
    "price",
    "render_plan",
    "time",
    "when",
]
