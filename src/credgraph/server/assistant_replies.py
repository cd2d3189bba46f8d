"""Answers for assistants: a sentence, rows, the sources and disputes of the records they name.

Each is made twice: as data of one form, `Answer`, and as text that a language model reads.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from math import isfinite
from typing import Any, NamedTuple

from pydantic import BaseModel, Field

from credgraph.graph import CredentialGraph
from credgraph.questions.provenance import records_in
from credgraph.results import Format, Table, one_line, render, visible_columns
from credgraph.server.assistant_provenance import Dispute, Source, behind

__all__ = ["Answer", "Reply", "data_rows", "reply"]


class Answer(BaseModel):
    """What every tool answers. A value that a row lacks is not stated by any source."""

    sentence: str = Field(description="The answer in a sentence.")
    question: str = Field("", description="The question of the library that was answered.")
    values: dict[str, str] = Field({}, description="The values it was asked with.")
    columns: dict[str, str] = Field({}, description="What each value of a row is, by its name.")
    rows: list[dict[str, Any]] = Field([], description="The answer in full, up to the limit.")
    truncated: bool = Field(False, description="Whether there are more rows than these.")
    links: list[dict[str, Any]] = Field([], description="What points at a described record.")
    sources: list[Source] = Field([], description="Sources of the records that the answer names.")
    disputes: list[Dispute] = Field([], description="What is disputed about these records.")
    notes: list[str] = Field([], description="What else must be known of this answer.")


class Reply(NamedTuple):
    """An answer as data and as text."""

    answer: Answer
    text: str


def reply(
    graph: CredentialGraph,
    table: Table,
    sentence: str,
    limit: int,
    *,
    about: Sequence[str] = (),
    most: int = 50,
    notes: Iterable[str] = (),
    links: Table | None = None,
    text: str | None = None,
    iris: bool = False,
    truncated: bool = False,
    **more: Any,
) -> Reply:
    """Return a table as a reply, cut to `limit` rows, or `truncated` before.

    `about` are IRIs of records that it is about besides those in its rows; of `most` of them all,
    sources and disputes are listed. `links` is what points at them. In the text, `text` stands in
    the place of the rows, or the rows show their IRIs beside the labels. `more` are further fields
    of the answer.
    """
    shown = table.first(limit)
    linking = links.first(limit) if links else None
    notes = [*notes, *table.notes, *_cut(table, limit, truncated)]
    if links is not None and len(links) > limit:
        notes.append(f"Only the first {limit} of {len(links)} links are given.")
    found = behind(graph, [*about, *records_in(shown)], most)
    if found.left_out:
        notes.append(f"The sources of {found.left_out} more records are not listed: describe each.")
    answer = Answer(
        sentence=one_line(sentence),
        columns={column.name: column.label for column in shown.columns},
        rows=data_rows(shown),
        truncated=truncated or len(table) > limit,
        sources=found.sources,
        disputes=found.disputes,
        links=data_rows(linking) if linking else [],
        notes=notes,
        **more,
    )
    written = _rows_as_text(shown, iris) if text is None else text
    if linking:
        written += f"\nWhat points here:\n\n{_rows_as_text(linking)}"
    return Reply(answer, _as_text(answer, written))


def data_rows(table: Table) -> list[dict[str, Any]]:
    """Return rows as JSON holds them exactly, without what is not stated."""
    return [{k: _exact(v) for k, v in row.items() if v is not None} for row in table]


def _exact(value: Any) -> Any:
    """Return a number that JSON holds exactly, or its digits as text."""
    if isinstance(value, float):
        return value if isfinite(value) else str(value).replace("nan", "NaN").replace("inf", "INF")
    if not isinstance(value, Decimal):
        return value
    if value == value.to_integral_value():
        return int(value)
    return float(value) if Decimal(repr(float(value))) == value else f"{value:f}"


def _cut(table: Table, limit: int, truncated: bool) -> list[str]:
    if len(table) > limit:
        return [f"Only the first {limit} of {len(table)} rows are given; raise limit for more."]
    return ["There are more than these; raise limit or ask for less."] * truncated


def _rows_as_text(table: Table, iris: bool = False) -> str:
    """Return rows as a table in Markdown; `iris` are shown beside labels too, and short."""
    shown = table if iris else visible_columns(table)
    return render(shown, Format.MARKDOWN) if table.rows else ""


def _as_text(answer: Answer, rows: str) -> str:
    sources = [each.line for each in answer.sources]
    disputes = [each.line for each in answer.disputes]
    parts = [
        answer.sentence,
        rows.strip(),
        "\n".join(f"Note: {one_line(note)}" for note in answer.notes),
        "\n".join(["Sources of the records named:", *sources] if sources else []),
        "\n".join(["DISPUTED:", *disputes] if disputes else []),
    ]
    return "\n\n".join(part for part in parts if part)
