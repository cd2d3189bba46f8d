"""Ships the RDF and query folders inside the wheel, where `credgraph.resources` looks for them."""

from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

SHIPPED = ("ontology", "data", "queries", "shapes", "dashboard")


class ShipResources(BuildHookInterface[Any]):
    """Adds each shipped folder to a standard wheel; an editable install reads the checkout."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Map the folders that exist into the package."""
        if version == "standard":
            present = [name for name in SHIPPED if (Path(self.root) / name).is_dir()]
            build_data["force_include"].update({n: f"credgraph/_resources/{n}" for n in present})
