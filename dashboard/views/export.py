"""Export: the graph, or some records, in the vocabulary of another registry, and what was lost."""

from __future__ import annotations

import io
import zipfile
from functools import partial

import pyoxigraph as ox
import streamlit as st

from credgraph.export import Export, Profile, profiles
from credgraph.results import Column, Table, Term
from credgraph.validation import as_table, summary
from dashboard.charts import show_chart, stacked_bar_chart
from dashboard.graph import label_of
from dashboard.state import (
    Named,
    all_records,
    choose,
    choose_some,
    escape,
    graph,
    report_errors,
    show_record_link,
)
from dashboard.tables import file_downloads, markdown_table, show_table, with_labels

_MOST = 20  # records chosen one by one; the whole graph has more


def page() -> None:
    """Show the page."""
    st.title("Export", anchor=False)
    places = st.columns([2, 3])
    with places[0]:
        chosen = choose("For", "to", _profiles(), "ctdl")
    with places[1]:
        records = choose_some("Records (none: everything)", "id", all_records(), most=_MOST)
    if chosen is None:
        return
    profile = next(each for each in profiles() if each.name == chosen.iri)
    st.caption(escape(profile.about))
    with report_errors():
        made = _export(profile.name, tuple(record.iri for record in records))
        _downloads(made, profile)
        _figures(made)
        _held_back(made)
        _coverage(made)


@st.cache_resource(show_spinner=False)
def _profiles() -> dict[str, Named]:
    return {each.name: Named(each.name, each.title) for each in profiles()}


@st.cache_resource(show_spinner="Mapping the records …", max_entries=30)
def _export(profile: str, records: tuple[str, ...]) -> Export:
    """Return an export; do not modify it, for all sessions share it."""
    return graph().export(profile, records=records)


def _downloads(made: Export, profile: Profile) -> None:
    with st.container(horizontal=True):
        whole = {ending: partial(made.content, ending) for ending in profile.whole}
        file_downloads(whole, profile.name, "export", prominent=True)
        file_downloads({".zip": partial(_zipped, made)}, profile.name, "export")


def _zipped(made: Export) -> bytes:
    """Return an archive of all files of the export, the same bytes each time."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for document in made.documents():
            archive.writestr(zipfile.ZipInfo(document.name), document.content)
    return content.getvalue()


def _figures(made: Export) -> None:
    covered = made.coverage
    figures = (
        ("Records with an entry of their own", f"{len(made.mapped.entities):,}"),
        ("Held back", f"{len(made.blocked):,}"),
        ("Facts carried", f"{covered.carried:,}"),
        ("Facts left out", f"{covered.facts - covered.carried:,}"),
    )
    st.markdown(" · ".join(f"{label} **{value}**" for label, value in figures))


def _held_back(made: Export) -> None:
    findings = [finding for found in made.findings.values() for finding in found]
    st.header("What the registry's rules say", anchor=False)
    st.caption(escape(summary(findings)))
    if not findings:
        return
    if made.blocked:
        st.info(
            "These records lack something the registry requires, and are held back until a source "
            "states it. Nothing is made up to let them through.",
            icon=":material/block:",
        )
        with st.container(horizontal=True):
            for entity in made.blocked:
                show_record_link(entity, label_of(entity))
    drawer = st.expander("Every finding", on_change="rerun", key="findings")
    if drawer.open:
        with drawer:
            show_table(
                with_labels(as_table(findings)),
                "",
                key="export-findings",
                file="findings",
                grid=True,
            )


def _coverage(made: Export) -> None:
    st.header("What was carried, and what was not", anchor=False)
    kinds = made.coverage.kinds
    if not kinds:
        st.info("There is nothing to count.")
        return
    rows = [
        (kind.label, what, count)
        for kind in kinds
        for what, count in (("carried", kind.carried), ("left out", kind.facts - kind.carried))
    ]
    show_chart(
        stacked_bar_chart(rows, "Facts"), alt="Facts carried and left out, by kind of record"
    )
    heads = ["Kind", "Records", "Exported", "Facts carried", "Facts left out"]
    counts = [(k.records, k.exported, k.carried, k.facts - k.carried) for k in kinds]
    cells = [
        [escape(kind.label), *(f"{count:,}" for count in counted)]
        for kind, counted in zip(kinds, counts, strict=True)
    ]
    st.markdown(markdown_table(heads, cells))
    st.caption("Exported are records with an entry of their own and those told inside another's.")
    drawer = st.expander("What was left out, and why", on_change="rerun", key="dropped")
    if drawer.open:
        with drawer:
            show_table(
                _dropped(made), "Nothing was left out.", key="dropped", file="left-out", grid=True
            )


def _dropped(made: Export) -> Table:
    heads = (("kind", "Kind"), ("property", "Property"), ("facts", "Facts"), ("reason", "Why"))
    columns = tuple(
        Column(name, head, "integer" if name == "facts" else "string") for name, head in heads
    )
    rows: list[tuple[Term | None, ...]] = [
        (ox.Literal(kind.label), ox.Literal(name), ox.Literal(count), ox.Literal(reason))
        for kind in made.coverage.kinds
        for (name, reason), count in sorted(kind.dropped.items())
    ]
    return Table(columns, rows)


page()
