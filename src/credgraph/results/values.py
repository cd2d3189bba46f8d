"""RDF terms as Python values, and as the text of a cell that holds nothing but the value."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

if TYPE_CHECKING:
    from decimal import Decimal

__all__ = ["Term", "is_number", "plain_text", "python_value"]

Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple

_XSD = "http://www.w3.org/2001/XMLSchema#"
_INTEGER = r"[+-]?[0-9]{1,4000}"
_DECIMAL = r"[+-]?(?=\.?[0-9])[0-9]{0,4000}\.?[0-9]{0,4000}"
_DOUBLE = r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?|[+-]?INF|NaN"


def _decimal(text: str) -> Decimal:
    from decimal import Decimal

    return Decimal(text)


_READERS: dict[str, tuple[str, Callable[[str], Any]]] = {  # lexical form, and its reader
    "decimal": (_DECIMAL, _decimal),
    "double": (_DOUBLE, float),
    "float": (_DOUBLE, float),
    "boolean": (r"true|false|[01]", lambda text: text in ("true", "1")),
}
_BOUNDS: dict[str, tuple[int | None, int | None]] = {  # of the types derived from integer
    "integer": (None, None),
    "nonPositiveInteger": (None, 0),
    "negativeInteger": (None, -1),
    "nonNegativeInteger": (0, None),
    "positiveInteger": (1, None),
    **{
        name: (-(2 ** (bits - 1)), 2 ** (bits - 1) - 1)
        for name, bits in (("long", 64), ("int", 32), ("short", 16), ("byte", 8))
    },
    **{
        f"unsigned{name}": (0, 2**bits - 1)
        for name, bits in (("Long", 64), ("Int", 32), ("Short", 16), ("Byte", 8))
    },
}


def python_value(term: Term | None) -> Any:
    """Return a term as int, Decimal, float, bool or str, and None as None.

    Dates and durations stay strings in XML Schema's notation. A literal that is ill-typed, such as
    `"about 40"^^xsd:integer` or `"300"^^xsd:byte`, stays a string too. A blank node is `_:x`.
    """
    if term is None:
        return None
    if not isinstance(term, ox.Literal) or not term.datatype.value.startswith(_XSD):
        return plain_text(term)
    kind = term.datatype.value.removeprefix(_XSD)
    if kind in _BOUNDS:
        return _whole_number(term.value, *_BOUNDS[kind])
    pattern, read = _READERS.get(kind, ("", str))
    return read(term.value) if re.fullmatch(pattern, term.value) else term.value


def _whole_number(text: str, least: int | None, most: int | None) -> int | str:
    if not re.fullmatch(_INTEGER, text):
        return text
    value = int(text)
    fits = (least is None or value >= least) and (most is None or value <= most)
    return value if fits else text


def plain_text(cell: Term | None) -> str:
    """Return a cell without quotes, datatype or language; a blank node stays apart, as `_:x`."""
    if cell is None:
        return ""
    if isinstance(cell, ox.BlankNode):
        return str(cell)
    return f"<<( {cell} )>>" if isinstance(cell, ox.Triple) else cell.value


def is_number(value: object) -> bool:
    """Return whether a Python value is an int, a float or a Decimal, but not a bool."""
    return hasattr(value, "as_integer_ratio") and not isinstance(value, bool)
