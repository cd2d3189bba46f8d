"""Compare two to four credentials side by side."""

from __future__ import annotations

import re
from collections.abc import Sequence

import streamlit as st

from credgraph.results import Table, display_value, join_names
from dashboard.cards import competencies_by_module, competencies_of, shared_competencies
from dashboard.charts import Range, range_chart, show_chart
from dashboard.state import (
    Named,
    ask,
    choose_some,
    dispute_badge,
    escape,
    flagged,
    members,
    record_links,
    report_errors,
    show_record_link,
)
from dashboard.tables import markdown_table, show_table

_DEFAULT = ("mssc-cpt", "smscp-level-1")
_IN_HEADS = ("Name", "Currency")  # the heads of the table show them
_LOWER = re.compile(r"(.*) from")  # the lower end of a range, such as Price from
_MONEY = {"Price": "Price, USD"}


def page() -> None:
    """Show the page."""
    st.title("Compare credentials", anchor=False)
    options = members("cg:Credential")
    with st.container(key="choices"):
        chosen = choose_some("Two to four credentials", "c", options, _DEFAULT)
    if len(chosen) < 2:
        st.info("Choose at least two credentials.")
        return
    for place, record in zip(st.columns(len(chosen)), chosen, strict=True):
        with place:
            show_record_link(record.iri, record.label, icon=":material/description:")
    for part in (_aspects, _prices, _pay, _topics):
        with report_errors():
            part(chosen)


def _aspects(chosen: Sequence[Named]) -> None:
    """Show one row per aspect and one column per credential."""
    columns = [{**_compared(chosen, i), **_recognized(chosen[i])} for i in range(len(chosen))]
    names = dict.fromkeys(name for column in columns for name in column)
    stated = [name for name in names if any(column.get(name) for column in columns)]
    data = [
        [f"**{escape(name)}**", *(column.get(name) or "not stated" for column in columns)]
        for name in stated
    ]
    heads = ["Aspect", *(escape(record.label) for record in chosen)]
    with st.container(key=f"compared-{len(chosen)}"):
        st.markdown(markdown_table(heads, data))
    silent = [name for name in names if name not in stated]
    if silent:
        st.caption(escape(f"Not stated of any: {join_names(silent)}."))


def _compared(chosen: Sequence[Named], i: int) -> dict[str, str]:
    """Return the aspects of one credential, as Markdown; both ends of a range are one aspect."""
    other = chosen[0] if i else chosen[1]
    words: dict[str, list[str]] = {}
    flags: dict[str, list[str]] = {}
    notes: dict[str, list[str]] = {}
    rows = ask("compare_two_credentials", credential=chosen[i].iri, other=other.iri).rows
    lower = {match[1] for row in rows if (match := _LOWER.fullmatch(display_value(row[0])))}
    for row in rows:
        aspect, first, _, worked_out, disputed = map(display_value, row)
        base = aspect.removesuffix(" from").removesuffix(" to")
        name = base if base in lower else aspect
        words.setdefault(name, []).append(first)
        flags.setdefault(name, []).extend(_of_first(disputed))
        notes.setdefault(name, []).extend(_of_first(worked_out))
    cells = {
        _MONEY.get(name, name): _cell(found, notes[name], flags[name])
        for name, found in words.items()
        if name not in _IN_HEADS
    }
    return _roughly_priced(cells, chosen[i])


def _roughly_priced(cells: dict[str, str], record: Named) -> dict[str, str]:
    """Return the aspects with a price that a source gives only roughly marked as that."""
    [overview] = ask("credential_overview", credential=record.iri)
    price = _MONEY["Price"]
    if overview["roughly"] and cells.get(price):
        return cells | {price: f"{overview['roughly']} {cells[price]}"}
    return cells


def _of_first(said: str) -> list[str]:
    """Return what is said of the first of the two credentials."""
    parts = [part for part in said.split("; ") if part.startswith("first: ")]
    return [part.removeprefix("first: ") for part in parts]


def _cell(found: Sequence[str], notes: Sequence[str], flags: Sequence[str]) -> str:
    """Return a range or a word, what it is worked out from, and its disputes; empty: not stated."""
    ends = list(dict.fromkeys(filter(None, found)))
    how = [escape(f"(worked out from {note})") for note in dict.fromkeys(notes)]
    badges = [dispute_badge(escape(flag)) for flag in dict.fromkeys(flags)]
    return " ".join([escape(" to ".join(ends)), *how, *badges]) if ends else ""


