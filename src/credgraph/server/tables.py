"""Tables and values as HTML: names that link to their pages, disputes and judgements marked."""

from __future__ import annotations

import pyoxigraph as ox

from credgraph.questions.addresses import Addresses
from credgraph.results import Table, Term, display_value, is_number, python_value
from credgraph.server.markup import Markup, element, link, text_of, web_address

__all__ = ["MOST_ROWS", "disputed_mark", "judged_mark", "named", "show_table", "show_value"]

MOST_ROWS = 500  # of a table on a page
_OURS = ("our judgement", "minted by us")  # as the questions mark what no source states


def disputed_mark(words: str) -> Markup:
    """Return the mark of something disputed; nothing for no words."""
    return element("span", f"⚠ {words}", class_="disputed") if words else Markup("")


def judged_mark(words: str) -> Markup:
    """Return the mark of what no source states; nothing for no words."""
    return element("span", words, class_="judged") if words else Markup("")


def named(iri: str, label: str, addresses: Addresses) -> Markup:
    """Return a name as a link to the page about an IRI: ours here, others on the web."""
    path = addresses.path(iri)
    if path:
        return link(path, label)
    address = web_address(iri)
    return link(address, label, rel="nofollow noopener") if address else text_of(label)


def show_value(cell: Term | None, label: str, addresses: Addresses, datatype: str = "") -> Markup:
    """Return a term: an IRI by its label, a literal as people read it."""
    if isinstance(cell, ox.NamedNode):
        return named(cell.value, label or display_value(cell), addresses)
    return text_of(display_value(cell, datatype))


def show_table(table: Table, addresses: Addresses, caption: str) -> Markup:
    """Return a table, or its first rows; on a narrow screen each row is a list of its cells."""
    shown = table.first(MOST_ROWS)
    columns = _filled_columns(shown)
    heads = [
        element("th", table.columns[i].label, scope="col", role="columnheader") for i in columns
    ]
    rows = [
        element("tr", [_cell(shown, row, i, addresses) for i in columns], role="row")
        for row in shown.rows
    ]
    body = [
        element("caption", caption),
        element("thead", element("tr", heads, role="row"), role="rowgroup"),
        element("tbody", rows, role="rowgroup"),
    ]
    rest = len(table) - len(shown)
    more = element("p", f"{rest:,} more rows are in the data.", class_="note") if rest else None
    return text_of(element("div", element("table", body, role="table"), class_="wide"), more)


def _filled_columns(table: Table) -> list[int]:
    """Return the places of columns to show: none that is empty, labels in place of IRIs."""
    names = {column.name for column in table.columns}
    return [
        i
        for i, column in enumerate(table.columns)
        if f"{column.name}_label" not in names and any(row[i] is not None for row in table.rows)
    ]


def _cell(table: Table, row: tuple[Term | None, ...], i: int, addresses: Addresses) -> Markup:
    column, cell = table.columns[i], row[i]
    names = [each.name for each in table.columns]
    of = column.name.removesuffix("_label")
    about = row[names.index(of)] if of in names else None
    words = display_value(cell, column.datatype)
    if column.name == "disputed":
        shown = disputed_mark(words)
    elif any(ours in words for ours in _OURS):
        shown = judged_mark(words)
    else:
        shown = show_value(
            about if isinstance(about, ox.NamedNode) else cell, words, addresses, column.datatype
        )
    kind = "number" if is_number(python_value(cell)) else None
    return element("td", shown, class_=kind, role="cell", data_head=column.label)
