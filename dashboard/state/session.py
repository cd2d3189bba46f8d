"""The graph, opened once for all sessions, its cached answers, and which view a session is on."""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import NamedTuple

import streamlit as st
from streamlit.errors import StreamlitAPIException

import credgraph
from credgraph.rdf import expand
from credgraph.results import Table
from dashboard.state.addresses import slug

__all__ = [
    "TTL",
    "Named",
    "all_records",
    "ask",
    "freeze_loaded",
    "graph",
    "is_new_view",
    "members",
    "viewing",
]

TTL = 600  # seconds for which an answer is cached: the store may be remote and may change
_MEMBERSHIP = {expand("rdf:type"), expand("skos:inScheme")}


class Named(NamedTuple):
    """A record with its label and the name of its kind."""

    iri: str
    label: str
    kind: str = ""


@st.cache_resource(show_spinner="Opening the graph …")
def graph() -> credgraph.CredentialGraph:
    """Return the graph: the shipped one, or the store that CREDGRAPH_STORE names."""
    found = credgraph.open(os.environ.get("CREDGRAPH_STORE") or None)
    list(found.questions.values())  # read now, so that later changes of files change nothing
    return found


@st.cache_resource(show_spinner=False, max_entries=2000, ttl=TTL)
def ask(name: str, **values: str) -> Table:
    """Answer a question of the library; do not modify the table, which all sessions share."""
    return graph().ask(name, **values)


@st.cache_resource(show_spinner=False, max_entries=50, ttl=TTL)
def members(of_class: str) -> dict[str, Named]:
    """Return the records of a class or scheme by their short names, in order of their labels."""
    rows = [
        Named(row["from"], row["from_label"])
        for row in ask("links_to_record", record=of_class)
        if row["property"] in _MEMBERSHIP
    ]
    ends = [row.iri.rpartition("/")[2].rpartition("#")[2] for row in rows]
    short = ends if len(set(ends)) == len(ends) else [slug(row.iri) for row in rows]
    return dict(zip(short, rows, strict=True))


@st.cache_resource(show_spinner=False, ttl=TTL)
def all_records() -> dict[str, Named]:
    """Return every record that has a name of its own, by its slug."""
    return {
        slug(row["record"]): Named(row["record"], row["record_label"], row["kind_label"])
        for row in ask("search_by_name", text="")
    }


@contextmanager
def viewing(view: str) -> Iterator[None]:
    """Note which view is run, for `is_new_view`, and have the browser's address say what it shows.

    A link to the page on which it stands brings its parameters here and leaves the address as it
    was, from which the next run would start.
    """
    is_new = st.session_state.get("view") != view
    st.session_state.update({"is-new-view": is_new, "view": view})
    address = _address()
    if not is_new and address != st.session_state.get("address"):
        with suppress(StreamlitAPIException):  # of a widget that keeps the address up to date
            st.query_params.from_dict(address)  # the browser ignores what its address says already
    try:
        yield
    finally:  # however the run ends, for the page may have changed the address
        st.session_state["address"] = _address()


def _address() -> dict[str, list[str]]:
    return {name: st.query_params.get_all(name) for name in st.query_params}


def is_new_view() -> bool:
    """Tell whether the user has just come to this view, from another or from outside."""
    return bool(st.session_state.get("is-new-view"))


@st.cache_resource(show_spinner=False)
def freeze_loaded(view: str) -> None:  # noqa: ARG001 - once for each view
    """Exclude the objects that a view loaded once from garbage collection.

    Streamlit collects garbage after every run, which takes longer than to run most pages.
    """
    gc.collect()
    gc.freeze()
