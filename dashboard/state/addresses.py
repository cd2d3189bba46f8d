"""Addresses: every view restores itself from its query parameters, and records have one link."""

from __future__ import annotations

import base64
import binascii
import re
import zlib
from urllib.parse import quote, urlsplit

import streamlit as st

from credgraph.rdf import BASE, GRAPHS, RECORDS, compact

__all__ = [
    "address",
    "has_page",
    "open_record",
    "outside",
    "packed",
    "record_named",
    "slug",
    "unpacked",
]

_SLUG = re.compile(r"[a-z-]+/[^/:]+")
_SHAPES = f"{BASE}/shapes#"  # they are no part of the graph
_LARGEST_TEXT = 200_000  # characters in a query that came by link


def slug(iri: str) -> str:
    """Return the short name of a record in links: credential/mssc-cpt, or its CURIE."""
    return iri.removeprefix(RECORDS) if iri.startswith(RECORDS) else compact(iri)


def record_named(name: str) -> str:
    """Return what to look up for the short name of a link: an IRI where it is one of ours."""
    return RECORDS + name if _SLUG.fullmatch(name) else name


def address(iri: str, label: str = "") -> str:
    """Return the link to a record's page, relative to any page of the explorer."""
    name = f"&name={quote(label, safe='')}" if label else ""
    return f"record?id={quote(slug(iri), safe='')}{name}"


def outside(text: str) -> str:
    """Return the text if it is a web address that a link may lead to, else nothing."""
    try:
        parts = urlsplit(text)
    except ValueError:
        return ""
    return text if parts.scheme in ("http", "https") and parts.netloc else ""


def has_page(iri: str) -> bool:
    """Tell ours and the terms we borrow, which have a page here, from pages of the web."""
    named = compact(iri) != iri and not iri.startswith(_SHAPES)
    return iri.startswith((RECORDS, GRAPHS)) or named


def open_record(iri: str, label: str, icon: str | None = None) -> None:
    """Show a link to the page of a record."""
    from dashboard.state.markdown import plain

    st.page_link("views/record.py", label=plain(label), icon=icon, query_params={"id": slug(iri)})


def packed(text: str) -> str:
    """Return a query text short enough for an address."""
    return base64.urlsafe_b64encode(zlib.compress(text.encode(), 9)).decode().rstrip("=")


def unpacked(text: str) -> str | None:
    """Return the query text of an address, or None where it was cut short or made by hand."""
    try:
        raw = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
        whole = zlib.decompressobj()
        found = whole.decompress(raw, _LARGEST_TEXT).decode()
        return found if whole.eof else None
    except (ValueError, binascii.Error, zlib.error):
        return None
