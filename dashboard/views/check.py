"""Check a file: its findings, a preview, and questions put to it together with the graph."""

from __future__ import annotations

from typing import Any

import pyoxigraph as ox
import streamlit as st

from credgraph.catalogue import Column
from credgraph.files import FORMATS
from credgraph.findings import as_table, summary
from credgraph.table import Table
from dashboard.canvas import edit_sparql, editor_is_there
from dashboard.results import named, show_answer
from dashboard.running import Refused, run, worker
from dashboard.session import sentence
from dashboard.text import in_plain_words, plain
from dashboard.widgets import show

_LARGEST = 10  # MB
_PREVIEW = 200  # statements shown
_FIRST = """# Ask the file and the graph together
SELECT ?record ?kind
WHERE { ?record a ?kind }
LIMIT 100
"""


def page() -> None:
    """Show the page."""
    st.title("Check a file", anchor=False)
    st.markdown(
        "Upload Turtle, JSON-LD or another RDF file. It is checked against the shapes as an "
        "addition to the graph, in this browser session only: **the graph is never changed**, and "
        "the file is forgotten when you leave."
    )
    upload = st.file_uploader(
        f"An RDF file of at most {_LARGEST} MB",
        type=[suffix.lstrip(".") for suffix in FORMATS],
        max_upload_size=_LARGEST,
    )
    if upload is None:
        return
    with sentence():
        _check(upload)


def _check(upload: Any) -> None:
    quads, words, findings = _checked(upload.file_id, upload.name, upload.getvalue())
    st.header("Findings", anchor=False)
    st.caption(plain(f"{len(quads):,} statements; {words}"))
    show(findings, "No findings: everything conforms.", key="found", file="findings")
    st.header("What is in it", anchor=False)
    show(_preview(quads), "There is no statement in this file.", key="preview", grid=True)
    if len(quads) > _PREVIEW:
        st.caption(f"The first {_PREVIEW} of {len(quads):,} statements.")
    st.header("Ask it together with the graph", anchor=False)
    _together(quads)


def _checked(identity: str, name: str, content: bytes) -> tuple[list[ox.Quad], str, Table]:
    """Check a file once; the answer stays with the session until another file comes."""
    known = st.session_state.get("checked")
    if known and known[0] == identity:
        return known[1]  # type: ignore[no-any-return]
    bounded = worker()
    if bounded is None:
        raise Refused("Files are read in a bounded worker, which cannot run here.")
    with st.spinner("Checking the file …"):
        quads = bounded.read(content, name)
        findings = bounded.validate_with(quads)
    found = quads, summary(findings), named(as_table(findings))
    st.session_state["checked"] = (identity, found)
    return found


def _preview(quads: list[ox.Quad]) -> Table:
    names = ("subject", "predicate", "object")
    columns = tuple(Column(name, name.capitalize(), "term") for name in names)
    return named(Table(columns, [tuple(quad.triple) for quad in quads[:_PREVIEW]]))


def _together(quads: list[ox.Quad]) -> None:
    kept = str(st.session_state.get("check-query", _FIRST))
    text, wanted = edit_sparql(kept, "check")
    clicked = not editor_is_there() and st.button("Run", type="primary")
    st.session_state["check-query"] = text
    if wanted or clicked:
        st.session_state["check-outcome"] = run(text, extra=quads)
    outcome = st.session_state.get("check-outcome")
    if outcome and outcome.error:
        st.warning(plain(in_plain_words(outcome.error)), icon=":material/error:")
    elif outcome and outcome.answer is not None:
        st.caption(f"{outcome.seconds:.2f} s")
        show_answer(outcome.answer, "check-result")


page()
