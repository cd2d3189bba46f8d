"""SHACL validation: findings about data, the same from both engines.

Only `engines` imports pySHACL and the Rust engine. `report` puts findings into a table and a
summary; other rooms print and draw them.
"""

from credgraph.validation.blank_nodes import BlankNodeLabels
from credgraph.validation.checked import Checked, Findings
from credgraph.validation.engines import Engine
from credgraph.validation.finding import Finding, Severity
from credgraph.validation.registries import (
    check_files,
    check_with_own_shapes,
    is_shapes_file,
    registry_names,
    registry_shapes,
)
from credgraph.validation.report import BoundedFindings, as_table, summary
from credgraph.validation.validator import (
    TRIPLES_WITH_DATASETS,
    check_addition,
    check_store,
    shipped_shapes,
    stored_triples,
    triples_with_datasets,
    validate,
    violations_first,
)

__all__ = [
    "TRIPLES_WITH_DATASETS",
    "BlankNodeLabels",
    "BoundedFindings",
    "Checked",
    "Engine",
    "Finding",
    "Findings",
    "Severity",
    "as_table",
    "check_addition",
    "check_files",
    "check_store",
    "check_with_own_shapes",
    "is_shapes_file",
    "registry_names",
    "registry_shapes",
    "shipped_shapes",
    "stored_triples",
    "summary",
    "triples_with_datasets",
    "validate",
    "violations_first",
]
