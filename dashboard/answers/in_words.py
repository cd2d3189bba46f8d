"""A question asked in words: its answer in a sentence, or the nearest questions to choose from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import streamlit as st

from credgraph.questions import parameter_labels
from dashboard.state import TTL, ask, escape, graph, report_errors

if TYPE_CHECKING:
    from credgraph.questions.interpretation import Interpretation

__all__ = ["show_asked_in_words"]

_FEWEST = 3  # words of a question; less is a name, or part of one
_LIKELY = 0.3  # of about 1.5: from this nearness to a question a text may be meant as one


def show_asked_in_words(text: str) -> bool:
    """Show the answer to a text that is surely a question, or which questions it may be.

    Returns whether it was answered.
    """
    if len(text.split()) < _FEWEST:
        return False
    with report_errors():
        found = _read(text)
        if found.is_sure:
            _answer(found)
            return True
        if found.score >= _LIKELY:
            _offer(found)
    return False


@st.cache_resource(show_spinner=False, max_entries=500, ttl=TTL)
def _read(text: str) -> Interpretation:
    return graph().interpret(text)


def _answer(found: Interpretation) -> None:
    """Say the answer in a sentence, under it the question, which leads to the whole answer."""
    name, values = found.question, found.values
    with st.container(border=True):
        said = graph().sentence(name, ask(name, **values), **values)
        st.markdown(escape(said))
        if found.ignored:
            st.caption(escape(f"Not taken into account: {', '.join(found.ignored)}"))
        _question_link(name, values)


def _offer(found: Interpretation) -> None:
    with st.container(border=True):
        st.markdown("Did you mean to ask")
        for name, values in found.nearest:
            _question_link(name, values)


def _question_link(name: str, values: Mapping[str, str]) -> None:
    """Link the page of a question, its inputs filled, and name what fills them."""
    found = graph()
    question = found.questions[name]
    filled = tuple(p for p in question.parameters if p.name in values)
    labels = parameter_labels(question._replace(parameters=filled), values, found.records)
    named = f" ({', '.join(labels.values())})" if labels else ""
    st.page_link(
        "views/start.py",
        label=escape(question.summary + named),
        icon=":material/arrow_forward:",
        query_params={"ask": name, **values},
    )
