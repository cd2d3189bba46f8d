"""How much of a long sweep is tried: a part of it, or all with CREDGRAPH_THOROUGH=1."""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import TypeVar

__all__ = ["THOROUGH", "part"]

T = TypeVar("T")
THOROUGH = os.environ.get("CREDGRAPH_THOROUGH") == "1"


def part(items: Iterable[T], of: int) -> list[T]:
    """Return every so-manieth item, from the first on; all of them in a thorough run."""
    return [*items] if THOROUGH else [*items][::of]
