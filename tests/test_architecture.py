"""The house: rooms in an order, imports that go one way, and modules of a size to read."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from graphlib import TopologicalSorter
from pathlib import Path
from statistics import median

import pytest
from places import ROOT

from docs.imports import imports_of, modules_in
from docs.imports import room_of as room

LIBRARY = (
    {"errors", "native_engines", "scratch"},
    {"resources"},
    {"rdf"},
    {"store", "results"},
    {"questions"},
    {"validation", "planning"},
    {"sandbox", "export", "importers", "publishing", "snapshot"},
    {"graph"},
    {"__init__"},
    {"server"},
    {"cli"},
    {"__main__"},
)
EXPLORER = (
    {"__init__", "components", "state"},
    {"tables", "charts", "cards", "graph", "editor"},
    {"answers"},
    {"views"},
    {"app"},
)
HOUSES = {
    "credgraph": (ROOT / "src" / "credgraph", LIBRARY),
    "dashboard": (ROOT / "dashboard", EXPLORER),
}
ALONE = {  # the one place that imports a package, as a room or a module of one
    "pyshacl": "credgraph/validation/engines",
    "shacl": "credgraph/validation/engines",
    "SPARQLWrapper": "credgraph/store/client",
    "fastapi": "credgraph/server",
    "starlette": "credgraph/server",
    "uvicorn": "credgraph/server",
    "mcp": "credgraph/server",
    "prometheus_client": "credgraph/server",
    "streamlit": "dashboard",
    "altair": "dashboard/charts",
}
LONGEST_MODULE, LONGEST_FUNCTION, USUAL_FUNCTION = 300, 50, 10  # lines

Function = ast.FunctionDef | ast.AsyncFunctionDef


def modules(house: str) -> dict[str, Path]:
    """Return the files of a house by the name that imports use."""
    return modules_in(house, HOUSES[house][0])


MODULES = {name: path for house in HOUSES for name, path in modules(house).items()}


def imports(path: Path) -> Iterator[str]:
    """Yield what a file imports, our modules by their full names."""
    return imports_of(path, MODULES)


def test_the_houses_are_found() -> None:
    assert len(MODULES) > 90


@pytest.mark.parametrize("house", HOUSES)
def test_every_room_is_in_the_list(house: str) -> None:
    assert {room(name) for name in modules(house)} == set().union(*HOUSES[house][1])


@pytest.mark.parametrize("house", HOUSES)
def test_imports_point_down(house: str) -> None:
    floor = {name: n for n, rooms in enumerate(HOUSES[house][1]) for name in rooms}
    for name, path in modules(house).items():
        for other in set(imports(path)) & set(modules(house)):
            below = floor[room(other)] < floor[room(name)]
            assert below or room(other) == room(name), f"{name} imports {other}"


@pytest.mark.parametrize("house", HOUSES)
def test_no_two_files_import_each_other(house: str) -> None:
    known = set(modules(house))
    links = {name: set(imports(path)) & known - {name} for name, path in modules(house).items()}
    assert len([*TopologicalSorter(links).static_order()]) == len(known)


def handed_on(module: str) -> set[str]:
    """Return the names in the `__all__` of a module, none where it has none."""
    for node in ast.parse(MODULES[module].read_text("utf-8")).body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__":
            return set(ast.literal_eval(node.value))
    return set()


@pytest.mark.parametrize("name", MODULES)
def test_what_a_room_hands_on_is_taken_from_its_door(name: str) -> None:
    for node in ast.walk(ast.parse(MODULES[name].read_text("utf-8"))):
        module = (isinstance(node, ast.ImportFrom) and node.module) or ""
        if module in MODULES and module.count(".") == 2 and room(module) != room(name):
            assert isinstance(node, ast.ImportFrom)
            door = module.rpartition(".")[0]
            taken = {alias.name for alias in node.names} & handed_on(door)
            assert not taken, f"{name}: import {taken} from {door}"


@pytest.mark.parametrize("name", MODULES)
def test_a_room_says_what_it_is_for(name: str) -> None:
    tree = ast.parse(MODULES[name].read_text("utf-8"))
    assert ast.get_docstring(tree)


@pytest.mark.parametrize("name", MODULES)
def test_packages_are_imported_in_their_one_place(name: str) -> None:
    here = name.replace(".", "/")
    for top in {found.split(".")[0] for found in imports(MODULES[name])} & set(ALONE):
        assert here.startswith(ALONE[top]), f"{name} imports {top}"


def functions(path: Path) -> list[Function]:
    nodes = ast.walk(ast.parse(path.read_text("utf-8")))
    return [node for node in nodes if isinstance(node, Function)]


def length(function: Function) -> int:
    return (function.end_lineno or 0) - function.lineno + 1


@pytest.mark.parametrize("name", MODULES)
def test_a_module_is_short_and_so_are_its_functions(name: str) -> None:
    path = MODULES[name]
    assert len(path.read_text("utf-8").splitlines()) <= LONGEST_MODULE
    long = [each.name for each in functions(path) if length(each) > LONGEST_FUNCTION]
    assert not long, f"{name} has functions over {LONGEST_FUNCTION} lines: {long}"


@pytest.mark.parametrize("house", HOUSES)
def test_most_functions_take_ten_lines_or_fewer(house: str) -> None:
    lengths = [length(each) for path in modules(house).values() for each in functions(path)]
    assert median(lengths) <= USUAL_FUNCTION


def unannotated(function: Function) -> Sequence[str]:
    """Return the parameters without a type, and `return` where that has none."""
    given = function.args
    named = [*given.posonlyargs, *given.args, *given.kwonlyargs, given.vararg, given.kwarg]
    free = [arg.arg for arg in named if arg and not arg.annotation]
    return [*(set(free) - {"self", "cls"}), *(["return"] if not function.returns else [])]


@pytest.mark.parametrize("name", MODULES)
def test_every_function_is_annotated(name: str) -> None:
    for each in functions(MODULES[name]):
        assert not unannotated(each), f"{name}.{each.name} lacks types"
