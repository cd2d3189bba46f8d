"""Numbers as publishers write them: with commas, signs and currency."""

from __future__ import annotations

import re

__all__ = ["amount", "whole"]

_NUMBER = re.compile(
    r"(?P<open>\()?(?P<sign>[-+\u2212]?)\$?(?P<number>\d{1,15}|\d{1,3}(?:,\d{3}){1,4})"
    r"(?P<part>\.\d{0,9})?(?(open)\))",
    re.ASCII,
)


def amount(text: str) -> str:
    """Return a number in the form of an xsd:decimal; raises ValueError if it is none.

    Brackets mean a negative number, as in books of account.

    >>> amount("$1,234.50"), amount("(12)"), amount("+7")
    ('1234.50', '-12', '7')
    """
    found = _NUMBER.fullmatch(text.strip())
    if not found or (found["open"] and found["sign"]):
        raise ValueError(f"{text!r} is not a number")
    sign = "-" if found["open"] or found["sign"] in ("-", "\u2212") else ""
    part = found["part"] or ""
    return sign + found["number"].replace(",", "") + (part if len(part) > 1 else "")


def whole(text: str) -> int:
    """Return a whole number; raises ValueError if it is none.

    A spreadsheet may write it with a part of zeros: `15520.0`.
    """
    number, _, part = amount(text).partition(".")
    if part.strip("0"):
        raise ValueError(f"{text!r} is not a whole number")
    return int(number)
