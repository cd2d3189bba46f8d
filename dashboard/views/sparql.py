"""SPARQL: the question library as forms and as text, an editor, and answers in every form."""

from __future__ import annotations

import streamlit as st

from credgraph.errors import BadQuery, quoted
from credgraph.questions import terms_for
from credgraph.questions.listing import starter_query
from credgraph.results import Table, Triples
from dashboard.canvas import edit_sparql, editor_is_there
from dashboard.choices import choose
from dashboard.links import packed, unpacked
from dashboard.questions import values_of
from dashboard.results import show_answer
from dashboard.running import HERE, ROWS, SECONDS, Outcome, endpoints, forget, outcome, run
from dashboard.session import Named, ask, graph, sentence
from dashboard.snippets import asked, queried
from dashboard.text import in_plain_words, plain
from dashboard.widgets import show

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
        with sentence():
            name = asked_for.iri if asked_for else st.query_params["ask"]
            _form(name)
        return
    _editor()


@st.cache_resource(show_spinner=False)
def _library() -> dict[str, Named]:
    return {
        name: Named(name, f"{question.summary} ({name})")
        for name, question in graph().questions.items()
    }


def _form(name: str) -> None:
    question = graph().questions[name]
    st.caption(plain(question.description))
    values = values_of(question)
    text = question.bind(terms_for(question, values, graph().records))
    _link(text, "Edit it as SPARQL", icon=":material/edit:")
    answer = ask(name, **values)
    show(answer, "The graph states nothing on this.", key=name, file=name, grid=True)
    with st.expander("Its SPARQL, and how to ask it from elsewhere"):
        _elsewhere({"SPARQL": text, **asked(name, values), **queried(text, answer)})


def _link(text: str, label: str, icon: str | None = None, target: str = HERE) -> None:
    there = {} if target == HERE else {"target": target}
    query_params = {"q": packed(text), **there}
    st.page_link("views/sparql.py", label=label, icon=icon, query_params=query_params)


def _elsewhere(texts: dict[str, str]) -> None:
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
    linked = unpacked(st.query_params["q"]) if "q" in st.query_params else starter_query("first")
    if linked is None:
        st.warning("The query in this link is not whole; here is an example instead.")
        linked = starter_query("first")
    if st.session_state.get("sparql-linked") != linked:  # another link: its text comes in
        st.session_state["sparql-linked"] = st.session_state["sparql-text"] = linked
    target = _target()
    before = outcome(_KEY)
    kept = str(st.session_state["sparql-text"])
    text, wanted = edit_sparql(kept, "sparql", before.error if before else None)
    st.session_state["sparql-text"] = text
    if not editor_is_there():
        st.button("Run", type="primary", on_click=_run, args=(text,))
    if wanted:
        _run(text)
        linked = text
    if "q" in st.query_params:
        with sentence():
            _answer(linked, target, before)
    else:
        st.caption(f"A query may take {SECONDS} seconds and return {ROWS:,} rows.")
    _history()


def _target() -> str:
    """Let a person choose where the query goes; a link may name only what the operator named."""
    places = {place: Named(place, place) for place in endpoints()}
    picked = choose("Ask", "target", places, HERE, quiet=True) if len(places) > 1 else None
    target = picked.iri if picked else HERE
    asked_for = st.query_params.get("target", HERE)
    if target == HERE != asked_for:
        st.warning(
            plain(f"This explorer does not ask {quoted(asked_for)}; its own graph is asked.")
        )
    return target


def _run(text: str) -> None:
    """Put a query into the address, from where it runs; one that has run runs anew."""
    st.query_params["q"] = packed(text)
    st.session_state["sparql-linked"] = text
    forget(_KEY)


def _answer(text: str, target: str, before: Outcome | None) -> None:
    """Run the query once; later runs of the page show the same answer."""
    ended = run(_KEY, text, target)
    if ended is not before:
        _remember(text, target, ended)
        if isinstance(ended.error, BadQuery):
            st.rerun()  # the editor stands above and marks the place
    if ended.error:
        st.warning(plain(in_plain_words(ended.error)), icon=":material/error:")
    elif ended.answer is not None:
        st.caption(f"{_cost(ended)} · the address of this page restores query and answer")
        show_answer(ended.answer, "result")
        _misspelt(ended, text)
        with st.expander("Use this from elsewhere"):
            _elsewhere(queried(text, ended.answer, None if target == HERE else target))


def _cost(ended: Outcome) -> str:
    if ended.error or ended.answer is None:
        return f"{ended.seconds:.2f} s · no answer"
    if isinstance(ended.answer, bool):
        return f"{ended.seconds:.2f} s"
    unit = "row" if isinstance(ended.answer, Table) else "triple"
    return f"{ended.seconds:.2f} s · {len(ended.answer):,} {unit}{'s' * (len(ended.answer) != 1)}"


def _misspelt(ended: Outcome, text: str) -> None:
    if isinstance(ended.answer, Table | Triples) and not len(ended.answer):
        for wrong, right in graph().undeclared_terms(text).items():
            advice = f"; did you mean {right}?" if right else "."
            st.caption(plain(f"The ontology declares no {wrong}{advice}"))


def _remember(text: str, target: str, ended: Outcome) -> None:
    known: dict[tuple[str, str], str] = st.session_state.get("sparql-history", {})
    known.pop((text, target), None)
    kept = {(text, target): _cost(ended), **known}
    st.session_state["sparql-history"] = dict(list(kept.items())[:_KEPT])


def _history() -> None:
    known: dict[tuple[str, str], str] = st.session_state.get("sparql-history", {})
    if known:
        with st.expander(f"Queries run in this session ({len(known)})", icon=":material/history:"):
            for (text, target), cost in known.items():
                place = "" if target == HERE else f" · {target}"
                label = f"{' '.join(text.split())[:_SHOWN]} · {cost}{place}"
                _link(text, plain(label), target=target)


page()