def _recognized(record: Named) -> dict[str, str]:
    employers = ask("employers_recognizing_credential", credential=record.iri)
    programs = ask("funders_of_credential", credential=record.iri)
    bands = ask("pay_with_credential", credential=record.iri)
    count, industries = len(set(employers.column("employer"))), set(employers.column("industry"))
    short = record.iri.rpartition("/")[2]
    return {
        "Employers that recognize it": f"[{count} employers](employers?credential={escape(short)}) "
        f"in {len(industries)} industries"
        if count
        else "",
        "Programs that pay for it": record_links(
            dict.fromkeys(
                (row["program"], flagged(_paying(row), row["disputed"])) for row in programs
            )
        ),
        "Pay of stacks with it, USD a year": _span(bands),
    }


def _paying(program: dict[str, str]) -> str:
    """Return the name of a program, and what it pays for if that is not the credential itself."""
    pays_for = program["pays_for"]
    only = f" ({pays_for})" if pays_for and pays_for != "the credential" else ""
    return program["program_label"] + only


def _span(bands: Table) -> str:
    ends = [float(row[end]) for row in bands for end in ("min_pay", "max_pay") if row[end]]
    count = len(set(bands.column("band")))
    words = f"{min(ends):,.0f} to {max(ends):,.0f}" if ends else ""
    words += f" (worked out from {count} stacks, drawn below)" if count > 1 else ""
    return escape(words)


def _prices(chosen: Sequence[Named]) -> None:
    rows, silent = [], []
    for record in chosen:
        prices = list(ask("costs_of_credential", credential=record.iri))
        stated = [row for row in prices if row["min_price"] is not None]
        if not stated:
            silent.append(record.label)
        rows += [
            Range(
                flagged(f"{record.label}: {row['cost_label']}", row["disputed"]),
                record.label,
                float(row["min_price"]),
                float(row["max_price"] or row["min_price"]),
            )
            for row in stated
        ]
    st.header("What each costs", anchor=False)
    if rows:
        spec = range_chart([_with_tick(row) for row in rows], unit="USD")
        show_chart(spec, alt="Prices of the credentials compared")
        _range_table(rows, "Price", "USD")
    if silent:
        st.caption(escape(f"No source in the graph states a price for {join_names(silent)}."))


def _with_tick(row: Range) -> Range:
    """Give a single price a tick, since a bar from 250 to 250 has no length."""
    return row._replace(middle=row.low) if row.low == row.high else row


def _range_table(rows: Sequence[Range], what: str, unit: str) -> None:
    data = [
        (escape(row.label), " to ".join(dict.fromkeys([f"{row.low:,.0f}", f"{row.high:,.0f}"])))
        for row in rows
    ]
    st.markdown(markdown_table([what, unit], data))


def _pay(chosen: Sequence[Named]) -> None:
    """Draw the pay of every stack that asks for one of the credentials."""
    asked: dict[tuple[str, float, float], list[str]] = {}
    for record in chosen:
        for row in ask("pay_with_credential", credential=record.iri):
            name = flagged(row["band_label"], row["disputed"])
            band = (name, float(row["min_pay"]), float(row["max_pay"]))
            found = asked.setdefault(band, [])
            found += [record.label] if record.label not in found else []
    st.header("Pay of the stacks that ask for them", anchor=False)
    if not asked:
        st.caption("No pay band in the graph asks for any of them.")
        return
    rows = [
        Range(name, f"asks for {join_names(who)}", low, high)
        for (name, low, high), who in asked.items()
    ]
    rows.sort(key=lambda row: (row.low, row.high, row.label))
    show_chart(range_chart(rows), alt="Pay bands that ask for the credentials compared")
    _range_table([r._replace(label=f"{r.label}: {r.group}") for r in rows], "Stack", "USD a year")


def _topics(chosen: Sequence[Named]) -> None:
    st.header("Topics they cover", anchor=False)
    topics = competencies_of(chosen)
    silent = [record.label for record, found in zip(chosen, topics, strict=True) if not found]
    if silent:
        st.caption(escape(f"No source in the graph lists the topics of {join_names(silent)}."))
    listed = [record for record, found in zip(chosen, topics, strict=True) if found]
    if len(listed) < 2:
        for record in listed:
            st.markdown(
                competencies_by_module(ask("competencies_of_credential", credential=record.iri))
            )
        return
    stated = [found for found in topics if found]
    lines = [_count(record, found, stated) for record, found in zip(listed, stated, strict=True)]
    common = set(stated[0]).intersection(*stated[1:])
    lines.insert(0, f"**Shared by {'both' if len(listed) == 2 else 'all'}:** {len(common)}")
    st.markdown("\n".join(f"- {line}" for line in lines))
    show_table(shared_competencies(listed, stated), "", key="topics", file="topics", grid=True)


def _count(record: Named, found: dict[str, str], every: Sequence[dict[str, str]]) -> str:
    others = {iri for other in every if other is not found for iri in other}
    own = len(set(found) - others)
    return f"**{escape(record.label)}:** {len(found)} topics, {own} of them in no other"


page()
