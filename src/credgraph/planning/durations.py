"""XML Schema durations as months and as hours."""

from __future__ import annotations

from decimal import Decimal

from credgraph.results import duration_parts

__all__ = ["DAYS_A_MONTH", "hours", "months"]

DAYS_A_MONTH = Decimal("30.4375")


def months(duration: str | None) -> Decimal | None:
    """Return a duration of years, months and days in months, to two places; None where it is none.

    >>> months("P42D")
    Decimal('1.38')
    """
    parts = duration_parts(duration) if duration else None
    if parts is None:
        return None
    whole = Decimal(12 * parts.get("year", 0) + parts.get("month", 0))
    return whole + (Decimal(parts.get("day", 0)) / DAYS_A_MONTH).quantize(Decimal("0.01"))


def hours(duration: str | None) -> Decimal | None:
    """Return a duration of days and hours in hours; None where it is none."""
    parts = duration_parts(duration) if duration else None
    return None if parts is None else Decimal(24 * parts.get("day", 0) + parts.get("hour", 0))
