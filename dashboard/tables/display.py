"""Shows a table on a page: as text where it is short, else as a grid; flags disputed facts."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce

import pyoxigraph as ox
import streamlit as st

from credgraph.rdf import BASE
from credgraph.results import Column, Table, Term, count_disputed, display_value
from dashboard.state import (
    DISPUTED,
    dispute_badge,
    escape,
    has_page,
    record_link,
    report_errors,
    web_link,
    web_url,
)
from dashboard.tables.downloads import table_downloads
from dashboard.tables.grid import show_grid
from dashboard.tables.layout import (
    Field,
    drop_constant_columns,
    fields,
    is_wordy,
    markdown_list,
    markdown_table,
)
from dashboard.tables.sources import records_in, sources_of

__all__ = ["show_table"]

_MOST_READ = 30  # rows shown as text; longer tables get a grid that sorts and searches


def show_table(
    table: Table,
    empty: str,
    *,
    key: str,
    file: str = "answer",
    grid: bool = False,
    as_list: bool = False,
    hidden: Sequence[str] = (),
) -> None:
    """Show a table: a short one as text, a wordy one as a list, a long one as a grid that sorts.

    `empty` is said where the table has no row; `key` is unique on the page, and `file` names the
    downloads, which hold the `hidden` columns too. `as_list` numbers the rows in their order.
    """
    if not len(table):
        st.info(escape(empty), icon=":material/search_off:")
        return
    shown = reduce(Table.without, hidden, table)
    shorter, constant = drop_constant_columns(shown)
    if grid or len(table) > _MOST_READ:
        show_grid(shorter, key)
    else:
        _show_as_text(fields(shorter, _markdown_cell), as_list)
    with st.container(horizontal=True, vertical_alignment="center"):
        disputed = count_disputed(table)
        words = [f"{len(table):,} row{'s' * (len(table) != 1)}"]
        words += [f"in every row, {', '.join(constant)}"] if constant else []
        words += [f"{DISPUTED} {disputed} disputed"] if disputed else []
        st.caption(" · ".join(map(escape, words)))
        _sources_and_downloads(table, file, key)


def _show_as_text(found: list[Field], as_list: bool) -> None:
    if as_list or is_wordy(found):
        st.markdown(markdown_list(found, numbered=as_list))
    else:
        heads = [escape(field.head) for field in found]
        st.markdown(markdown_table(heads, zip(*(field.markdown for field in found), strict=True)))


def _sources_and_downloads(table: Table, file: str, key: str) -> None:
    """Offer, one click away, the downloads of a table and the sources of the records in it."""
    records = records_in(table)
    label, icon = ("Sources, download", "menu_book") if records else ("Download", "download")
    drawer = st.popover(
        label, icon=f":material/{icon}:", type="tertiary", on_change="rerun", key=f"get-{key}"
    )
    if drawer.open:
        with drawer:
            with st.container(horizontal=True):
                table_downloads(table, file, key)
            if records:
                with report_errors():
                    st.markdown(sources_of(records))


def _markdown_cell(column: Column, cell: Term | None, record: Term | None) -> str:
    words = display_value(cell, column.datatype)
    iri = record.value if isinstance(record, ox.NamedNode) else ""
    if column.name == "disputed":
        return dispute_badge(escape(words)) if words else ""
    if iri and words and has_page(iri):
        return record_link(iri, words)
    url = web_url(iri) or (web_url(cell.value) if isinstance(cell, ox.NamedNode) else "")
    return web_link(url) if url and not url.startswith(BASE) else escape(words)
