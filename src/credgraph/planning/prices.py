"""The stated prices of credentials and modules, and which of them pay for a leg of a route."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from credgraph.planning.candidates import Leg
from credgraph.planning.evidence import Evidence
from credgraph.planning.model import Price, Range, sum_of
from credgraph.questions import QuestionSource
from credgraph.rdf import RECORDS

__all__ = ["Prices"]

_USUAL = f"{RECORDS}concept/course-bundle"  # the guide: most candidates pay for a course bundle
_EXAM_ONLY = f"{RECORDS}concept/assessment-only"


class Prices:
    """The stated prices, by what they are for."""

    def __init__(self, graph: QuestionSource, evidence: Evidence) -> None:
        self._evidence = evidence
        self._rows = graph.ask("stated_prices").grouped("thing")

    def prices(self, leg: Leg, all_modules: Sequence[str]) -> tuple[Price, ...]:
        """Return each stated way to pay for a leg: what most people pay, then the cheapest first.

        The price of a credential counts only where all its modules (IRIs) are still missing. The
        missing modules can also be paid one by one, all under the same cost profile.
        """
        found = []
        if set(all_modules) == set(leg.modules):
            found = [self._price([row], 0) for row in self._rows.get(leg.credential, [])]
        by_profile = [self._cheapest_by_profile(module) for module in leg.modules]
        shared = set(by_profile[0]).intersection(*by_profile) if by_profile else set[str]()
        found += [self._price([row[p] for row in by_profile], len(by_profile)) for p in shared]
        found.sort(key=_usual_then_cheapest)
        return _merged(found)

    def _cheapest_by_profile(self, module: str) -> dict[str, dict[str, Any]]:
        rows = reversed(self._rows.get(module, []))  # the cheapest last, so that it stays
        return {row["profile"]: row for row in rows}

    def _price(self, rows: list[dict[str, Any]], modules: int) -> Price:
        cost = Range(sum_of(row["min_price"] for row in rows), sum_of(r["max_price"] for r in rows))
        facts = self._evidence.facts("price", (row["cost"] for row in rows))
        roughly = any(row["roughly"] for row in rows)
        [profile] = {row["profile"] for row in rows}
        return Price(
            rows[0]["profile_label"],
            cost,
            roughly,
            modules,
            facts,
            usual=profile == _USUAL,
            exam_only=profile == _EXAM_ONLY,
        )


def _usual_then_cheapest(price: Price) -> tuple[Any, ...]:
    cost = price.cost
    return (not price.usual, cost.min, cost.max, price.bundle, price.modules, str(price.facts))


def _merged(prices: list[Price]) -> tuple[Price, ...]:
    """Merge equal prices of one bundle, which several records state, into one."""
    found: dict[tuple[str, Range], Price] = {}
    for price in prices:
        key = (price.bundle, price.cost)
        seen = found.setdefault(key, price)
        facts = tuple(dict.fromkeys([*seen.facts, *price.facts]))
        found[key] = replace(seen, facts=facts)
    return tuple(found.values())
