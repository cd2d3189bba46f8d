"""SHACL: shapes and data in, findings out, the same from both engines.

pySHACL and the Rust engine are imported in `engines` alone. How findings are printed or drawn is
decided above; `report` only puts them into a table and a sentence.
"""

from credgraph.validation.blank_nodes import BlankNodeLabels
from credgraph.validation.engines import Engine
from credgraph.validation.finding import Finding, Severity
from credgraph.validation.registries import check_files, registry_names, registry_shapes
from credgraph.validation.report import BoundedFindings, as_table, summary
from credgraph.validation.validator import (
    TRIPLES_WITH_DATASETS,
    check_store,
    shipped_shapes,
    triples_with_datasets,
    validate,
    violations_first,
)

__all__ = [
    "TRIPLES_WITH_DATASETS",
    "BlankNodeLabels",
    "BoundedFindings",
    "Engine",
    "Finding",
    "Severity",
    "as_table",
    "check_files",
    "check_store",
    "registry_names",
    "registry_shapes",
    "shipped_shapes",
    "summary",
    "triples_with_datasets",
    "validate",
    "violations_first",
]
