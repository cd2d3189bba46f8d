"""Imports go one way: ground floor, store and catalogue, answers, the graph, the command."""

from __future__ import annotations

import ast
from pathlib import Path

import credgraph

PACKAGE = Path(credgraph.__file__).parent
FLOORS = (
    {"errors"},
    {"resources"},
    {"rdf"},
    {"results"},
    {"store"},
    {"questions"},
    {"validation"},
    {"snapshot"},
    {"sandbox"},
    {"planning"},
    {"export", "importers"},
    {"graph"},
    {"__init__"},
    {"cli"},
    {"__main__"},
)
ALONE = {"pyshacl": {"engines"}, "shacl": {"engines"}, "SPARQLWrapper": {"endpoint"}}


def imports(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {name.name for name in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module == "credgraph":
            found |= {f"credgraph.{name.name}" for name in node.names}
        elif isinstance(node, ast.ImportFrom):
            found.add(node.module or "")
    return found


def floor(name: str) -> int:
    [found] = [number for number, modules in enumerate(FLOORS) if name in modules]
    return found


def place(path: Path) -> str:
    """Name the module or the package of the house that a file belongs to."""
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def test_every_module_has_its_floor() -> None:
    modules = {place(path) for path in PACKAGE.rglob("*.py")}
    assert modules == set().union(*FLOORS)


def test_imports_point_down() -> None:
    for path in sorted(PACKAGE.rglob("*.py")):
        for name in imports(path):
            package, _, module = name.partition("credgraph.")
            module = module.split(".")[0]
            if not package and module in set().union(*FLOORS) and module != place(path):
                assert floor(module) <= floor(place(path)), f"{path} imports {module}"


def test_packages_are_imported_in_their_one_place() -> None:
    for path in sorted(PACKAGE.rglob("*.py")):
        for name in imports(path):
            top = name.split(".")[0]
            assert path.stem in ALONE.get(top, {path.stem}), f"{path.stem} imports {top}"
            assert top != "streamlit"
