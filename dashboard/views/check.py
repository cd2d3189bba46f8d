"""Check a file: its findings, a preview, and queries of it together with the graph."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar, cast

import streamlit as st

from credgraph.errors import BadQuery, CredGraphError, TimedOut
from credgraph.rdf.files import FORMATS
from credgraph.results import Column, Table
from credgraph.validation import as_table, summary
from dashboard.answers.display import show_answer
from dashboard.editor import edit_query, example_query, has_editor
from dashboard.state import (
    MAX_ROWS,
    MAX_SECONDS,
    Refused,
    escape,
    forget_outcome,
    in_plain_words,
    in_turn,
    last_outcome,
    report_errors,
    run_query,
    session_worker,
)
from dashboard.tables import show_table, with_labels

if TYPE_CHECKING:
    from credgraph.sandbox.worker import Upload, Worker
    from credgraph.validation import BoundedFindings

_KEY = "check"
_LARGEST = 10  # MB
_PREVIEW = 200  # statements shown
_Result = TypeVar("_Result")


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
    with report_errors():
        _check(upload)


def _check(file: Any) -> None:
    upload = _read(file)
    st.header("Findings", anchor=False)
    with report_errors():
        _findings(file.file_id, upload)
    st.header("What is in it", anchor=False)
    show_table(_preview(upload), "There is no statement in this file.", key="preview", grid=True)
    if len(upload) > _PREVIEW:
        st.caption(f"The first {_PREVIEW} of {len(upload):,} statements.")
    st.header("Ask it together with the graph", anchor=False)
    _query(upload, file.file_id)


def _read(file: Any) -> Upload:
    def work() -> Upload:
        worker = _worker()
        return in_turn(worker, lambda: worker.read(file.getvalue(), file.name))

    return _cached("read", file.file_id, work)


def _findings(identity: str, upload: Upload) -> None:
    def work() -> BoundedFindings:
        worker = _worker()
        return in_turn(worker, lambda: worker.validate_with(upload))

    found = _cached("found", identity, work)
    words = f"{len(upload):,} statement{'s' * (len(upload) != 1)}; {summary(found)}"
    st.caption(escape(words))
    for remark in found.checked.notes:
        st.info(escape(f"{remark[:1].upper()}{remark[1:]}."), icon=":material/spellcheck:")
    if found.truncated:
        st.warning(
            f"These may not be all: a check ends at {MAX_ROWS:,} findings or after "
            f"{MAX_SECONDS} seconds. "
            "Mend these and upload the file again, or use credgraph validate, which has no bound.",
            icon=":material/warning:",
        )
    nothing = "Nothing was found so far." if found.truncated else "What was checked conforms."
    show_table(with_labels(as_table(found)), nothing, key="found", file="findings")


def _cached(step: str, identity: str, work: Callable[[], _Result]) -> _Result:
    """Do one step for a file once; the session keeps its result or error until the next file."""
    known = st.session_state.get(f"check-{step}")
    if not known or known[0] != identity:
        with st.spinner("Checking the file …"):
            known = (identity, *_tried(work))
        st.session_state[f"check-{step}"] = known
    _, found, refused = known
    if refused:
        raise refused
    return cast("_Result", found)


def _tried(work: Callable[[], _Result]) -> tuple[_Result | None, CredGraphError | None]:
    try:
        return work(), None
    except TimedOut:
        return None, Refused(
            f"This takes longer than the {MAX_SECONDS} seconds that a file may take here: split "
            "it, or use credgraph validate, which takes its time."
        )
    except CredGraphError as refused:
        return None, refused


def _worker() -> Worker:
    worker = session_worker()
    if worker is None:
        raise Refused("Files are read in a bounded worker, which cannot run here.")
    return worker


def _preview(upload: Upload) -> Table:
    names = ("subject", "predicate", "object")
    columns = tuple(Column(name, name.capitalize(), "term") for name in names)
    return with_labels(Table(columns, [tuple(quad.triple) for quad in upload.first(_PREVIEW)]))


def _query(upload: Upload, identity: str) -> None:
    before = last_outcome(_KEY)
    kept = str(st.session_state.get("check-query", example_query("of_a_file")))
    text, wanted = edit_query(kept, "check", before.error if before else None)
    st.session_state["check-query"] = text
    if not has_editor():
        wanted = st.button("Run", type="primary")
    if wanted:
        forget_outcome(_KEY)
        st.session_state["check-asked"] = text
    asked = st.session_state.get("check-asked")
    if asked:
        ended = run_query(_KEY, asked, upload=upload, about=identity)
        if ended is not before and isinstance(ended.error, BadQuery):
            st.rerun()  # the editor, which is above, marks the place
        if ended.error:
            st.warning(escape(in_plain_words(ended.error)), icon=":material/error:")
        elif ended.answer is not None:
            st.caption(f"{ended.seconds:.2f} s")
            show_answer(ended.answer, "check-result")


page()
