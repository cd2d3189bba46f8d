"""The competencies of credentials: by module and group, and which of them several share."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pyoxigraph as ox

from credgraph.results import Column, Table, Term
from dashboard.state import Named, ask, dispute_badge, escape, record_link

__all__ = ["competencies_by_module", "competencies_of", "shared_competencies"]

Competencies = dict[str, str]  # labels by IRI


def competencies_by_module(table: Table) -> str:
    """Return the answer to competencies_of_credential as a Markdown list by module and group."""
    found: dict[str, dict[str, list[str]]] = {}
    groups = set(table.column("group"))
    for row in table:
        own = found.setdefault(_module(row), {})
        if row["group"]:
            group = record_link(row["group"], row["group_label"])
            own.setdefault(group, []).append(_competency(row))
        elif row["competency"] not in groups:  # a group is named with its members
            own.setdefault("", []).append(_competency(row))
    return "\n".join(line for module, own in found.items() for line in _module_lines(module, own))


def _module(row: dict[str, Any]) -> str:
    if not row["module"]:
        return "**Beside the modules**"
    needed = "required" if row["required"] else "optional"
    return f"**{record_link(row['module'], row['module_label'])}** ({needed})"


def _module_lines(module: str, groups: dict[str, list[str]]) -> list[str]:
    lines = [f"    - {group}{': ' * bool(group)}{', '.join(own)}" for group, own in groups.items()]
    return [f"- {module}", *lines]


def _competency(row: dict[str, Any]) -> str:
    depth = f" ({escape(row['depth_label'])})" if row["depth_label"] else ""
    flag = f" {dispute_badge(escape(row['disputed']))}" if row["disputed"] else ""
    return record_link(row["competency"], row["competency_label"]) + depth + flag


def competencies_of(records: Sequence[Named]) -> list[Competencies]:
    """Return the competencies of each credential."""
    return [
        {
            row["competency"]: row["competency_label"]
            for row in ask("competencies_of_credential", credential=record.iri)
            if row["competency"]
        }
        for record in records
    ]


def shared_competencies(records: Sequence[Named], covered: Sequence[Competencies]) -> Table:
    """Return a row per competency and a column per credential, the most shared first.

    `covered` holds the competencies of each credential, in the order of `records`.
    """
    heads = (
        Column("topic", "Topic", "iri"),
        Column("topic_label", "Topic", "string"),
        *(Column(f"c{i}", record.label, "string") for i, record in enumerate(records)),
    )
    every = {iri: label for found in covered for iri, label in found.items()}
    many = {iri: sum(iri in found for found in covered) for iri in every}
    rows: list[tuple[Term | None, ...]] = [
        (
            ox.NamedNode(iri),
            ox.Literal(every[iri]),
            *(ox.Literal("✓") if iri in found else None for found in covered),
        )
        for iri in sorted(every, key=lambda iri: (-many[iri], every[iri].lower(), iri))
    ]
    return Table(heads, rows)
