"""Where the shipped folders live: beside the package in a wheel, or in the checkout."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from credgraph.errors import UnreadableFile

__all__ = ["SHIPPED", "root", "turtle_files"]

SHIPPED = ("ontology", "data", "queries", "shapes", "dashboard")


@cache
def root() -> Path:
    """Return the folder that holds `ontology/`, `data/`, `queries/` and `shapes/`.

    Raises UnreadableFile if neither place has them.
    """
    package = Path(__file__).parent
    places = (package / "_resources", package.parents[1])
    for place in places:
        if (place / "ontology" / "prefixes.ttl").is_file():
            return place
    looked = " nor ".join(str(place) for place in places)
    raise UnreadableFile("ontology/prefixes.ttl", f"found in neither {looked}", hint="reinstall")


def turtle_files(*folders: str) -> list[Path]:
    """Return the Turtle files directly inside the named shipped folders, in a stable order."""
    return [path for folder in folders for path in sorted((root() / folder).glob("*.ttl"))]
