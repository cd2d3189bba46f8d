"""Where the shipped folders are: inside the package in a wheel, or in the checkout."""

from __future__ import annotations

import os
from functools import cache
from typing import TYPE_CHECKING

from credgraph.errors import UnreadableFile

if TYPE_CHECKING:  # importing pathlib would take a tenth of the time of a cold command
    from pathlib import Path

__all__ = ["QUERY_FOLDERS", "SHIPPED", "home", "root", "turtle_files"]

SHIPPED = ("ontology", "data", "queries", "shapes", "dashboard")
QUERY_FOLDERS = ("explore", "quality", "routes", "registry")  # those with questions


@cache
def home() -> str:
    """Return the folder that holds `ontology/`, `data/`, `queries/` and `shapes/`.

    Raises UnreadableFile if they are in neither place.
    """
    package = os.path.dirname(os.path.abspath(__file__))
    places = (f"{package}/_resources", os.path.dirname(os.path.dirname(package)))
    for place in places:
        if os.path.isfile(f"{place}/ontology/prefixes.ttl"):
            return place
    problem = f"found in neither {' nor '.join(places)}"
    raise UnreadableFile("ontology/prefixes.ttl", problem, hint="reinstall")


@cache
def root() -> Path:
    """Return `home` as a path."""
    from pathlib import Path

    return Path(home())


def turtle_files(*folders: str) -> list[Path]:
    """Return the Turtle files directly inside the named shipped folders, sorted in each."""
    return [path for folder in folders for path in sorted((root() / folder).glob("*.ttl"))]
