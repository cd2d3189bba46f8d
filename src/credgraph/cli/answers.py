"""Answers as the command prints them: named, cut, in a format, to the screen, a pipe or a file."""

from __future__ import annotations

import argparse
import os
import sys
from typing import TYPE_CHECKING, TypeAlias

from credgraph.cli.output import note, write, write_bytes
from credgraph.results import Format, Table, Triples, content, one_line, render, visible_columns

if TYPE_CHECKING:
    from credgraph.graph import CredentialGraph

__all__ = ["deliver", "show", "show_plainly", "show_sections"]

Answered: TypeAlias = Table | Triples | bool


def show(
    graph: CredentialGraph, answer: Answered, options: argparse.Namespace, opening: str = ""
) -> int:
    """Print an answer in the requested format, or write it to the file that `--output` names.

    Tables and Markdown are opened by a sentence and show names in place of IRIs.
    """
    answer = _chosen(graph, answer, options)
    if options.format not in (Format.TABLE, Format.MARKDOWN):
        return deliver(_rendered(answer, options), options)
    if isinstance(answer, Table) and not answer.rows and options.format is Format.TABLE:
        note("no rows: the graph states nothing that fits")
    text = _named(graph, answer, options)
    return deliver(f"{one_line(opening)}\n\n{text}" if opening else text, options)


def show_plainly(answer: Answered, options: argparse.Namespace) -> int:
    """Print an answer that holds no record, and so needs no graph."""
    return deliver(_rendered(_limited(answer, options, ""), options), options)


def show_sections(
    graph: CredentialGraph, opening: str, sections: dict[str, Table], options: argparse.Namespace
) -> int:
    """Print each table that has rows under its heading."""
    mark, text = "## " if options.format is Format.MARKDOWN else "", opening
    for heading, table in sections.items():
        if len(table):
            chosen = _chosen(graph, table, options, f"{heading}: ")
            shown = _named(graph, chosen, options)
            text += f"\n{mark}{heading}\n\n{shown}"
    return deliver(text, options)


def _chosen(
    graph: CredentialGraph, answer: Answered, options: argparse.Namespace, where: str = ""
) -> Answered:
    """Return what is shown of an answer: no more than `--limit`, with names if beside IRIs."""
    answer = _limited(answer, options, where)
    if options.with_iris and isinstance(answer, Table):
        return graph.records.with_labels(answer)
    return answer


def _limited(answer: Answered, options: argparse.Namespace, where: str) -> Answered:
    """Return no more rows or triples than `--limit` allows, and tell if there are more."""
    most = options.limit
    if most is None or isinstance(answer, bool):
        return answer
    kind = "triples" if isinstance(answer, Triples) else "rows"
    if getattr(answer, "truncated", False):
        note(f"{where}only the first {most:,} {kind}; there are more")
    elif len(answer) > most:
        note(f"{where}only the first {most:,} of {len(answer):,} {kind}")
    return answer.first(most)


def _named(graph: CredentialGraph, answer: Answered, options: argparse.Namespace) -> str:
    """Return an answer for people, with names in place of its IRIs, beside them, or not at all."""
    if isinstance(answer, Table):
        if options.with_iris:
            answer = _with_headings_apart(answer)
        else:
            answer = visible_columns(answer, options.iris)
            answer = answer if options.iris else graph.labelled(answer)
    text = _rendered(answer, options)
    return text if isinstance(text, str) else text.decode()


def _with_headings_apart(table: Table) -> Table:
    """Return the table with `(IRI)` in the heading of each column that has another of labels."""
    names = {column.name for column in table.columns}
    columns = (
        column._replace(label=f"{column.label} (IRI)")
        if f"{column.name}_label" in names
        else column
        for column in table.columns
    )
    return Table(tuple(columns), table.rows)


def _rendered(answer: Answered, options: argparse.Namespace) -> str | bytes:
    """Return text for a terminal, bytes for a pipe or file; a plain table is always text."""
    if _to_terminal(options):
        return render(answer, options.format, terminal=True, color=not os.environ.get("NO_COLOR"))
    if options.format is Format.TABLE:
        return render(answer, options.format)
    return content(answer, options.format)


def _to_terminal(options: argparse.Namespace) -> bool:
    return options.output == "-" and sys.stdout.isatty()


def deliver(made: str | bytes, options: argparse.Namespace) -> int:
    """Write what was made to standard output or to the file that `--output` names.

    Formats for machines are UTF-8 whatever the console is; a table is in the console's encoding.
    Raises UnwritableTarget.
    """
    if options.output != "-":
        return _save(made, options.output)
    if isinstance(made, str) and options.format is Format.TABLE:
        return write(made)
    return write_bytes(_as_bytes(made))


def _save(made: str | bytes, target: str) -> int:
    from pathlib import Path

    from credgraph.cli.endings import clean_up_when_interrupted
    from credgraph.export.atomic_files import write_file

    clean_up_when_interrupted()
    write_file(Path(target), _as_bytes(made))
    note(f"written to {one_line(target)}")
    return 0


def _as_bytes(made: str | bytes) -> bytes:
    return made if isinstance(made, bytes) else made.encode()
