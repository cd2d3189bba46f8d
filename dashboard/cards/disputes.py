"""Disputed facts in words: each with both claims and who makes them."""

from __future__ import annotations

from itertools import groupby

from credgraph.results import Table
from dashboard.state import dispute_badge, escape, record_link

__all__ = ["dispute_list"]


def dispute_list(disputes: Table) -> str:
    """Return the answer to disputes_of_record or disputed_facts as Markdown."""
    return "\n\n".join(
        _dispute(list(rows)) for _, rows in groupby(disputes, lambda row: row["dispute"])
    )


def _dispute(rows: list[dict[str, str]]) -> str:
    first = rows[0]
    about = escape(first["property_label"])
    if first.get("record"):
        about = f"{record_link(first['record'], first['record_label'])}: {about}"
    claims = {f"- Claim: {_claim(first, 'claim', 'claim_source')}": None}
    for row in rows:
        if row["counter_claim"]:
            claims[f"- Against it: {_claim(row, 'counter_claim', 'counter_source')}"] = None
    kind, name = (
        escape(first["kind_label"]),
        record_link(first["dispute"], first["dispute_label"]),
    )
    return "\n".join([f"{dispute_badge(kind)} **{name}** ({about})\n", *claims])


def _claim(row: dict[str, str], said: str, source: str) -> str:
    return f"{escape(row[said])} — {record_link(row[source], row[f'{source}_label'])}"
