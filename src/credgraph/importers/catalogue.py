"""The datasets that can be imported, in the order in which they are heard.

What two of them say stands in the graph of the first: names of occupations in that of the
classification, which comes before the surveys that use it.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from importlib import import_module
from importlib.util import find_spec

from credgraph.errors import UnreadableFile
from credgraph.importers import rows
from credgraph.importers.dataset import Dataset, Source

__all__ = ["NAMES", "dataset", "named_otherwise"]

_ORDER = (
    *("soc", "cip", "naics", "onet", "oews", "zip_codes", "etpl", "scorecard", "esco"),
    "joins",
)
NAMES = tuple(name for name in _ORDER if find_spec(f"credgraph.importers.{name}"))
"""The names of the datasets, which are those of their modules."""


@cache
def dataset(name: str) -> Dataset:
    """Return the dataset of this name; KeyError for an unknown one."""
    if name not in NAMES:
        raise KeyError(name)
    found: Dataset = import_module(f"credgraph.importers.{name}").DATASET
    return found


def named_otherwise(
    wanted: Dataset, sources: Sequence[Source], error: UnreadableFile
) -> UnreadableFile:
    """Return the error with what the file looks like, if it is of another dataset."""
    source = next((each for each in sources if str(each.path) == error.path), None)
    if source is None or "lacks the columns" not in error.problem:
        return error
    try:
        found = [*rows.headers(source)]
    except UnreadableFile:
        return error
    for name in NAMES:
        other = dataset(name)
        known = (kind for kind in other.tables for header in found if not kind.missing(header))
        if other is not wanted and any(known):
            hint = f"it looks like {other.label}: credgraph import {name}"
            return UnreadableFile(error.path, f"is no table of {wanted.label}", hint=hint)
    return error
