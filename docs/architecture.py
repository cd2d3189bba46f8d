"""The page on the architecture: `python -m docs.architecture`, or `make architecture`.

Diagrams, figures and the lists of modules are read from the imports and docstrings. The rest is
`architecture.template.md`: a module or a path that it names in backticks must exist.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path

from docs.imports import imports_of, modules_in, room_of

__all__ = ["PAGE", "UnknownPlace", "arrows", "linked", "page", "reduced"]

ROOT = Path(__file__).parents[1]
HOUSES = {"credgraph": ROOT / "src" / "credgraph", "dashboard": ROOT / "dashboard"}
PAGE, TEMPLATE = (Path(__file__).with_name(f"architecture{end}.md") for end in ("", ".template"))
_HEAD = (
    "<!-- Written by `make architecture`; change docs/architecture.template.md or the code. -->\n"
)
_NAMED = re.compile(r"`([\w.-]+(?:/[\w.-]*)+|[\w-]+\.(?:md|py))`")

Arrows = Mapping[str, set[str]]


class UnknownPlace(Exception):
    """The template names modules or paths that are not there."""


@cache
def _modules() -> dict[str, Path]:
    return {name: path for house in HOUSES.items() for name, path in modules_in(*house).items()}


def page() -> str:
    """Return the whole page; raises UnknownPlace where the template names what is not there."""
    made = {
        "library diagram": _diagram(arrows(_seen_from_the_library)),
        "explorer diagram": _diagram(arrows(_room_in("dashboard"))),
        "library figures": _figures("credgraph"),
        "explorer figures": _figures("dashboard"),
        "library rooms": _rooms("credgraph"),
        "explorer rooms": _rooms("dashboard"),
    }
    text = linked(TEMPLATE.read_text("utf-8"))
    for name, part in made.items():
        text = text.replace(f"<!-- {name} -->", part)
    return _HEAD + text


def linked(text: str) -> str:
    """Make a link of each module and path in backticks, such as `cli/ask` or `queries/explore/`.

    Raises UnknownPlace with all that are not there.
    """
    places = {name: _place(name) for name in _NAMED.findall(text)}
    unknown = sorted(name for name, path in places.items() if not path)
    if unknown:
        raise UnknownPlace(f"{TEMPLATE.name} names what is not there: {', '.join(unknown)}")
    return _NAMED.sub(lambda found: _link(found[1], places[found[1]]), text)


def _place(name: str) -> Path | None:
    """Find a file, a folder or a module by its path in the library or in the repository."""
    library = HOUSES["credgraph"]
    tried = (library / name, library / f"{name}.py", ROOT / name, ROOT / f"{name}.py")
    return next((path for path in tried if path.exists()), None)


def _link(name: str, path: Path | None) -> str:
    assert path is not None  # noqa: S101
    return f"[`{name}`](../{path.relative_to(ROOT).as_posix()}{'/' * path.is_dir()})"


def _seen_from_the_library(module: str) -> str:
    return "dashboard" if module.startswith("dashboard") else _shown(room_of(module), "credgraph")


def _room_in(house: str) -> Callable[[str], str]:
    return lambda module: _shown(room_of(module), house) if _is_in(house, module) else ""


def _shown(room: str, house: str) -> str:
    return house if room == "__init__" else room


def _is_in(house: str, module: str) -> bool:
    return module.split(".")[0] == house


def arrows(room: Callable[[str], str]) -> dict[str, set[str]]:
    """Return which rooms import from each room; modules for which `room` is empty do not count."""
    found: dict[str, set[str]] = {}
    for module, path in _modules().items():
        if room(module):
            used = {room(name) for name in imports_of(path, _modules()) if name in _modules()}
            found.setdefault(room(module), set()).update(used - {room(module), ""})
    return found


def reduced(links: Arrows) -> dict[str, set[str]]:
    """Leave out each arrow that a way over other rooms makes unnecessary."""
    reached: dict[str, set[str]] = {}
    for room in TopologicalSorter(links).static_order():
        reached[room] = links[room].union(*(reached[below] for below in links[room]))
    return {
        room: below - set().union(*(reached[each] for each in below))
        for room, below in links.items()
    }


def _floors(links: Arrows) -> dict[str, int]:
    """Return the floor of each room: one above the highest room that it imports from."""
    floors: dict[str, int] = {}
    for room in TopologicalSorter(links).static_order():
        floors[room] = 1 + max((floors[below] for below in links[room]), default=0)
    return floors


def _diagram(links: Arrows) -> str:
    """Draw rooms as Mermaid; an arrow points to what is imported."""
    floors = _floors(links)
    order = sorted(links, key=lambda room: (-floors[room], room))
    nodes = [f'  room_{room}["{room}"]' for room in order]
    lines = [
        f"  room_{room} --> room_{below}"
        for room in order
        for below in sorted(reduced(links)[room])
    ]
    return "\n".join(["```mermaid", "flowchart TD", *nodes, *lines, "```"])


def _figures(house: str) -> str:
    links = arrows(_room_in(house))
    count = sum(_is_in(house, module) for module in _modules())
    drawn = sum(map(len, links.values()))
    return (
        f"{count} modules in {len(links)} rooms on {max(_floors(links).values())} floors, "
        f"with {drawn} arrows between rooms"
    )


def _rooms(house: str) -> str:
    """Describe the rooms of a house from the ground floor up."""
    links = arrows(_room_in(house))
    floors = _floors(links)
    order = sorted(links, key=lambda room: (floors[room], room))
    return "\n\n".join(_room(house, room, links[room]) for room in order)


def _room(house: str, room: str, uses: Iterable[str]) -> str:
    inside = {
        name: path for name, path in modules_in(house, HOUSES[house]).items()
        if _room_in(house)(name) == room
    }  # fmt: skip
    door = min(inside, key=len)
    about = _summary(inside.pop(door))
    names = ", ".join(f"`{each}`" for each in sorted(uses))
    lines = [f"#### {_shown(room, house)}", "", about, *([f"Imports {names}."] if names else [])]
    if inside:
        rows = [f"| {_entry(door, name, path)} |" for name, path in sorted(inside.items())]
        lines += ["", "| module | |", "|---|---|", *rows]
    return "\n".join(lines)


def _entry(door: str, name: str, path: Path) -> str:
    short = name.removeprefix(f"{door}.").replace(".", "/")
    return f"{_link(short, path)} | {_summary(path).replace('|', chr(92) + '|')}"


def _summary(path: Path) -> str:
    """Return the first line of a file's docstring."""
    text = ast.get_docstring(ast.parse(path.read_text("utf-8"))) or ""
    return text.partition("\n")[0]


if __name__ == "__main__":
    try:
        PAGE.write_text(page(), "utf-8")
    except UnknownPlace as error:
        sys.exit(str(error))
