"""SPARQL: the question library as forms and as text, an editor, and answers in every form."""

from __future__ import annotations

import streamlit as st

from credgraph.errors import BadQuery, quoted
from credgraph.questions import terms_for
from credgraph.questions.addresses import answer_snippets
from credgraph.rdf.diagnosis import valueless_notes
from credgraph.results import Table, Triples
from dashboard.answers import enter_values
from dashboard.answers.display import show_answer
from dashboard.editor import (
    edit_query,
    example_query,
    has_editor,
    query_snippets,
    question_snippets,
)
from dashboard.state import (
    MAX_ROWS,
    MAX_SECONDS,
    THIS_GRAPH,
    Named,
    Outcome,
    ask,
    choose,
    escape,
    forget_outcome,
    graph,
    in_plain_words,
    last_outcome,
    pack_query,
    query_targets,
    report_errors,
    run_query,
    served_at,
    unpack_query,
)
from dashboard.tables import show_table

_KEY = "sparql"
_KEPT = 20  # queries in the history
_SHOWN = 110  # characters of one


def page() -> None:
    """Show the page."""
    st.title("SPARQL", anchor=False)
    asked_for = choose(
        "A question of the library", "ask", _library(), quiet=True, hint="Choose one to ask it"
    )
    if "ask" in st.query_params:
        with report_errors():
            name = asked_for.iri if asked_for else st.query_params["ask"]
            _question(name)
        return
    _editor()


@st.cache_resource(show_spinner=False)
def _library() -> dict[str, Named]:
    return {
        name: Named(name, f"{question.summary} ({name})")
        for name, question in graph().questions.items()
    }


def _question(name: str) -> None:
    question = graph().questions[name]
    st.caption(escape(question.description))
    values = enter_values(question)
    text = question.bind(terms_for(question, values, graph().records))
    _query_link(text, "Edit it as SPARQL", icon=":material/edit:")
    answer = ask(name, **values)
    show_table(answer, "The graph states nothing on this.", key=name, file=name, grid=True)
    served = served_at()
    if served:
        forms = {"This answer as CSV": "csv", "as JSON, with its sources": "json"}
        links = (f"[{n}](<{served.answer(question, values, f)}>)" for n, f in forms.items())
        st.markdown(" · ".join(links))
    with st.expander("Its SPARQL, and how to ask it from elsewhere"):
        code = {**question_snippets(name, values), **query_snippets(text, answer)}
        code |= answer_snippets(question, values, served) if served else {}
        _snippets({"SPARQL": text, **code})


def _query_link(text: str, label: str, icon: str | None = None, target: str = THIS_GRAPH) -> None:
    there = {} if target == THIS_GRAPH else {"target": target}
    query_params = {"q": pack_query(text), **there}
    st.page_link("views/sparql.py", label=label, icon=icon, query_params=query_params)


def _snippets(texts: dict[str, str]) -> None:
    for tab, (language, text) in zip(st.tabs(list(texts)), texts.items(), strict=True):
        with tab:
            known = {
                "Python": "python",
                "R": "r",
                "curl": "bash",
                "Shell": "bash",
                "SPARQL": "sparql",
            }
            st.code(text, language=known[language], wrap_lines=True)


def _editor() -> None:
    linked = (
        unpack_query(st.query_params["q"]) if "q" in st.query_params else example_query("first")
    )
    if linked is None:
        st.warning("The query in this link is not whole; here is an example instead.")
        linked = example_query("first")
    is_other = st.session_state.get("sparql-linked") != linked
    if is_other:  # edit the text of this link
        _keep_draft()
        st.session_state["sparql-linked"] = st.session_state["sparql-text"] = linked
    target = _target()
    before = last_outcome(_KEY)
    kept = str(st.session_state["sparql-text"])
    text, wanted = edit_query(kept, "sparql", before.error if before else None, anew=is_other)
    st.session_state["sparql-text"] = text
    if not has_editor():
        st.button("Run", type="primary", on_click=_run, args=(text,))
    if wanted:
        _run(text)
        linked = text
    if "q" in st.query_params:
        with report_errors():
            _answer(linked, target, before)
    else:
        st.caption(f"A query may take {MAX_SECONDS} seconds and return {MAX_ROWS:,} rows.")
    _history()


