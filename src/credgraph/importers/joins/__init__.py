"""Joins of public datasets: what no publisher states, with the method and how sure it is.

Each join stands in a graph of its own. Only what is exact or was reviewed becomes a plain link that
answers rest on; the rest is a `cg:Match` for review.
"""

from __future__ import annotations

from credgraph.importers.joins.dataset import DATASET

__all__ = ["DATASET"]
