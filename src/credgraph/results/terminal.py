"""Tables drawn for a terminal, or one card per row where a table does not fit."""

from __future__ import annotations

from rich import box
from rich.console import Console
from rich.table import Table as Grid
from rich.text import Text

__all__ = ["draw"]

_READABLE_WIDTH = 22  # characters; a wider column may wrap


def draw(
    headings: list[str], rows: list[list[str]], numeric: list[bool], color: bool = True
) -> str:
    """Return text as wide as this terminal; `numeric` marks columns to align on the right."""
    console = Console() if color else Console(color_system=None)
    widths = [max(map(len, column)) for column in zip(headings, *rows, strict=True)]
    needed = sum(min(width, _READABLE_WIDTH) + 2 for width in widths)
    with console.capture() as capture:
        if needed <= console.width:
            console.print(_grid(headings, rows, numeric))
        else:
            for row in rows:
                console.print(_card(headings, row))
    return capture.get()


def _grid(headings: list[str], rows: list[list[str]], numeric: list[bool]) -> Grid:
    grid = Grid(box=box.SIMPLE_HEAD, header_style="bold cyan", row_styles=["", "dim"])
    for heading, is_number in zip(headings, numeric, strict=True):
        grid.add_column(Text(heading), justify="right" if is_number else "left", overflow="fold")
    for row in rows:
        grid.add_row(*map(Text, row))
    return grid


def _card(headings: list[str], row: list[str]) -> Grid:
    card = Grid(box=None, show_header=False, padding=(0, 2, 0, 0))
    card.add_column(style="cyan", no_wrap=True, width=max(map(len, headings)))
    card.add_column(overflow="fold")
    for number, (heading, cell) in enumerate(zip(headings, row, strict=True)):
        if cell:
            card.add_row(Text(heading), Text(cell, style="bold" if number == 0 else ""))
    card.add_row("", "")
    return card