def _target() -> str:
    """Let the user choose where to send the query; links may name only what the operator allows."""
    places = {place: Named(place, place) for place in query_targets()}
    picked = choose("Ask", "target", places, THIS_GRAPH, quiet=True) if len(places) > 1 else None
    target = picked.iri if picked else THIS_GRAPH
    asked_for = st.query_params.get("target", THIS_GRAPH)
    if target == THIS_GRAPH != asked_for:
        st.warning(
            escape(f"This explorer does not ask {quoted(asked_for)}; its own graph is asked.")
        )
    return target


def _run(text: str) -> None:
    """Put a query into the address, which runs it; a query that has run is run again."""
    st.query_params["q"] = pack_query(text)
    st.session_state["sparql-linked"] = text
    forget_outcome(_KEY)


def _answer(text: str, target: str, before: Outcome | None) -> None:
    """Run the query once; later runs of the page show the same answer."""
    ended = run_query(_KEY, text, target)
    if ended is not before:
        _add_to_history(text, target, ended)
        if isinstance(ended.error, BadQuery):
            st.rerun()  # the editor, which is above, marks the place
    if ended.error:
        st.warning(escape(in_plain_words(ended.error)), icon=":material/error:")
    elif ended.answer is not None:
        st.caption(f"{_size_and_time(ended)} · the address of this page restores query and answer")
        for note in getattr(ended.answer, "notes", ()):
            st.warning(escape(f"{note[:1].upper()}{note[1:]}."), icon=":material/info:")
        show_answer(ended.answer, "result")
        if target == THIS_GRAPH:  # others have an ontology of their own
            _unknown_terms(ended, text, target)
        with st.expander("Use this from elsewhere"):
            _snippets(query_snippets(text, ended.answer, _endpoint(target)))


def _endpoint(target: str) -> str | None:
    """Return the endpoint that others can ask instead: the target, or a server of this graph."""
    served = served_at()
    if target != THIS_GRAPH:
        return target
    return f"{served.base}/sparql" if served else None


def _size_and_time(ended: Outcome) -> str:
    if ended.error or ended.answer is None:
        return f"{ended.seconds:.2f} s · no answer"
    if isinstance(ended.answer, bool):
        return f"{ended.seconds:.2f} s"
    unit = "row" if isinstance(ended.answer, Table) else "triple"
    return f"{ended.seconds:.2f} s · {len(ended.answer):,} {unit}{'s' * (len(ended.answer) != 1)}"


def _unknown_terms(ended: Outcome, text: str, target: str) -> None:
    if isinstance(ended.answer, Table | Triples) and not len(ended.answer):
        for reason in graph().why_nothing(text):
            st.caption(escape(f"{reason}{'' if reason.endswith('?') else '.'}"))
    if isinstance(ended.answer, Table):
        empty = ended.answer.empty_columns() if target == THIS_GRAPH else None
        for reason in valueless_notes(text, empty):
            st.caption(escape(f"{reason}{'' if reason.endswith('?') else '.'}"))


def _add_to_history(text: str, target: str, ended: Outcome) -> None:
    known: dict[tuple[str, str], str] = st.session_state.get("sparql-history", {})
    known.pop((text, target), None)
    kept = {(text, target): _size_and_time(ended), **known}
    st.session_state["sparql-history"] = dict(list(kept.items())[:_KEPT])


def _keep_draft() -> None:
    """Keep what was written and never run, which another query is about to replace."""
    text, linked = (st.session_state.get(f"sparql-{name}") for name in ("text", "linked"))
    known: dict[tuple[str, str], str] = st.session_state.get("sparql-history", {})
    if text and text != linked and (text, THIS_GRAPH) not in known:
        kept = {(text, THIS_GRAPH): "not run", **known}
        st.session_state["sparql-history"] = dict(list(kept.items())[:_KEPT])


def _history() -> None:
    known: dict[tuple[str, str], str] = st.session_state.get("sparql-history", {})
    if known:
        with st.expander(f"Queries of this session ({len(known)})", icon=":material/history:"):
            for (text, target), cost in known.items():
                place = "" if target == THIS_GRAPH else f" · {target}"
                label = f"{' '.join(text.split())[:_SHOWN]} · {cost}{place}"
                _query_link(text, escape(label), target=target)


page()
