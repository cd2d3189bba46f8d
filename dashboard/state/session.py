"""What all views share: the graph, opened once, and errors told in one sentence."""

from __future__ import annotations

import gc
import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

import streamlit as st

import credgraph
from credgraph.rdf import expand
from credgraph.results import Table
from dashboard.state.addresses import slug
from dashboard.state.markdown import in_plain_words, plain

__all__ = [
    "BROKEN",
    "FRESH",
    "Named",
    "arrive",
    "arrived",
    "ask",
    "everything",
    "graph",
    "members",
    "sentence",
    "set_aside",
]

_LOG = logging.getLogger(__name__)
BROKEN = "This part of the page went wrong; the explorer's log says why. The rest works."
FRESH = 600  # seconds for which an answer is kept: a store elsewhere may change
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


@st.cache_resource(show_spinner=False, max_entries=2000, ttl=FRESH)
def ask(name: str, **values: str) -> Table:
    """Answer a question of the library; nobody may change the table, for all sessions share it."""
    return graph().ask(name, **values)


@contextmanager
def sentence() -> Iterator[None]:
    """Say in one sentence what the graph refuses; what follows on the page goes on."""
    try:
        yield
    except credgraph.CredGraphError as error:
        st.warning(plain(in_plain_words(error)), icon=":material/info:")
    except Exception:
        _LOG.exception("A part of a page failed")
        st.error(BROKEN, icon=":material/error:")


def arrive(view: str) -> None:
    """Note which view is run, for `arrived`."""
    st.session_state["arrived"] = st.session_state.get("view") != view
    st.session_state["view"] = view


def arrived() -> bool:
    """Tell whether the person has just come to this view, from another or from outside."""
    return bool(st.session_state.get("arrived"))


@st.cache_resource(show_spinner=False)
def set_aside(view: str) -> None:  # noqa: ARG001 - done once for each
    """Spare what a view has loaded for good the search for garbage after every run of a page.

    Streamlit searches all there is, which takes longer than to run most pages.
    """
    gc.collect()
    gc.freeze()


@st.cache_resource(show_spinner=False, max_entries=50, ttl=FRESH)
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


@st.cache_resource(show_spinner=False, ttl=FRESH)
def everything() -> dict[str, Named]:
    """Return every record that has a name of its own, by its link name."""
    return {
        slug(row["record"]): Named(row["record"], row["record_label"], row["kind_label"])
        for row in ask("search_by_name", text="")
    }
