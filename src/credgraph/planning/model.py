"""The values that make up a plan: routes, their steps, and the facts they rest on.

Ranges stay ranges, and what no source states is None or empty, never zero.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

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
    "Study",
    "Thing",
    "Wages",
    "sum_of",
    "total",
]

# The ranks of programs in every question about funding: published advice for these people or for
# everybody, naming these people, naming nobody. Where a plan is for nobody in particular, what no
# advice names is open.
TRY_FIRST, FITS, OPEN = 1, 2, 3


@dataclass(frozen=True)
class Range:
    """From the least to the most that is stated, in dollars, months or hours."""

    min: Decimal
    max: Decimal


def sum_of(amounts: Iterable[Decimal]) -> Decimal:
    """Return the exact sum."""
    return sum(amounts, Decimal(0))


def total(ranges: Iterable[Range | None]) -> Range | None:
    """Return the sum of the stated ranges; None, not zero, where none is stated."""
    stated = [one for one in ranges if one]
    if not stated:
        return None
    return Range(sum_of(one.min for one in stated), sum_of(one.max for one in stated))


@dataclass(frozen=True)
class Thing:
    """A record by its IRI and name."""

    iri: str
    label: str


@dataclass(frozen=True)
class Source(Thing):
    """Where a fact comes from, and as of which day it holds, empty where that is not stated."""

    as_of: str


@dataclass(frozen=True)
class Dispute(Thing):
    """What sources disagree about, and how: contradicted, unconfirmed or overclaimed."""

    kind: str


@dataclass(frozen=True)
class Fact:
    """A record that a plan rests on; `use` says what the plan takes from it."""

    use: str
    record: Thing
    sources: tuple[Source, ...] = ()
    disputes: tuple[Dispute, ...] = ()

    @property
    def sourced_label(self) -> str:
        """The name of the record with those of its sources."""
        sources = ", ".join(source.label for source in self.sources)
        return f"{self.record.label} ({sources})" if sources else self.record.label


@dataclass(frozen=True)
class Price:
    """One stated way to pay for a step: what it bundles, and from how much to how much (USD)."""

    bundle: str
    cost: Range
    roughly: bool
    modules: int  # priced one by one; 0 where the price is for the whole
    facts: tuple[Fact, ...]
    usual: bool = False  # what most people pay, where a source says so
    exam_only: bool = False  # the fee of the exam, and nothing to prepare for it


@dataclass(frozen=True)
class Payer:
    """A program that may pay for a step; a text that no source states is empty."""

    program: Thing
    rank: int
    why: str
    pays_for: str
    coverage: str
    apply_through: str
    where: str
    condition: str
    fact: Fact


@dataclass(frozen=True)
class Study:
    """How long preparation takes: months of calendar time and hours of work, None if not stated."""

    months: Range | None
    hours: Range | None
    facts: tuple[Fact, ...] = ()
    months_worked_out: str = ""  # how, where no source states it as it stands
    hours_worked_out: str = ""


@dataclass(frozen=True)
class Band(Thing):
    """A stated range of pay, in US dollars a year, and whom it is for."""

    pay: Range
    role: str
    from_lower_end: bool  # even the lower end reaches the pay asked for
    experience: Range | None  # in months, on top of the credentials
    apprenticeship: str


@dataclass(frozen=True)
class Pitfall:
    """A mistake to avoid."""

    advice: Thing
    description: str
    fact: Fact


@dataclass(frozen=True)
class Step:
    """One credential to earn: why, when, at what price, who pays, and who recognizes it."""

    credential: Thing
    why: str
    modules: tuple[Thing, ...]  # those still to pass, where the credential is made of modules
    completes: tuple[Thing, ...]
    starts: Decimal | None  # months from the start of the route's pathway
    ends: Decimal | None
    months: Range | None
    study: Study
    condition: str
    prices: tuple[Price, ...]  # what most people pay, then the cheapest first
    payers: tuple[Payer, ...]  # to be tried in this order
    employers: tuple[str, ...]
    usually_first: tuple[Thing, ...]
    pitfalls: tuple[Pitfall, ...]  # each at the first step that it concerns
    opens: tuple[Band, ...]  # the pay bands for which this was the last credential missing
    facts: tuple[Fact, ...]

    @property
    def cost(self) -> Range | None:
        """What most people pay for it, else the least, in US dollars; None where not stated."""
        return self.prices[0].cost if self.prices else None

    @property
    def floor(self) -> Price | None:
        """The cheapest stated way to pay for it; None where no price is stated."""
        return min(self.prices, key=lambda p: (p.cost.min, p.cost.max), default=None)

    @property
    def least_cost(self) -> Range | None:
        """The cheapest stated way to pay for it, in US dollars; None where no price is stated."""
        return self.floor.cost if self.floor else None

    @property
    def disputes(self) -> tuple[Dispute, ...]:
        """What is disputed about the facts of this step, each once."""
        return tuple(dict.fromkeys(d for fact in self.facts for d in fact.disputes))


@dataclass(frozen=True)
class Wages:
    """Surveyed wages of an occupation in a place, and where a band lies in them; None: withheld."""

    occupation: Thing
    placed: str  # who says that the band belongs to this occupation: the source, or we ourselves
    place: Thing
    percentiles: tuple[tuple[str, Decimal | None], ...]  # from the 10th to the 90th
    min_pay_lies: str
    max_pay_lies: str
    jobs: int | None
    surveyed: str


@dataclass(frozen=True)
class Route:
    """A route to one pay band: its steps in order, and what they add up to.

    `others` are the routes to the same band along other pathways, the best fitting first.
    """

    band: Band
    pathway: Thing | None
    steps: tuple[Step, ...]
    months: Range | None  # None where no step has a stated time, or none is left
    cost: Range | None  # the sum of the costs of its steps; None where none is stated
    unpriced: tuple[str, ...]
    untimed: tuple[str, ...]
    requires: tuple[str, ...]  # other than credentials: an apprenticeship
    wages: tuple[Wages, ...]
    notes: tuple[str, ...]
    not_stated: tuple[str, ...]
    facts: tuple[Fact, ...]
    others: tuple[Route, ...] = ()

    @property
    def total_months(self) -> Range | None:
        """The months to earn the credentials, and those of experience that the band requires."""
        return total([self.months, self.band.experience]) if self.months else None

    @property
    def least_cost(self) -> Range | None:
        """The sum of the cheapest stated prices; None where none is stated."""
        return total(step.least_cost for step in self.steps)

    @property
    def pitfalls(self) -> tuple[Pitfall, ...]:
        """The pitfalls of all steps, each once."""
        return tuple(pitfall for step in self.steps for pitfall in step.pitfalls)

    @property
    def payers(self) -> tuple[Payer, ...]:
        """The programs that may pay for some step, each once, at its best rank."""
        best: dict[str, Payer] = {}
        for payer in sorted((p for step in self.steps for p in step.payers), key=lambda p: p.rank):
            best.setdefault(payer.program.iri, payer)
        return tuple(best.values())

    @property
    def employers(self) -> tuple[str, ...]:
        """The names of the employers that recognize a credential of some step."""
        return tuple(sorted({name for step in self.steps for name in step.employers}))

    @property
    def disputes(self) -> tuple[Dispute, ...]:
        """What is disputed about anything the route rests on, each once."""
        every = [*self.facts, *(fact for step in self.steps for fact in step.facts)]
        return tuple(dict.fromkeys(dispute for fact in every for dispute in fact.disputes))


@dataclass(frozen=True)
class Plan:
    """The routes to a pay for one person, the surest and shortest first.

    Where there is no route, `missing` says so in a sentence, `gaps` say what the graph would have
    to know, and `highest` is the pay band that gets closest.
    """

    hold: tuple[Thing, ...]
    audience: Thing | None
    state: Thing | None
    pay: Decimal | None
    routes: tuple[Route, ...]
    missing: str = ""
    gaps: tuple[str, ...] = ()
    highest: Band | None = None
