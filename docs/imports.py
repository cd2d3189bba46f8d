"""Which modules the library and the explorer consist of, and which of them a file imports."""

from __future__ import annotations

import ast
from collections.abc import Container, Iterator
from pathlib import Path

__all__ = ["imports_of", "modules_in", "room_of"]


def modules_in(house: str, folder: Path) -> dict[str, Path]:
    """Return the Python files of a package by the name that imports use; `house` is its name."""
    found = {}
    for path in sorted(folder.rglob("*.py")):
        parts = [house, *path.relative_to(folder).with_suffix("").parts]
        if "node_modules" not in parts:
            found[".".join(parts).removesuffix(".__init__")] = path
    return found


def imports_of(path: Path, known: Container[str]) -> Iterator[str]:
    """Yield what a file imports, inside functions too; modules in `known` by their full names."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            module = node.module or ""
            for name in node.names:
                full = f"{module}.{name.name}"
                yield full if full in known else module


def room_of(module: str) -> str:
    """Return the room that a module is in: the first part of its name below the package."""
    return [*module.split("."), "__init__"][1]
