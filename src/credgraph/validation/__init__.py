"""SHACL: shapes and data in, findings out, the same from both engines.

pySHACL and the Rust engine are imported in `engines` alone. How findings are printed or drawn is
decided above; `report` only puts them into a table and a sentence.
"""

from credgraph.validation.blank_nodes import BlankNodeLabels
from credgraph.validation.engines import Engine
from credgraph.validation.finding import Finding, Severity
from credgraph.validation.registries import check_files, shape_sets, shapes_of
from credgraph.validation.report import BoundedFindings, as_table, summary
from credgraph.validation.validator import (
    EVERYTHING,
    check_store,
    gravest_first,
    shapes_in,
    statements,
    statements_of_store,
    validate,
)

__all__ = [
    "EVERYTHING",
    "BlankNodeLabels",
    "BoundedFindings",
    "Engine",
    "Finding",
    "Severity",
    "as_table",
    "check_files",
    "check_store",
    "gravest_first",
    "shape_sets",
    "shapes_in",
    "shapes_of",
    "statements",
    "statements_of_store",
    "summary",
    "validate",
]
