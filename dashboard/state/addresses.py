"""Addresses within the explorer, links to records and web pages, and queries packed into links."""

from __future__ import annotations

import base64
import binascii
import os
import re
import zlib
from collections.abc import Iterable
from urllib.parse import quote, urlsplit

import streamlit as st

from credgraph.questions.addresses import Addresses
from credgraph.rdf import BASE, GRAPHS, RECORDS, compact
from dashboard.state.markdown import escape

__all__ = [
    "PRINT",
    "expand_slug",
    "has_page",
    "is_print_version",
    "pack_query",
    "record_link",
    "record_links",
    "record_url",
    "served_at",
    "show_record_link",
    "slug",
    "unpack_query",
    "web_link",
    "web_url",
]

PRINT = "print"  # the parameter that asks for everything on one page, as for paper
_SLUG = re.compile(r"[a-z-]+/[^/:]+")
_SHAPES = f"{BASE}/shapes#"  # they are not part of the graph
_LARGEST_TEXT = 200_000  # characters in a query that came by link
_UNSAFE = str.maketrans({mark: quote(mark) for mark in "()<>| "})  # in a link's Markdown


def slug(iri: str) -> str:
    """Return the short name of a record in links: credential/mssc-cpt, or its CURIE."""
    return iri.removeprefix(RECORDS) if iri.startswith(RECORDS) else compact(iri)


def expand_slug(name: str) -> str:
    """Return the IRI of a record for its slug, and any other name as it is."""
    return RECORDS + name if _SLUG.fullmatch(name) else name


def record_url(iri: str, label: str = "") -> str:
    """Return the address of a record's page, relative to any page of the explorer."""
    name = f"&name={quote(label, safe='')}" if label else ""
    return f"record?id={quote(slug(iri), safe='')}{name}"


def record_link(iri: str, label: str) -> str:
    """Return a label as a link to the page of its record, in Markdown."""
    return f"[{escape(label)}]({record_url(iri)})"


def record_links(records: Iterable[tuple[str, str]]) -> str:
    """Return records, given as pairs of IRI and label, as links in one line of Markdown."""
    return ", ".join(record_link(iri, label) for iri, label in records)


def show_record_link(iri: str, label: str, icon: str | None = None) -> None:
    """Show a link to the page of a record."""
    st.page_link("views/record.py", label=escape(label), icon=icon, query_params={"id": slug(iri)})


def served_at() -> Addresses | None:
    """Return the addresses of the server in CREDGRAPH_SERVER, which serves this graph; or None."""
    base = web_url(os.environ.get("CREDGRAPH_SERVER", "").strip())
    return Addresses(base.rstrip("/")) if base else None


def web_url(text: str) -> str:
    """Return the text if it is a web address that a link may lead to, else an empty text."""
    try:
        parts = urlsplit(text)
    except ValueError:
        return ""
    return text if parts.scheme in ("http", "https") and parts.netloc else ""


def web_link(url: str) -> str:
    """Return a link to a web page, which shows the name of its host, in Markdown."""
    return f"[{escape(urlsplit(url).netloc)} ↗](<{url.translate(_UNSAFE)}>)"


def has_page(iri: str) -> bool:
    """Tell whether an IRI has a page here: our records, graphs and terms, and terms we reuse."""
    named = compact(iri) != iri and not iri.startswith(_SHAPES)
    return iri.startswith((RECORDS, GRAPHS)) or named


def is_print_version() -> bool:
    """Tell whether the address asks for everything on one page."""
    return PRINT in st.query_params


def pack_query(text: str) -> str:
    """Return a query text compressed for an address."""
    return base64.urlsafe_b64encode(zlib.compress(text.encode(), 9)).decode().rstrip("=")


def unpack_query(text: str) -> str | None:
    """Return the query text of an address, or None where it was cut short or made by hand."""
    try:
        raw = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
        decompressor = zlib.decompressobj()
        found = decompressor.decompress(raw, _LARGEST_TEXT).decode()
        return found if decompressor.eof else None
    except (ValueError, binascii.Error, zlib.error):
        return None
