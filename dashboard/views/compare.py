"""Compare two to four credentials side by side."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from credgraph.catalogue import Column
from credgraph.formats import in_words
from credgraph.table import Table, Term
from dashboard.charts import Range, picture, ranges
from dashboard.choices import choose_some
from dashboard.links import open_record
from dashboard.session import Named, ask, members, sentence
from dashboard.text import plain
from dashboard.widgets import show

_HEADLINES = ("Employers that recognize it", "Programs that pay for it", "Pay of bands with it")


def page() -> None:
    """Show the page."""
    st.title("Compare credentials", anchor=False)
    options = members("cg:Credential")
    chosen = choose_some("Two to four credentials", "c", options, ("mssc-cpt", "smscp-level-1"))
    if len(chosen) < 2:
        st.info("Choose at least two credentials.")
        return
    for place, record in zip(st.columns(len(chosen)), chosen, strict=True):
        with place:
            open_record(record.iri, record.label, icon=":material/description:")
    for part in (_aspects, _prices, _topics):
        with sentence():
            part(chosen)


def _aspects(chosen: list[Named]) -> None:
    """Show one row an aspect and one column a credential."""
    rows: dict[str, list[Term | str | None]] = {}
    flags: dict[str, list[str]] = {}
    for i, record in enumerate(chosen):
        other = chosen[0] if i else chosen[1]
        pair = ask("compare_two_credentials", credential=record.iri, other=other.iri)
        for aspect, first, _, disputed in pair.rows:
            name = in_words(aspect)
            rows.setdefault(name, [None] * len(chosen))[i] = first
            told = [part for part in in_words(disputed).split("; ") if part.startswith("first: ")]
            flags.setdefault(name, []).extend(
                f"{record.label}: {part.removeprefix('first: ')}" for part in told
            )
    columns = ["Aspect", *(record.label for record in chosen), "Disputed"]
    data = [
        [f"**{plain(name)}**", *(plain(_words(cell)) for cell in cells), _flag(flags.get(name, []))]
        for name, cells in (*rows.items(), *_headlines(chosen).items())
    ]
    st.table(
        pd.DataFrame(data, columns=[plain(name) for name in columns]),
        hide_index=True,
        border="horizontal",
    )


def _words(cell: Term | str | None) -> str:
    return (cell if isinstance(cell, str) else in_words(cell)) or "not stated"


def _flag(told: list[str]) -> str:
    return " ".join(f":orange-badge[⚠ {plain(text)}]" for text in dict.fromkeys(told))


def _headlines(chosen: list[Named]) -> dict[str, list[Term | str | None]]:
    found: dict[str, list[Term | str | None]] = {name: [] for name in _HEADLINES}
    for record in chosen:
        [overview] = ask("credential_overview", credential=record.iri)
        found[_HEADLINES[0]].append(str(overview["employers"] or ""))
        found[_HEADLINES[1]].append(str(overview["programs"] or ""))
        bands = ask("pay_with_credential", credential=record.iri)
        words = dict.fromkeys(
            f"{row['band_label']}: {row['min_pay']:,.0f} to {row['max_pay']:,.0f}" for row in bands
        )
        found[_HEADLINES[2]].append("; ".join(words))
    return found


def _prices(chosen: list[Named]) -> None:
    rows, silent = [], []
    for record in chosen:
        prices = list(ask("costs_of_credential", credential=record.iri))
        stated = [row for row in prices if row["min_price"] is not None]
        if not stated:
            silent.append(record.label)
        rows += [
            Range(
                f"{record.label}: {row['cost_label']}" + (" ⚠" if row["disputed"] else ""),
                record.label,
                float(row["min_price"]),
                float(row["max_price"] or row["min_price"]),
            )
            for row in stated
        ]
    st.header("What each costs", anchor=False)
    if rows:
        spec = ranges([_visible(row) for row in rows], unit="USD")
        picture(spec, alt="Prices of the credentials compared")
        _price_table(rows)
    if silent:
        st.caption(plain(f"No source in the graph states a price for {', '.join(silent)}."))


def _visible(row: Range) -> Range:
    """Give a single price a tick, since a bar from 250 to 250 has no length."""
    return row._replace(middle=row.low) if row.low == row.high else row


def _price_table(rows: list[Range]) -> None:
    data = [(plain(r.label), f"{r.low:,.0f}", f"{r.high:,.0f}") for r in rows]
    table = pd.DataFrame(data, columns=["Price", "From, USD", "To, USD"])
    st.table(table, hide_index=True, border="horizontal")


def _topics(chosen: list[Named]) -> None:
    st.header("Topics they cover", anchor=False)
    covered = [
        {
            row["competency"]: row["competency_label"]
            for row in ask("competencies_of_credential", credential=record.iri)
            if row["competency"]
        }
        for record in chosen
    ]
    silent = [record.label for record, topics in zip(chosen, covered, strict=True) if not topics]
    if silent:
        st.caption(plain(f"No source in the graph lists the topics of {', '.join(silent)}."))
    every = sorted({topic for topics in covered for topic in topics.items()}, key=lambda t: t[1])
    if every:
        shared = sum(all(iri in topics for topics in covered) for iri, _ in every)
        st.caption(f"{shared} shared by all, {len(every)} in all")
        show(_topic_table(chosen, covered, every), "", key="topics", file="topics", grid=True)


def _topic_table(
    chosen: list[Named], covered: list[dict[str, str]], every: list[tuple[str, str]]
) -> Table:
    import pyoxigraph as ox

    heads = (
        Column("topic", "Topic", "iri"),
        Column("topic_label", "Topic", "string"),
        *(Column(f"c{i}", record.label, "string") for i, record in enumerate(chosen)),
    )
    rows: list[tuple[Term | None, ...]] = [
        (
            ox.NamedNode(iri),
            ox.Literal(label),
            *(ox.Literal("✓") if iri in topics else None for topics in covered),
        )
        for iri, label in every
    ]
    return Table(heads, rows)


page()
