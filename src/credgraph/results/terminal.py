"""Answers on a terminal: a table in colour where it fits, else one card a row."""

from __future__ import annotations

from rich import box
from rich.console import Console
from rich.table import Table as Grid
from rich.text import Text

__all__ = ["draw"]

_READABLE = 22  # characters a column needs before wrapping becomes hard to read


def draw(heads: list[str], rows: list[list[str]], right: list[bool]) -> str:
    """Return the rows as coloured text for this terminal; `right` marks columns of numbers."""
    console = Console()
    widths = [max(map(len, column)) for column in zip(heads, *rows, strict=True)]
    needed = sum(min(width, _READABLE) + 2 for width in widths)
    with console.capture() as capture:
        if needed <= console.width:
            console.print(_grid(heads, rows, right))
        else:
            for row in rows:
                console.print(_card(heads, row))
    return capture.get()


def _grid(heads: list[str], rows: list[list[str]], right: list[bool]) -> Grid:
    grid = Grid(box=box.SIMPLE_HEAD, header_style="bold cyan", row_styles=["", "dim"])
    for head, numeric in zip(heads, right, strict=True):
        grid.add_column(Text(head), justify="right" if numeric else "left", overflow="fold")
    for row in rows:
        grid.add_row(*map(Text, row))
    return grid


def _card(heads: list[str], row: list[str]) -> Grid:
    card = Grid(box=None, show_header=False, padding=(0, 2, 0, 0))
    card.add_column(style="cyan", no_wrap=True, width=max(map(len, heads)))
    card.add_column(overflow="fold")
    for number, (head, cell) in enumerate(zip(heads, row, strict=True)):
        if cell:
            card.add_row(Text(head), Text(cell, style="bold" if number == 0 else ""))
    card.add_row("", "")
    return card
