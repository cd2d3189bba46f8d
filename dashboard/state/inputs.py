"""Inputs whose values live in the address: the link is the truth, the widget shows it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress

import streamlit as st

from credgraph import CredGraphError
from credgraph.errors import quoted
from credgraph.questions import Parameter
from credgraph.results import join_names
from dashboard.state.markdown import plain
from dashboard.state.session import Named, arrived, graph

__all__ = ["choose", "choose_some", "choose_text", "number", "show_value", "text"]

_FEW = 3  # unknown names that a warning repeats


def choose(
    label: str,
    name: str,
    options: Mapping[str, Named],
    default: str = "",
    quiet: bool = False,
    hint: str = "Any",
) -> Named | None:
    """Let a person pick one record; without a default, none may be picked.

    `quiet` leaves it to the page to say that the link names nothing; `hint` stands where none is
    picked.
    """
    key = f"pick-{name}"
    asked = st.query_params.get(name, "")
    found = _match(asked, options)
    if asked and not found and not quiet:
        _unknown(label, [asked])
        st.query_params.pop(name, None)
    show_value(key, found or (default if default in options else None))
    picked = st.selectbox(
        label,
        list(options),
        index=0 if default else None,
        format_func=lambda short: options[short].label,
        key=key,
        placeholder="Choose" if default else hint,
        on_change=_remember,
        args=(key, name, default),
    )
    return options[picked] if picked else None


def choose_some(
    label: str,
    name: str,
    options: Mapping[str, Named],
    default: Sequence[str] = (),
    most: int = 4,
) -> list[Named]:
    """Let a person pick several records, at most `most`."""
    key = f"pick-{name}"
    asked = st.query_params.get_all(name) if name in st.query_params else list(default)
    found = list(dict.fromkeys(hit for hit in (_match(one, options) for one in asked) if hit))
    unknown = [one for one in asked if one and not _match(one, options)]
    if unknown:
        _unknown(label, unknown)
    if len(found) > most:
        st.warning(plain(f"{label}: at most {most} fit; the others of the link are left out."))
    if unknown or len(found) > most:
        st.query_params[name] = found[:most] or [""]
    show_value(key, found[:most])
    picked = st.multiselect(
        label,
        list(options),
        format_func=lambda short: options[short].label,
        key=key,
        max_selections=most,
        on_change=_remember,
        args=(key, name, None),
        placeholder="Choose",
        select_all=False,  # else Enter takes every name that holds what was typed
    )
    return [options[short] for short in picked]


def choose_text(label: str, name: str, options: Mapping[str, str], default: str) -> str:
    """Let a person pick one of a few words; return the word's key."""
    asked = st.query_params.get(name, default)
    key = f"pick-{name}"
    show_value(key, asked if asked in options else default)
    picked = st.segmented_control(
        label,
        list(options),
        format_func=lambda value: plain(options[value]),  # these, unlike lists, are Markdown
        key=key,
        required=True,
        on_change=_remember,
        args=(key, name, default),
    )
    return str(picked or default)


def text(label: str, name: str, default: str = "", live: bool = False, hint: str = "") -> str:
    """Let a person type a text; `live` searches while they type."""
    key = f"type-{name}"
    show_value(key, st.query_params.get(name, default))
    typed = st.text_input(
        label,
        key=key,
        live=live,
        placeholder=hint,
        max_chars=400,
        on_change=_remember,
        args=(key, name, default),
    )
    return str(typed or "").strip()


def number(label: str, name: str, default: int, step: int = 1000) -> int:
    """Let a person set a whole number that is not negative."""
    key = f"type-{name}"
    asked = st.query_params.get(name, str(default)).replace(",", "").removeprefix("$")
    if not asked.isdecimal() or len(asked) > 9:
        st.warning(plain(f"{quoted(asked)} is no whole number; {default:,} is used."))
        st.query_params.pop(name, None)
        asked = str(default)
    show_value(key, int(asked))
    typed = st.number_input(
        label,
        min_value=0,
        step=step,
        key=key,
        on_change=_remember,
        args=(key, name, default),
    )
    return int(typed or 0)


def show_value(key: str, value: object) -> None:
    """Let a widget show a value; one that shows it already need not be drawn again.

    On arriving the value is set anyhow: what stands there is that of another view's widget.
    """
    if arrived() or key not in st.session_state or st.session_state[key] != value:
        st.session_state[key] = value


def _match(asked: str, options: Mapping[str, Named]) -> str | None:
    """Find what a link means: a short name, an IRI or a label, in any case."""
    if asked in options:
        return asked
    lower = asked.strip().lower()
    for short, record in options.items():
        if lower in (short.lower(), record.label.lower(), record.iri.lower()):
            return short
    iri = _coded(asked) if asked else ""
    return next((short for short, record in options.items() if record.iri == iri), None)


@st.cache_resource(show_spinner=False, max_entries=500)
def _coded(asked: str) -> str:
    """Return the record that a code names, such as SC or 17-3024; else nothing."""
    with suppress(CredGraphError):
        return graph().records.find(asked, Parameter("id", "", "iri", "", "")).value
    return ""


def _unknown(label: str, asked: Sequence[str]) -> None:
    named = [quoted(name) for name in asked[:_FEW]]
    named += [f"{len(asked) - _FEW} more"] if len(asked) > _FEW else []
    words = f"{label}: the graph holds nothing called {join_names(named)}. Choose one below."
    st.warning(plain(words))


def _remember(key: str, name: str, default: object) -> None:
    """Write what was picked into the address, or take it out where it is the default."""
    value = st.session_state.get(key)
    if isinstance(value, list):
        st.query_params[name] = value or [""]
    elif value is None or value == "" or value == default:
        st.query_params.pop(name, None)
    else:
        st.query_params[name] = str(value)
