"""The person at the desk: what one page was told of them, the next one need not ask again."""

from __future__ import annotations

import streamlit as st

from dashboard.state.session import arrived

__all__ = ["same_person"]


def same_person(**asked: str) -> None:
    """On coming to a page, ask for the person that was told of on another, unless the link says it.

    `asked` gives, for each parameter of the page's address, what of the person it tells: the plan's
    `state` and the funding's `area` are the same thing. What is cleared on a page is forgotten.
    """
    known: dict[str, list[str]] = st.session_state.setdefault("person", {})
    silent = {name: what for name, what in asked.items() if name not in st.query_params}
    if arrived():
        told = {name: known[what] for name, what in silent.items() if what in known}
        if told:
            st.query_params.update(told)  # at once: one step back leads out again
    else:
        for what in silent.values():
            known.pop(what, None)
    for name in asked.keys() & st.query_params.keys():
        known[asked[name]] = st.query_params.get_all(name)
