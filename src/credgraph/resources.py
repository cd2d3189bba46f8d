"""Where the shipped folders live: beside the package in a wheel, or in the checkout."""

from __future__ import annotations

import os
from functools import cache
from typing import TYPE_CHECKING

from credgraph.errors import UnreadableFile

if TYPE_CHECKING:  # a cold command does without pathlib, which takes a tenth of its time
    from pathlib import Path

__all__ = ["SHIPPED", "home", "root", "turtle_files"]

SHIPPED = ("ontology", "data", "queries", "shapes", "dashboard")


@cache
def home() -> str:
    """Return the folder that holds `ontology/`, `data/`, `queries/` and `shapes/`.

    Raises UnreadableFile if neither place has them.
    """
    package = os.path.dirname(os.path.abspath(__file__))
    places = (f"{package}/_resources", os.path.dirname(os.path.dirname(package)))
    for place in places:
        if os.path.isfile(f"{place}/ontology/prefixes.ttl"):
            return place
    looked = " nor ".join(places)
    raise UnreadableFile("ontology/prefixes.ttl", f"found in neither {looked}", hint="reinstall")


@cache
def root() -> Path:
    """Return `home` as a path."""
    from pathlib import Path

    return Path(home())


def turtle_files(*folders: str) -> list[Path]:
    """Return the Turtle files directly inside the named shipped folders, in a stable order."""
    return [path for folder in folders for path in sorted((root() / folder).glob("*.ttl"))]
