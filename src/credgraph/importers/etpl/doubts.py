"""Reasons to doubt what a row of a list states: they are told, and nothing is mended."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

from credgraph.importers.dataset import Row
from credgraph.importers.etpl.layout import Layout

__all__ = ["FEW", "doubts"]

FEW = 10
"""A share of fewer people than this is given as published, with a doubt."""

_MOST_DOLLARS = Decimal(250_000)
"""More than any program costs that was seen; the dearest that can be believed cost $186,193."""

_MOST_HOURS = Decimal(9_000)
"""The longest apprenticeship seen had 8,900 hours, over four years; 9999 fills a gap."""

_PARTS = ("tuition", "fees", "booksPrice", "suppliesPrice", "otherPrice")


def doubts(row: Row, layout: Layout, withdrawn: Mapping[str, bool]) -> Iterator[str]:
    """Yield the names of concepts of `scheme:doubt` that apply to a program.

    `withdrawn` maps the number of each credential of the state's own list to whether it was taken
    off that list; if it is empty, credentials are not checked against it.
    """
    prices = {name: layout.number(row, name) for name in layout.prices}
    yield from _of_prices({name: Decimal(text) for name, text in prices.items() if text})
    yield from _of_hours(layout.number(row, "hours"))
    yield from _of_credential(row, layout, withdrawn)


def _of_prices(prices: Mapping[str, Decimal]) -> Iterator[str]:
    total = prices.get("totalPrice", prices.get("tuition"))
    if total is None:
        return
    if total == 0:
        yield "price-of-zero"
    if total > _MOST_DOLLARS:
        yield "implausible-price"
    if "totalPrice" in prices and total != sum(prices.get(part, Decimal(0)) for part in _PARTS):
        yield "total-not-the-sum"


def _of_hours(hours: str | None) -> Iterator[str]:
    if hours is not None and Decimal(hours) == 0:
        yield "hours-of-zero"
    if hours is not None and Decimal(hours) > _MOST_HOURS:
        yield "implausible-hours"


def _of_credential(row: Row, layout: Layout, withdrawn: Mapping[str, bool]) -> Iterator[str]:
    leads, number = layout.flag(row, "leads_to_credential"), layout.cell(row, "credential")
    if leads and not number:
        yield "credential-not-named"
    if leads is False and number:
        yield "credential-denied-yet-named"
    if number and withdrawn and number not in withdrawn:
        yield "credential-not-on-list"
    if withdrawn.get(number):
        yield "credential-withdrawn"
