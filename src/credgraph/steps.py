"""What the steps of a plan rest on: records with their sources, stated prices, stated times."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from credgraph.plans import Dispute, Fact, Price, Range, Source, Study, Thing
from credgraph.questions.answering import QuestionSource
from credgraph.results.wording import duration_parts
from credgraph.stacking import Leg, months

__all__ = ["Evidence", "Money", "Times", "total"]


class Evidence:
    """The records that plans rest on, with their sources and disputes."""

    def __init__(self, graph: QuestionSource) -> None:
        self._labels: dict[str, str] = {}
        self._sources: dict[str, dict[Source, None]] = {}
        self._disputes: dict[str, dict[Dispute, None]] = {}
        for row in graph.ask("facts_behind_plans"):
            self._add(row)

    def _add(self, row: Mapping[str, Any]) -> None:
        iri = row["record"]
        self._labels[iri] = row["record_label"]
        source = Source(row["source"], row["source_label"], row["as_of"] or "")
        self._sources.setdefault(iri, {})[source] = None
        if row.get("dispute"):
            dispute = Dispute(row["dispute"], row["dispute_label"], row["kind_label"])
            self._disputes.setdefault(iri, {})[dispute] = None

    def fact(self, use: str, iri: str, label: str = "") -> Fact:
        """Return a record as a fact; `use` says what the plan takes from it."""
        sources, disputes = self._sources.get(iri, {}), self._disputes.get(iri, {})
        thing = Thing(iri, self._labels.get(iri) or label)
        return Fact(use, thing, tuple(sources), tuple(disputes))

    def outside(self, use: str, row: Mapping[str, Any]) -> Fact:
        """Return a record with its source, both in one row, as a fact."""
        source = Source(row["source"], row["source_label"], row["as_of"] or "")
        return Fact(use, Thing(row["record"], row["record_label"]), (source,))

    def facts(self, use: str, iris: Iterable[str]) -> tuple[Fact, ...]:
        """Return records as facts of one use, each once."""
        return tuple(self.fact(use, iri) for iri in dict.fromkeys(iris))


class Money:
    """The stated prices, by what they are for."""

    def __init__(self, graph: QuestionSource, evidence: Evidence) -> None:
        self._evidence = evidence
        self._rows: dict[str, list[dict[str, Any]]] = {}
        for row in graph.ask("stated_prices"):
            self._rows.setdefault(row["thing"], []).append(row)

    def prices(self, leg: Leg, whole: Sequence[str]) -> tuple[Price, ...]:
        """Return each stated way to pay for a leg, cheapest first.

        The price of a credential fits only where all its modules (`whole`) are still missing; else,
        and beside it, its missing modules are priced one by one, all in the same way.
        """
        found = []
        if set(whole) == set(leg.modules):
            found = [self._price([row], 0) for row in self._rows.get(leg.credential, [])]
        cheapest = [self._by_profile(module) for module in leg.modules]
        shared = set(cheapest[0]).intersection(*cheapest) if cheapest else set[str]()
        found += [self._price([way[p] for way in cheapest], len(cheapest)) for p in shared]
        found.sort(key=lambda p: (p.cost.min, p.cost.max, p.bundle, p.modules, str(p.facts)))
        return _together(found)

    def _by_profile(self, module: str) -> dict[str, dict[str, Any]]:
        rows = reversed(self._rows.get(module, []))  # the cheapest last, so that it stays
        return {row["profile"]: row for row in rows}

    def _price(self, rows: list[dict[str, Any]], modules: int) -> Price:
        cost = Range(sum_of(row["min_price"] for row in rows), sum_of(r["max_price"] for r in rows))
        facts = self._evidence.facts("price", (row["cost"] for row in rows))
        roughly = any(row["roughly"] for row in rows)
        return Price(rows[0]["profile_label"], cost, roughly, modules, facts)


def _together(prices: list[Price]) -> tuple[Price, ...]:
    """Take prices for one bundle with the same ends for one price, stated more than once."""
    found: dict[tuple[str, Range], Price] = {}
    for price in prices:
        key = (price.bundle, price.cost)
        seen = found.setdefault(key, price)
        facts = tuple(dict.fromkeys([*seen.facts, *price.facts]))
        found[key] = replace(seen, facts=facts)
    return tuple(found.values())


class Times:
    """The stated times to prepare, by what they are for."""

    def __init__(self, graph: QuestionSource, evidence: Evidence) -> None:
        self._evidence = evidence
        self._rows: dict[str, list[dict[str, Any]]] = {}
        for row in graph.ask("stated_study_times"):
            self._rows.setdefault(row["thing"], []).append(row)

    def study(self, credential: str, missing: Sequence[str], whole: Sequence[str]) -> Study:
        """Return what it takes to get ready for a credential, or for the modules still missing.

        All that is stated for the whole makes one range. Some of its modules take at least as long
        as one of them, and no longer than all of them or than one after the other.
        """
        own = self._stated(credential)
        if set(missing) == set(whole) and own.facts:
            return own
        parts = [self._stated(module) for module in missing]
        facts = tuple(dict.fromkeys(f for study in [*parts, own] for f in study.facts))
        time = _between([study.months for study in parts], own.months, one_by_one=False)
        work = _between([study.hours for study in parts], own.hours, one_by_one=True)
        return Study(time, work, facts if time or work else ())

    def _stated(self, thing: str) -> Study:
        rows = self._rows.get(thing, [])
        time = [(months(row["min_duration"]), months(row["max_duration"])) for row in rows]
        work = [(_hours(row["min_effort"]), _hours(row["max_effort"])) for row in rows]
        facts = self._evidence.facts("time to prepare", (row["preparation"] for row in rows))
        return Study(_widest(time), _widest(work), facts)


def _hours(duration: str | None) -> Decimal | None:
    parts = duration_parts(duration) if duration else None
    return None if parts is None else Decimal(24 * parts.get("day", 0) + parts.get("hour", 0))


def _widest(pairs: Iterable[tuple[Decimal | None, Decimal | None]]) -> Range | None:
    both = [(least, most) for least, most in pairs if least is not None and most is not None]
    return Range(min(p[0] for p in both), max(p[1] for p in both)) if both else None


def _between(parts: list[Range | None], whole: Range | None, one_by_one: bool) -> Range | None:
    stated = [part for part in parts if part]
    if not stated or len(stated) < len(parts):
        return None
    least = [part.min for part in stated]
    low, high = sum_of(least) if one_by_one else max(least), sum_of(part.max for part in stated)
    high = min(high, whole.max) if whole else high
    return Range(min(low, high, whole.min) if whole else low, high)


def sum_of(amounts: Iterable[Decimal]) -> Decimal:
    """Return the exact sum."""
    return sum(amounts, Decimal(0))


def total(ranges: Iterable[Range | None]) -> Range | None:
    """Return the sum of the stated ranges; None, not zero, where none is stated."""
    stated = [one for one in ranges if one]
    if not stated:
        return None
    return Range(sum_of(one.min for one in stated), sum_of(one.max for one in stated))
