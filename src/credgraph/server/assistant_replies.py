"""Answers for assistants: a sentence, rows, the sources and disputes of the records they name.

Each is made twice: as data of one form, `Answer`, and as text that a language model reads.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from math import isfinite
from typing import Any, NamedTuple

import pyoxigraph as ox
from pydantic import BaseModel, Field

from credgraph.graph import CredentialGraph
from credgraph.questions import Provenance, provenance, records_in
from credgraph.results import Format, Table, one_line, render, visible_columns

__all__ = ["Answer", "Reply", "data_rows", "reply"]

_MOST_NAMES = 6  # of records behind a source that the text names


class Source(BaseModel):
    """Where facts about some records come from."""

    iri: str
    label: str
    as_of: str = Field("", description="The day as of which it holds; empty if not stated.")
    page: str = Field("", description="Its address, if it has one.")
    our_own_judgement: bool = Field(description="True where no source states it, and we judged.")
    records: list[str] = Field(description="Labels of the records about which it states facts.")


class CounterClaim(BaseModel):
    """What another source says."""

    text: str
    source: str


class Dispute(BaseModel):
    """Something that sources disagree about."""

    iri: str
    label: str
    kind: str = Field(description="contradicted, unconfirmed or overclaimed")
    record: str
    property: str
    claim: str
    claimed_by: str
    counter_claims: list[CounterClaim]


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
    about: Sequence[ox.NamedNode] = (),
    most: int = 50,
    notes: Iterable[str] = (),
    links: Table | None = None,
    text: str | None = None,
    iris: bool = False,
    truncated: bool = False,
    **more: Any,
) -> Reply:
    """Return a table as a reply, cut to `limit` rows, or `truncated` before.

    `about` are records that it is about besides those in its rows; of `most` of them all, sources
    and disputes are listed. `links` is what points at them. In the text, `text` stands in the place
    of the rows, or the rows show their IRIs beside the labels. `more` are further fields of the
    answer.
    """
    shown = table.first(limit)
    linking = links.first(limit) if links else None
    notes = [*notes, *table.notes, *_cut(table, limit, truncated)]
    if links is not None and len(links) > limit:
        notes.append(f"Only the first {limit} of {len(links)} links are given.")
    behind = provenance(graph.store, graph.records, [*about, *records_in(shown)], most)
    answer = Answer(
        sentence=one_line(sentence),
        columns={column.name: column.label for column in shown.columns},
        rows=data_rows(shown),
        truncated=truncated or len(table) > limit,
        sources=[_source(each) for each in behind.sources],
        disputes=[_dispute(each) for each in behind.disputes],
        links=data_rows(linking) if linking else [],
        notes=[*notes, *_left_out(behind)],
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


def _left_out(behind: Provenance) -> list[str]:
    if not behind.left_out:
        return []
    return [f"The sources of {behind.left_out} more records are not listed: describe each."]


def _source(found: Any) -> Source:
    iri, label, as_of, page, judged, records = found
    return Source(
        iri=iri,
        label=label,
        as_of=as_of,
        page=page,
        our_own_judgement=judged,
        records=[*records],
    )


def _dispute(found: Any) -> Dispute:
    *_, counters = found
    against = [CounterClaim(text=each.text, source=each.source) for each in counters]
    return Dispute(**(found._asdict() | {"counter_claims": against}))


def _rows_as_text(table: Table, iris: bool = False) -> str:
    """Return rows as a table in Markdown; `iris` are shown beside labels too, and short."""
    shown = table if iris else visible_columns(table)
    return render(shown, Format.MARKDOWN) if table.rows else ""


def _as_text(answer: Answer, rows: str) -> str:
    sources = [_source_line(each) for each in answer.sources]
    disputes = [_dispute_line(each) for each in answer.disputes]
    parts = [
        answer.sentence,
        rows.strip(),
        "\n".join(f"Note: {one_line(note)}" for note in answer.notes),
        "\n".join(["Sources of the records named:", *sources] if sources else []),
        "\n".join(["DISPUTED:", *disputes] if disputes else []),
    ]
    return "\n\n".join(part for part in parts if part)


def _source_line(source: Source) -> str:
    rest = len(source.records) - _MOST_NAMES
    names = "; ".join(source.records[:_MOST_NAMES]) + (f"; and {rest} more" if rest > 0 else "")
    judged = ", our own judgement" if source.our_own_judgement else ""
    as_of = f" (as of {source.as_of})" if source.as_of else " (without a date)"
    return one_line(f"- {source.label}{judged}{as_of}: {names}")


def _dispute_line(found: Dispute) -> str:
    said = f"- {found.label} ({found.kind}), {found.property} of {found.record}: "
    said += f"{found.claimed_by or 'A source'} claims: {found.claim}"
    return one_line(" ".join([said, *(f"{c.source} says: {c.text}" for c in found.counter_claims)]))
