"""Check a file: its findings, a preview, and questions put to it together with the graph."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar, cast

import streamlit as st

from credgraph.errors import BadQuery, CredGraphError, TimedOut
from credgraph.questions.listing import starter_query
from credgraph.rdf.files import FORMATS
from credgraph.results import Column, Table
from credgraph.validation import as_table, summary
from dashboard.canvas import edit_sparql, editor_is_there
from dashboard.results import named, show_answer
from dashboard.running import ROWS, SECONDS, Refused, forget, outcome, run, worker
from dashboard.session import sentence
from dashboard.text import in_plain_words, plain
from dashboard.widgets import show

if TYPE_CHECKING:
    from credgraph.sandbox.worker import Upload, Worker

_KEY = "check"
_LARGEST = 10  # MB
_PREVIEW = 200  # statements shown
_Found = TypeVar("_Found")


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
        st.caption(
            "A larger file is refused: check it with credgraph validate, which has no bound."
        )
        return
    with sentence():
        _check(upload)


def _check(file: Any) -> None:
    upload = _read(file)
    st.header("Findings", anchor=False)
    with sentence():
        _findings(file.file_id, upload)
    st.header("What is in it", anchor=False)
    show(_preview(upload), "There is no statement in this file.", key="preview", grid=True)
    if len(upload) > _PREVIEW:
        st.caption(f"The first {_PREVIEW} of {len(upload):,} statements.")
    st.header("Ask it together with the graph", anchor=False)
    _together(upload, file.file_id)


def _read(file: Any) -> Upload:
    def work() -> Upload:
        return _bounded().read(file.getvalue(), file.name)

    return _once("read", file.file_id, work)


def _findings(identity: str, upload: Upload) -> None:
    found = _once("found", identity, lambda: _bounded().validate_with(upload))
    words = f"{len(upload):,} statement{'s' * (len(upload) != 1)}; {summary(found)}"
    st.caption(plain(words))
    if found.truncated:
        st.warning(
            f"These may not be all: a check ends at {ROWS:,} findings or after {SECONDS} seconds. "
            "Mend these and upload the file again, or use credgraph validate, which has no bound.",
            icon=":material/warning:",
        )
    nothing = "Nothing was found so far." if found.truncated else "Everything conforms."
    show(named(as_table(found)), nothing, key="found", file="findings")


def _once(step: str, identity: str, work: Callable[[], _Found]) -> _Found:
    """Do one step for a file once; the session keeps what came out until another file comes."""
    known = st.session_state.get(f"check-{step}")
    if not known or known[0] != identity:
        with st.spinner("Checking the file …"):
            known = (identity, *_tried(work))
        st.session_state[f"check-{step}"] = known
    _, found, refused = known
    if refused:
        raise refused
    return cast("_Found", found)


def _tried(work: Callable[[], _Found]) -> tuple[_Found | None, CredGraphError | None]:
    try:
        return work(), None
    except TimedOut:
        return None, Refused(
            f"This takes longer than the {SECONDS} seconds that a file may take here: split it, "
            "or use credgraph validate, which takes its time."
        )
    except CredGraphError as refused:
        return None, refused


def _bounded() -> Worker:
    bounded = worker()
    if bounded is None:
        raise Refused("Files are read in a bounded worker, which cannot run here.")
    return bounded


def _preview(upload: Upload) -> Table:
    names = ("subject", "predicate", "object")
    columns = tuple(Column(name, name.capitalize(), "term") for name in names)
    return named(Table(columns, [tuple(quad.triple) for quad in upload.first(_PREVIEW)]))


def _together(upload: Upload, identity: str) -> None:
    before = outcome(_KEY)
    kept = str(st.session_state.get("check-query", starter_query("of_a_file")))
    text, wanted = edit_sparql(kept, "check", before.error if before else None)
    st.session_state["check-query"] = text
    if not editor_is_there():
        wanted = st.button("Run", type="primary")
    if wanted:
        forget(_KEY)
        st.session_state["check-asked"] = text
    asked = st.session_state.get("check-asked")
    if asked:
        ended = run(_KEY, asked, upload=upload, about=identity)
        if ended is not before and isinstance(ended.error, BadQuery):
            st.rerun()  # the editor stands above and marks the place
        if ended.error:
            st.warning(plain(in_plain_words(ended.error)), icon=":material/error:")
        elif ended.answer is not None:
            st.caption(f"{ended.seconds:.2f} s")
            show_answer(ended.answer, "check-result")


page()
