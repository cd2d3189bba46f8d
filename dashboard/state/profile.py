"""The user's profile: what they said of themselves on one page is remembered on the others."""

from __future__ import annotations

import streamlit as st

from dashboard.state.session import is_new_view

__all__ = ["restore_profile"]


def restore_profile(**entries: str) -> None:
    """Fill the parameters that the address lacks from the profile, and save those that it has.

    `entries` maps each parameter of the page to an entry of the profile: the plan's `state` and
    the funding page's `area` are the same entry. The profile is applied when the user comes to a
    page; an entry that they clear on the page is forgotten.
    """
    profile: dict[str, list[str]] = st.session_state.setdefault("profile", {})
    missing = {name: entry for name, entry in entries.items() if name not in st.query_params}
    if is_new_view():
        restored = {name: profile[entry] for name, entry in missing.items() if entry in profile}
        if restored:
            st.query_params.update(restored)  # at once, so that one step back leaves the page
    else:
        for entry in missing.values():
            profile.pop(entry, None)
    for name in entries.keys() & st.query_params.keys():
        profile[entries[name]] = st.query_params.get_all(name)
