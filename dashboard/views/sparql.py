"""SPARQL: the question library as forms and as text, an editor, and answers in every form."""

from __future__ import annotations

import streamlit as st

from credgraph.answers import terms_for
from credgraph.errors import BadQuery
from dashboard.canvas import edit_sparql, editor_is_there
from dashboard.choices import choose
from dashboard.links import packed, unpacked
from dashboard.questions import values_of
from dashboard.results import show_answer
from dashboard.running import HERE, Outcome, endpoints, run
from dashboard.session import Named, ask, graph, sentence
from dashboard.snippets import asked, queried
from dashboard.text import in_plain_words, plain
from dashboard.widgets import show

_FIRST = """# Which credentials are there, and who awards them?
PREFIX cg: <https://w3id.org/credgraph/ns#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>

SELECT ?credential ?name ?issuer
WHERE {
  ?credential a cg:Credential ; rdfs:label ?name .
  OPTIONAL { ?credential cg:issuer ?issuer }
}
ORDER BY ?name
"""
_KEPT = 20  # queries in the history


def page() -> None:
    """Show the page."""
    st.title("SPARQL", anchor=False)
    asked_for = choose("A question of the library, as a form", "ask", _library(), quiet=True)
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
    show(ask(name, **values), "The graph states nothing on this.", key=name, file=name)
    text = question.bound(terms_for(question, values, graph().records))
    with st.expander("Its SPARQL, and how to ask it from elsewhere"):
        st.page_link(
            "views/sparql.py",
            label="Edit and run it here",
            icon=":material/edit:",
            query_params={"q": packed(text)},
        )
        _elsewhere({"SPARQL": text, **asked(name, values), **queried(text)})


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
    linked = unpacked(st.query_params["q"]) if "q" in st.query_params else _FIRST
    if linked is None:
        st.warning("The query in this link is not whole; here is an example instead.")
        linked = _FIRST
    if st.session_state.get("sparql-linked") != linked:  # another link: its text comes in
        st.session_state["sparql-linked"] = st.session_state["sparql-text"] = linked
    target = _target()
    before: Outcome | None = st.session_state.get("sparql-outcome")
    kept = str(st.session_state["sparql-text"])
    text, wanted = edit_sparql(kept, "sparql", before.error if before else None)
    st.session_state["sparql-text"] = text
    _buttons(text)
    if wanted:
        _restore(text, again=True)
        linked = text
    if "q" in st.query_params and not st.session_state.pop("sparql-stopped", False):
        _answer(linked, target)
    _history()


def _target() -> str:
    places = endpoints()
    if len(places) == 1:
        return HERE
    return str(st.selectbox("Ask", places, key="sparql-target"))


def _buttons(text: str) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        if not editor_is_there():
            st.button("Run", type="primary", on_click=_restore, args=(text, True))
        st.button("Stop", icon=":material/stop:", on_click=_stop)
        st.caption("A query may take 10 seconds and return 10,000 rows.")


def _restore(text: str, again: bool = False) -> None:
    """Put a query into the address, from where it runs."""
    st.query_params["q"] = packed(text)
    st.session_state["sparql-linked"] = text
    if again:
        st.session_state.pop("sparql-ran", None)


def _stop() -> None:
    st.session_state["sparql-stopped"] = True
    st.session_state.pop("sparql-outcome", None)


def _answer(text: str, target: str) -> None:
    """Run the query once; later runs of the page show the same answer."""
    ran = (text, target)
    if st.session_state.get("sparql-ran") != ran:
        st.session_state.pop("sparql-outcome", None)
        with sentence():
            st.session_state["sparql-outcome"] = run(text, target)
            st.session_state["sparql-ran"] = ran
            _remember(text)
            if isinstance(st.session_state["sparql-outcome"].error, BadQuery):
                st.rerun()  # the editor stands above and marks the place
    outcome: Outcome | None = st.session_state.get("sparql-outcome")
    if outcome:
        _show(outcome, text, target)


def _show(outcome: Outcome, text: str, target: str) -> None:
    if outcome.error:
        st.warning(plain(in_plain_words(outcome.error)), icon=":material/error:")
        return
    st.caption(f"{outcome.seconds:.2f} s · the address of this page restores query and answer")
    if outcome.answer is not None:
        with sentence():
            show_answer(outcome.answer, "result")
            _misspelt(outcome, text)
    with st.expander("Use this from elsewhere"):
        _elsewhere(queried(text, None if target == HERE else target))


def _misspelt(outcome: Outcome, text: str) -> None:
    if (
        not isinstance(outcome.answer, bool)
        and outcome.answer is not None
        and not len(outcome.answer)
    ):
        for wrong, right in graph().misspelt(text).items():
            advice = f"; did you mean {right}?" if right else "."
            st.caption(plain(f"The ontology declares no {wrong}{advice}"))


def _remember(text: str) -> None:
    known: list[str] = st.session_state.setdefault("sparql-history", [])
    st.session_state["sparql-history"] = [text, *(t for t in known if t != text)][:_KEPT]


def _history() -> None:
    texts: list[str] = st.session_state.get("sparql-history", [])
    if len(texts) > 1:
        with st.expander("Queries run in this session"):
            for text in texts:
                st.page_link(
                    "views/sparql.py",
                    label=plain(" ".join(text.split())[:110]),
                    query_params={"q": packed(text)},
                )


page()
