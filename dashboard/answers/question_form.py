"""Questions of the library on a page: inputs for their parameters, and their answers."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from credgraph.questions import Parameter, Question
from credgraph.rdf import expand
from credgraph.results import Table
from dashboard.state import (
    Named,
    all_records,
    ask,
    choose,
    enter_text,
    escape,
    graph,
    members,
    report_errors,
)
from dashboard.tables import show_table

__all__ = ["ask_and_show", "enter_values", "questions_about", "show_question_form"]


def enter_values(question: Question) -> dict[str, str]:
    """Show an input for each parameter; return their values, from the address or the sample."""
    values = {}
    places = st.columns(max(len(question.parameters), 1))
    for place, parameter in zip(places, question.parameters, strict=False):
        with place:
            values[parameter.name] = _input(parameter)
    return values


def _input(parameter: Parameter) -> str:
    if parameter.datatype != "iri":
        return enter_text(parameter.label, parameter.name, default=parameter.sample)
    options = members(parameter.of_class) if parameter.of_class else all_records()
    picked = choose(
        parameter.label, parameter.name, options, default=_sample_option(parameter, options)
    )
    return picked.iri if picked else parameter.sample


def _sample_option(parameter: Parameter, options: dict[str, Named]) -> str:
    """Return the option that the sample value of a parameter names."""
    iri = graph().records.find(parameter.sample, parameter).value
    return next((short for short, record in options.items() if record.iri == iri), "")


def ask_and_show(name: str, empty: str, key: str = "", **values: str) -> Table | None:
    """Ask a question of the library and show its answer, or why there is none."""
    with report_errors():
        table = ask(name, **values)
        show_table(table, empty, key=key or name, file=name)
        return table
    return None


def show_question_form(name: str) -> Table | None:
    """Show a question, its inputs and its answer; return the answer."""
    with report_errors():
        question = graph().questions[name]
        st.header(escape(question.summary), anchor=False)
        values = enter_values(question)
        table = ask(name, **values)
        st.markdown(escape(graph().sentence(name, table, **values)))
        show_table(table, "The graph states nothing on this.", key=f"ask-{name}", file=name)
        st.caption(escape(question.description))
        return table
    return None


@st.cache_resource(show_spinner=False)
def questions_about(kinds: Sequence[str]) -> list[Question]:
    """List the questions whose only parameter is of one of these classes."""
    found = []
    for question in graph().questions.values():
        if len(question.parameters) == 1 and question.folder == "explore":
            wanted = question.parameters[0].of_class
            if wanted and expand(wanted) in kinds:
                found.append(question)
    return found
